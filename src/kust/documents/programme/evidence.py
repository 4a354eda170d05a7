"""The annex of evidence: each sign that a problem rests on, with its figures, who is behind it, and its command."""

from collections.abc import Iterator
from functools import cached_property

from kust.data.schema import tables
from kust.documents.blocks import Link, Place
from kust.documents.programme.content import Evidence, EvidenceFigure
from kust.documents.programme.tell import ProgrammeTeller
from kust.programme.asking.sign import CHALLENGE, REQUIREMENT, Sign, SignFigure
from kust.programme.programme import Problem

_MOST_FIGURES, _MOST_ROWS = 16, 8
_DAYS = ("opens_on", "closes_on")


class Annex:
    """The signs that the document names, numbered in the order in which they are first named."""

    def __init__(self, tell: ProgrammeTeller) -> None:
        self._tell = tell
        self._places: dict[tuple[str, str, str | None], int] = {}
        self._told: list[tuple[Sign, list[str]]] = []

    def sign_of(self, problem: Problem) -> Sign | None:
        """Find what shows a problem now; of a challenge, that it was named and not measured."""
        if problem.shown_by is None:
            return None
        if problem.shown_by == CHALLENGE or problem.reference is None:
            return Sign(kind=CHALLENGE, reference=problem.problem_id, state=CHALLENGE, title=problem.title)
        return self._tell.file.signs.find(problem.shown_by, problem.reference, problem.edition)

    def link(self, problem: Problem, number: str) -> Link:
        """Put what shows a problem into the annex, and lead there."""
        sign = self.sign_of(problem)
        if sign is None:
            return Link(self._tell.t("no_figure"))
        key = (sign.kind, sign.reference, sign.edition)
        if key not in self._places:
            self._places[key] = len(self._told)
            self._told.append((sign, []))
        place = self._places[key]
        self._told[place][1].append(number)
        if sign.kind == CHALLENGE:
            who = self._named_by(problem)
            self._who[problem.problem_id] = who
        return Link(self._number(place), f"figure-{place + 1}")

    def place_of(self, sign: Sign) -> Link:
        """Lead to a sign where it is in the annex."""
        place = self._places.get((sign.kind, sign.reference, sign.edition))
        return Link("") if place is None else Link(self._number(place), f"figure-{place + 1}")

    def link_requirement(self, reference: str, edition: str) -> Link:
        """Lead to a requirement where it is in the annex."""
        return self.place_of(Sign(kind=REQUIREMENT, reference=reference, state="", edition=edition))

    @cached_property
    def _who(self) -> dict[str, str]:
        return {}

    def _named_by(self, problem: Problem) -> str:
        return self._tell.told_by(problem.named_by_id)

    def _number(self, place: int) -> str:
        return f"{self._tell.t('annex_letter.evidence')}.{place + 1}"

    def list_all(self) -> tuple[Evidence, ...]:
        """List the annex."""
        return tuple(self._entry(place, sign, asked) for place, (sign, asked) in enumerate(self._told))

    def _entry(self, place: int, sign: Sign, asked: list[str]) -> Evidence:
        tell = self._tell
        is_challenge = sign.kind == CHALLENGE
        who = self._who.get(sign.reference, "")
        told = list(_figures(sign, tell))
        if len(told) > _MOST_FIGURES:
            more = tell.t("and_more", count=len(told) - _MOST_FIGURES)
            told = [*told[:_MOST_FIGURES], EvidenceFigure(more, "", "")]
        return Evidence(
            number=self._number(place),
            title=Place(tell.title(sign), f"figure-{place + 1}"),
            kind=tell.kind(sign.kind),
            what="" if is_challenge or tell.what(sign) == tell.t("what.value") else tell.what(sign),
            value="" if is_challenge else tell.figure(sign.value, sign.unit),
            threshold=tell.limit_of(sign),
            state=tell.state(sign.state),
            why=tell.t("named_by", who=who) if is_challenge and who else tell.why(sign),
            edition=tell.edition(sign.edition) if sign.edition else "",
            figures=tuple(told),
            organisations=who if is_challenge else tell.organisations(sign.organisations),
            lacking=_lacking(sign, tell),
            command=tell.command(sign.explain),
            rows=_rows(sign, tell),
            asked_by=", ".join(dict.fromkeys(asked)),
        )


def _figures(sign: Sign, tell: ProgrammeTeller) -> Iterator[EvidenceFigure]:
    for one in sign.figures:
        if one.value is None and one.note is None and one.name not in _DAYS:
            continue
        yield EvidenceFigure(
            _label(one, sign, tell),
            _value(one, sign, tell),
            _against(one, sign, tell),
        )


def _unit(one: SignFigure, sign: Sign) -> str | None:
    """Return the unit of a figure; sides of a requirement are in that of the requirement."""
    return one.unit or (sign.unit if sign.kind == REQUIREMENT else None)


def _against(one: SignFigure, sign: Sign, tell: ProgrammeTeller) -> str:
    return "" if one.threshold is None else tell.figure(one.threshold, _unit(one, sign))


def _label(one: SignFigure, sign: Sign, tell: ProgrammeTeller) -> str:
    codes = (
        f"programme_document.figure.{one.name}",
        f"programme_document.what.{one.name}",
        f"programme_draft.what.{one.name}",
        f"verdict.part.{one.name}",
        f"report.part.{one.name}",
    )
    words = tell.first(codes, one.name)
    if one.of and one.name == "fact":
        words = tell.first((f"effects.indicator.{one.of}", f"programme_document.effect.{one.of}"), one.of)
    elif one.of and one.name == "condition":
        words = f"{words}: {tell.condition(sign.reference, one.of)}"
    elif one.of and one.name == "fact_untold":
        named = tell.first((f"programme_document.effect.{one.of}", f"effects.indicator.{one.of}"), one.of)
        words = f"{words}: {named}"
    elif one.of and one.name not in _DAYS:
        words = f"{words}: {tell.file.name(one.of)}"
    return tell.with_unit(words, _unit(one, sign))


def _value(one: SignFigure, sign: Sign, tell: ProgrammeTeller) -> str:
    if one.name in _DAYS and one.of:
        from datetime import date

        return tell.day(date.fromisoformat(one.of))
    words = tell.figure(one.value, _unit(one, sign))
    if one.name == "margin" and one.value is not None and _unit(one, sign) == "share":
        words = tell.points(one.value)
    note = tell.first((f"verdict.{one.note}", f"programme_document.note.{one.note}")) if one.note else ""
    if one.value is None:
        return note or words
    return f"{words} ({note})" if note else words


def _lacking(sign: Sign, tell: ProgrammeTeller) -> str:
    """Say which cells are missing, each kind once with whose they are."""
    of: dict[str, list[str]] = {}
    for one in sign.missing:
        named = of.setdefault(tell.column(one.table, one.column), [])
        if one.organisation_id:
            named.append(tell.file.name(one.organisation_id))
    parts = [
        f"{cell} ({tell.t('of_whom', names=', '.join(dict.fromkeys(named[:6])) + ('…' if len(named) > 6 else ''))})"
        if named
        else cell
        for cell, named in of.items()
    ]
    return "; ".join(parts)


def _rows(sign: Sign, tell: ProgrammeTeller) -> str:
    told = []
    for one in sign.rows:
        known = tables().get(one.table)
        sheet = one.sheet or (known.title(tell.lang) if known else one.table)
        told.append(tell.t("sheet" if one.row is None else "row", sheet=sheet, row=one.row))
    unique = list(dict.fromkeys(told))
    more = f", {tell.t('and_more', count=len(unique) - _MOST_ROWS)}" if len(unique) > _MOST_ROWS else ""
    return ", ".join(unique[:_MOST_ROWS]) + more
