"""The result of a check: frozen, with codes and figures, no words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from kust.checks.judge import VERDICTS, margin_of
from kust.checks.rule import Outcome, Readings
from kust.data.engines import Frame
from kust.law import Edition, Requirement


class MemberVerdict(NamedTuple):
    """A participant's own share or count."""

    organisation_id: str
    value: float | None
    verdict: str


class Gap(NamedTuple):
    """A figure that is missing: where it belongs and from whom to ask it."""

    table: str
    column: str
    organisation_id: str | None
    year: int | None


@dataclass(frozen=True)
class Part:
    """A part of a requirement, with the participants that it speaks of; ``is_withheld`` as of a verdict."""

    part: str
    verdict: str
    value: float | None
    threshold: float | None
    comparison: str
    members: tuple[MemberVerdict, ...] = ()
    is_withheld: bool = False


@dataclass(frozen=True)
class Alternative:
    """What another reading of the rule would say, where it says something else."""

    reading: str
    setting: str | bool
    verdict: str
    value: float | None
    is_withheld: bool = False


@dataclass(frozen=True)
class Verdict:
    """The answer to one requirement for one cluster.

    ``is_withheld``: the value is known and not told to whoever reads this, since it is of single firms; a check
    itself withholds nothing.
    """

    requirement: Requirement
    verdict: str
    value: float | None
    threshold: float | None
    margin: float | None
    shown_part: str | None
    parts: tuple[Part, ...]
    members: tuple[MemberVerdict, ...]
    missing: tuple[Gap, ...]
    alternatives: tuple[Alternative, ...]
    readings: dict[str, str | bool]
    is_withheld: bool = False


@dataclass(frozen=True)
class ClusterVerdicts:
    """All verdicts of a cluster under one edition in one year."""

    cluster_id: str
    name: str
    edition: Edition | None
    year: int
    conforms: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Judged:
    """The outcomes of one edition and year for all clusters, as tables."""

    edition: Edition
    year: int
    readings: Readings
    outcomes: dict[str, Outcome]
    alternatives: dict[str, dict[str, Outcome]]
    readings_of: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class CheckResult:
    """Verdicts on all clusters asked about, with what they were computed from."""

    path: str
    digest: str
    on: date
    years: tuple[int, ...]
    edition: str | None
    readings: Readings
    names: dict[str, str]
    judged: tuple[Judged, ...]
    without_edition: tuple[str, ...]

    @cached_property
    def clusters(self) -> tuple[ClusterVerdicts, ...]:
        """One entry a cluster, edition and year, in order of cluster."""
        entries = [entry for judged in self.judged for entry in _entries(judged, self.names)]
        entries += [
            ClusterVerdicts(cluster, self.names[cluster], None, self.years[-1], "unknown", ())
            for cluster in self.without_edition
        ]
        order = {cluster: place for place, cluster in enumerate(self.names)}
        return tuple(sorted(entries, key=lambda entry: order[entry.cluster_id]))


Members = dict[str, list[MemberVerdict]]


def _entries(judged: Judged, names: dict[str, str]) -> list[ClusterVerdicts]:
    by_cluster: dict[str, list[Verdict]] = defaultdict(list)
    for rule in judged.edition.requirements:
        for cluster, verdict in _verdicts(rule, judged).items():
            by_cluster[cluster].append(verdict)
    return [
        ClusterVerdicts(
            cluster,
            names[cluster],
            judged.edition,
            judged.year,
            min((verdict.verdict for verdict in verdicts), key=VERDICTS.index),
            tuple(verdicts),
        )
        for cluster, verdicts in by_cluster.items()
    ]


def _verdicts(rule: Requirement, judged: Judged) -> dict[str, Verdict]:
    outcome, others = judged.outcomes[rule.code], judged.alternatives[rule.code]
    members = {part: _members(frame) for part, frame in outcome.members}
    parts = _parts(outcome, members)
    missing = _gaps(outcome)
    alternatives = _alternatives(judged.readings, outcome, others)
    readings = {name: getattr(judged.readings, name) for name in judged.readings_of[rule.code]}
    found = {}
    for row in outcome.clusters.iter_rows(named=True):
        cluster, shown = row["cluster_id"], row.get("shown_part")
        found[cluster] = Verdict(
            requirement=rule,
            verdict=VERDICTS[row["verdict"]],
            value=row["value"],
            threshold=row["threshold"],
            margin=margin_of(row, rule.comparison),
            shown_part=shown,
            parts=tuple(parts[cluster]),
            members=tuple(members.get(shown, {}).get(cluster, ())),
            missing=tuple(missing.get(cluster, ())),
            alternatives=tuple(alternatives.get(cluster, ())),
            readings=readings,
        )
    return found


def _parts(outcome: Outcome, members: dict[str | None, Members]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = defaultdict(list)
    for name, comparison, frame in outcome.parts:
        for row in frame.iter_rows(named=True):
            own = members.get(name.removesuffix("_below"), {}) if name.endswith("_below") else {}
            part = Part(
                name,
                VERDICTS[row["verdict"]],
                row["value"],
                row["threshold"],
                comparison,
                tuple(own.get(row["cluster_id"], ())),
            )
            found[row["cluster_id"]].append(part)
    return found


def _members(frame: Frame) -> Members:
    found: Members = defaultdict(list)
    ordered = frame.sort("cluster_id", "organisation_id")
    columns = (ordered[name].to_list() for name in ("cluster_id", "organisation_id", "value", "verdict"))
    for cluster, organisation, value, verdict in zip(*columns, strict=True):
        found[cluster].append(MemberVerdict(organisation, value, VERDICTS[verdict]))
    return found


def _gaps(outcome: Outcome) -> dict[str, list[Gap]]:
    found: dict[str, dict[Gap, None]] = defaultdict(dict)
    for frame in outcome.missing:
        for cluster, table, column, organisation, year in frame.iter_rows():
            found[cluster][Gap(table, column, organisation, year)] = None
    return {cluster: list(gaps) for cluster, gaps in found.items()}


def _alternatives(
    readings: Readings, outcome: Outcome, others: dict[str, Outcome]
) -> dict[str, list[Alternative]]:
    found: dict[str, list[Alternative]] = defaultdict(list)
    ours = outcome.verdicts
    for name, other in others.items():
        setting = getattr(readings.others(name), name)
        for row in other.clusters.iter_rows(named=True):
            if ours[row["cluster_id"]] != row["verdict"]:
                verdict = VERDICTS[row["verdict"]]
                found[row["cluster_id"]].append(Alternative(name, setting, verdict, row["value"]))
    return found
