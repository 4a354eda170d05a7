"""What a stop costs: chains worked out by hand, and the machine-building example by plain loops."""

import pytest

from kust.chain.critical_network import build_network
from kust.chain.critical_places import CriticalSettings
from kust.chain.criticality import calc_criticality
from kust.chain.esri import EsriSettings
from kust.data import read_dataset

from .critical_data import MACHINES, find, plain_flows, rows
from .plain_esri import plain_esri
from .small import ON, YEAR, write


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


def test_losses_of_the_example_are_what_plain_loops_over_its_tables_give() -> None:
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
