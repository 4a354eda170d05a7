"""The page of a chain: what is told of gaps, makers and imports."""

from kust.chain.staged import Maker
from kust.data.dataset import Dataset
from kust.documents.chain.words import Money, gap_of, word_imports

from .chain_pages import page_of, page_of_example, product


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


def test_gaps_links_and_makers_of_a_small_chain(small_chain: Dataset) -> None:
    page = page_of(small_chain)
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


def test_the_text_alternative_names_products_gaps_and_the_largest_links(small_chain: Dataset) -> None:
    desc = page_of(small_chain, lang="en").desc.replace("\u00a0", " ")
    assert "Stage 1: ore" in desc
    assert "Members buy and do not make: paint" in desc and "tyre" in desc
    assert "steel (вымышленные данные) → car (вымышленные данные): 250 thousand roubles" in desc
