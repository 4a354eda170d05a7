"""The page of a chain in a real browser: it fits, it is accessible, it asks for nothing, its tools work, it prints."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kust.chain.stages import calc_stages
from kust.data import read_dataset
from kust.documents.chain.content import ChainContent, View, make_chain
from kust.documents.chain.write import write_chain, write_sankey
from kust.examples import describe, load

from ..chain.small import lay_out
from .in_browser import IN_BROWSER, assert_sound, sheets_of, views_of
from .long_chain import write_long_chain

pytestmark = [pytest.mark.lengthy, *IN_BROWSER]
PAGES = [("machine-building", "ru"), ("composites", "ru"), ("wild-harvest", "en"), ("long", "ru")]


def content_of(name: str, lang: str, folder: Path) -> ChainContent:
    if name == "long":
        dataset = write_long_chain(folder)
        return make_chain(dataset, lay_out(dataset), View(), lang)
    example = describe(name)
    dataset = read_dataset(load(name)).dataset
    return make_chain(dataset, calc_stages(dataset, on=example.on, year=example.year), View(), lang)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[str, str]], Path]:
    folder = tmp_path_factory.mktemp("chain")

    def write(page: tuple[str, str]) -> Path:
        path = folder / f"{'-'.join(page)}.html"
        if not path.exists():
            write_chain(content_of(*page, folder / "data"), path)
        return path

    return write


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> ChainContent:
    return content_of("machine-building", "ru", tmp_path_factory.mktemp("unused"))


@pytest.fixture
def opened(browser: Any, page_file: Any) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(page_file(PAGES[0]).as_uri())
    yield page
    page.close()


@pytest.mark.parametrize(("page_of", "width", "scheme"), views_of(PAGES))
def test_the_page_fits_is_accessible_and_asks_nothing_of_the_network(
    browser: Any, page_file: Any, page_of: tuple[str, str], width: int, scheme: str
) -> None:
    assert_sound(browser, page_file(page_of), width, scheme)


@pytest.mark.parametrize("page_of", PAGES)
def test_the_first_sheet_holds_the_whole_drawing(
    browser: Any, page_file: Any, page_of: tuple[str, str]
) -> None:
    path = page_file(page_of)
    page = browser.new_page()
    page.goto(path.as_uri())
    try:
        page.emulate_media(media="print")
        # What A4 across leaves between the margins: 277 × 192 mm at 96 pixels an inch.
        page.set_viewport_size({"width": 1047, "height": 726})
        box = page.locator(".chain svg").first.bounding_box()
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    finally:
        page.close()
    assert box["y"] + box["height"] <= 726
    assert box["x"] + box["width"] <= 1048
    assert set(sheets_of(pdf)) == {(842, 595)}


def lit(page: Any) -> set[str]:
    return set(
        page.eval_on_selector_all(
            ".chain-box:not(.dim):not(.off)", "boxes => boxes.map(box => box.dataset.key)"
        )
    )


def test_a_press_on_a_product_leaves_what_goes_into_it_and_where_it_goes(
    opened: Any, machines: ChainContent
) -> None:
    # Pumps are bought: nothing goes into them; they go into hydraulic systems and machines, and those into machines.
    up_and_down = {"P308"}
    links = set(machines.links)
    for _ in range(10):
        up_and_down |= {product for one, product in links if one in up_and_down}
    opened.click(".chain-box[data-key=P308]")
    assert lit(opened) == up_and_down
    assert opened.locator("#told").inner_text().startswith("Гидронасосы аксиально-поршневые")
    opened.click("#told a")
    assert opened.evaluate("location.hash") == "#product-P308"
    opened.keyboard.press("Escape")
    assert len(lit(opened)) == 40


def test_the_keyboard_chooses_a_product_as_the_mouse_does(opened: Any) -> None:
    opened.focus(".chain-box[data-key=P308]")
    opened.keyboard.press("Enter")
    assert len(lit(opened)) < 40
    assert opened.evaluate("location.hash") == ""
    opened.keyboard.press("Enter")
    assert len(lit(opened)) == 40


def test_the_search_finds_products_and_firms_in_drawing_and_table(opened: Any) -> None:
    opened.fill("#search", "бродтормоз")
    # The firm makes brake pads, discs and systems.
    assert lit(opened) == {"P210", "P211", "P305"}
    rows = opened.eval_on_selector_all(
        "tr[data-product]:not([hidden])", "rows => rows.map(row => row.dataset.product)"
    )
    assert set(rows) == {"P210", "P211", "P305"}
    opened.click("#reset")
    assert len(lit(opened)) == 40


def test_the_slider_hides_what_is_smaller(opened: Any, machines: ChainContent) -> None:
    step = machines.steps.index(50_000.0)
    opened.evaluate(f"least.value = '{step}'; least.dispatchEvent(new Event('input', {{bubbles: true}}))")
    shown = opened.eval_on_selector_all(
        ".chain-link:not(.off)", "links => links.map(link => +link.dataset.amount)"
    )
    assert min(shown) >= 50_000
    assert len(shown) == sum((link.amount or 0) >= 50_000 for link in machines.picture.links)
    assert opened.locator("#least-words").inner_text().replace("\u00a0", " ") == "50,0 млн руб."


def test_without_script_everything_is_there(browser: Any, page_file: Any) -> None:
    path = page_file(PAGES[0])
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    try:
        assert page.locator(".chain-box").count() == 40
        assert page.locator("tr[data-product]").count() == 40
        assert not page.locator("#tools").is_visible()
    finally:
        context.close()


def test_a_folded_chain_unfolds(browser: Any, page_file: Any) -> None:
    path = page_file(PAGES[3])
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(path.as_uri())
    try:
        assert not page.locator("#whole svg").is_visible()
        page.click("#whole summary")
        assert page.locator("#whole svg").is_visible()
        assert page.locator("#whole .chain-box").count() == 200
        # What is chosen is chosen in both drawings, in the folded one by the box that holds it.
        page.fill("#search", "T000 (вымышленные данные)")
        page.dispatch_event("#search", "change")
        assert page.locator(".chain-box.chosen").count() == 2
    finally:
        page.close()


def test_the_flows_are_drawn_without_any_request(
    browser: Any, machines: ChainContent, tmp_path: Path
) -> None:
    pytest.importorskip("plotly", reason="Plotly (extra charts) is not installed")
    path = tmp_path / "flows.html"
    write_sankey(machines, path)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    try:
        page.wait_for_selector(".sankey-node")
        columns = page.eval_on_selector_all(
            ".sankey-node", "nodes => nodes.map(node => Math.round(node.getBoundingClientRect().left))"
        )
        heights = page.eval_on_selector_all(".sankey-link", "links => links.length")
        assert heights == len(machines.flows.sankey.flows)
        assert len(columns) == len(machines.flows.sankey.nodes)
        assert requests == [path.as_uri()]
    finally:
        page.close()
