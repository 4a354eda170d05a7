"""Small programmes for the tests of the roadmap."""

from dataclasses import replace
from datetime import date
from typing import Any

from kust.programme.programme import Cost, Goal, Indicator, Measure, Problem, Programme, Stakeholder, Target

START, END = date(2025, 1, 1), date(2026, 1, 1)


def measure(name: str, *after: str, **told: Any) -> Measure:
    return Measure(measure_id=name, title=f"Measure {name}", depends_on=after, **told)


def programme(*measures: Measure, **told: Any) -> Programme:
    head = {"cluster_id": "k", "cluster": "K", "title": "P", "starts_on": START, "ends_on": END}
    return Programme(**{**head, **told}, measures=measures)


def sound() -> Programme:
    """A programme about which there is nothing to say on its first day."""
    one = measure(
        "a",
        starts_on=START,
        ends_on=date(2025, 4, 1),
        goal_id="g",
        problem_id="p",
        owner_id="s",
        load=0.5,
        indicators=("jobs",),
        costs=(Cost(year=2025, amount_krub=10.0, source="own"),),
    )
    two = replace(one, measure_id="b", title="Measure b", depends_on=("a",), starts_on=date(2025, 4, 1))
    two = replace(two, ends_on=date(2025, 6, 1))
    return programme(
        one,
        two,
        stakeholders=(Stakeholder(stakeholder_id="s", name="S", kind="participant"),),
        goals=(Goal(goal_id="g", title="Goal"),),
        problems=(Problem(problem_id="p", title="Problem", goal_id="g"),),
        indicators=(
            Indicator(
                indicator="jobs",
                goal_id="g",
                base_year=2024,
                base=10.0,
                targets=(Target(year=2025, target=12.0),),
            ),
        ),
    )


def changed(found: Programme, name: str, **told: Any) -> Programme:
    """Change a measure."""
    measures = tuple(replace(one, **told) if one.measure_id == name else one for one in found.measures)
    return replace(found, measures=measures)
