"""What the shipped examples were built to contain: niches and traps, by hand from their rows."""

import csv
from datetime import date
from pathlib import Path

import pytest

from kust.data import read_dataset
from kust.examples import load
from kust.niches.find import find_niches
from kust.niches.niche import Niches, Range
from kust.settings import Settings, read_settings

ON, YEAR = date(2019, 3, 1), 2018


def rows(example: str, table: str) -> list[dict[str, str]]:
    with (Path(load(example)) / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def bought_by_members(product: str) -> tuple[float, float]:
    """Sum what the buyers report of 2018, all and from abroad, from the rows as they stand."""
    foreign = {
        row["organisation_id"] for row in rows("machine-building", "organisations") if row["country"] != "RU"
    }
    own = [
        row
        for row in rows("machine-building", "supplies")
        if row["product_id"] == product and row["year"] == str(YEAR) and row["reported_by"] == "buyer"
    ]
    abroad = [
        row
        for row in own
        if (row["origin_country"] or ("XX" if row["supplier_id"] in foreign else "RU")) != "RU"
    ]
    return tuple(sum(float(row["amount_krub"]) for row in some) for some in (own, abroad))


@pytest.fixture(scope="module")
def machines() -> Niches:
    return find_niches(read_dataset(load("machine-building")).dataset, on=ON, year=YEAR)


@pytest.fixture(scope="module")
def composites() -> Niches:
    dataset = read_dataset(load("composites")).dataset
    return find_niches(dataset, on=ON, year=YEAR, settings=read_settings(Path(load("composites"))))


def test_the_machine_building_cluster_shows_its_three_niches_and_no_trap(machines) -> None:
    assert {niche.product_id for niche in machines.niches} == {"P308", "P209", "P309"}


@pytest.mark.parametrize("product", ["P308", "P209", "P309"])
def test_sizes_and_import_shares_are_those_of_the_rows(machines, product: str) -> None:
    niche = next(one for one in machines.niches if one.product_id == product)
    amount, imported = bought_by_members(product)
    assert niche.amount_krub == pytest.approx(amount)
    assert niche.imported_krub == pytest.approx(imported)
    assert niche.import_share.least == pytest.approx(imported / amount)


def test_each_trap_is_told_with_its_reason(machines) -> None:
    # P205: 1,500 pieces from Italy, and M06 could make 4,500 more. P213: 312 thousand roubles a year.
    told = {one.product_id: one for one in machines.rejected if one.reason != "no_cause"}
    assert set(told) == {"P205", "P213"}
    assert told["P205"].reason == "free_capacity"
    assert (told["P205"].values["free"], told["P205"].values["taken"]) == (4500.0, pytest.approx(1500.0))
    assert (told["P213"].reason, told["P213"].values["amount"]) == ("too_small", pytest.approx(312.0))


def test_pumps_have_the_investment_and_the_scale_of_their_project(machines) -> None:
    # 1,200 + 4,800 + 15,500 + 5,500 + 2,200 + 800 thousand roubles for 1,200 a year; 1,670 are bought.
    pumps = next(one for one in machines.niches if one.product_id == "P308")
    assert pumps.economics.investment == Range(30_000.0, 30_000.0)
    assert pumps.minimum_scale == 1200.0
    assert pumps.scale_ratio.least == pytest.approx(1670 / 1200)
    assert "project_exists" in pumps.warnings
    # Plans of 2019: (450 · 0.8 + 320 · 0.7) / 1,670.
    assert next(one.value for one in pumps.criteria if one.name == "proof") == pytest.approx(584 / 1670)


def test_what_nobody_knows_the_cost_of_has_no_economics_and_says_what_is_missing(machines) -> None:
    bearings = next(one for one in machines.niches if one.product_id == "P209")
    assert (bearings.economics.npv, bearings.economics.irr) == (None, None)
    assert bearings.economics.missing == ("investment",)


def test_electronic_control_units_are_high_by_one_reading_only(machines) -> None:
    units = next(one for one in machines.niches if one.product_id == "P309")
    assert 0.60 <= units.import_share.least <= 0.70
    assert "other_reading_of_high" in units.warnings


def test_the_user_s_figures_go_before_those_of_the_data() -> None:
    settings = Settings.model_validate(
        {"niches": {"min_amount_krub": 100.0}, "economics": {"investment_krub": {"P209": 20_000.0}}}
    )
    found = find_niches(read_dataset(load("machine-building")).dataset, on=ON, year=YEAR, settings=settings)
    assert "P213" in {one.product_id for one in found.niches}
    bearings = next(one for one in found.niches if one.product_id == "P209")
    assert bearings.economics.investment.least == 20_000.0
    assert bearings.economics.npv is not None


# What facts of the slides say: product, stage, import share, consumers, region, investment, quantity.
DECK = {
    "pan-prekursor-5": (1, Range(0.90, 0.95), {"argon"}, "16", 6_900_000, Range()),
    "steklovolokno": (2, Range(), {"zaryad", "tatneft-presskompozit"}, "16", 2_200_000, Range(150.0, 150.0)),
    "tkani-i-prepregi": (3, Range(0.60, 0.70), {"okb-simonova", "kamatek"}, "64", 1_300_000, Range()),
    "kompozitnye-ballony": (
        4,
        Range(1.0, 1.0),
        {"rmz-raritek", "raritek-inzhiniring"},
        "16",
        1_040_000,
        Range(20_000.0, 20_000.0),
    ),
}


@pytest.mark.parametrize("product", list(DECK))
def test_the_composites_cluster_shows_the_four_niches_of_the_slides(composites, product: str) -> None:
    stage, share, consumers, region, investment, quantity = DECK[product]
    assert {niche.product_id for niche in composites.niches} == set(DECK)
    niche = next(one for one in composites.niches if one.product_id == product)
    assert niche.stage == stage
    assert niche.import_share == share
    assert {one.organisation_id for one in niche.consumers} == consumers
    assert niche.regions[0] == region
    assert niche.economics.investment == Range(investment, investment)
    assert niche.quantity == quantity


def test_the_problem_of_the_precursor_comes_from_the_need_of_today_s_precursor(composites) -> None:
    precursor = next(one for one in composites.niches if one.product_id == "pan-prekursor-5")
    assert {cause.cause for cause in precursor.causes} == {
        "import_dependence",
        "high_cost",
        "outdated_technology",
        "missing_characteristics",
    }
    assert [need.product_id for need in precursor.needs] == ["pan-prekursor-3"]


def test_figures_that_the_slide_does_not_pair_are_shown_as_both_candidates(composites) -> None:
    both = {Range(100.0, 150.0), Range(400.0, 400.0)}
    for product in ("pan-prekursor-5", "tkani-i-prepregi"):
        niche = next(one for one in composites.niches if one.product_id == product)
        assert set(niche.quantity_candidates) == both
        assert niche.confidence == "D"


def test_the_plant_that_is_far_larger_than_the_demand_is_said_first(composites) -> None:
    # A plant of 5,000 t against 100 to 400 t a year.
    precursor = next(one for one in composites.niches if one.product_id == "pan-prekursor-5")
    assert precursor.warnings[0] == "below_minimum_scale"
    assert precursor.scale_ratio == Range(0.02, 0.08)


def test_niches_are_the_same_on_another_engine(machines) -> None:
    other = find_niches(read_dataset(load("machine-building"), "duckdb").dataset, on=ON, year=YEAR)
    assert [one.product_id for one in other.niches] == [one.product_id for one in machines.niches]
    for one, same in zip(machines.niches, other.niches, strict=True):
        assert same.score == pytest.approx(one.score)
        assert same.imported_krub == pytest.approx(one.imported_krub)
        assert same.warnings == one.warnings
