"""The page in a real browser: no overflow at either width, axe finds nothing, no request leaves, it prints."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kust.data import read_dataset
from kust.documents.write import write_report
from kust.examples import describe, load

from . import conftest
from .in_browser import IN_BROWSER, assert_sound, sheets_of, views_of

browser = conftest.browser  # another page's tests ask for it here
pytestmark = [pytest.mark.lengthy, *IN_BROWSER]
REPORTS = [
    ("machine-building", "ru"),
    ("machine-building", "en"),
    ("composites", "ru"),
    ("wild-harvest", "ru"),
    ("registry-2019", "ru"),
]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[str, str]], Path]:
    folder = tmp_path_factory.mktemp("report")

    @cache
    def write(report: tuple[str, str]) -> Path:
        name, lang = report
        example, path = describe(name), folder / f"{name}-{lang}.html"
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

    return write


@pytest.mark.parametrize(("report", "width", "scheme"), views_of(REPORTS))
def test_the_page_fits_is_accessible_and_asks_nothing_of_the_network(
    browser: Any, page_file: Any, report: tuple[str, str], width: int, scheme: str
) -> None:
    assert_sound(browser, page_file(report), width, scheme)


@pytest.mark.parametrize("report", REPORTS)
def test_the_page_prints_on_a4(browser: Any, page_file: Any, report: tuple[str, str]) -> None:
    page = browser.new_page()
    page.goto(page_file(report).as_uri())
    try:
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    finally:
        page.close()
    assert pdf.startswith(b"%PDF")
    sizes = set(sheets_of(pdf))
    # A4 in points, upright and, for wide tables, across.
    assert (595, 842) in sizes
    assert sizes <= {(595, 842), (842, 595)}
