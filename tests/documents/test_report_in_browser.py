"""The page in a real browser: no overflow at either width, axe finds nothing, no request leaves, it prints."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kust.data import read_dataset
from kust.documents.write import write_report
from kust.examples import describe, load

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
REPORTS = [
    ("machine-building", "ru"),
    ("machine-building", "en"),
    ("composites", "ru"),
    ("wild-harvest", "ru"),
    ("registry-2019", "ru"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=REPORTS, ids=lambda one: "-".join(one))
def page_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    name, lang = request.param
    example, path = describe(name), tmp_path_factory.mktemp("report") / f"{name}.html"
    write_report(
        read_dataset(load(name)).dataset,
        path,
        cluster=example.cluster,
        on=example.on,
        year=example.year,
        edition=example.edition,
        lang=lang,
    )
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_fits_is_accessible_and_asks_nothing_of_the_network(
    browser: Any, page_file: Path, width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page_file.as_uri())
    try:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert requests == [page_file.as_uri()]
    finally:
        page.close()


def test_the_page_prints_on_a4(browser: Any, page_file: Path) -> None:
    page = browser.new_page()
    page.goto(page_file.as_uri())
    try:
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    finally:
        page.close()
    assert pdf.startswith(b"%PDF")
    sizes = {tuple(round(float(side)) for side in box.split()[2:]) for box in _boxes(pdf)}
    # A4 in points, upright and, for wide tables, across.
    assert (595, 842) in sizes
    assert sizes <= {(595, 842), (842, 595)}


def _boxes(pdf: bytes) -> list[str]:
    return [box.decode() for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)]
