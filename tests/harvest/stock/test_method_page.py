"""Every table of docs/methods/harvest-stock.md is what arithmetic and the program give."""

from math import exp, hypot, sqrt
from pathlib import Path
from typing import Any

import pytest
import yaml

from kust.harvest.stocks.regulation_headings import HEADINGS
from kust.harvest.stocks.stocked import StockRow
from tests.docs.worked import Row, holds, read_tables

from .made import HABITAT, count, only, survey

PAGE = Path(__file__).parents[3] / "docs/methods/harvest-stock.md"
TEXT = PAGE.read_text("utf-8")
TABLES = {table.headings[0]: table.rows for table in read_tables(TEXT.splitlines())}
EXAMPLE: dict[str, Any] = yaml.safe_load(TEXT.split("```yaml stock\n")[1].split("```")[0])
PRIOR = 0.8
REACH = {0.5: (0.7, 0.9, 1.0), 4: (0.15, 0.4, 0.7)}


def tables_of(example: dict[str, Any]) -> dict[str, Any]:
    surveys, plots = [], []
    for name, plot in example["plots"].items():
        plots.append(
            (name, "", "", plot["area_ha"], HABITAT, "" if plot["road_km"] is None else plot["road_km"])
        )
        surveys += [
            survey(len(surveys) + place, name, "tansy", *plot[measure], measure)
            for place, measure in enumerate(m for m in ("per_m2", "g", "kg_per_ha") if m in plot)
        ]
    species = [("tansy", "Пижма", "medicinal", example["recovery_years"], example["dry_share"])]
    return {"species": species, "plots": plots, "surveys": surveys}


def density(plot: dict[str, Any]) -> tuple[float, float | None]:
    """M and m by the formulas of the page."""
    if "kg_per_ha" in plot:
        return tuple(plot["kg_per_ha"])
    (n, m_n), (g, m_g) = plot["per_m2"], plot["g"]
    return 10 * n * g, 10 * sqrt((n * m_g) ** 2 + (g * m_n) ** 2)


def bounds(plot: dict[str, Any]) -> tuple[float, float, float]:
    mean, error = density(plot)
    stock = plot["area_ha"] * mean
    if error is None:
        return stock * exp(-2 * PRIOR), stock, stock * exp(2 * PRIOR)
    return stock - 2 * error * plot["area_ha"], stock, stock + 2 * error * plot["area_ha"]


@pytest.fixture(scope="module")
def together() -> tuple[float, float, float]:
    """Bounds of the three plots by the page's rule: two err by themselves, the third by the prior."""
    meadow, clearing, edge = (bounds(plot) for plot in EXAMPLE["plots"].values())
    own = hypot(meadow[1] - meadow[0], clearing[1] - clearing[0])
    mean = meadow[1] + clearing[1] + edge[1]
    return mean - hypot(own, edge[1] - edge[0]), mean, mean + hypot(own, edge[2] - edge[1])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> StockRow:
    return only(count(tmp_path_factory.mktemp("page"), tables_of(EXAMPLE)))


def agree(row: Row, columns: tuple[str, ...], *figures: tuple[float | None, ...]) -> None:
    """The page says what arithmetic and the program give."""
    for told in figures:
        for column, figure in zip(columns, told, strict=True):
            assert holds(row[column], figure), (row, column, figure)


def test_stocks_of_the_page_are_those_of_its_formulas_and_of_the_program(tmp_path, together, whole) -> None:
    columns = ("exploitation, kg", "stock, kg", "biological, kg")
    rows = {row["plot"]: row for row in TABLES["plot"]}
    by_plot = {row.unit: row for row in count(tmp_path, tables_of(EXAMPLE), by="plot").rows}
    assert rows.keys() == {*EXAMPLE["plots"], "together"} and by_plot.keys() == EXAMPLE["plots"].keys()
    for name, plot in EXAMPLE["plots"].items():
        mean, error = density(plot)
        found = by_plot[name].stock_kg
        agree(rows[name], ("M, kg/ha", "m, kg/ha"), (mean, error))
        agree(rows[name], columns, bounds(plot), (found.low, found.value, found.high))
        assert holds(rows[name]["M, kg/ha"], by_plot[name].kg_ha.value)
    found = whole.stock_kg
    agree(rows["together"], columns, together, (found.low, found.value, found.high))
    hectares = sum(plot["area_ha"] for plot in EXAMPLE["plots"].values())
    agree(rows["together"], ("M, kg/ha", "m, kg/ha"), (together[1] / hectares, None))


def test_harvests_of_the_page_are_those_of_its_formulas_and_of_the_program(together, whole) -> None:
    rows = {row["figure"]: row for row in TABLES["figure"]}
    columns = ("low", "mean", "high")
    turnover = 1 + EXAMPLE["recovery_years"]
    harvest = tuple(one / turnover for one in together)
    dry = tuple(one * EXAMPLE["dry_share"] for one in harvest)
    near = [plot for plot in EXAMPLE["plots"].values() if plot["road_km"] is not None]
    own, down, up, mean = 0.0, 0.0, 0.0, 0.0
    for plot in near:
        low, value, high = REACH[plot["road_km"]]
        stock = bounds(plot)
        own = hypot(own, value * (stock[1] - stock[0]))
        down, up, mean = (
            down + (value - low) * stock[1],
            up + (high - value) * stock[1],
            mean + value * stock[1],
        )
    edge = bounds(EXAMPLE["plots"]["edge"])
    reach = ((mean - hypot(own, down)) / turnover, None, (mean + hypot(own, up) + edge[2]) / turnover)
    for name, figures, found in (
        ("harvest a year, kg", harvest, whole.harvest_kg),
        ("air-dry, kg a year", dry, whole.dry_kg),
        ("within reach, kg a year", reach, whole.accessible_kg),
    ):
        agree(rows[name], columns, figures, (found.low, found.value, found.high))


def test_columns_of_a_regulation_that_the_page_names_are_read() -> None:
    named = {name for row in TABLES["column"] for name in row["column"].replace(" with ", ", ").split(", ")}
    assert named == set(HEADINGS)
