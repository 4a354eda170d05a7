"""Which answer of each stakeholder counts on a day, and which count for nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kust.programme.agreement.voices import SCALE, Voice
from kust.programme.programme import Stakeholder

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Doubt:
    """An answer that does not count: ``out_of_scale``, ``contradicts`` (two on one day), ``stranger`` (not asked)."""

    code: str
    stakeholder_id: str
    statement_id: str
    answered_on: date


def choose_latest(
    rows: Iterable[Row], asked: dict[str, Stakeholder]
) -> tuple[defaultdict[str, list[Voice]], tuple[Doubt, ...]]:
    """Take the last answer of each stakeholder to each statement; one that cannot count is no opinion."""
    latest: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        key = (row["stakeholder_id"], row["statement_id"])
        known = latest.setdefault(key, [])
        if known and known[0]["answered_on"] < row["answered_on"]:
            known.clear()
        if not known or known[0]["answered_on"] == row["answered_on"]:
            known.append(row)
    voices: defaultdict[str, list[Voice]] = defaultdict(list)
    doubts = []
    for (who, statement), told in sorted(latest.items()):
        code = _doubt_of(told, who in asked)
        if code:
            doubts.append(Doubt(code, who, statement, told[0]["answered_on"]))
        if who in asked:
            voices[statement].append(_voice(asked[who], told[0], counts=code is None))
    return voices, tuple(doubts)


def _doubt_of(told: list[Row], is_asked: bool) -> str | None:
    if not is_asked:
        return "stranger"
    if len({(row["agreement"], row["weight"]) for row in told}) > 1:
        return "contradicts"
    agreement = told[0]["agreement"]
    return None if agreement is None or agreement in SCALE else "out_of_scale"


def _voice(who: Stakeholder, row: Row, *, counts: bool) -> Voice:
    weight = 1.0 if row["weight"] is None else max(float(row["weight"]), 0.0)
    if not counts:
        return Voice(who, None, weight)
    return Voice(who, row["agreement"], weight, row["comment"])
