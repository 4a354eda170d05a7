"""The cards in a real browser: no overflow at either width, axe finds nothing, one A4 page a card on paper."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kust.documents.niches.write import write_niches
from kust.niches.niche import Niches

from .in_browser import IN_BROWSER, assert_sound, sheets_of, views_of
from .made_up_niches import BARE, FULL, HOSTILE, LONG, PRECURSOR, booklet

pytestmark = IN_BROWSER
BOOKLETS = {
    "booklet": booklet(FULL, PRECURSOR, BARE, LONG, HOSTILE),
    "one": booklet(FULL),
    "none": replace(booklet(FULL), niches=()),
}


def write(folder: Path, niches: Niches, lang: str = "ru") -> Path:
    path = folder / "niches.html"
    write_niches(niches, path, lang=lang)
    return path


def pages_printed(browser: Any, path: Path) -> list[tuple[int, int]]:
    """Print a page and return the size of each sheet."""
    page = browser.new_page()
    page.goto(path.as_uri())
    try:
        return sheets_of(page.pdf(prefer_css_page_size=True, print_background=True))
    finally:
        page.close()


@pytest.mark.parametrize(("name", "width", "scheme"), views_of([*BOOKLETS]))
def test_the_page_fits_is_accessible_and_asks_nothing_of_the_network(
    browser: Any, tmp_path: Path, name: str, width: int, scheme: str
) -> None:
    path = write(tmp_path, BOOKLETS[name], lang="en" if name == "one" else "ru")
    assert_sound(browser, path, width, scheme)


@pytest.mark.parametrize("niche", [FULL, PRECURSOR, BARE], ids=["full", "precursor", "bare"])
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_card_prints_on_one_sheet_of_a4(browser: Any, tmp_path: Path, niche: Any, lang: str) -> None:
    sheets = pages_printed(browser, write(tmp_path, booklet(niche), lang))
    # A4 in points.
    assert sheets == [(595, 842)]


def test_a_booklet_prints_its_contents_and_a_sheet_a_card(browser: Any, tmp_path: Path) -> None:
    assert len(pages_printed(browser, write(tmp_path, booklet(FULL, PRECURSOR, BARE)))) == 4


def test_even_a_very_long_name_takes_two_sheets_at_most(browser: Any, tmp_path: Path) -> None:
    assert len(pages_printed(browser, write(tmp_path, booklet(LONG)))) <= 2
