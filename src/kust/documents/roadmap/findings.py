"""Findings of a programme for a reader: those of one kind in one line with the places, the gravest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from kust.documents.roadmap.words import Teller
from kust.i18n import has_words
from kust.programme.timeline.finding import ProgrammeFinding

# Kinds that a reader takes for one.
_ALIKE = {"late_to_finish": "late", "late_to_start": "late"}
_MOST_PLACES, _MOST_GROUPS = 6, 14
_WORDS = "programme_roadmap.group"


@dataclass(frozen=True)
class Group:
    """Findings of one kind: their degree, what is wrong and where, what to do; ``codes`` of the findings in it."""

    severity: str
    words: str
    mend: str
    codes: frozenset[str]
    count: int


def group_findings(findings: Iterable[ProgrammeFinding], tell: Teller) -> tuple[Group, ...]:
    """Put findings of one kind together, in their order: errors first, then as a manager would mend.

    Of a kind the largest places are named, the others counted; a finding that is alone keeps its own words.
    """
    found: dict[tuple[str, str], list[ProgrammeFinding]] = {}
    for one in findings:
        found.setdefault((one.severity, _ALIKE.get(one.code, one.code)), []).append(one)
    return tuple(_group(kind, listed, tell) for (_, kind), listed in found.items())


def shorten(groups: tuple[Group, ...], tell: Teller) -> tuple[Group, ...]:
    """Keep what has room on a page; the last line counts what does not."""
    if len(groups) <= _MOST_GROUPS:
        return groups
    left = groups[_MOST_GROUPS - 1 :]
    count = sum(one.count for one in left)
    rest = Group(
        left[0].severity, tell.t("group.rest", count=count), tell.t("group.rest_mend"), frozenset(), count
    )
    return (*groups[: _MOST_GROUPS - 1], rest)


def _group(kind: str, listed: list[ProgrammeFinding], tell: Teller) -> Group:
    codes, count = frozenset(one.code for one in listed), len(listed)
    first = tell.finding(listed[0])
    if count == 1:
        return Group(first.severity, first.words, first.mend, codes, count)
    ordered = sorted(listed, key=_size, reverse=True)
    named = list(dict.fromkeys(_place(one, tell) for one in ordered))
    more = [tell.t("group.more", count=len(named) - _MOST_PLACES)] if len(named) > _MOST_PLACES else []
    # The sentence has a full stop of its own.
    places = "; ".join([*named[:_MOST_PLACES], *more]).removesuffix(".")
    if has_words(f"{_WORDS}.{kind}"):
        words, mend = tell.t(f"group.{kind}", count=count, places=places), tell.t(f"group.{kind}.mend")
    else:
        others = "; ".join(
            dict.fromkeys(tell.name(one.subject, one.ids[0]) for one in listed[1:][:_MOST_PLACES])
        )
        words = tell.t("group.same", words=first.words, count=count - 1, places=others)
        mend = first.mend
    return Group(first.severity, words, mend, codes, count)


def _size(one: ProgrammeFinding) -> float:
    """Order the places of a kind by the days or the money that are at stake."""
    sizes = (one.figures.get(name) for name in ("days", "krub"))
    return next((float(size) for size in sizes if isinstance(size, int | float)), 0.0)


def _place(one: ProgrammeFinding, tell: Teller) -> str:
    """Name where a finding is, with the figure that tells how grave it is."""
    if one.code == "cycle":
        return tell.t("cycle.chain", chain=tell.chain((*one.ids, one.ids[0])))
    name = tell.name(one.subject, one.ids[0])
    for figure in ("days", "krub", "by", "load"):
        if one.figures.get(figure) is not None:
            told = tell.figure(figure, one.figures[figure])
            return tell.t(f"group.place.{figure}", name=name, figure=told)
    return name
