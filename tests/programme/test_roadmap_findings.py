"""Each finding is made by one change of a programme about which there is nothing to say."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kust.documents.roadmap.words import Teller
from kust.programme.programme import Cost, Goal, Indicator, Milestone, Problem, Programme, Target
from kust.programme.timeline.findings import CODES
from kust.programme.timeline.roadmap import calc_roadmap

from .roadmaps import START, changed, measure, programme, sound

JOBS = sound().indicators[0]


def milestone(due: date, **told: Any) -> Milestone:
    return Milestone(milestone_id="v", title="V", due_on=due, **told)


def a(**told: Any) -> Programme:
    return changed(sound(), "a", **told)


def b(**told: Any) -> Programme:
    return changed(sound(), "b", **told)


def whole(**told: Any) -> Programme:
    return replace(sound(), **told)


def more(**told: Any) -> Programme:
    """Add a measure that is in order but for what is told."""
    extra = replace(sound().measures[0], **{"measure_id": "c", "title": "Measure c", "load": 0.2, **told})
    return replace(sound(), measures=(*sound().measures, extra))


def cost(**told: Any) -> tuple[Cost, ...]:
    return (Cost(**{"year": 2025, "amount_krub": 10.0, "source": "own", **told}),)


def target(year: int, value: float) -> Indicator:
    return replace(JOBS, targets=(Target(year=2025, target=12.0), Target(year=year, target=value)))


AND_X: dict[str, Any] = {"measures": a(indicators=("jobs", "x")).measures}

# Code, programme, day of the year 2025 (month, day), ids of the finding.
CASES: list[tuple[str, Programme, tuple[int, int], tuple[str, ...]]] = [
    ("cycle", a(depends_on=("b",)), (1, 1), ("a", "b")),
    ("unknown_dependency", b(depends_on=("a", "z")), (1, 1), ("b",)),
    ("unknown_owner", a(owner_id="z"), (1, 1), ("a",)),
    ("unknown_indicator", a(indicators=("jobs", "z")), (1, 1), ("a",)),
    ("milestone_of_unknown_measure", whole(milestones=(milestone(START, measure_id="z"),)), (1, 1), ("v",)),
    ("same_id", whole(goals=(Goal(goal_id="g", title="G"), Goal(goal_id="g", title="H"))), (1, 1), ("g",)),
    ("programme_ends_not_after_start", whole(ends_on=START), (1, 1), ("k",)),
    ("ends_not_after_start", a(ends_on=START), (1, 1), ("a",)),
    ("negative_days", more(duration_days=-3, ends_on=None), (1, 1), ("c",)),
    (
        "finished_before_started",
        a(state="done", started_on=date(2025, 2, 1), finished_on=date(2025, 1, 15)),
        (3, 1),
        ("a",),
    ),
    ("late_to_finish", a(state="under_way", started_on=START, progress=0.9), (4, 1), ("a",)),
    ("late_to_start", sound(), (1, 2), ("a",)),
    ("will_be_late", a(state="under_way", started_on=START, progress=0.1), (3, 1), ("a",)),
    ("milestone_late", whole(milestones=(milestone(START),)), (1, 2), ("v",)),
    (
        "milestone_at_risk",
        whole(milestones=(milestone(date(2025, 4, 1), measure_id="a"),)),
        (1, 2),
        ("v",),
    ),
    ("blocked", a(blocked_by="No site"), (1, 1), ("a",)),
    ("measure_moved_out", b(duration_days=300, ends_on=None, starts_on=None), (1, 1), ("b",)),
    ("measure_before_programme", a(starts_on=date(2024, 12, 31)), (1, 1), ("a",)),
    ("measure_after_programme", b(ends_on=date(2026, 1, 2)), (1, 1), ("b",)),
    ("milestone_outside_programme", whole(milestones=(milestone(date(2026, 2, 1)),)), (1, 1), ("v",)),
    (
        "milestone_before_measure",
        whole(milestones=(milestone(date(2025, 3, 31), measure_id="b"),)),
        (1, 1),
        ("v", "b"),
    ),
    (
        "milestone_after_measure",
        whole(milestones=(milestone(date(2025, 4, 2), measure_id="a"),)),
        (1, 1),
        ("v", "a"),
    ),
    (
        "milestone_of_measure_out",
        replace(more(decision="dropped"), milestones=(milestone(START, measure_id="c"),)),
        (1, 1),
        ("v", "c"),
    ),
    ("dependency_ends_late", b(starts_on=date(2025, 3, 1)), (1, 1), ("b", "a")),
    ("dependency_out", changed(more(state="cancelled"), "b", depends_on=("c",)), (1, 1), ("b", "c")),
    ("begun_before_dependency", b(state="under_way", started_on=START, progress=0.5), (1, 1), ("b", "a")),
    ("days_differ", a(duration_days=91), (1, 1), ("a",)),
    ("measure_without_days", b(ends_on=None), (1, 1), ("b",)),
    ("done_without_day", a(state="done", started_on=START), (1, 1), ("a",)),
    (
        "done_but_progress",
        a(state="done", started_on=START, finished_on=date(2025, 4, 1), progress=0.9),
        (4, 1),
        ("a",),
    ),
    (
        "finished_but_state",
        a(state="under_way", started_on=START, finished_on=date(2025, 4, 1), progress=1.0),
        (4, 1),
        ("a",),
    ),
    ("whole_but_not_done", a(state="under_way", started_on=START, progress=1.0), (3, 1), ("a",)),
    ("begun_but_planned", a(started_on=START), (1, 1), ("a",)),
    ("under_way_without_day", a(state="under_way", progress=0.9), (3, 1), ("a",)),
    ("under_way_without_progress", a(state="under_way", started_on=START), (3, 1), ("a",)),
    ("fact_ahead", a(state="under_way", started_on=date(2025, 1, 5), progress=0.1), (1, 1), ("a",)),
    ("owner_overloaded", more(load=0.6), (1, 1), ("s",)),
    ("cost_without_source", a(costs=cost(source=None)), (1, 1), ("a",)),
    ("cost_without_amount", a(costs=cost(amount_krub=None)), (1, 1), ("a",)),
    ("cost_outside_years", a(costs=cost(year=2026)), (1, 1), ("a",)),
    (
        "indicator_out",
        whole(indicators=(JOBS, replace(JOBS, indicator="x", decision="proposed")), **AND_X),
        (1, 1),
        ("a",),
    ),
    (
        "ratio_without_part",
        whole(indicators=(JOBS, replace(JOBS, indicator="x", numerator="jobs", denominator="z"))),
        (1, 1),
        ("x",),
    ),
    ("fact_untold", a(state="under_way", started_on=START, progress=0.1), (1, 10), ("a",)),
    ("measure_without_owner", a(owner_id=None), (1, 1), ("a",)),
    ("measure_without_money", a(costs=cost(basis="fact")), (1, 1), ("a",)),
    ("measure_without_problem", a(problem_id=None), (1, 1), ("a",)),
    ("measure_without_indicator", a(indicators=()), (1, 1), ("a",)),
    (
        "problem_without_measure",
        whole(problems=(*sound().problems, Problem(problem_id="q", title="Q", goal_id="g"))),
        (1, 1),
        ("q",),
    ),
    ("indicator_without_base", whole(indicators=(replace(JOBS, base=None),)), (1, 1), ("jobs",)),
    ("indicator_without_targets", whole(indicators=(replace(JOBS, targets=()),)), (1, 1), ("jobs",)),
    ("target_against_direction", whole(indicators=(target(2026, 11.0),)), (1, 1), ("jobs",)),
    ("same_title", changed(more(), "c", title=" measure  A "), (1, 1), ("a", "c")),
]
GOALS = {"goal_without_measure", "goal_without_indicator"}


def findings(found: Programme, on: date) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.code, one.ids) for one in calc_roadmap(found, on=on).findings]


def test_nothing_is_wrong_with_a_sound_programme() -> None:
    assert findings(sound(), START) == []


@pytest.mark.parametrize(("code", "found", "day", "ids"), CASES, ids=[case[0] for case in CASES])
def test_a_change_is_found_under_its_code_with_its_words(code, found, day, ids) -> None:
    roadmap = calc_roadmap(found, on=date(2025, *day))
    assert (code, ids) in [(one.code, one.ids) for one in roadmap.findings]
    for one in roadmap.findings:
        assert one.severity == CODES[one.code]
        for lang in ("ru", "en"):
            told = Teller(found, lang).finding(one)
            assert told.words
            assert told.mend


def test_every_code_is_tried() -> None:
    elsewhere = {*GOALS, "measure_without_goal", "owner_with_too_many", "more_cycles"}
    assert {case[0] for case in CASES} | elsewhere == set(CODES)


def test_of_more_circles_than_can_be_listed_each_measure_is_named_in_one() -> None:
    # Eight measures that all wait for each other are in C(8, 2) + 2 · C(8, 3) + … circles, far more than fifty.
    names = "abcdefgh"
    found = programme(*(measure(one, *(set(names) - {one}), duration_days=1) for one in names))
    codes = calc_roadmap(found, on=START).findings
    named = {name for one in codes if one.code == "cycle" for name in one.ids}
    assert named == set(names)
    assert [one.ids for one in codes if one.code == "more_cycles"] == [("k",)]


def test_a_goal_that_nothing_serves_or_measures_is_found_and_a_dropped_one_is_not() -> None:
    idle, dropped = Goal(goal_id="h", title="H"), Goal(goal_id="i", title="I", decision="dropped")
    found = findings(whole(goals=(*sound().goals, idle, dropped)), START)
    assert found == [("goal_without_measure", ("h",)), ("goal_without_indicator", ("h",))]


def test_a_measure_serves_the_goal_of_its_problem() -> None:
    assert findings(a(goal_id=None), START) == []
    lost = whole(problems=(replace(sound().problems[0], goal_id=None),))
    assert ("measure_without_goal", ("a",)) in findings(changed(lost, "a", goal_id=None), START)


def test_a_proposed_measure_is_no_measure_of_the_programme() -> None:
    proposed = measure("c", decision="proposed")
    assert findings(replace(sound(), measures=(*sound().measures, proposed)), START) == []


def test_more_measures_at_once_than_allowed_are_found_where_no_load_is_stated() -> None:
    base = sound().measures[0]
    # With five at once allowed by the settings the sixth is too many.
    six = tuple(replace(base, measure_id=f"m{n}", title=f"M{n}", load=None) for n in range(6))
    assert findings(replace(sound(), measures=six), START) == [("owner_with_too_many", ("s",))]
    assert findings(replace(sound(), measures=six[:5]), START) == []


def test_a_target_that_may_fall_is_held_the_other_way_round() -> None:
    waste = replace(JOBS, direction="down", targets=(Target(year=2025, target=8.0),))
    assert findings(whole(indicators=(waste,)), START) == []
    worse = replace(waste, targets=(Target(year=2025, target=11.0),))
    assert findings(whole(indicators=(worse,)), START) == [("target_against_direction", ("jobs",))]


def test_a_flow_of_a_year_may_be_targeted_below_that_of_the_year_before() -> None:
    flow = replace(target(2026, 11.0), filled_from="project_investment")
    assert findings(whole(indicators=(flow,)), START) == []
