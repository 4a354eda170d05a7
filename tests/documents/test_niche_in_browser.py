"""The cards in a real browser: no overflow at either width, axe finds nothing, one A4 page a card on paper."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kust.documents.niche_write import write_niches
from kust.niches.niche import Niches

from .made_up_niches import BARE, FULL, HOSTILE, LONG, PRECURSOR, booklet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium (chromium) is not installed"),
]
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BOOKLETS = {
    "booklet": booklet(FULL, PRECURSOR, BARE, LONG, HOSTILE),
    "one": booklet(FULL),
    "none": replace(booklet(FULL), niches=()),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        yield opened
        opened.close()


def write(folder: Path, niches: Niches, lang: str = "ru") -> Path:
    path = folder / "niches.html"
    write_niches(niches, path, lang=lang)
    return path


def pages_printed(browser: Any, path: Path) -> list[str]:
    """Print a page and return the size of each sheet."""
    page = browser.new_page()
    page.goto(path.as_uri())
    try:
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    finally:
        page.close()
    return [box.decode() for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", BOOKLETS)
def test_the_page_fits_is_accessible_and_asks_nothing_of_the_network(
    browser: Any, tmp_path: Path, name: str, width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    path = write(tmp_path, BOOKLETS[name], lang="en" if name == "one" else "ru")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    try:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert requests == [path.as_uri()]
    finally:
        page.close()


@pytest.mark.parametrize("niche", [FULL, PRECURSOR, BARE], ids=["full", "precursor", "bare"])
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_card_prints_on_one_sheet_of_a4(browser: Any, tmp_path: Path, niche: Any, lang: str) -> None:
    sheets = pages_printed(browser, write(tmp_path, booklet(niche), lang))
    # A4 in points.
    assert [tuple(round(float(side)) for side in sheet.split()[2:]) for sheet in sheets] == [(595, 842)]


def test_a_booklet_prints_its_contents_and_a_sheet_a_card(browser: Any, tmp_path: Path) -> None:
    assert len(pages_printed(browser, write(tmp_path, booklet(FULL, PRECURSOR, BARE)))) == 4


def test_even_a_very_long_name_takes_two_sheets_at_most(browser: Any, tmp_path: Path) -> None:
    assert len(pages_printed(browser, write(tmp_path, booklet(LONG)))) <= 2
