"""The highest price of a raw kilogram by hand, and what is not known of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.harvest.purchase.ceiling import Costs, Market, Way, calc_ceiling_price, find_ceiling, read_market

from .small import write

FRESH = Way(5.0, 6.0)
COSTS = Costs(60.0, 5.0, 38.0, 0.2)


def market(**prices: float) -> Market:
    recipes = {"boiled": {"raw": 1.6}, "jar": {"boiled": 0.5, "glass": 2.0}}
    units = {"raw": "166", "boiled": "166", "jar": "166", "glass": "796", "piece": "796"}
    return Market(recipes, prices, units, {})


def find(of: Market, raw: str | None = "raw"):
    return find_ceiling(of, raw, COSTS, 0.1, fresh=FRESH, boiled=True)


def test_the_ceiling_of_boiled_mushrooms_by_hand() -> None:
    # 0.8 / 1.6 · (260 · 0.9) − 5 − 38 = 117 − 43 = 74; without a margin 130 − 43 = 87.
    ceiling = find(market(boiled=260.0, raw=110.0))
    assert ceiling is not None
    best = ceiling.best
    assert best is not None
    assert (best.product_id, best.ceiling_rub_kg, best.break_even_rub_kg) == (
        "boiled",
        *map(pytest.approx, (74, 87)),
    )
    assert ceiling.headroom_rub_kg == pytest.approx(14)
    # Sold as they are, without boiling: 0.8 · 110 · 0.9 − 5 − 6.
    assert next(one for one in ceiling.routes if one.product_id == "raw").ceiling_rub_kg == pytest.approx(
        68.2
    )


def test_a_product_of_a_product_holds_its_raw_material_and_its_other_inputs() -> None:
    ceiling = find(market(boiled=260.0, raw=110.0, jar=300.0, glass=12.0))
    assert ceiling is not None
    jar = next(one for one in ceiling.routes if one.product_id == "jar")
    assert (jar.raw_kg, jar.other_rub) == pytest.approx((0.8, 24))
    # What making a jar costs is not known: its price is an upper bound, and never the best way.
    assert not jar.making_known
    assert ceiling.best is not None
    assert ceiling.best.product_id == "boiled"


def test_a_missing_price_makes_the_ceiling_unknown_and_names_the_product() -> None:
    ceiling = find(market(jar=300.0))
    assert ceiling is not None
    assert ceiling.best is None
    assert {one.product_id: one.missing for one in ceiling.routes} == {
        "boiled": ("boiled",),
        "jar": ("glass",),
        "raw": ("raw",),
    }


def test_a_species_without_a_product_or_without_a_mass_has_no_ceiling() -> None:
    assert find(market(), None) is None
    assert find(market(), "piece") is None


def test_the_cost_of_a_usable_kilogram_by_item_by_hand() -> None:
    # (60 + 5 + 38) · 0.2 / 0.8 = 25.75 are lost for each usable kilogram.
    assert (COSTS.losses_rub_kg, COSTS.total_rub_kg) == pytest.approx((25.75, 128.75))
    assert Costs(60.0, None, 38.0, 0.2).total_rub_kg is None


@given(st.floats(10, 1000), st.floats(0.2, 5), st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 50))
def test_at_the_ceiling_the_margin_is_what_was_asked(price, raw, margin, loss, cost) -> None:
    top = calc_ceiling_price(price, raw, other_rub=3.0, margin=margin, loss=loss, haul=cost, station=2 * cost)
    bought = raw / (1 - loss)
    left = price - 3.0 - bought * (top + 3 * cost)
    assert left == pytest.approx(margin * price, abs=1e-6 * price)


def test_prices_are_those_of_the_user_then_of_outputs_of_the_latest_year(tmp_path) -> None:
    dataset = write(
        tmp_path,
        products=[("P1", "Грибы", "166"), ("P2", "Отварные", "166")],
        recipes=[("P2", "P1", 1.65), ("P2", "P3", "")],
        outputs=[("W1", "P1", 2018, 100, 9), ("W1", "P1", 2019, 200, 22), ("W1", "P1", 2021, 1, 1)],
    )
    told = read_market(dataset, 2020, {"P2": 260.0}, {})
    assert told.prices == {"P1": pytest.approx(110.0), "P2": 260.0}
    # A recipe that tells no quantity is no recipe of zero.
    assert told.recipes == {"P2": {"P1": 1.65}}
