"""The map and the report in a real browser: they fit, are accessible, ask nothing; switches work without a script."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kust.documents.harvest.write import write_season_map, write_season_report

from .harvest_small import small_season
from .in_browser import IN_BROWSER, assert_sound, sheets_of, views_of

pytestmark = IN_BROWSER
PAGES = ["map", "report"]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("harvest")

    def write(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            (write_season_map if name == "map" else write_season_report)(small_season(), path, lang="ru")
        return path

    return write


@pytest.mark.parametrize(("name", "width", "scheme"), views_of(PAGES))
def test_the_page_fits_is_accessible_and_asks_nothing_of_the_network(
    browser: Any, page_file: Any, name: str, width: int, scheme: str
) -> None:
    assert_sound(browser, page_file(name), width, scheme)


def test_without_a_script_a_chosen_species_shades_the_cells_and_a_chosen_site_shows_its_flows(
    browser: Any, page_file: Any
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(page_file("map").as_uri())
    try:
        assert page.locator(".stand:visible").count() == len(small_season().sited)
        assert page.locator(".legend:visible").count() == 1
        before = page.locator(".legend:visible").inner_text()
        page.check("#s1")
        page.check("#width")
        assert page.locator(".legend:visible").get_attribute("id") == "legend-width-s1"
        assert page.locator(".legend:visible").inner_text() != before
        page.check("#boiling_station-1-on")
        assert page.locator("#boiling_station-1-stand").is_visible()
        assert not page.locator("#boiling_station-0-stand").is_visible()
        # The best choice again, by pressing the site on the drawing itself; with it come its loads by week.
        page.locator("#boiling_station-1-stand .pick[for='boiling_station-0-on']").first.click()
        assert page.is_checked("#boiling_station-0-on")
        assert page.locator("#boiling_station-0-stand svg[aria-labelledby^='loads-']").is_visible()
    finally:
        context.close()


def test_what_is_pressed_lies_on_the_diamond_of_its_site(browser: Any, page_file: Any) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.goto(page_file("map").as_uri())
    middle = (
        "one => { const b = one.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] }"
    )
    try:
        for kind, sited in small_season().sited.items():
            for place, one in enumerate(sited.elsewhere, 1):
                pick = page.locator(f"#{kind}-0-stand .pick[for='{kind}-{place}-on']")
                if pick.count():
                    here = pick.evaluate(middle)
                    spot = page.locator(f"#{kind}-0-stand [data-key='{one.to_site}'] polygon").evaluate(
                        middle
                    )
                    assert here == pytest.approx(spot, abs=1.5)
        assert page.locator(".pick").count() > 0
    finally:
        page.close()


def test_a_switch_colours_the_cells_as_their_classes_say(browser: Any, page_file: Any) -> None:
    page = browser.new_page(color_scheme="light")
    page.goto(page_file("map").as_uri())
    try:
        page.check("#s0")
        fills = page.eval_on_selector_all(
            ".k-area[class*='m0-5'] polygon", "found => found.map(one => getComputedStyle(one).fill)"
        )
        assert fills and set(fills) == {"rgb(18, 63, 74)"}  # #123f4a, the darkest shade
    finally:
        page.close()


@pytest.mark.parametrize("name", PAGES)
def test_it_prints_on_sheets_of_a4(browser: Any, page_file: Any, name: str) -> None:
    page = browser.new_page()
    page.goto(page_file(name).as_uri())
    try:
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    finally:
        page.close()
    assert set(sheets_of(pdf)) == {(595, 842)}
