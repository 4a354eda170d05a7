"""Critical places: small chains worked out by hand, the machine-building example by plain Python, what must hold."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.chain.critical_network import build_network
from kust.chain.critical_places import GAPS, KINDS, Criticality, CriticalSettings, Place
from kust.chain.critical_rows import find_place_rows, narrow_places
from kust.chain.criticality import calc_criticality
from kust.chain.dominators import calc_dominators
from kust.chain.esri import EsriSettings
from kust.data import read_dataset
from kust.errors import UsageError
from kust.examples import load
from kust.i18n import has_words

from .plain_esri import plain_esri
from .small import ON, YEAR, write

MACHINES = load("machine-building")


def find(dataset, **asked) -> Criticality:
    return calc_criticality(dataset, on=ON, year=YEAR, **asked)


def of_kind(found: Criticality, kind: str) -> list[Place]:
    return [place for place in found.places if place.kind == kind]


@pytest.fixture(scope="module")
def machines() -> Criticality:
    return find(read_dataset(MACHINES).dataset)


# --- sources -----------------------------------------------------------------------------------------------------


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


# --- passages ----------------------------------------------------------------------------------------------------

CHAIN = [
    ("Ore", "Steel", "ore", 5),
    ("Steel", "Press", "steel", 9),
    ("Press", "Plant", "panel", 20),
    ("Glass", "Plant", "glass", 3),
]


def test_a_chain_without_branches_passes_through_its_middle(tmp_path) -> None:
    makes = {"Ore": {"ore": 5}, "Steel": {"steel": 9}, "Press": {"panel": 20}, "Plant": {"car": 50}}
    found = find(write(tmp_path, makes, CHAIN, products=["car,,yes"]))
    out = {place.organisation_id: place for place in of_kind(found, "passage_out")}
    assert {name: place.affected for name, place in out.items()} == {
        "Steel": ("Ore",),
        "Press": ("Ore", "Steel"),
        "Plant": ("Ore", "Press", "Steel"),
    }
    assert out["Press"].flows == (("Steel", "Press", "steel"),)
    # Plant has glass too, so not all that it gets passes through the press.
    into = {place.organisation_id: place.affected for place in of_kind(found, "passage_in")}
    assert into == {"Steel": ("Press",)}


def test_a_way_around_takes_the_passage_away(tmp_path) -> None:
    makes = {"Ore": {"ore": 5}, "Steel": {"steel": 9}, "Press": {"panel": 20}, "Plant": {"car": 50}}
    around = [*CHAIN, ("Steel", "Plant", "steel", 1)]
    found = find(write(tmp_path, makes, around, products=["car,,yes"]))
    out = {place.organisation_id: place.affected for place in of_kind(found, "passage_out")}
    assert out == {"Steel": ("Ore",), "Plant": ("Ore", "Press", "Steel")}


def reached(nodes: int, edges: list[tuple[int, int]], without: int | None) -> set[int]:
    seen, waiting = set(), [0] if without != 0 else []
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += [head for tail, head in edges if tail == node and head != without]
    return seen


@given(st.integers(1, 9), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
@settings(deadline=None, max_examples=200)
def test_dominators_are_the_nodes_whose_removal_cuts_off(nodes: int, drawn: list[tuple[int, int]]) -> None:
    edges = [(tail % nodes, head % nodes) for tail, head in drawn]
    tails, heads = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
    above = calc_dominators(nodes, 0, tails, heads).tolist()
    here = reached(nodes, edges, None)
    for node in range(1, nodes):
        chain, place = set(), above[node]
        while place != -1:
            chain.add(place)
            place = above[place]
        cutting = (
            {one for one in here - {node} if node not in reached(nodes, edges, one)}
            if node in here
            else set()
        )
        assert chain == cutting


def test_dominators_of_a_long_chain_need_no_deep_recursion() -> None:
    length = 20_000
    above = calc_dominators(length, 0, np.arange(length - 1), np.arange(1, length))
    assert above.tolist() == list(range(-1, length - 1))


# --- what a stop costs -------------------------------------------------------------------------------------------


def test_losses_of_a_chain_are_those_worked_out_by_hand(tmp_path) -> None:
    # Panels are the only input of cars by the recipe, so without the press the plant stops: 200 + 400 of 700 for both,
    # and the glass works loses its sale of 20 of 100. Glass is bought, but no recipe names it: 20 of 120 purchases.
    data = write(
        tmp_path,
        {"Press": {"panel": 200}, "Plant": {"car": 400}, "Glass": {"glass": 100}},
        [("Press", "Plant", "panel", 100), ("Glass", "Plant", "glass", 20)],
        recipes="product_id,input_id,quantity_per_unit car,panel,1",
    )
    loss = {firm.organisation_id: firm.members_loss for firm in find(data).firms}
    assert loss["Press"] == pytest.approx((200 + 400) / 700)
    assert loss["Glass"] == pytest.approx((100 + 400 * 20 / 120) / 700)
    assert loss["Plant"] == pytest.approx((400 + 200 * 100 / 200 + 100 * 20 / 100) / 700)


def test_hits_name_the_members_that_lose_most(tmp_path) -> None:
    data = write(
        tmp_path,
        {"Press": {"panel": 200}, "Plant": {"car": 400}, "Shop": {"car": 30}},
        [("Press", "Plant", "panel", 100), ("Press", "Shop", "panel", 10)],
        recipes="product_id,input_id car,panel",
    )
    press = next(firm for firm in find(data).firms if firm.organisation_id == "Press")
    assert [(hit.organisation_id, hit.loss, hit.loss_krub) for hit in press.hits] == [
        ("Plant", 1.0, 400.0),
        ("Shop", 1.0, 30.0),
    ]


def test_an_input_is_essential_where_recipes_of_half_of_the_output_ask_for_it(tmp_path) -> None:
    recipes = "product_id,input_id car,panel bus,glass"
    for car, bus, essential in ((60, 40, {"panel"}), (50, 50, {"panel", "glass"}), (40, 60, {"glass"})):
        data = write(
            tmp_path / f"{car}",
            {"Plant": {"car": car, "bus": bus}},
            [("Press", "Plant", "panel", 9), ("Glass", "Plant", "glass", 9), ("Oil", "Plant", "oil", 9)],
            recipes=recipes,
        )
        found = find(data)
        network = build_network(data, found.trade, found.settings)
        products = sorted({"panel", "glass", "oil"})
        kinds = {products[p]: k for p, k in zip(network.links.product, network.links.kind, strict=True)}
        assert {product for product, kind in kinds.items() if kind == 2} == essential
        assert kinds["oil"] == 1


def test_losses_of_the_example_are_what_plain_loops_over_its_tables_give(machines: Criticality) -> None:
    # Every product as a sector of its own needs firms of one product; so each seller of several is left to the other
    # tests, and here the example is taken with one product a firm and nothing replaced.
    flows = plain_flows()
    firms = sorted({side for supplier, buyer, _ in flows for side in (supplier, buyer)})
    number = {firm: place for place, firm in enumerate(firms)}
    supplies = [[0.0] * len(firms) for _ in firms]
    for (supplier, buyer, _), amount in flows.items():
        supplies[number[supplier]][number[buyer]] += amount
    accounts = {row["organisation_id"]: row for row in rows("accounts") if row["year"] == "2018"}

    def told(firm: str, column: str) -> float:
        return float(accounts.get(firm, {}).get(column) or 0)

    revenue = [max(sum(supplies[i]), told(firm, "revenue_krub")) for i, firm in enumerate(firms)]
    bought = [sum(line[j] for line in supplies) for j in range(len(firms))]
    purchases = [max(bought[j], told(firm, "purchases_krub")) or 1.0 for j, firm in enumerate(firms)]
    linear = calc_criticality(
        read_dataset(MACHINES).dataset,
        on=ON,
        year=YEAR,
        settings=CriticalSettings(essential_from=2, esri=EsriSettings(eps=1e-9, replaceable=False)),
    )
    for firm in linear.firms:
        plain = plain_esri(
            supplies,
            [0] * len(firms),
            [[1]],
            [one or 1e-9 for one in revenue],
            purchases,
            [number[firm.organisation_id]],
            replaceable=False,
            eps=1e-9,
        )
        assert firm.esri == pytest.approx(plain, abs=1e-7)


def test_large_networks_leave_small_losses_out_and_say_so(tmp_path, monkeypatch) -> None:
    data = write(tmp_path, {"A": {"car": 9}, "S": {"steel": 9}}, [("S", "A", "steel", 5)])
    assert find(data).esri.cutoff == 0
    monkeypatch.setattr("kust.chain.critical_stops._EXACT_FIRMS", 1)
    assert find(data).esri.cutoff == 1e-5
    monkeypatch.setattr("kust.chain.critical_stops._FEW_STOPS", 1)
    assert find(data).esri.cutoff == 1e-4


# --- the machine-building example by plain Python ----------------------------------------------------------------


def rows(table: str) -> list[dict[str, str]]:
    with (MACHINES / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plain_flows() -> dict[tuple[str, str, str], float]:
    """Amounts by supplier, buyer and product in 2018: the buyer's report, else the supplier's, else the ledger's."""
    reports: dict[tuple[str, str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows("supplies"):
        if row["year"] == "2018":
            key = (row["supplier_id"], row["buyer_id"], row["product_id"])
            reports[key][row["reported_by"] or "ledger"] += float(row["amount_krub"])
    chosen = {
        key: next(told[side] for side in ("buyer", "supplier", "ledger") if side in told)
        for key, told in reports.items()
    }
    return {key: amount for key, amount in chosen.items() if amount > 0}


def members() -> set[str]:
    return {
        row["organisation_id"]
        for row in rows("memberships")
        if not (row["left_on"] and row["left_on"] <= "2019-03-01")
    }


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


def test_no_member_of_the_example_hangs_on_one_passage(machines: Criticality) -> None:
    pairs = {key[:2] for key in plain_flows()}
    everyone = {side for pair in pairs for side in pair}

    def reach(starts: set[str], steps: dict[str, set[str]], without: str) -> set[str]:
        seen, waiting = set(), list(starts - {without})
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += steps[one] - {without}
        return seen

    down, up = defaultdict(set), defaultdict(set)
    for supplier, buyer in pairs:
        down[supplier].add(buyer)
        up[buyer].add(supplier)
    middle = set(down) & set(up)
    for kind, steps, starts in (("out", up, {"M13", "M14"}), ("in", down, everyone - set(up))):
        cut_off = {
            firm: (reach(starts, steps, "") - reach(starts, steps, firm) - {firm}) & members()
            for firm in middle | (starts if kind == "out" else set())
        }
        found = {place.organisation_id: set(place.affected) for place in of_kind(machines, f"passage_{kind}")}
        assert found == {firm: own for firm, own in cut_off.items() if own}


def test_places_lead_to_the_rows_they_rest_on(machines: Criticality) -> None:
    number = next(n for n, place in enumerate(machines.places) if place.product_id == "P307")
    dataset = read_dataset(MACHINES).dataset
    found = {(row.file, row.row) for row in find_place_rows(dataset, machines, [number])[number]}
    expected = {
        ("supplies.csv", line)
        for line, row in enumerate(rows("supplies"), 2)
        if row["year"] == "2018" and row["product_id"] == "P307"
    }
    assert found == expected
    every = find_place_rows(dataset, machines, range(len(machines.places)))
    assert all(every[number] for number in range(len(machines.places)))


def test_what_a_member_hangs_on_is_told_with_its_own_amounts_and_rows(machines: Criticality) -> None:
    own = narrow_places(machines, "M13")
    assert {(place.kind, place.product_id) for place in own.places} >= {
        ("sole_supplier", "P307"),
        ("single_buyer", None),
        ("single_source", "P302"),
        ("foreign_source", "P308"),
    }
    flows = plain_flows()
    amounts = {p.product_id: p.amount_krub for p in own.places if p.kind == "sole_supplier"}
    assert amounts["P307"] == flows["D07", "M13", "P307"] == 184900
    number = next(n for n, p in enumerate(own.places) if p.kind == "sole_supplier" and p.product_id == "P307")
    (row,) = find_place_rows(read_dataset(MACHINES).dataset, own, [number])[number]
    line = rows("supplies")[row.row - 2]
    assert (line["supplier_id"], line["buyer_id"], line["product_id"]) == ("D07", "M13", "P307")


def test_what_is_not_known_of_members_is_told(machines: Criticality) -> None:
    buys = {key[1] for key in plain_flows()}
    enterprises = {r["organisation_id"] for r in rows("memberships") if r["role"] == "enterprise"} & members()
    assert (
        {gap.organisation_id for gap in machines.gaps if gap.code == "no_purchases"}
        == enterprises - buys
        == {"M01"}
    )


def test_a_member_without_any_figure_is_a_gap_and_not_a_zero(tmp_path) -> None:
    data = write(
        tmp_path, {"A": {"car": 9}}, [("S", "A", "steel", 5)], members=["A", "Z"], products=["car,,yes"]
    )
    found = find(data)
    assert {(gap.organisation_id, gap.code) for gap in found.gaps} == {
        ("A", "no_sales"),
        ("Z", "no_trade"),
        ("Z", "no_size"),
        ("Z", "no_outputs"),
    }
    assert "Z" not in {firm.organisation_id for firm in found.firms}


# --- what must hold ----------------------------------------------------------------------------------------------


def test_without_supplies_there_is_nothing_to_find(tmp_path) -> None:
    found = find(write(tmp_path, {"A": {"car": 9}}, []))
    assert (found.firms, found.places, found.products) == ((), (), ())
    assert {gap.code for gap in found.gaps} == {"no_trade"}


def test_the_order_of_rows_changes_nothing(tmp_path) -> None:
    makes = {"Ore": {"ore": 5}, "Steel": {"steel": 9}, "Press": {"panel": 20}, "Plant": {"car": 50}}
    one, other = (find(write(tmp_path / f"{n}", makes, CHAIN, shuffle=n)) for n in (1, 2))
    for key in ("firms", "places", "products", "gaps"):
        assert getattr(one, key) == getattr(other, key)


def test_members_of_one_cluster_lose_the_same_in_a_larger_dataset(tmp_path) -> None:
    makes = {"Ore": {"ore": 5}, "Steel": {"steel": 9}, "Press": {"panel": 20}, "Plant": {"car": 50}}
    clusters = "cluster_id,name,kind K,К,industrial L,Л,industrial"
    memberships = "cluster_id,organisation_id,role K,Press,enterprise K,Plant,enterprise L,Steel,enterprise"
    data = write(tmp_path, makes, CHAIN, clusters=clusters, memberships=memberships)
    both, one = find(data), find(data, cluster="K")
    assert one.clusters == ("K",) and both.clusters == ("K", "L")
    esri = {firm.organisation_id: firm.esri for firm in both.firms}
    assert {firm.organisation_id for firm in one.firms if firm.member} == {"Press", "Plant"}
    assert all(firm.esri == pytest.approx(esri[firm.organisation_id]) for firm in one.firms)


def test_an_unknown_cluster_is_refused(tmp_path) -> None:
    with pytest.raises(UsageError, match="Z"):
        find(write(tmp_path, {"A": {"car": 9}}, []), cluster="Z")


def test_other_engines_find_the_same(machines: Criticality) -> None:
    pytest.importorskip("duckdb")
    other = find(read_dataset(MACHINES, "duckdb").dataset)
    assert len(other.places) == len(machines.places)
    for a, b in zip(machines.places, other.places, strict=True):
        assert (a.kind, a.organisation_id, a.product_id, a.affected) == (
            b.kind,
            b.organisation_id,
            b.product_id,
            b.affected,
        )
        assert b.amount_krub == pytest.approx(a.amount_krub)
    for one, same in zip(machines.firms, other.firms, strict=True):
        assert one.organisation_id == same.organisation_id
        assert same.esri == pytest.approx(one.esri)


@pytest.mark.parametrize("example", ["registry-2019", "composites", "wild-harvest"])
def test_every_example_can_be_asked(example: str) -> None:
    found = calc_criticality(read_dataset(load(example)).dataset, on=date(2020, 3, 1), year=2019)
    assert all(0 <= firm.esri <= 1 for firm in found.firms if firm.esri is not None)


def test_every_kind_of_place_and_gap_has_its_words() -> None:
    for kind in KINDS:
        assert has_words(f"critical.reason.{kind}") and has_words(f"critical.advice.{kind}")
        assert has_words(f"critical.why.{kind}")
    assert all(has_words(f"critical.gap.{code}") for code in GAPS)
