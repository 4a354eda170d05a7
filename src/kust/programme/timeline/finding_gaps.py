"""Findings about what hangs together: owners, money, problems, goals and indicators that are not there."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from kust.programme.programme import CANCELLED, Measure, Programme
from kust.programme.timeline.finding import (
    GOAL,
    INDICATOR,
    MEASURE,
    MILESTONE,
    PROBLEM,
    ProgrammeFinding,
    error,
    warning,
)


def find_gaps(programme: Programme) -> Iterator[ProgrammeFinding]:
    """Find what lacks an owner, money, a problem, a goal, an indicator or a measure, and what is there twice."""
    goals = {one.goal_id for one in programme.goals if one.stands}
    problems = {one.problem_id: one for one in programme.problems if one.stands}
    owners = {one.stakeholder_id for one in programme.stakeholders}
    for one in programme.standing_measures:
        yield from _look_at_measure(one, owners)
        problem = problems.get(one.problem_id or "")
        if problem is None:
            yield warning("measure_without_problem", MEASURE, one.measure_id, problem=one.problem_id)
        if one.goal_id not in goals and (problem is None or problem.goal_id not in goals):
            yield warning("measure_without_goal", MEASURE, one.measure_id, goal=one.goal_id)
    yield from _find_idle(programme, goals)
    yield from _find_indicators(programme)
    yield from _find_twice(programme)


def _look_at_measure(one: Measure, owners: set[str]) -> Iterator[ProgrammeFinding]:
    if one.owner_id is None:
        yield warning("measure_without_owner", MEASURE, one.measure_id)
    elif one.owner_id not in owners:
        yield error("unknown_owner", MEASURE, one.measure_id, owner=one.owner_id)
    if not any(cost.basis == "plan" for cost in one.costs):
        yield warning("measure_without_money", MEASURE, one.measure_id)
    if not one.indicators:
        yield warning("measure_without_indicator", MEASURE, one.measure_id)
    if one.blocked_by and one.state != "done":
        yield warning("blocked", MEASURE, one.measure_id, by=one.blocked_by)


def _find_idle(programme: Programme, goals: set[str]) -> Iterator[ProgrammeFinding]:
    """Find problems and goals that no measure takes up, goals that nothing measures."""
    measures = programme.standing_measures
    taken = {one.problem_id for one in measures}
    goal_of = {one.problem_id: one.goal_id for one in programme.problems if one.stands}
    served = {one.goal_id for one in measures} | {goal_of.get(one.problem_id or "") for one in measures}
    measured = {one.goal_id for one in programme.indicators if one.stands}
    for problem in programme.problems:
        if problem.stands and problem.problem_id not in taken:
            yield warning("problem_without_measure", PROBLEM, problem.problem_id)
    for goal in programme.goals:
        if goal.goal_id in goals and goal.goal_id not in served:
            yield warning("goal_without_measure", GOAL, goal.goal_id)
        if goal.goal_id in goals and goal.goal_id not in measured:
            yield warning("goal_without_indicator", GOAL, goal.goal_id)


def _find_indicators(programme: Programme) -> Iterator[ProgrammeFinding]:
    """Find indicators that no one of the programme is, and dependencies on what is not in it."""
    indicators = {one.indicator for one in programme.indicators if one.stands}
    decided = {one.indicator: one.decision for one in programme.indicators if not one.stands}
    standing = {one.measure_id for one in programme.standing_measures}
    others = {one.measure_id: one for one in programme.measures if one.measure_id not in standing}
    for ratio in programme.indicators:
        if ratio.stands and ratio.is_ratio:
            for part in (ratio.numerator, ratio.denominator):
                if part not in indicators:
                    yield warning("ratio_without_part", INDICATOR, ratio.indicator, part=part)
    for one in programme.standing_measures:
        for name in sorted({*one.indicators} - indicators):
            if name in decided:
                why = decided[name]
                yield warning("indicator_out", MEASURE, one.measure_id, indicator=name, why=why)
            else:
                yield error("unknown_indicator", MEASURE, one.measure_id, indicator=name)
        for name in sorted({*one.depends_on} - standing):
            if name not in others:
                yield error("unknown_dependency", MEASURE, one.measure_id, dependency=name)
            else:
                why = CANCELLED if others[name].state == CANCELLED else others[name].decision
                yield warning("dependency_out", MEASURE, one.measure_id, name, why=why)


def _find_twice(programme: Programme) -> Iterator[ProgrammeFinding]:
    """Find ids that are there twice, and titles that are the same but for case and spaces."""
    kinds = (
        (GOAL, [(one.goal_id, one.title) for one in programme.goals if one.stands]),
        (PROBLEM, [(one.problem_id, one.title) for one in programme.problems if one.stands]),
        (MEASURE, [(one.measure_id, one.title) for one in programme.standing_measures]),
        (INDICATOR, [(one.indicator, one.indicator) for one in programme.indicators if one.stands]),
        (
            MILESTONE,
            [(one.milestone_id, f"{one.title} {one.due_on}") for one in programme.standing_milestones],
        ),
    )
    for subject, rows in kinds:
        by_id: defaultdict[str, list[str]] = defaultdict(list)
        by_title: defaultdict[str, list[str]] = defaultdict(list)
        for id_, title in rows:
            by_id[id_].append(id_)
            by_title[" ".join(title.split()).casefold()].append(id_)
        for ids in chain(
            (found for found in by_id.values() if len(found) > 1),
            (sorted(set(found)) for found in by_title.values() if len(set(found)) > 1),
        ):
            code = "same_id" if len(set(ids)) == 1 else "same_title"
            make = error if code == "same_id" else warning
            yield make(code, subject, *dict.fromkeys(ids), count=len(ids))
