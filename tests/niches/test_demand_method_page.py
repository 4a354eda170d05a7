"""Every table of docs/methods/demand.md is what the program and arithmetic of fractions give."""

import math
from fractions import Fraction
from pathlib import Path

import pytest

from kust.niches.demand import calc_demand
from tests.docs.worked import holds, read_tables

from .demand_data import ON, YEAR, A, B, read, write
from .simulated import share_held

PAGE = Path(__file__).parents[2] / "docs/methods/demand.md"
TABLES = {table.headings[0]: table.rows for table in read_tables(PAGE.read_text("utf-8").splitlines())}
TOTAL = [a + b for a, b in zip(A, B, strict=True)]
# Printed quantile of Student's t, 0.9 and 5 degrees of freedom.
T = 1.475884


def by_hand(values: list[int], step: int = 1) -> dict[str, Fraction]:
    change = Fraction(values[-1] - values[0], len(values) - 1)
    damped = sum(Fraction(4, 5) ** year for year in range(1, step + 1))
    return {
        "naive": Fraction(values[-1]),
        "mean": Fraction(sum(values), len(values)),
        "drift": values[-1] + change * damped,
    }


@pytest.fixture
def demand(tmp_path):
    found = calc_demand(read(write(tmp_path)), on=ON, year=YEAR).find("K", "p")
    assert found is not None
    return found


def test_the_history_of_the_page_and_its_trials_are_arithmetic() -> None:
    for place, row in enumerate(TABLES["year"]):
        assert (int(row["A"]), int(row["B"]), int(row["together"])) == (A[place], B[place], TOTAL[place])
        tried = by_hand(TOTAL[:place]) if place > 1 else {}
        assert all(holds(row[method], tried.get(method)) for method in ("naive", "mean", "drift"))


def test_the_errors_of_the_page_are_arithmetic_and_the_program_s(demand) -> None:
    scores = {score.method: score for score in demand.forecasts.quantity.backtest.scores}
    maes = {
        method: sum(abs(TOTAL[at] - by_hand(TOTAL[:at])[method]) for at in range(2, 8)) / 6
        for method in scores
    }
    assert {row["method"] for row in TABLES["method"]} == set(scores)
    for row in TABLES["method"]:
        method = row["method"]
        assert holds(row["MAE"], float(maes[method]))
        assert holds(row["ratio"], float(maes[method] / maes["naive"]))
        assert scores[method].mae == pytest.approx(float(maes[method]))
    assert demand.forecasts.quantity.backtest.chosen == "drift"


def test_the_ranges_of_the_page_are_arithmetic_and_the_program_s(demand) -> None:
    errors = [TOTAL[at] - by_hand(TOTAL[:at])["drift"] for at in range(2, 8)]
    bias = sum(errors) / 6
    variance = sum((error - bias) ** 2 for error in errors) / 6
    assert f"b = {float(bias):.4f}, v = {float(variance):.4f}" in PAGE.read_text("utf-8")
    for step, row in enumerate(TABLES["coming year"], start=1):
        value = float(by_hand(TOTAL, step)["drift"])
        width = T * math.sqrt(Fraction(7, 6) * (step**2 * bias**2 + step * variance))
        assert (holds(row["value"], value), holds(row["from"], value - width)) == (True, True)
        assert holds(row["to"], value + width)
        found = demand.forecasts.quantity.of(YEAR + step)
        assert found.least == pytest.approx(value - width, abs=1e-4)
        assert found.most == pytest.approx(value + width, abs=1e-4)


def test_the_parts_of_the_page_add_up_and_are_the_program_s(demand) -> None:
    rows = {row["part of 2019"]: row for row in TABLES["part of 2019"]}
    year = demand.years[0]
    assert rows.keys() == vars(year.quantity).keys()
    for part, row in rows.items():
        for parts, ends in ((year.quantity, ("from", "to")), (year.krub, ("krub from", "krub to"))):
            found = getattr(parts, part)
            assert holds(row[ends[0]], found.least), (part, ends)
            assert holds(row[ends[1]], found.most), (part, ends)
    # A bought 108 of 180 in 2018; B's plan at one half; C's from none to all; B's 90 and C's 30 in full.
    first = TABLES["coming year"][0]
    least, most = 0.6 * float(first["from"]), 0.6 * float(first["to"])
    assert float(rows["history"]["from"]) == pytest.approx(least, abs=1e-3)
    assert float(rows["existing"]["from"]) == pytest.approx(least + 0.5 * 80, abs=1e-3)
    assert float(rows["existing"]["to"]) == pytest.approx(most + 0.5 * 90 + 30, abs=1e-3)
    assert float(rows["potential"]["from"]) == max(200, least + 40)
    assert float(rows["potential"]["to"]) == pytest.approx(max(230, most + 90 + 30), abs=1e-3)
    assert float(rows["potential"]["krub to"]) == pytest.approx(10 * most + 900, abs=1e-2)


@pytest.mark.parametrize("row", TABLES["law"], ids=lambda row: f"{row['law']}-{row['years']}")
def test_ranges_hold_as_often_as_the_page_says(row) -> None:
    said = [float(row[column]) for column in ("next year", "second", "third")]
    assert share_held(row["law"], int(row["years"])) == pytest.approx(said, abs=0.01)


def test_reasons_and_ways_of_the_page_are_those_of_the_words() -> None:
    from kust.i18n import has_words

    assert all(has_words(f"demand.refused.{row['reason']}") for row in TABLES["reason"])
    assert all(has_words(f"demand.method.{row['way']}") for row in TABLES["way"])
