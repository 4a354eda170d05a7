"""Proposals on which nobody has decided: how many there are, and a programme without them."""

from dataclasses import replace
from typing import Any

from kust.programme.programme import PROPOSED, Decided, Programme

_PARTS = ("goals", "problems", "measures", "indicators")


def count_proposals(programme: Programme) -> int:
    """Count goals, problems, measures and indicators that were proposed and not decided about."""
    return sum(_is_proposed(one) for part in _PARTS for one in getattr(programme, part))


def leave_out_proposals(programme: Programme) -> Programme:
    """Return a programme without its proposals, and without what points at them.

    A milestone of a proposed measure goes with it; a stakeholder stays, for to be one is no decision.
    """
    kept: dict[str, Any] = {
        part: tuple(one for one in getattr(programme, part) if not _is_proposed(one)) for part in _PARTS
    }
    goals = {one.goal_id for one in kept["goals"]}
    problems = {one.problem_id for one in kept["problems"]}
    gone = {one.measure_id for one in programme.measures if _is_proposed(one)}
    names = {one.indicator for one in programme.indicators if _is_proposed(one)}
    lost = {one.goal_id for one in programme.goals} - goals
    lost_problems = {one.problem_id for one in programme.problems} - problems
    return replace(
        programme,
        goals=kept["goals"],
        problems=tuple(replace(one, goal_id=_unless(one.goal_id, lost)) for one in kept["problems"]),
        indicators=tuple(replace(one, goal_id=_unless(one.goal_id, lost)) for one in kept["indicators"]),
        measures=tuple(
            replace(
                one,
                goal_id=_unless(one.goal_id, lost),
                problem_id=_unless(one.problem_id, lost_problems),
                depends_on=tuple(name for name in one.depends_on if name not in gone),
                indicators=tuple(name for name in one.indicators if name not in names),
            )
            for one in kept["measures"]
        ),
        milestones=tuple(one for one in programme.milestones if one.measure_id not in gone),
    )


def _is_proposed(one: Decided) -> bool:
    return one.decision == PROPOSED


def _unless(name: str | None, lost: set[str]) -> str | None:
    return None if name in lost else name
