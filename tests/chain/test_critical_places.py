"""Sources and buyers: small chains worked out by hand, and the machine-building example by plain Python."""

from collections import defaultdict
from pathlib import Path

import pytest

from kust.chain.critical_places import Criticality, CriticalSettings

from .critical_data import find, find_in_machines, members, of_kind, plain_flows, rows
from .small import write


@pytest.fixture
def machines() -> Criticality:
    return find_in_machines()


def test_a_supplier_is_sole_when_nobody_else_makes_or_sells_the_product(tmp_path) -> None:
    # Steel comes from S alone. Paint comes from D, but O, who trades with nobody, makes paint too.
    data = write(
        tmp_path,
        {"A": {"car": 100}, "B": {"bus": 50}, "O": {"paint": 7}},
        [("S", "A", "steel", 20), ("S", "B", "steel", 10), ("D", "A", "paint", 5)],
        members=["A", "B"],
    )
    found = find(data)
    (sole,) = of_kind(found, "sole_supplier")
    assert (sole.organisation_id, sole.product_id, sole.affected) == ("S", "steel", ("A", "B"))
    assert (sole.amount_krub, sole.share, sole.certain) == (30, 1, False)
    assert sole.flows == (("S", "A", "steel"), ("S", "B", "steel"))
    (single,) = of_kind(found, "single_source")
    assert (single.organisation_id, single.affected, single.alternatives) == ("D", ("A",), ("O",))


def test_two_suppliers_are_no_critical_place(tmp_path) -> None:
    data = write(tmp_path, {"A": {"car": 100}}, [("S", "A", "steel", 20), ("T", "A", "steel", 1)])
    assert not of_kind(find(data), "sole_supplier") and not of_kind(find(data), "single_source")


def test_who_only_passes_on_what_the_supplier_sold_is_no_alternative(tmp_path) -> None:
    # The dealer D sells steel, but has it from S alone: without S there is no steel.
    data = write(
        tmp_path,
        {"A": {"car": 100}},
        [("S", "A", "steel", 20), ("S", "D", "steel", 9), ("D", "X", "steel", 9)],
    )
    assert [place.kind for place in find(data).places if place.product_id == "steel"] == ["sole_supplier"]
    # With a second source D is an alternative, and so is that source.
    more = [("S", "A", "steel", 20), ("S", "D", "steel", 9), ("D", "X", "steel", 9), ("T", "D", "steel", 3)]
    (single,) = of_kind(find(write(tmp_path / "more", {"A": {"car": 100}}, more)), "single_source")
    assert single.alternatives == ("D", "T")


def test_a_buyer_that_makes_the_product_itself_has_an_alternative(tmp_path) -> None:
    data = write(tmp_path, {"A": {"car": 100, "steel": 30}}, [("S", "A", "steel", 20)])
    (single,) = of_kind(find(data), "single_source")
    assert single.alternatives == ("A",)


def test_a_place_is_certain_only_where_the_list_of_purchases_is_complete(tmp_path) -> None:
    accounts = "organisation_id,year,purchases_complete A,2018,yes"
    data = write(tmp_path, {"A": {"car": 100}}, [("S", "A", "steel", 20)], accounts=accounts)
    assert [place.certain for place in of_kind(find(data), "sole_supplier")] == [True]


def test_supplies_to_oneself_and_of_nothing_are_no_source(tmp_path) -> None:
    supplies = [("A", "A", "steel", 20), ("S", "A", "steel", 0), ("T", "A", "steel", 5)]
    (sole,) = of_kind(find(write(tmp_path, {"A": {"car": 100}}, supplies)), "sole_supplier")
    assert sole.organisation_id == "T"


def test_one_buyer_takes_half_of_what_a_member_makes(tmp_path) -> None:
    # A makes 100: 50 to X, 30 to Y. B told no amount of its output and sells to X alone: the only buyer known.
    supplies = [("A", "X", "car", 50), ("A", "Y", "car", 30), ("B", "X", "bus", 5), ("C", "X", "van", 49)]
    data = write(tmp_path, {"A": {"car": 100}, "B": {"bus": None}, "C": {"van": 100}}, supplies)
    found = {place.affected: place for place in of_kind(find(data), "single_buyer")}
    assert found.keys() == {("A",), ("B",)}
    assert (found["A",].organisation_id, found["A",].share, found["A",].certain) == ("X", 0.5, True)
    assert (found["B",].organisation_id, found["B",].share, found["B",].certain) == ("X", None, False)
    stricter = find(data, settings=CriticalSettings(buyer_from=0.51))
    assert [place.affected for place in of_kind(stricter, "single_buyer")] == [("B",)]


def abroad(tmp_path: Path, supplies: str) -> Criticality:
    heads = "supplier_id,buyer_id,product_id,origin_country,year,amount_krub"
    organisations = "organisation_id,name,country A,A,RU H,H,RU D,D,DE E,E,DE F,F,CN"
    data = write(tmp_path, {"A": {"car": 9}}, [], organisations=organisations, supplies=f"{heads} {supplies}")
    return find(data)


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        # 80 of 100 from abroad, all of it German, through two suppliers.
        ("D,A,pump,,2018,40 E,A,pump,,2018,40 H,A,pump,RU,2018,20", (None, "DE", 0.8, 0.8)),
        # A domestic dealer sells what was made in China: one country and one supplier.
        ("H,A,pump,CN,2018,10", ("H", "CN", 1.0, 1.0)),
        # One supplier, two countries.
        ("D,A,pump,DE,2018,5 D,A,pump,CN,2018,5", ("D", None, 1.0, 1.0)),
        # 83 % of the imports from one: above four fifths.
        ("D,A,pump,,2018,83 F,A,pump,,2018,17", ("D", "DE", 0.83, 1.0)),
        # 75 %: no single source. 40 % imported: not much of it is.
        ("D,A,pump,,2018,75 F,A,pump,,2018,25", None),
        ("D,A,pump,,2018,40 H,A,pump,,2018,60", None),
    ],
)
def test_a_foreign_single_source_is_one_country_or_one_supplier(tmp_path, supplies: str, expected) -> None:
    found = of_kind(abroad(tmp_path, supplies), "foreign_source")
    if expected is None:
        assert found == []
    else:
        (one,) = found
        assert (one.organisation_id, one.country) == expected[:2]
        assert (one.share, one.import_share) == pytest.approx(expected[2:])


def test_concentration_is_the_sum_of_squared_shares(tmp_path) -> None:
    # 60, 30 and 10 of 100: 0.36 + 0.09 + 0.01.
    supplies = [("S", "A", "steel", 60), ("T", "A", "steel", 30), ("U", "A", "steel", 10)]
    (spread,) = find(write(tmp_path, {"A": {"car": 9}}, supplies)).products
    assert spread.concentration == pytest.approx(0.46)
    assert (spread.suppliers, spread.largest_supplier_id, spread.largest_share) == (3, "S", 0.6)


def test_sole_and_single_suppliers_of_the_example_are_those_of_its_tables(machines: Criticality) -> None:
    flows = plain_flows()
    providers = defaultdict(set)
    sources = defaultdict(set)
    for supplier, buyer, product in flows:
        providers[product].add(supplier)
        sources[buyer, product].add(supplier)
    for row in rows("outputs"):
        if row["year"] == "2018":
            providers[row["product_id"]].add(row["organisation_id"])
    single = {(b, p): next(iter(s)) for (b, p), s in sources.items() if b in members() and len(s) == 1}
    sole = {(s, p) for (b, p), s in single.items() if providers[p] == {s}}
    found = {(place.organisation_id, place.product_id) for place in of_kind(machines, "sole_supplier")}
    assert found == sole
    # Engines come from one works, alloyed bars and sheet from one mill each, castings from one foundry.
    assert {("D07", "P307"), ("D02", "P108"), ("D01", "P107"), ("M01", "P101")} <= found
    others = {(b, p, s) for (b, p), s in single.items() if (s, p) not in sole}
    places = of_kind(machines, "single_source")
    assert {(*place.affected, place.product_id, place.organisation_id) for place in places} == others
    for place in places:
        assert set(place.alternatives) == providers[place.product_id] - {place.organisation_id}


def test_foreign_single_sources_of_the_example_are_those_of_its_tables(machines: Criticality) -> None:
    home = {row["organisation_id"]: row["country"] for row in rows("organisations")}
    origin = {
        (r["supplier_id"], r["buyer_id"], r["product_id"]): r["origin_country"]
        for r in rows("supplies")
        if r["year"] == "2018" and r["origin_country"]
    }
    bought: dict[str, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    for key, amount in plain_flows().items():
        if key[1] in members():
            bought[key[2]][key[0], origin.get(key, home[key[0]])] += amount
    expected = {}
    for product, by_source in bought.items():
        abroad = {source: amount for source, amount in by_source.items() if source[1] != "RU"}
        imported, whole = sum(abroad.values()), sum(by_source.values())
        if imported >= 0.5 * whole:
            largest = max(abroad, key=lambda source: abroad[source])
            assert abroad[largest] >= 0.8 * imported
            expected[product] = (*largest, pytest.approx(abroad[largest] / whole))
    # Pumps mostly German, bearings Chinese through a dealer, controllers Italian, filters German.
    assert expected.keys() == {"P308", "P209", "P309", "P213"}
    found = {
        p.product_id: (p.organisation_id, p.country, p.share) for p in of_kind(machines, "foreign_source")
    }
    assert found == expected


def test_the_single_buyer_of_the_example_takes_half_of_the_tractors(machines: Criticality) -> None:
    # The dealer B02 buys 612 000 + 195 000 of the 1 502 000 that the tractor works made; nobody else takes half.
    (place,) = of_kind(machines, "single_buyer")
    assert (place.organisation_id, place.affected) == ("B02", ("M13",))
    assert place.share == pytest.approx((612000 + 195000) / 1502000)
