"""Judge every requirement of an edition on all clusters of a dataset at once."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any

import narwhals as nw

from kust.chain.accounts import calc_accounts
from kust.chain.members import find_members
from kust.chain.participants import Participants, calc_participants
from kust.chain.trade import calc_trade
from kust.checks.result import CheckResult, Judged
from kust.checks.rule import Outcome, Readings, Subject, unknown
from kust.data.dataset import Dataset
from kust.data.engines import Frame
from kust.errors import UsageError
from kust.law import Edition, Requirement, editions_for, find_edition, parameters

ALL_EDITIONS = "all"
ENTERPRISES = ("enterprise",)


def check(
    dataset: Dataset,
    *,
    on: date,
    year: int | Iterable[int] | None = None,
    edition: str | None = None,
    clusters: Iterable[str] | None = None,
    readings: Readings | None = None,
    alternatives: bool = True,
) -> CheckResult:
    """Check clusters against the requirements of an edition of the rules.

    Parameters
    ----------
    dataset
        One cluster or ten thousand; what needs a table that is absent is unknown.
    on
        The day asked about: members and documents count as of this day.
    year
        Calendar year of the figures, or several; by default the latest one not after the day that has figures.
    edition
        Code of an edition (it applies whatever the day), ``all``, or None for the one of the day.
    clusters
        Ids of the clusters to check; by default all.
    readings
        How the open words of the rules are read.
    alternatives
        Whether to say what the other readings would give; it takes as long again.

    Returns
    -------
    CheckResult
        Verdicts with their figures, parts, members and gaps; codes and figures, no words.

    Raises
    ------
    UsageError
        No such cluster or edition.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> result = check(dataset, on=date(2019, 3, 1), year=2018, edition="779-2018")
    >>> result.clusters[0].conforms
    'not_met'
    """
    years = _years(dataset, on, year)
    chosen = _choose_clusters(dataset, clusters)
    judged: list[Judged] = []
    without: list[str] = []
    for one in years:
        evidence = evidence_of(dataset, on, one)
        for rules, ids in _choose_editions(chosen, edition, on):
            if rules is None:
                without += ids
                continue
            among = chosen.filter(nw.col("cluster_id").is_in(ids))
            judged.append(evidence.judge(rules, among, readings or Readings(), alternatives))
    return CheckResult(
        path=str(dataset.path),
        digest=dataset.digest,
        on=on,
        years=years,
        edition=edition,
        readings=readings or Readings(),
        names=dict(zip(chosen["cluster_id"].to_list(), chosen["name"].to_list(), strict=True)),
        judged=tuple(judged),
        without_edition=tuple(dict.fromkeys(without)),
    )


class Evidence:
    """The figures of a day and a year, worked out once for all editions and readings."""

    def __init__(self, dataset: Dataset, on: date, year: int) -> None:
        self.dataset, self.on, self.year = dataset, on, year
        self._participants: dict[tuple[str, ...] | None, Participants] = {}
        self._judged: dict[Any, Judged] = {}
        self._among: dict[Any, tuple[list[str], tuple[Frame, ...]]] = {}

    @cached_property
    def members(self) -> Frame:
        return find_members(self.dataset, self.on)

    @cached_property
    def regions(self) -> Frame:
        return self.dataset.collect(self.dataset.table("cluster_regions"))

    @cached_property
    def _figures(self) -> tuple[Any, Frame]:
        return (
            calc_trade(self.dataset, self.members, self.year),
            calc_accounts(self.dataset, self.members, self.year),
        )

    def participants(self, roles: tuple[str, ...] | None) -> Participants:
        """Return the participants of all clusters, counted by the roles given (None: every member)."""
        if roles not in self._participants:
            trade, figures = self._figures
            self._participants[roles] = calc_participants(self.members, roles, trade, figures, self.regions)
        return self._participants[roles]

    def judge(self, edition: Edition, clusters: Frame, readings: Readings, with_alternatives: bool) -> Judged:
        """Judge clusters under an edition; what was judged of one cluster, several analyses ask for."""
        if len(clusters) != 1:
            return _judge_edition(self, edition, clusters, readings, with_alternatives)
        asked = (edition.code, clusters["cluster_id"].item(), readings, with_alternatives)
        if asked not in self._judged:
            self._judged[asked] = _judge_edition(self, edition, clusters, readings, with_alternatives)
        return self._judged[asked]

    def subject(self, clusters: Frame, kind: str, readings: Readings) -> Subject:
        """Put together what requirements are judged on."""
        only_enterprises = kind == "industrial" and readings.participants == "enterprises"
        roles = ENTERPRISES if only_enterprises else None
        ids = clusters["cluster_id"].to_list()
        asked, frames = self._among.get(roles, (None, ()))
        if asked != ids:
            # Every reading of every requirement is asked of the same clusters.
            frames = self._of_clusters(roles, clusters.select("cluster_id"))
            self._among[roles] = ids, frames
        return Subject(self.dataset, self.on, self.year, readings, clusters, *frames)

    def _of_clusters(self, roles: tuple[str, ...] | None, clusters: Frame) -> tuple[Frame, ...]:
        chosen = self.participants(roles)
        enterprises = self.participants(ENTERPRISES).figures
        frames = (self.members, chosen.figures, chosen.inside, enterprises, self.regions)
        return tuple(frame.join(clusters, "cluster_id", "semi") for frame in frames)


def evidence_of(dataset: Dataset, on: date, year: int) -> Evidence:
    """Return the figures of a day and a year, worked out once a dataset."""
    evidence: Evidence = dataset.worked_out.setdefault((on, year), Evidence(dataset, on, year))
    return evidence


def _judge_edition(
    evidence: Evidence, edition: Edition, clusters: Frame, readings: Readings, with_alternatives: bool
) -> Judged:
    subject = evidence.subject(clusters, edition.kind, readings)
    outcomes, alternatives, readings_of = {}, {}, {}
    for rule in edition.requirements:
        module = module_of(rule.code)
        outcomes[rule.code] = _judge(module, subject, rule)
        readings_of[rule.code] = module.READINGS
        alternatives[rule.code] = {
            name: _judge(module, evidence.subject(clusters, edition.kind, readings.others(name)), rule)
            for name in (module.READINGS if with_alternatives else ())
        }
    return Judged(edition, evidence.year, readings, outcomes, alternatives, readings_of)


def _judge(module: ModuleType, subject: Subject, rule: Requirement) -> Outcome:
    """Judge one requirement; without a table that it rests on every cluster is unknown and the table missing."""
    outcome: Outcome = module.check(subject, rule)
    absent = [place for place in module.TABLES if not subject.dataset.holds(place)]
    if not absent:
        return outcome
    return unknown(subject, outcome, absent, is_count=parameters(rule.code)["unit"] == "count")


def module_of(requirement: str) -> ModuleType:
    """Return the module that judges a requirement: it bears the requirement's code."""
    return import_module(f"kust.checks.{requirement}")


def _years(dataset: Dataset, on: date, year: int | Iterable[int] | None) -> tuple[int, ...]:
    if isinstance(year, int):
        return (year,)
    return tuple(year) if year is not None else (latest_year(dataset, on),)


def latest_year(dataset: Dataset, on: date) -> int:
    """Find the latest year not after the day with a row in accounts, outputs or supplies; else the day's own."""
    found = []
    for table in ("accounts", "outputs", "supplies"):
        if dataset.has(table):
            years = dataset.table(table).filter(nw.col("year") <= on.year).select(nw.col("year").max())
            found.append(dataset.collect(years).item())
    return max((int(year) for year in found if year is not None), default=on.year)


def _choose_clusters(dataset: Dataset, wanted: Iterable[str] | None) -> Frame:
    clusters = dataset.collect(dataset.table("clusters")).sort("cluster_id")
    if wanted is None:
        return clusters
    ids, known = list(wanted), clusters["cluster_id"].to_list()
    for cluster in ids:
        if cluster not in known:
            raise UsageError("unknown_cluster", cluster=cluster, known=", ".join(known[:20]))
    return clusters.filter(nw.col("cluster_id").is_in(ids))


def _choose_editions(
    clusters: Frame, edition: str | None, on: date
) -> Iterator[tuple[Edition | None, list[str]]]:
    """Pair editions with the clusters they are asked of."""
    ids, kinds = clusters["cluster_id"].to_list(), clusters["kind"].to_list()
    if edition is not None and edition != ALL_EDITIONS:
        yield find_edition(edition), ids
        return
    asked: dict[str, list[str]] = {}
    for cluster, kind in zip(ids, kinds, strict=True):
        found = editions_for(kind, None if edition == ALL_EDITIONS else on)
        for one in found:
            asked.setdefault(one.code, []).append(cluster)
        if not found:
            asked.setdefault("", []).append(cluster)
    for code in sorted(asked, key=lambda code: list(_order()).index(code) if code else -1):
        yield (find_edition(code) if code else None), asked[code]


def _order() -> list[str]:
    return [edition.code for edition in editions_for("both")]
