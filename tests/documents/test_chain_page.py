"""The page, the file and the paper of a chain: what is folded, what is said, what is never overwritten."""

import builtins
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from kust.chain.staged import Maker, StagedProduct, StageLink, Stages
from kust.chain.stages import calc_stages
from kust.cli.main import run
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.documents.chain_content import ChainContent, View, make_chain
from kust.documents.chain_flows import make_flows
from kust.documents.chain_fold import MOST_BOXES, MOST_LINKS, amounts_of, choose_drawn, focus_on
from kust.documents.chain_page import render_chain
from kust.documents.chain_words import Money, anchor_of, gap_of, word_imports
from kust.documents.chain_write import draw_alone, write_chain, write_sankey
from kust.errors import MissingEngineError, UsageError
from kust.examples import describe, load

from ..chain.small import ON, YEAR, lay_out, write
from ..docs.worked import read_tables
from .long_chain import COUNT, write_long_chain

PAGE = Path(__file__).parents[2] / "docs/methods/chain-drawing.md"
HOSTILE = '<script>alert(1)</script>"&'


def page_of(dataset: Dataset, view: View | None = None, lang: str = "ru", **asked: Any) -> ChainContent:
    stages = calc_stages(dataset, on=asked.get("on", ON), year=asked.get("year", YEAR))
    return make_chain(dataset, stages, view or View(), lang)


def page_of_example(name: str, lang: str = "ru") -> ChainContent:
    example = describe(name)
    return page_of(read_dataset(load(name)).dataset, lang=lang, on=example.on, year=example.year)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Stages]:
    dataset = write_long_chain(tmp_path_factory.mktemp("long"))
    return dataset, lay_out(dataset)


@pytest.fixture
def small(tmp_path: Path) -> Dataset:
    """Ore → steel → car; tyres come from nobody who makes them, paint from a shop that is no member."""
    return write(
        tmp_path / "data",
        {"Mine": {"ore": 100}, "Works": {"steel": 300}, "Plant": {"car": 900}, "Shop": {"paint": 60}},
        [
            ("Mine", "Works", "ore", 100),
            ("Works", "Plant", "steel", 250),
            ("Dealer", "Plant", "tyre", 90),
            ("Shop", "Plant", "paint", 40),
        ],
        members=["Mine", "Works", "Plant"],
        products=["paint,2,", "tyre,2,"],
    )


def product(makers: tuple[Maker, ...] = (), bought: float = 0.0, imports: Any = ()) -> StagedProduct:
    return StagedProduct("p", "p", 1, 1.0, None, "inputs", 1, None, makers, None, bought, dict(imports))


def test_a_gap_is_what_members_buy_and_no_member_makes() -> None:
    member, other = Maker("A", "A", True, "outputs", 1.0), Maker("B", "B", False, "outputs", 1.0)
    assert gap_of(product((member, other), 5.0)) == ""
    assert gap_of(product((other,), 5.0)) == "members"
    assert gap_of(product((), 5.0)) == "nobody"
    # Nobody told of any purchase: that nobody is named as its maker is not known to be a gap.
    assert gap_of(product((), 0.0)) == ""


def test_imports_are_told_by_country_with_their_share_of_purchases_and_the_rest_in_all() -> None:
    one = product((), 200.0, {"CN": 20.0, "DE": 100.0, "IT": 10.0, "JP": 10.0})
    lines = [line.replace("\u00a0", " ") for line in word_imports(one, Money("ru", False))]
    # 100/200, 20/200, and 140/200 of four countries in all.
    assert lines == [
        "Импорт: Германия 100 тыс. руб. (50 %)",
        "Китай 20 тыс. руб. (10 %)",
        "и ещё стран: 2; всего 140 тыс. руб. (70 %)",
    ]


def test_one_unit_serves_all_amounts_and_a_small_one_is_not_written_as_zero() -> None:
    money = Money.for_amounts([12_000.0, 3.0, None], "en")
    assert money.write(12_000.0).replace("\u00a0", " ") == "12.0 m roubles"
    assert money.figure(3.0) == "<0.1"
    assert money.figure(None) == "–"
    assert Money.for_amounts([9_999.0], "en").figure(9_999.0) == "9,999"


def test_every_product_of_the_examples_is_in_the_drawing_and_in_the_table() -> None:
    for name in ("machine-building", "composites", "wild-harvest"):
        page = page_of_example(name)
        rows = {row.product_id for group in page.groups for row in group.rows}
        assert rows == {key for box in page.picture.boxes for key in box.holds}
        assert len(rows) == page.products > 0


def test_a_chain_of_declared_places_alone_lists_who_works_on_each_stage() -> None:
    page = page_of_example("composites")
    # The deck names one maker of the precursor; it names no product of his, so he stands in the column.
    assert [one.name for one in page.picture.columns[0].participants] == ["ООО «Композит-Волокно»"]
    assert page.picture.links == ()
    assert page.columns == ("product", "makers")
    assert all(not box.gap for box in page.picture.boxes)
    assert "поставок и норм расхода в данных нет" in page.subtitle


def test_gaps_links_and_makers_of_a_small_chain(small: Dataset) -> None:
    page = page_of(small)
    gaps = {box.key: box.gap for box in page.picture.boxes}
    assert gaps == {"ore": "", "steel": "", "car": "", "tyre": "nobody", "paint": "members"}
    assert {(x.source, x.target): x.amount for x in page.picture.links} == {
        ("ore", "steel"): 100.0,
        ("steel", "car"): 250.0,
        ("tyre", "car"): 90.0,
        ("paint", "car"): 40.0,
    }
    (car,) = [row for group in page.groups for row in group.rows if row.product_id == "car"]
    assert [(one.name.split()[0], one.amount) for one in car.inputs] == [
        ("steel", "250"),
        ("tyre", "90"),
        ("paint", "40"),
    ]


def test_the_text_alternative_names_products_gaps_and_the_largest_links(small: Dataset) -> None:
    desc = page_of(small, lang="en").desc.replace("\u00a0", " ")
    assert "Stage 1: ore" in desc
    assert "Members buy and do not make: paint" in desc and "tyre" in desc
    assert "steel (вымышленные данные) → car (вымышленные данные): 250 thousand roubles" in desc


def test_the_focus_keeps_what_goes_in_and_what_comes_out_and_nothing_beside(small: Dataset) -> None:
    stages = lay_out(small)
    assert {one.product_id for one in focus_on(stages, "steel").products} == {"ore", "steel", "car"}
    assert {one.product_id for one in focus_on(stages, "tyre").products} == {"tyre", "car"}
    with pytest.raises(UsageError, match="steel"):
        focus_on(stages, "nothing")


def test_what_is_known_to_be_smaller_is_folded_or_left_out(small: Dataset) -> None:
    # Known of each: ore 100, steel 300, car 900, tyre 90 bought, paint 60 made.
    drawn = choose_drawn(lay_out(small), at_least=95.0)
    folded = {bundle.key: {p.product_id for p in bundle.products} for bundle in drawn.bundles if bundle.code}
    assert list(folded.values()) == [{"tyre", "paint"}]
    (rest,) = folded
    # 90 of tyres and 40 of paint go into cars as one link of 130.
    assert {(x.source, x.target): x.amount for x in drawn.links} == {
        ("ore", "steel"): 100.0,
        ("steel", "car"): 250.0,
        (rest, "car"): 130.0,
    }
    assert choose_drawn(lay_out(small), at_least=120.0).too_small == 1


def test_an_unknown_amount_is_never_taken_for_a_small_one() -> None:
    stages = calc_stages(read_dataset(load("composites")).dataset, on=date(2019, 3, 1), year=2018)
    drawn = choose_drawn(stages, at_least=1e9)
    assert amounts_of(stages) == {}
    assert all(not bundle.code for bundle in drawn.bundles)


def test_a_chain_of_200_products_is_folded_to_what_can_be_read(long: tuple[Dataset, Stages]) -> None:
    dataset, stages = long
    page = make_chain(dataset, stages, View())
    boxes = page.picture.boxes
    assert len(boxes) <= MOST_BOXES and len(page.picture.links) <= MOST_LINKS
    # Every product is in one box; folded are the smallest of each stage: 40 / 4 = 10 boxes, 9 of them single.
    held = sorted(key for box in boxes for key in box.holds)
    assert held == [f"T{n:03}" for n in range(COUNT)]
    for stage in (1, 2, 3, 4):
        own = [box for box in boxes if box.stage == stage]
        piles = [box for box in own if len(box.holds) > 1]
        assert (len(own), len(piles), len(piles[0].holds)) == (10, 1, 41)
    # The whole chain is there too, and the table has a row for each.
    assert page.whole is not None and len(page.whole.boxes) == COUNT
    assert sum(len(group.rows) for group in page.groups) == COUNT
    assert any("Свёрнуто 164 из 200" in note for note in page.notes)


def test_the_method_page_tells_how_columns_are_cut(long: tuple[Dataset, Stages]) -> None:
    (table,) = [t for t in read_tables(PAGE.read_text("utf-8").splitlines()) if "boxes" in t.rows[0]]
    assert len(table.rows) == 3
    for row in table.rows:
        counts = [int(count) for count in row["products of stages 1–4"].split(", ")]
        products = tuple(
            replace(product(), product_id=f"{stage}-{n}", stage=stage)
            for stage, count in enumerate(counts, 1)
            for n in range(count)
        )
        bundles = choose_drawn(replace(long[1], products=products, links=())).bundles
        assert len(bundles) == int(row["boxes"])
        columns = [sum(bundle.stage == stage for bundle in bundles) for stage in (1, 2, 3, 4)]
        longest = max(counts) if row["n"] == "none cut" else int(row["n"])
        assert columns == [min(count, longest) for count in counts]


def test_links_of_a_pile_are_the_sum_of_its_links(long: tuple[Dataset, Stages]) -> None:
    _, stages = long
    drawn = choose_drawn(stages)
    box_of = {p.product_id: bundle.key for bundle in drawn.bundles for p in bundle.products}
    by_hand: dict[tuple[str, str], float] = {}
    for link in stages.links:
        pair = box_of[link.input_id], box_of[link.product_id]
        by_hand[pair] = by_hand.get(pair, 0.0) + (link.amount_krub or 0)
    assert {(x.source, x.target): pytest.approx(x.amount) for x in drawn.links} == by_hand


def test_too_many_links_leave_the_largest_and_one_into_and_out_of_every_box(
    long: tuple[Dataset, Stages],
) -> None:
    _, stages = long
    every, few = choose_drawn(stages, fold="none"), choose_drawn(stages, fold="none", most_links=20)
    ends = {x.source for x in every.links}, {x.target for x in every.links}
    assert ({x.source for x in few.links}, {x.target for x in few.links}) == ends
    assert few.too_many == len(every.links) - len(few.links) > 0
    assert len(choose_drawn(stages, fold="none", most_links=250).links) == 250


def test_the_fold_by_okpd2_joins_a_class_within_its_stage(tmp_path: Path) -> None:
    dataset = write(
        tmp_path, {"A": {"x": 5}, "B": {"y": 6}, "C": {"z": 7}}, [("A", "C", "x", 1), ("B", "C", "y", 1)]
    )
    stages = lay_out(dataset)
    drawn = choose_drawn(stages, fold="okpd2", okpd2={"x": "25.11", "y": "25.94", "z": "25.9"})
    # z is of the same class and stands in another stage.
    assert {tuple(p.product_id for p in bundle.products) for bundle in drawn.bundles} == {("x", "y"), ("z",)}


def test_the_same_page_whatever_the_order_of_rows(tmp_path: Path) -> None:
    pages = [
        page_of(write_long_chain(tmp_path / str(shuffle), 80, shuffle), View(fold="auto"))
        for shuffle in (1, 2)
    ]
    assert draw_alone(pages[0]) == draw_alone(pages[1])
    assert pages[0].groups == pages[1].groups


def test_a_sankey_leaves_out_what_stays_in_a_stage_runs_back_or_is_not_known(small: Dataset) -> None:
    stages = lay_out(small)
    more = tuple(
        StageLink(one, other, "recipes", amount, 0.1, None, None, False, False)
        for one, other, amount in (("ore", "car", None), ("car", "ore", 3.0), ("tyre", "paint", 7.0))
    )
    asked = Stages(**{**vars(stages), "links": (*stages.links, *more)})
    flows = make_flows(asked, choose_drawn(asked), Money("en", False))
    assert {(x.source, x.target) for x in flows.sankey.flows} == {
        (x.input_id, x.product_id) for x in stages.links
    }
    note = flows.note.replace("\u00a0", " ")
    assert (
        note
        == "Left out: 1 links within a stage (7 thousand roubles), 1 against the stages, 1 without an amount."
    )


def test_the_page_is_whole_without_script_and_without_network() -> None:
    html = render_chain(page_of_example("machine-building"))
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", html)
    # What needs the script is hidden until it runs; the drawing, the table and the flows are not.
    assert '<div class="tools" id="tools" hidden>' in html
    assert html.count("<svg") == 2
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids


def test_the_page_of_a_folded_chain_holds_the_whole_one_to_unfold(long: tuple[Dataset, Stages]) -> None:
    html = render_chain(make_chain(*long, View()))
    assert "Развернуть: вся цепочка, 200 видов продукции" in html
    assert html.count('class="chain-box"') == 40 + 200


def test_hostile_names_are_words_on_the_page_and_in_its_script(tmp_path: Path) -> None:
    dataset = write(tmp_path, {"A": {"x": 50}, "B": {"y": 60}}, [("A", "B", "x", 20)])
    for table in ("products", "organisations", "clusters"):
        file = tmp_path / f"{table}.csv"
        quoted = '"' + HOSTILE.replace('"', '""') + '"'
        file.write_text(
            re.sub(
                r"[xyAB] \(вымышленные данные\)|Проба \(вымышленные данные\)",
                lambda _, quoted=quoted: quoted,
                file.read_text(),
            ),
            encoding="utf-8",
        )
    dataset = read_dataset(tmp_path).dataset
    page = page_of(dataset)
    html = render_chain(page)
    assert html.count("<script") == 2
    assert "&lt;script&gt;alert(1)" in html
    assert fromstring(draw_alone(page)).findtext("{http://www.w3.org/2000/svg}title").endswith(HOSTILE)
    words = re.search(r'<script type="application/json" id="words">(.*?)</script>', html, re.S)
    assert words is not None and json.loads(words.group(1))["links"] == [["x", "y"]]


def test_the_place_of_a_product_in_the_page_differs_for_ids_that_differ_in_signs_alone() -> None:
    ids = ["a b", "a_b", "a-b", "a.b", "a/b", "а-б", "a_20_b"]
    assert len({anchor_of(one) for one in ids}) == len(ids)
    assert not any(re.search(r"\s", anchor_of(one)) for one in ids)


@pytest.mark.parametrize("suffix", [".svg", ".html", ".pdf"])
def test_a_file_is_replaced_by_a_newer_and_one_of_others_is_not(
    tmp_path: Path, small: Dataset, suffix: str
) -> None:
    if suffix == ".pdf":
        pytest.importorskip("typst", reason="typst (extra pdf) is not installed")
    page, path = page_of(small), tmp_path / f"chain{suffix}"
    write_chain(page, path)
    first = path.read_bytes()
    write_chain(page_of(small, lang="en"), path)
    assert path.read_bytes() != first
    foreign = tmp_path / f"mine{suffix}"
    foreign.write_text("%PDF my own work <svg>", encoding="utf-8")
    with pytest.raises(UsageError):
        write_chain(page, foreign)
    assert foreign.read_text(encoding="utf-8") == "%PDF my own work <svg>"
    assert {one.name for one in tmp_path.iterdir()} == {path.name, foreign.name, "data"}


def test_another_ending_is_refused_by_name(tmp_path: Path, small: Dataset) -> None:
    with pytest.raises(UsageError, match=r"\.svg, \.html, \.pdf"):
        write_chain(page_of(small), tmp_path / "chain.xlsx")
    with pytest.raises(UsageError, match=r"\.html"):
        write_sankey(page_of(small), tmp_path / "chain.svg")
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_paper_is_a4_across(tmp_path: Path, small: Dataset) -> None:
    pytest.importorskip("typst", reason="typst (extra pdf) is not installed")
    write_chain(page_of(small), tmp_path / "chain.pdf")
    boxes = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", (tmp_path / "chain.pdf").read_bytes())
    # 297 × 210 mm in points.
    assert {tuple(round(float(side)) for side in box.split()[2:]) for box in boxes} == {(842, 595)}


def test_the_flows_are_one_file_with_both_places_of_every_bar(tmp_path: Path, small: Dataset) -> None:
    pytest.importorskip("plotly", reason="Plotly (extra charts) is not installed")
    write_sankey(page_of(small), tmp_path / "flows.html")
    html = (tmp_path / "flows.html").read_text(encoding="utf-8")
    assert 'content="kust chain"' in html[:4096]
    assert not re.search(r"""<(?:script|link)[^>]+(?:src|href)=""", html)
    tail = html[html.rindex("Plotly.newPlot(") :]
    trace = json.loads(tail[tail.index("[") : tail.index("],", tail.index('"type":"sankey"')) + 1])[0]
    assert trace["arrangement"] == "fixed"
    bars = trace["node"]
    assert len(bars["x"]) == len(bars["y"]) == len(bars["label"]) == 5
    assert all(0 < place < 1 for place in (*bars["x"], *bars["y"]))


@pytest.mark.parametrize(
    ("package", "name", "extra"), [("plotly", "flows.html", "charts"), ("typst", "chain.pdf", "pdf")]
)
def test_a_missing_package_is_said_with_the_extra_that_brings_it(
    tmp_path: Path, small: Dataset, monkeypatch: pytest.MonkeyPatch, package: str, name: str, extra: str
) -> None:
    real = builtins.__import__

    def without(wanted: str, *more: Any) -> Any:
        if wanted.split(".")[0] == package:
            raise ImportError(wanted)
        return real(wanted, *more)

    page = page_of(small)
    monkeypatch.setattr(builtins, "__import__", without)
    writer = write_sankey if package == "plotly" else write_chain
    with pytest.raises(MissingEngineError, match=re.escape(f"kust[{extra}]")):
        writer(page, tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", "stages", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


def test_the_command_writes_the_drawing_and_says_where(kust: Any, tmp_path: Path, small: Dataset) -> None:
    target = tmp_path / "chain.svg"
    code, out, err = kust(
        tmp_path / "data", "--on", "2019-03-01", "-o", target, "--focus", "steel", "--lang", "en"
    )
    assert (code, out) == (0, "")
    assert "chain.svg" in err
    boxes = fromstring(target.read_text(encoding="utf-8")).iter("{http://www.w3.org/2000/svg}a")
    assert {element.get("data-key") for element in boxes} == {"ore", "steel", "car"}


def test_with_json_the_command_writes_both(kust: Any, tmp_path: Path, small: Dataset) -> None:
    target = tmp_path / "chain.html"
    code, out, _ = kust(tmp_path / "data", "--on", "2019-03-01", "-o", target, "--format", "json")
    assert code == 0 and target.exists()
    assert len(json.loads(out)["products"]) == 5


@pytest.mark.parametrize(
    "words",
    [
        ("-o", "chain.png"),
        ("--sankey", "flows.svg"),
        ("--focus", "ore"),
        ("-o", "chain.svg", "--fold", "some"),
        ("-o", "chain.svg", "--focus", "none"),
    ],
)
def test_a_wrong_wish_is_one_line_and_writes_nothing(
    kust: Any, tmp_path: Path, small: Dataset, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = kust(tmp_path / "data", "--on", "2019-03-01", *words)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert [one.name for one in tmp_path.iterdir()] == ["data"]
