"""Verdicts on changed clusters, many at once: the rules take as long for one cluster as for hundreds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from kust.checks import check
from kust.checks.result import ClusterVerdicts
from kust.checks.rule import Readings
from kust.data.dataset import Dataset, Origin
from kust.law import Edition
from kust.remedies.situation import Situation

_NAMES = (
    "organisation_id",
    "supplier_id",
    "buyer_id",
    "specialised_organisation_id",
    "project_id",
    "initiator_id",
    "document_id",
)
_SHARED = ("products", "wage_thresholds")


def judge(
    dataset: Dataset, asked: Sequence[tuple[str, Edition]], on: date, year: int, readings: Readings
) -> dict[tuple[str, str], ClusterVerdicts]:
    """Judge clusters as they are; the answers by cluster and code of the edition."""
    editions: dict[str, list[str]] = {}
    for cluster, edition in asked:
        editions.setdefault(edition.code, []).append(cluster)
    found: dict[tuple[str, str], ClusterVerdicts] = {}
    for code, clusters in editions.items():
        result = check(
            dataset,
            on=on,
            year=year,
            edition=code,
            clusters=clusters,
            readings=readings,
            alternatives=False,
        )
        found |= {(entry.cluster_id, code): entry for entry in result.clusters}
    return found


def judge_changed(changed: Sequence[tuple[Situation, Dataset]]) -> list[ClusterVerdicts]:
    """Judge each cluster in its own dataset; the answers come in the order of the questions.

    Changes of two clusters may concern the same firm, so in the joined dataset each cluster has firms of its own.
    """
    found: dict[int, ClusterVerdicts] = {}
    groups: dict[str, list[int]] = {}
    for place, (situation, _) in enumerate(changed):
        groups.setdefault(situation.edition.code, []).append(place)
    for places in groups.values():
        first = changed[places[0]][0]
        asked = [(changed[place][0].cluster_id, first.edition) for place in places]
        joined = _join([changed[place] for place in places])
        by_id = judge(joined, asked, first.on, first.year, first.readings)
        found |= {
            place: by_id[key] for place, key in zip(places, [(c, e.code) for c, e in asked], strict=True)
        }
    return [found[place] for place in range(len(changed))]


def _join(changed: Sequence[tuple[Situation, Dataset]]) -> Dataset:
    if len(changed) == 1:
        return changed[0][1]
    origins: dict[str, list[tuple[str, Origin]]] = {}
    for situation, dataset in changed:
        for name, origin in dataset.origins.items():
            origins.setdefault(name, []).append((situation.cluster_id, origin))
    joined = {name: _join_table(name, parts) for name, parts in origins.items()}
    return replace(changed[0][1], origins=joined, worked_out={})


def _join_table(name: str, parts: list[tuple[str, Origin]]) -> Origin:
    frames = [_own(origin.frame, cluster) for cluster, origin in parts if origin.frame is not None]
    frame = frames[0] if name in _SHARED else pl.concat(frames)
    columns = frozenset().union(*(origin.columns for _, origin in parts))
    rows = max(origin.rows for _, origin in parts)
    return Origin((), max(rows, frame.height), columns, frame)


def _own(frame: pl.DataFrame, cluster: str) -> pl.DataFrame:
    """Give the firms, projects and documents of a cluster names of its own."""
    names = [name for name in _NAMES if name in frame.columns]
    return frame.with_columns((pl.lit(f"{cluster}|") + pl.col(name)).alias(name) for name in names)
