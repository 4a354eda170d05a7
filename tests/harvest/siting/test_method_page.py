"""Every table of docs/methods/harvest-siting.md is what arithmetic and the program give."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from kust.harvest.siting import solve_center, solve_coverage, solve_median
from kust.harvest.siting.capacitated import solve_capacitated_median
from kust.harvest.siting.flows import solve_fixed_cost
from kust.harvest.siting.lagrange import calc_bound
from kust.harvest.siting.sited import PROBLEMS
from tests.docs.worked import Row, read_tables

PAGE = Path(__file__).parents[3] / "docs/methods/harvest-siting.md"
TEXT = PAGE.read_text("utf-8")
TABLES = {(table.headings[0], len(table.headings)): table.rows for table in read_tables(TEXT.splitlines())}


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return yaml.safe_load(TEXT.split("```yaml siting\n")[1].split("```")[0])


@pytest.fixture(scope="module")
def distances(example) -> Any:
    place = np.array(list(example["place"].values()), dtype=float)
    return np.abs(place[:, None] - place[None])


def sites_of(row: Row, column: str) -> list[int]:
    return ["abcde".index(name) for name in row[column].split(", ")]


def sum_of(text: str) -> int:
    return sum(int(one) * int(other) for one, other in (part.split("·") for part in text.split(" + ")))


def test_every_choice_of_the_page_is_worked_out(example, distances) -> None:
    rows = TABLES["open", 5]
    weights = np.array(list(example["weight"].values()))
    assert len(rows) == 10
    for row in rows:
        nearest = distances[:, sites_of(row, "open")].min(axis=1)
        written = row["Σ weight · distance"]
        assert written == " + ".join(f"{w}·{d:g}" for w, d in zip(weights, nearest, strict=True))
        assert int(row["value"]) == sum_of(written)
        assert int(row["furthest"]) == nearest.max()
        assert int(row["beyond the radius"]) == weights[nearest > example["radius"]].sum()


def test_the_prices_of_the_page_give_its_bound(example, distances) -> None:
    weights = np.array(list(example["weight"].values()))
    prices = np.array(list(example["prices"].values()), dtype=float)
    bound = calc_bound(distances * weights[:, None], prices, np.zeros(5, dtype=bool), example["count"])
    told = {row["site"]: int(row["ρ at the prices"].replace("−", "-")) for row in TABLES["site", 2]}
    assert told == dict(zip("abcde", bound.reduced, strict=True))
    assert bound.value == prices.sum() + sum(sorted(told.values())[:2]) == 17
    assert "= 17:" in TEXT


def test_the_answers_of_the_page_are_the_program_s(example, distances) -> None:
    weights, count = list(example["weight"].values()), example["count"]
    limits, costs = [example["capacity"]] * 5, [example["fixed_cost"]] * 5
    answers = {
        "median": solve_median(distances, count, weights=weights),
        "coverage": solve_coverage(distances, count, example["radius"], weights=weights),
        "center": solve_center(distances, count, weights=weights),
        "median with capacity": solve_capacitated_median(
            distances, count, weights=weights, capacities=limits
        ),
        "capacitated": solve_fixed_cost(distances, limits, costs, weights=weights),
    }
    rows = {row["problem"]: row for row in TABLES["problem", 4] if "worked out" in row}
    assert set(rows) == set(answers)
    for name, row in rows.items():
        assert answers[name].status == "proved"
        assert answers[name].value == pytest.approx(float(row["value"]))
        assert list(answers[name].open) == sites_of(row, "answer")
    for name in ("median", "capacitated"):
        assert sum_of(rows[name]["worked out"]) == int(rows[name]["value"])


def test_the_page_names_every_problem() -> None:
    for problem in PROBLEMS:
        assert f"`{problem}`" in TEXT
