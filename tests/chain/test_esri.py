"""The Economic Systemic Risk Index against the authors' program, plain loops and what must hold of any network.

The authors' own example of 11 firms was run through their R package GLcascade; the figures below are what it printed.
Their second network, of 101 firms, comes under the GPL and is not held here.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.chain import esri_batch
from kust.chain.esri import EsriSettings, calc_esri, calc_stops
from kust.chain.esri_spread import SupplyLinks
from kust.errors import UsageError

from .plain_esri import plain_esri

EDGES = "2>1,2>3,3>7,6>7,7>4,7>11,8>11,9>5,9>10,10>7"
SECTORS = np.array([1, 2, 1, 3, 4, 2, 4, 1, 2, 3, 5]) - 1
LINEAR = [0.1, 0.36666667, 0.26666667, 0.35, 0.1, 0.16666667, 0.7, 0.1, 0.36666667, 0.26666667, 0.45]
LEONTIEF = [0.1, 0.5, 0.4, 0.35, 0.1, 0.3, 0.7, 0.1, 0.5, 0.4, 0.45]
PRINTED = {
    ("linear", False): LINEAR,
    ("linear", True): [*LINEAR[:1], 0.3, *LINEAR[2:5], 0.11666667, *LINEAR[6:8], 0.31111111, *LINEAR[9:]],
    ("leontief", False): LEONTIEF,
    ("leontief", True): [*LEONTIEF[:1], 0.36666667, *LEONTIEF[2:5], 0.15, *LEONTIEF[6:8], 0.4, *LEONTIEF[9:]],
}


def authors_network() -> np.ndarray:
    supplies = np.zeros((11, 11))
    for edge in EDGES.split(","):
        seller, buyer = edge.split(">")
        supplies[int(seller) - 1, int(buyer) - 1] = 1
    return supplies


@pytest.mark.parametrize(("function", "replaceable"), PRINTED)
def test_the_authors_example_comes_out_to_its_printed_digits(function: str, replaceable: bool) -> None:
    found = calc_esri(
        authors_network(),
        SECTORS,
        essential=np.full((5, 5), 2) if function == "leontief" else None,
        settings=EsriSettings(eps=1e-6, replaceable=replaceable),
    )
    assert found.index == pytest.approx(PRINTED[function, replaceable], abs=5e-9)
    assert found.converged.all()


@st.composite
def networks(draw: st.DrawFn) -> dict[str, Any]:
    firms = draw(st.integers(2, 7))
    kinds = draw(st.integers(1, 3))
    amounts = st.sampled_from([0, 0, 0, 1, 2, 5, 10])
    supplies = np.array(draw(st.lists(amounts, min_size=firms**2, max_size=firms**2)), float)
    supplies = supplies.reshape(firms, firms)
    np.fill_diagonal(supplies, 0)
    outside = st.lists(st.sampled_from([0.5, 1, 4, 20]), min_size=firms, max_size=firms)
    sectors = draw(st.lists(st.integers(0, kinds - 1), min_size=firms, max_size=firms))
    essential = draw(st.lists(st.sampled_from([0, 1, 1, 2, 2]), min_size=kinds**2, max_size=kinds**2))
    return {
        "supplies": supplies,
        "sectors": np.array(sectors),
        "essential": np.array(essential).reshape(kinds, kinds),
        "revenue": supplies.sum(axis=1) + draw(outside),
        "purchases": supplies.sum(axis=0) + draw(outside),
    }


@given(networks(), st.booleans())
@settings(deadline=None, max_examples=100)
def test_any_network_gives_what_plain_loops_over_the_formulas_give(
    network: dict[str, Any], replaceable: bool
) -> None:
    found = calc_esri(
        **network, settings=EsriSettings(eps=1e-7, max_iterations=1000, replaceable=replaceable)
    )
    plain = [
        plain_esri(
            network["supplies"].tolist(),
            network["sectors"].tolist(),
            network["essential"].tolist(),
            network["revenue"].tolist(),
            network["purchases"].tolist(),
            [firm],
            replaceable=replaceable,
            eps=1e-7,
        )
        for firm in range(len(network["sectors"]))
    ]
    assert found.index == pytest.approx(plain, abs=1e-6)


@given(networks(), st.booleans(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_what_must_hold_of_any_network(network: dict[str, Any], replaceable: bool, random: Any) -> None:
    how = EsriSettings(eps=1e-7, max_iterations=1000, replaceable=replaceable)
    index = calc_esri(**network, settings=how).index
    share = network["revenue"] / network["revenue"].sum()
    assert (index <= 1 + 1e-12).all() and (index >= share - 1e-12).all()
    # Firms in another order have the same index, and money in another unit changes nothing.
    order = list(range(len(share)))
    random.shuffle(order)
    moved = {
        "supplies": network["supplies"][np.ix_(order, order)],
        "sectors": network["sectors"][order],
        "essential": network["essential"],
        "revenue": network["revenue"][order],
        "purchases": network["purchases"][order],
    }
    assert calc_esri(**moved, settings=how).index == pytest.approx(index[order], abs=1e-6)
    scaled = {key: 1000 * network[key] for key in ("supplies", "revenue", "purchases")}
    assert calc_esri(**network | scaled, settings=how).index == pytest.approx(index, abs=1e-9)
    # Replacing sellers never makes a stop worse; all stopping together loses everything.
    stuck = calc_esri(**network, settings=EsriSettings(eps=1e-7, max_iterations=1000, replaceable=False))
    assert (stuck.index >= index - 1e-6).all()
    everybody = calc_esri(**network, scenarios=[order], settings=how)
    assert everybody.index == pytest.approx([1.0])


@given(networks(), st.booleans())
@settings(deadline=None, max_examples=25)
def test_neither_the_batch_nor_the_way_of_storing_losses_changes_the_index(
    network: dict[str, Any], replaceable: bool
) -> None:
    index = {}
    for dense_from in (-1.0, 0.3, 2.0):
        for batch in (1, 256):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(esri_batch, "_DENSE_FROM", dense_from)
                how = EsriSettings(eps=1e-3, replaceable=replaceable, batch=batch)
                index[dense_from, batch] = calc_esri(**network, settings=how)
    first = index[-1.0, 1]
    for other in index.values():
        assert other.index == pytest.approx(first.index, abs=1e-12)
        assert (other.iterations == first.iterations).all()


def test_a_firm_without_trade_loses_its_own_share_and_nothing_more() -> None:
    # A sells 10 of 30 to B; C trades with nobody and has a revenue of 20 of 30 + 30 + 20.
    found = calc_esri([[0, 10, 0], [0, 0, 0], [0, 0, 0]], [0, 1, 2], revenue=[30, 30, 20])
    assert found.index[2] == pytest.approx(20 / 80)


def test_sales_outside_the_network_damp_what_a_buyer_s_stop_costs() -> None:
    # A sells 10 to B; with a revenue of 10 it loses all when B stops, with 40 a quarter: (40 / 4 + 50) / 90.
    supplies = [[0, 10], [0, 0]]
    assert calc_esri(supplies, [0, 1], revenue=[10, 50]).index[1] == pytest.approx(1)
    assert calc_esri(supplies, [0, 1], revenue=[40, 50]).index[1] == pytest.approx(60 / 90)
    # What the network shows is the least that the revenue can be; NaN is not stated.
    assert calc_esri(supplies, [0, 1], revenue=[3, 50]).index[1] == pytest.approx(1)
    assert calc_esri(supplies, [0, 1], revenue=[float("nan"), 50]).index[1] == pytest.approx(1)


def test_purchases_outside_the_network_damp_what_a_supplier_s_stop_costs() -> None:
    # B buys 10 from A and 30 elsewhere; A's input is not essential, so B loses a quarter of 50: (10 + 12.5) / 60.
    found = calc_esri([[0, 10], [0, 0]], [0, 1], revenue=[10, 50], purchases=[0, 40])
    assert found.index[0] == pytest.approx(22.5 / 60)
    # An essential input stops B whatever else it buys.
    found = calc_esri(
        [[0, 10], [0, 0]], [0, 1], revenue=[10, 50], purchases=[0, 40], essential=np.full((2, 2), 2)
    )
    assert found.index[0] == pytest.approx(1)


def test_the_lack_of_an_irrelevant_input_changes_nothing() -> None:
    found = calc_esri([[0, 10], [0, 0]], [0, 1], revenue=[10, 50], essential=np.zeros((2, 2), int))
    assert found.index[0] == pytest.approx(10 / 60)


def test_a_firm_that_sells_two_products_is_replaced_by_the_sellers_of_each() -> None:
    # A sells product 0 (10) and product 1 (30) to C, B sells product 1 (30) to C. When A stops, product 0 is gone
    # altogether and product 1 loses 30/60 · σ with σ = 30/(60 − 30) = 1. Product 1 is essential to C: C loses half.
    links = SupplyLinks(
        np.array([0, 0, 1]),
        np.array([2, 2, 2]),
        np.array([0, 1, 1]),
        np.array([10.0, 30.0, 30.0]),
        np.array([1, 2, 2]),
        np.array([40.0, 30.0, 100.0]),
        np.array([0.0, 0.0, 70.0]),
    )
    found = calc_stops(
        links, scenarios=[[0], [1]], weights=np.array([0.0, 0.0, 1.0]), settings=EsriSettings()
    )
    # B: product 1 loses 30/60 · σ with σ = 30/30 = 1 too; product 0 is still there.
    assert found.index == pytest.approx([0.5, 0.5])
    both = calc_stops(links, scenarios=[[0, 1]], weights=np.array([0.0, 0.0, 1.0]), settings=EsriSettings())
    assert both.index == pytest.approx([1.0])


def test_leaving_small_losses_out_only_lowers_the_index() -> None:
    random = np.random.default_rng(3)
    supplies = np.where(random.random((60, 60)) < 0.08, random.pareto(1.5, (60, 60)) + 1, 0)
    np.fill_diagonal(supplies, 0)
    asked = {"sectors": random.integers(0, 8, 60), "revenue": supplies.sum(axis=1) * 1.5 + 1}
    exact = calc_esri(supplies, **asked, settings=EsriSettings(eps=1e-12))
    rough = calc_esri(supplies, **asked, settings=EsriSettings(eps=1e-12, cutoff=1e-2))
    assert (rough.index <= exact.index + 1e-12).all()
    assert (rough.index < exact.index - 1e-6).any()


def test_sums_that_have_not_settled_say_so() -> None:
    found = calc_esri(authors_network(), SECTORS, settings=EsriSettings(eps=1e-6, max_iterations=1))
    assert not found.converged.all()
    assert set(found.iterations.tolist()) == {1}
    assert found.settings.eps == 1e-6


def test_nothing_to_weigh_gives_no_index() -> None:
    assert np.isnan(calc_esri(np.zeros((2, 2)), [0, 1]).index).all()
    assert calc_esri(np.zeros((0, 0)), np.zeros(0, int)).index.tolist() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"supplies": np.zeros((2, 3))},
        {"supplies": np.array([[0, -1.0], [0, 0]])},
        {"essential": [[3, 1], [1, 1]]},
        {"essential": [[1]]},
        {"revenue": [1.0]},
    ],
)
def test_a_network_that_does_not_fit_together_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        calc_esri(**{"supplies": np.array([[0, 1.0], [0, 0]]), "sectors": [0, 1]} | wrong)
