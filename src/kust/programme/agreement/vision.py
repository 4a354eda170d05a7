"""The shared vision: on which statements the stakeholders agree, and what of it the programme takes up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from kust.data.dataset import Dataset
from kust.programme.agreement.asked import list_asked
from kust.programme.agreement.heard import Doubt, choose_latest
from kust.programme.agreement.telling import (
    Extent,
    Quartiles,
    calc_extent,
    calc_quartiles,
    could_be_found_out,
)
from kust.programme.agreement.voices import (
    AGAINST,
    FOR,
    SCALE,
    Comment,
    Dissent,
    KindAgreement,
    Voice,
    calc_share,
    tell_comments,
    tell_dissent,
    tell_kinds,
)
from kust.programme.programme import Programme
from kust.programme.read import read_programme
from kust.quantities import TOLERANCE
from kust.settings import Settings
from kust.settings.programme import ProgrammeSettings

AGREED, DISPUTED, UNKNOWN = "agreed", "disputed", "unknown"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class StatementAgreement:
    """How far the stakeholders agree on a statement.

    ``asked``, ``answered`` (in words or not), ``opinions``: stakeholders. Median, quartiles and ``spread`` in points of
    the scale; ``shares``: of the weights for each answer 1–5, 0..1. ``withheld_comments``: told to nobody. Figures are
    None where they would give away an answer of one who may not be named; then ``dissent.withheld``.
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
    texts = _read(dataset, "statements", nw.col("cluster_id") == cluster)
    ids = [row["statement_id"] for row in texts]
    rows = _read(dataset, "positions", nw.col("statement_id").is_in(ids) & (nw.col("answered_on") <= on))
    asked = {
        one.stakeholder_id: one for one in list_asked(programme, {row["stakeholder_id"] for row in rows})
    }
    voices, doubts = choose_latest(rows, asked)
    statements = tuple(
        judge_statement(row, voices[row["statement_id"]], len(asked), bounds)
        for row in sorted(texts, key=lambda row: str(row["statement_id"]))
    )
    heard = {one.who.stakeholder_id for found in voices.values() for one in found}
    untaken, unfounded = _hold_against(programme, {one.statement_id: one.verdict for one in statements})
    return Agreement(
        cluster_id=cluster,
        cluster=programme.cluster,
        on=on,
        vision=programme.vision,
        asked=len(asked),
        answered=len(heard),
        bounds=bounds,
        statements=statements,
        untaken=untaken,
        unfounded=unfounded,
        doubts=doubts,
    )


def _read(dataset: Dataset, table: str, condition: nw.Expr) -> list[dict[str, Any]]:
    return dataset.collect(dataset.table(table).filter(condition)).rows(named=True)


def judge_statement(
    row: Row, voices: Sequence[Voice], asked: int, bounds: ProgrammeSettings
) -> StatementAgreement:
    """Judge a statement by all opinions; tell of them what gives away nobody who may not be named."""
    opinions = sum(one.agreement is not None for one in voices)
    figures = calc_quartiles(voices)
    verdict = _verdict(figures, (opinions, asked), bounds)
    guarded = could_be_found_out(voices)
    steady = True
    if guarded:
        extent = calc_extent(voices)
        steady = _is_steady(extent, (opinions, asked), bounds)
        figures = extent.fixed if steady else (None, None, None)
    low, median, high = figures
    comments, withheld = tell_comments(voices, with_agreement=steady)
    return StatementAgreement(
        statement_id=row["statement_id"],
        area=row["area"],
        text=row["text"],
        asked=asked,
        answered=len(voices),
        opinions=opinions,
        median=median,
        lower_quartile=low,
        upper_quartile=high,
        spread=None if high is None or low is None else high - low,
        shares=tuple(None if guarded else calc_share(voices, (answer,)) for answer in SCALE),
        for_share=None if guarded else calc_share(voices, FOR),
        against_share=None if guarded else calc_share(voices, AGAINST),
        verdict=verdict,
        kinds=() if guarded else tell_kinds(voices),
        dissent=tell_dissent(voices, median, guarded=guarded),
        comments=comments,
        withheld_comments=withheld,
    )


def _is_steady(extent: Extent, heard: tuple[int, int], bounds: ProgrammeSettings) -> bool:
    """Tell whether the verdict is the same whatever those who may not be named have answered."""
    if UNKNOWN in {_verdict(one, heard, bounds) for one in (extent.low, extent.high)}:
        return True
    highest = extent.high[1]
    return None not in extent.fixed or (highest is not None and highest < bounds.agreed_from)


def _verdict(figures: Quartiles, heard: tuple[int, int], bounds: ProgrammeSettings) -> str:
    low, median, high = figures
    opinions, asked = heard
    if low is None or median is None or high is None or opinions < bounds.answers_from * asked - TOLERANCE:
        return UNKNOWN
    return AGREED if median >= bounds.agreed_from and high - low <= bounds.spread_up_to else DISPUTED


def _hold_against(
    programme: Programme, verdicts: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[Unfounded, ...]]:
    """Find the agreed statements that no standing goal takes up, and the standing goals that rest on nothing agreed."""
    standing = [one for one in programme.goals if one.stands]
    taken = {one.statement_id for one in standing}
    found = (
        Unfounded(one.goal_id, one.statement_id, verdicts.get(one.statement_id or "")) for one in standing
    )
    untaken = (name for name, verdict in verdicts.items() if verdict == AGREED and name not in taken)
    return tuple(untaken), tuple(one for one in found if one.verdict != AGREED)
