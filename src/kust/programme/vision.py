"""The shared vision: on which statements the stakeholders agree, and what of it the programme takes up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from kust.data.dataset import Dataset
from kust.programme.programme import Programme, Stakeholder
from kust.programme.read import read_programme
from kust.programme.voices import (
    AGAINST,
    FOR,
    Comment,
    Dissent,
    KindAgreement,
    Voice,
    calc_share,
    tell_comments,
    tell_dissent,
    tell_kinds,
)
from kust.programme.weighted import calc_quantile
from kust.quantities import TOLERANCE
from kust.settings import Settings
from kust.settings.programme import ProgrammeSettings

AGREED, DISPUTED, UNKNOWN = "agreed", "disputed", "unknown"
SCALE = (1, 2, 3, 4, 5)
Row = dict[str, Any]


@dataclass(frozen=True)
class StatementAgreement:
    """How far the stakeholders agree on a statement.

    ``asked``, ``answered`` (in words or not), ``opinions``: stakeholders. Median, quartiles and ``spread`` in points of
    the scale; ``shares``: of the weights for each answer 1–5, 0..1. ``withheld_comments``: told to nobody.
    """

    statement_id: str
    area: str | None
    text: str
    asked: int
    answered: int
    opinions: int
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    spread: float | None
    shares: tuple[float | None, ...]
    for_share: float | None
    against_share: float | None
    verdict: str
    kinds: tuple[KindAgreement, ...]
    dissent: Dissent
    comments: tuple[Comment, ...]
    withheld_comments: int


@dataclass(frozen=True)
class Unfounded:
    """A goal that does not rest on an agreed statement; without ``statement_id`` it rests on none."""

    goal_id: str
    statement_id: str | None
    verdict: str | None


@dataclass(frozen=True)
class Doubt:
    """An answer that does not count: ``out_of_scale``, ``contradicts`` (two on one day), ``stranger`` (not asked)."""

    code: str
    stakeholder_id: str
    statement_id: str
    answered_on: date


@dataclass(frozen=True)
class Agreement:
    """The shared vision of a cluster on a day; ``untaken``: agreed statements that no standing goal takes up."""

    cluster_id: str
    cluster: str
    on: date
    vision: str | None
    asked: int
    answered: int
    bounds: ProgrammeSettings
    statements: tuple[StatementAgreement, ...]
    untaken: tuple[str, ...]
    unfounded: tuple[Unfounded, ...]
    doubts: tuple[Doubt, ...]


def calc_agreement(
    dataset: Dataset, *, cluster: str, on: date, settings: Settings | None = None
) -> Agreement:
    """Work out on which statements of the vision the stakeholders of a cluster agree.

    Parameters
    ----------
    dataset
        Uses ``clusters``, ``stakeholders``, ``statements``, ``positions``, ``goals``; all but the first may be absent.
    cluster
        Id of a cluster.
    on
        The latest answer not after this day counts, of each stakeholder to each statement.
    settings
        Section ``programme``: what counts as agreed.

    Returns
    -------
    Agreement
        By statement id. ``agreed`` where the weighted median and the spread of the middle half keep their bounds,
        ``unknown`` where too few of those asked have an opinion, else ``disputed``.

    Raises
    ------
    UsageError
        No such cluster.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> found = calc_agreement(dataset, cluster="VB", on=date(2019, 3, 1))
    >>> found.asked, len(found.statements)
    (16, 8)
    """
    programme = read_programme(dataset, cluster)
    bounds = (settings or Settings()).programme
    asked = {one.stakeholder_id: one for one in programme.stakeholders}
    texts = _read(dataset, "statements", nw.col("cluster_id") == cluster)
    ids = [row["statement_id"] for row in texts]
    rows = _read(dataset, "positions", nw.col("statement_id").is_in(ids) & (nw.col("answered_on") <= on))
    voices, doubts = _choose_latest(rows, asked)
    statements = tuple(
        _judge(row, voices[row["statement_id"]], len(asked), bounds)
        for row in sorted(texts, key=lambda row: str(row["statement_id"]))
    )
    heard = {one.who.stakeholder_id for found in voices.values() for one in found}
    taken, unfounded = _hold_against(programme, {one.statement_id: one.verdict for one in statements})
    return Agreement(
        cluster,
        programme.cluster,
        on,
        programme.vision,
        len(asked),
        len(heard),
        bounds,
        statements,
        tuple(
            one.statement_id for one in statements if one.verdict == AGREED and one.statement_id not in taken
        ),
        unfounded,
        doubts,
    )


def _read(dataset: Dataset, table: str, condition: nw.Expr) -> list[Row]:
    return dataset.collect(dataset.table(table).filter(condition)).rows(named=True)


def _choose_latest(
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


def _judge(row: Row, voices: list[Voice], asked: int, bounds: ProgrammeSettings) -> StatementAgreement:
    told = [(float(one.agreement), one.weight) for one in voices if one.agreement is not None]
    low, median, high = (calc_quantile(told, share) for share in (0.25, 0.5, 0.75))
    spread = None if high is None or low is None else high - low
    comments, withheld = tell_comments(voices)
    return StatementAgreement(
        statement_id=row["statement_id"],
        area=row["area"],
        text=row["text"],
        asked=asked,
        answered=len(voices),
        opinions=len(told),
        median=median,
        lower_quartile=low,
        upper_quartile=high,
        spread=spread,
        shares=tuple(calc_share(voices, (answer,)) for answer in SCALE),
        for_share=calc_share(voices, FOR),
        against_share=calc_share(voices, AGAINST),
        verdict=_verdict(median, spread, (len(told), asked), bounds),
        kinds=tell_kinds(voices),
        dissent=tell_dissent(voices, median),
        comments=comments,
        withheld_comments=withheld,
    )


def _verdict(
    median: float | None, spread: float | None, heard: tuple[int, int], bounds: ProgrammeSettings
) -> str:
    opinions, asked = heard
    if median is None or spread is None or opinions < bounds.answers_from * asked - TOLERANCE:
        return UNKNOWN
    return AGREED if median >= bounds.agreed_from and spread <= bounds.spread_up_to else DISPUTED


def _hold_against(programme: Programme, verdicts: dict[str, str]) -> tuple[set[str], tuple[Unfounded, ...]]:
    """Find which statements the standing goals take up, and which of these goals rest on nothing agreed."""
    standing = [one for one in programme.goals if one.stands]
    taken = {one.statement_id for one in standing if one.statement_id is not None}
    found = (
        Unfounded(one.goal_id, one.statement_id, verdicts.get(one.statement_id or "")) for one in standing
    )
    return taken, tuple(one for one in found if one.verdict != AGREED)
