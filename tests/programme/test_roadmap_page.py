"""Every table of docs/methods/programme-roadmap.md is what the program gives for the example of the page."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kust.programme.programme import Cost, Measure, Milestone, Programme
from kust.programme.timeline.budget import ALL
from kust.programme.timeline.roadmap import Roadmap, calc_roadmap
from tests.docs.worked import read_tables

PAGE = Path(__file__).parents[2] / "docs/methods/programme-roadmap.md"
TABLES = {table.headings[0]: table.rows for table in read_tables(PAGE.read_text("utf-8").splitlines())}


@pytest.fixture(scope="module")
def roadmap() -> Roadmap:
    example = yaml.safe_load(PAGE.read_text("utf-8").split("```yaml roadmap\n")[1].split("```")[0])
    return calc_roadmap(read(example), on=example["day"])


def read(example: dict[str, Any]) -> Programme:
    costs: dict[str, list[Cost]] = {}
    for row in example["costs"]:
        own = {"amount_krub": None} | {name: value for name, value in row.items() if name != "measure"}
        costs.setdefault(row["measure"], []).append(Cost(**own))
    measures = tuple(
        Measure(
            measure_id=name,
            title=name,
            costs=tuple(costs.get(name, ())),
            **{**told, "depends_on": tuple(told.get("depends_on", ()))},
        )
        for name, told in example["measures"].items()
    )
    milestones = tuple(
        Milestone(milestone_id=name, title=name, **told) for name, told in example["milestones"].items()
    )
    head = {"cluster_id": "k", "cluster": "K", "title": "P", **example["programme"]}
    return Programme(**head, measures=measures, milestones=milestones)


def told(value: object) -> str:
    if value == "":
        return "none"
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        value.isoformat()
        if isinstance(value, date)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def test_measures_of_the_page_are_those_of_the_program(roadmap) -> None:
    found = [
        (
            one.measure_id,
            one.planned.starts_on,
            one.planned.ends_on,
            one.planned.total_slack,
            one.planned.free_slack,
            one.planned.critical,
            one.ahead.ends_on,
            one.delay_days,
            one.timing,
            ", ".join(f"{delayed.id} {delayed.days}" for delayed in one.delays),
        )
        for one in roadmap.measures
    ]
    assert [tuple(row.values()) for row in TABLES["measure"]] == [tuple(map(told, row)) for row in found]


def test_milestones_of_the_page_are_those_of_the_program(roadmap) -> None:
    found = [
        (one.milestone_id, one.due_on, one.status, one.expected_on, one.delay_days)
        for one in roadmap.milestones
    ]
    assert [tuple(row.values()) for row in TABLES["milestone"]] == [tuple(map(told, row)) for row in found]


def test_loads_of_the_page_are_those_of_the_program(roadmap) -> None:
    found = [(f"{one.year}-{one.quarter}", one.load, one.over) for one in roadmap.loads]
    assert [tuple(row.values()) for row in TABLES["quarter"]] == [tuple(map(told, row)) for row in found]


def test_money_of_the_page_is_that_of_the_program(roadmap) -> None:
    names = {None: "not stated", ALL: "all"}
    found = [
        (
            names.get(line.source, line.source),
            line.plan.krub,
            line.plan.known_krub,
            ", ".join(line.plan.missing),
        )
        for line in (*roadmap.budget.by_source, roadmap.budget.total)
        if line.plan
    ]
    assert [tuple(row.values()) for row in TABLES["source"]] == [tuple(map(told, row)) for row in found]


def test_the_example_of_the_page_moves_by_what_it_says(roadmap) -> None:
    assert roadmap.path == ("a", "b", "c")
    assert roadmap.open_ids == ("e",)
    assert (roadmap.ends_on, roadmap.forecast_on) == (date(2025, 6, 1), date(2025, 7, 2))
