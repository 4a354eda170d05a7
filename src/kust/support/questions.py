"""What a person has to say for the measures that a project may still get: conditions that no table holds, and days."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kust.settings import AnswerSource, SupportSettings
from kust.support.conditions import ANSWERED
from kust.support.result import ConditionVerdict, Offer, Support
from kust.support.terms import WITHIN_TERM

STARTS, ENDS = "starts_on", "ends_on"
Said = bool | date


@dataclass(frozen=True)
class NotKnown:
    """Somebody was asked and does not know: who, and of which day, where that is told."""

    source: str | None = None
    day: date | None = None


@dataclass(frozen=True)
class SupportQuestion:
    """A question about a project.

    ``code`` is that of a condition (``kind`` yes: is it so?), or measure and name of a day with a dot between
    (``kind`` day). ``measures``: titles of those that hang on it, ``texts``: how they word the condition, none for a
    day; both by language. ``unread``: nobody here has read the rule. ``said``: what the settings say already,
    ``source``: by whose word; ``not_known``: that who was asked does not know.
    """

    project_id: str
    project: str
    code: str
    kind: Literal["yes", "day"]
    measures: tuple[Mapping[str, str], ...]
    texts: tuple[Mapping[str, str], ...] = ()
    unread: bool = False
    said: Said | None = None
    source: AnswerSource | None = None
    not_known: NotKnown | None = None


def list_questions(supports: Iterable[Support], settings: SupportSettings) -> tuple[SupportQuestion, ...]:
    """List what is not known, or is known by an answer alone, of the measures that nothing in the data rules out.

    Parameters
    ----------
    supports
        Of each project what :func:`kust.support.calc_support` says.
    settings
        The settings it was worked out with.

    Returns
    -------
    tuple of SupportQuestion
        By project, each condition once with all measures that ask for it. Scenarios and measures that are not in force
        ask nothing.
    """
    return tuple(one for support in supports for one in _of_project(support, settings))


def _of_project(support: Support, settings: SupportSettings) -> Iterator[SupportQuestion]:
    project = support.project_id
    said = settings.answers.get(project, {})
    sources = settings.answer_sources.get(project, {})
    open_to = [offer for offer in support.offers if not offer.scenario and not _is_ruled_out(offer)]
    asked: dict[str, list[tuple[Offer, ConditionVerdict]]] = {}
    for offer in open_to:
        for one in filter(_is_asked, offer.conditions):
            asked.setdefault(one.code, []).append((offer, one))
    for code, told in asked.items():
        yield SupportQuestion(
            project_id=project,
            project=support.title,
            code=code,
            kind="yes",
            measures=tuple(offer.measure.title.model_dump() for offer, _ in told),
            texts=tuple({one.text["ru"]: one.text for _, one in told}.values()),
            unread=any(one.kind == "unread" for _, one in told),
            said=said.get(code),
            source=sources.get(code),
        )
    for offer in open_to:
        yield from _days_of(support, offer, settings)


def _days_of(support: Support, offer: Offer, settings: SupportSettings) -> Iterator[SupportQuestion]:
    if offer.measure.term is None:
        return
    told = settings.terms.get(support.project_id, {}).get(offer.measure.code)
    for name in (STARTS, ENDS):
        code = f"{offer.measure.code}.{name}"
        yield SupportQuestion(
            project_id=support.project_id,
            project=support.title,
            code=code,
            kind="day",
            measures=(offer.measure.title.model_dump(),),
            said=getattr(told, name) if told else None,
            source=settings.answer_sources.get(support.project_id, {}).get(code),
        )


def _can_be_answered(one: ConditionVerdict) -> bool:
    return one.kind in ANSWERED or one.code == WITHIN_TERM


def _is_ruled_out(offer: Offer) -> bool:
    """Tell whether the data fails a measure, whatever is answered."""
    return any(one.verdict == "not_met" and one.decided_by != "answer" for one in offer.conditions)


def _is_asked(one: ConditionVerdict) -> bool:
    return _can_be_answered(one) and (one.verdict == "unknown" or one.decided_by == "answer")
