"""What of a programme may be told to everybody: what was decided, no figure of a single firm, nothing from inside."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from kust.documents.blocks import Judged, Link
from kust.documents.figures import kind_of
from kust.documents.programme.content import GoalPart, MeasureLine, ProblemPart, ProgrammeContent, Seen
from kust.i18n import say
from kust.law import editions
from kust.programme.asking.sign import REQUIREMENT
from kust.programme.drafting.proposals import leave_out_proposals
from kust.programme.programme import DROPPED, Indicator, Problem, Programme
from kust_web.programme.withheld import Withheld, say_withheld, withhold_now

# What is not named here is left out: a field that the document gets later stays inside until somebody opens it.
_TOLD = frozenset(
    {
        "lang", "kind", "title", "cluster", "subtitle", "period", "adopted", "day", "year", "made_up", "vision",
        "agreement", "statements", "agreement_drawing", "editions", "glance", "goals", "years", "indicators",
        "indicator_drawings", "roadmap_words", "critical_path", "roadmap_drawings", "roadmap_page", "roadmap",
        "milestones", "budget_words", "budget_years", "budget", "budget_total", "sources",
    }
)  # fmt: skip


def programme_for_all(programme: Programme) -> Programme:
    """Keep what was decided, and figures that somebody typed or that are of the whole cluster."""
    kept = leave_out_proposals(programme)
    parts = {
        name: tuple(one for one in getattr(kept, name) if one.decision != DROPPED)
        for name in ("goals", "problems", "measures", "indicators")
    }
    dropped = {one.measure_id for one in kept.measures if one.decision == DROPPED}
    return replace(
        kept,
        goals=parts["goals"],
        measures=tuple(replace(one, blocked_by=None) for one in parts["measures"]),
        problems=tuple(map(_problem, parts["problems"])),
        indicators=tuple(map(_indicator, parts["indicators"])),
        milestones=tuple(one for one in kept.milestones if one.measure_id not in dropped),
    )


def _problem(one: Problem) -> Problem:
    """Leave out the figure that a problem was found with, unless it is a count: behind a share may be two firms."""
    is_told = one.shown_by == REQUIREMENT and one.reference and _is_count(one.edition or "", one.reference)
    return one if is_told else replace(one, found_value=None)


def _is_count(edition: str, requirement: str) -> bool:
    known = editions()[edition].requirements if edition in editions() else ()
    comparisons = [rule.comparison for rule in known if rule.code == requirement]
    return any(kind_of(requirement, one) == "count" for one in comparisons)


def _indicator(one: Indicator) -> Indicator:
    """Let an indicator be told by what was typed: what is added up from firms' figures stays inside."""
    return replace(one, filled_from=None)


def content_for_all(
    content: ProgrammeContent, withheld: Mapping[str, Withheld] | None = None
) -> ProgrammeContent:
    """Leave out what is not for everybody; ``withheld``: figures of indicators that are known and not told."""
    cleared = {one.name: _nothing(getattr(content, one.name)) for one in fields(content)}
    told = {name: value for name, value in cleared.items() if name not in _TOLD}
    # How to read the document tells of annexes that this one does not have.
    legend = say("programme_document.legend.title", content.lang)
    kept = replace(
        content,
        **told,
        sources=tuple(one for one in content.sources if one.label != legend),
        statements=tuple(replace(one, dissent="") for one in content.statements),
        goals=tuple(_goal(one, content.lang) for one in content.goals),
    )
    return say_withheld(kept, withheld or {})


def _nothing(value: Any) -> Any:
    return () if isinstance(value, tuple) else "" if isinstance(value, str) else None


def _goal(goal: GoalPart, lang: str) -> GoalPart:
    return replace(goal, problems=tuple(_part(one, lang) for one in goal.problems))


def _part(part: ProblemPart, lang: str) -> ProblemPart:
    measures = tuple(_measure(one) for one in part.measures)
    return replace(part, reason="", seen=_seen(part.seen, lang), measures=measures)


def _seen(seen: Seen, lang: str) -> Seen:
    return replace(withhold_now(seen, lang), state=Judged(""), figure=Link(""), command="")


def _measure(one: MeasureLine) -> MeasureLine:
    return replace(one, reason="", blocked="", why=Link(""), command="")
