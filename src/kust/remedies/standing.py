"""Working out how clusters stand, many at once.

The figures come from the same code as the verdicts: candidates are put into the roll of members, and the participants
are worked out of it as for any check.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import polars as pl

from kust.chain.accounts import count_high_productivity_jobs
from kust.checks.rule import Readings, Subject
from kust.checks.run import ENTERPRISES, evidence_of
from kust.data.dataset import Dataset
from kust.law import Edition
from kust.remedies.candidates import list_candidates
from kust.remedies.change import Change, apply_change
from kust.remedies.situation import Candidate, Flow, Made, Row, Situation
from kust.remedies.slices import Slices

_FRAMES = ("clusters", "members", "participants", "inside", "enterprises", "regions")


@dataclass(frozen=True)
class _Draft:
    """What is known of a cluster before its candidates are put among the participants."""

    cluster: str
    edition: Edition
    now: Subject
    members: list[Row]
    candidates: dict[str, Candidate]
    flows: dict[tuple[str, str, str], Flow]
    made: dict[tuple[str, str], Made]
    roles: tuple[str, ...]

    @property
    def joining(self) -> list[Row]:
        rows = (row for one in self.candidates.values() for row in one.rows)
        return [{**row, "cluster_id": self.cluster} for row in rows]


def read_situation(slices: Slices, cluster: str, edition: Edition, readings: Readings) -> Situation:
    """Work out how a cluster stands, from the rows that its plan is made of (:mod:`kust.remedies.slices`)."""
    return next(read_situations(slices, [(cluster, edition)], readings))


def read_situations(
    slices: Slices, asked: Sequence[tuple[str, Edition]], readings: Readings
) -> Iterator[Situation]:
    """Work out how many clusters stand, with one pass for the participants and one for everyone who might join.

    Parameters
    ----------
    slices
        Rows of all of them.
    asked
        Of each the id and the edition.
    readings
        How the open words of the rules are read.
    """
    whole, by_edition = slices.whole(), _by_edition(asked)
    now = {code: _subjects(whole, slices, *of_one, readings) for code, of_one in by_edition.items()}
    drafts = [_draft(slices, cluster, rules, now[rules.code][cluster]) for cluster, rules in asked]
    later = {}
    for code, of_one in by_edition.items():
        universe = _with_candidates(whole, slices, [one for one in drafts if one.edition.code == code])
        later[code] = _subjects(universe, slices, *of_one, readings)
    for draft in drafts:
        yield _situation(slices, draft, later[draft.edition.code][draft.cluster], readings)


def _by_edition(asked: Sequence[tuple[str, Edition]]) -> dict[str, tuple[Edition, list[str]]]:
    found: dict[str, tuple[Edition, list[str]]] = {}
    for cluster, edition in asked:
        found.setdefault(edition.code, (edition, []))[1].append(cluster)
    return found


def _subjects(
    dataset: Dataset, slices: Slices, edition: Edition, clusters: Sequence[str], readings: Readings
) -> dict[str, Subject]:
    """Return what each cluster is judged on, out of one working for all of them."""
    rows = dataset.collect(dataset.table("clusters").filter(nw.col("cluster_id").is_in(clusters)))
    everyone = evidence_of(dataset, slices.on, slices.year).subject(rows, edition.kind, readings)
    parts = {name: _parts(getattr(everyone, name)) for name in _FRAMES}
    found = {}
    for cluster in clusters:
        own: dict[str, Any] = {name: _of(parts[name], cluster) for name in _FRAMES}
        found[cluster] = replace(everyone, **own)
    return found


def _parts(frame: Any) -> dict[Any, pl.DataFrame]:
    native: pl.DataFrame = frame.to_native()
    parts: dict[Any, pl.DataFrame] = native.partition_by("cluster_id", as_dict=True, maintain_order=True)
    return parts | {None: native.clear()}


def _of(parts: Mapping[Any, pl.DataFrame], cluster: str) -> Any:
    return nw.from_native(parts.get((cluster,), parts[None]), eager_only=True)


def _draft(slices: Slices, cluster: str, edition: Edition, subject: Subject) -> _Draft:
    small = slices.of(cluster)
    now = replace(subject, dataset=small)
    enterprises_only = edition.kind == "industrial" and now.readings.participants == "enterprises"
    roles = ENTERPRISES if enterprises_only else ()
    members = [_row(row) for row in now.members.iter_rows(named=True)]
    listed = small.rows("candidates").collect()
    own = {who for table in ("memberships", "candidates") for who in _named(small.rows(table).collect())}
    flows = slices.flows(own)
    traders = slices.traders(own)
    made = slices.made(own | traders)
    makers = traders | {who for who, _ in made}
    candidates = list_candidates(
        edition, cluster, _base(now), members, listed, roles, flows, makers, slices.countries
    )
    return _Draft(cluster, edition, now, members, candidates, flows, made, roles)


def _named(frame: pl.DataFrame) -> list[str]:
    return frame["organisation_id"].to_list()


def _base(now: Subject) -> frozenset[str]:
    return frozenset(now.participants["organisation_id"].to_list())


def _with_candidates(whole: Dataset, slices: Slices, drafts: Sequence[_Draft]) -> Dataset:
    """Put all candidates into the rolls of their clusters."""
    places = {who for draft in drafts for who, one in draft.candidates.items() if one.made_up}
    change = Change(
        drafts[0].cluster,
        slices.on,
        slices.year,
        organisations=tuple({"organisation_id": who, "name": who, "country": "RU"} for who in sorted(places)),
        joins=tuple(row for draft in drafts for row in draft.joining),
    )
    return apply_change(whole, change)


def _situation(slices: Slices, draft: _Draft, everyone: Subject, readings: Readings) -> Situation:
    figures = count_high_productivity_jobs(everyone.participants, readings.wage_at_threshold_counts)
    return Situation(
        cluster_id=draft.cluster,
        on=slices.on,
        year=slices.year,
        edition=draft.edition,
        readings=readings,
        dataset=draft.now.dataset,
        now=draft.now,
        figures=_by_name(figures),
        enterprises=_by_name(everyone.enterprises),
        base=_base(draft.now),
        rows=(
            *(row | {"candidate": False} for row in draft.members),
            *(row | {"candidate": True} for row in draft.joining),
        ),
        candidates=draft.candidates,
        flows=draft.flows,
        made=draft.made,
        countries=slices.countries,
        stated_uses=_stated_uses([*draft.members, *draft.joining], draft.roles),
        stated_purchases=slices.stated_purchases,
        leaving_roles=draft.roles,
    )


def _by_name(frame: Any) -> dict[str, Row]:
    """Return the rows by organisation, in order: one of several equally good plans must not hang on threads."""
    rows = frame.sort("organisation_id").iter_rows(named=True)
    return {row["organisation_id"]: _row(row) for row in rows}


def _row(row: Mapping[str, Any]) -> Row:
    """Take a missing number for missing also where it comes as no number."""
    return {k: None if isinstance(v, float) and v != v else v for k, v in row.items()}


def _stated_uses(rows: list[Row], roles: tuple[str, ...]) -> dict[str, bool | None]:
    """Tell what memberships say of ``uses_cluster_inputs``; an organisation that they say nothing of is absent."""
    said: dict[str, set[bool]] = {}
    for row in rows:
        if row.get("uses_cluster_inputs") is not None and (not roles or row["role"] in roles):
            said.setdefault(row["organisation_id"], set()).add(row["uses_cluster_inputs"])
    return {who: next(iter(answers)) if len(answers) == 1 else None for who, answers in said.items()}
