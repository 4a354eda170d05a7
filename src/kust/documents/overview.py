"""The report on all clusters of a dataset: verdicts of each, counts by requirement, clusters by region."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import narwhals as nw

from kust.checks import CheckResult, Readings, check
from kust.checks.result import ClusterVerdicts
from kust.data.dataset import Dataset
from kust.documents.blocks import Cell, Column, Fact, Table
from kust.documents.cluster import Row, label, region_name
from kust.documents.content import Overview
from kust.documents.figures import write_day
from kust.documents.passport import describe_sources
from kust.documents.verdicts import title_of_edition
from kust.drawings.tiles import region_places
from kust.i18n import say
from kust.law import parameters

_COLUMNS = (
    ("registry_number", "count", 8),
    ("cluster", "long", 44),
    ("kind", "long", 18),
    ("regions", "long", 34),
    ("members_count", "count", 11),
    ("edition", "long", 26),
    ("conforms", "verdict", 16),
)
# Said once above the table where it is the same for every cluster.
_SAME = ("kind", "edition")


def make_overview(
    dataset: Dataset,
    *,
    on: date,
    year: int | None = None,
    edition: str | None = None,
    readings: Readings | None = None,
    lang: str = "ru",
) -> Overview:
    """Put together the verdicts on all clusters of a dataset; arguments as in :func:`make_report`."""
    result = check(dataset, on=on, year=year, edition=edition, readings=readings or Readings())
    regions = _regions_by_cluster(dataset)
    tiles = Counter(region for listed in regions.values() for region in listed)
    counts = Counter(entry.conforms for entry in result.clusters)
    placed = region_places()
    clusters = _clusters(dataset, result, regions, lang)
    elsewhere = sorted(region for region in tiles if region not in placed)
    return Overview(
        lang=lang,
        title=say("report.overview.title", lang),
        subtitle=say("report.subtitle", lang, day=write_day(on, lang), year=result.years[-1]),
        facts=_facts(result, tiles, clusters, lang),
        counts={name: counts[name] for name in ("met", "not_met", "unknown")},
        clusters=_drop_needless(clusters, lang),
        requirements=_requirements(result.clusters, lang),
        regions=_regions(regions, result.names, lang),
        tiles=dict(tiles),
        elsewhere=tuple(f"{region_name(region, lang)}: {tiles[region]}" for region in elsewhere),
        sources=describe_sources(dataset, result, result.clusters, lang),
    )


def _regions_by_cluster(dataset: Dataset) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = (
        dataset.collect(dataset.table("cluster_regions"))
        .unique(["cluster_id", "region"])
        .sort("cluster_id", "region")
    )
    for cluster, region in rows.select("cluster_id", "region").iter_rows():
        found[cluster].append(region)
    return found


def _facts(result: CheckResult, tiles: Mapping[str, int], clusters: Table, lang: str) -> tuple[Fact, ...]:
    """Count clusters and regions, and say once what is the same for every cluster."""
    facts = [("clusters", str(len(result.names))), ("regions", str(len(tiles)))]
    facts += [(code, same) for code in _SAME if (same := _same(clusters, code, lang))]
    return tuple(Fact(say(f"report.overview.{code}", lang), words) for code, words in facts)


def _place(table: Table, code: str, lang: str) -> int:
    return [column.title for column in table.columns].index(say(f"report.column.{code}", lang))


def _same(clusters: Table, code: str, lang: str) -> str:
    """Return what a column says where it says the same in every row."""
    found = {row[_place(clusters, code, lang)] for row in clusters.rows}
    return str(found.pop()) if len(found) == 1 else ""


def _drop_needless(clusters: Table, lang: str) -> Table:
    """Leave out the columns that are the same for every cluster, and the members where nobody has listed them."""
    needless = {_place(clusters, code, lang) for code in _SAME if _same(clusters, code, lang)}
    members = _place(clusters, "members_count", lang)
    if all(row[members] is None for row in clusters.rows):
        needless.add(members)
    kept = [place for place in range(len(clusters.columns)) if place not in needless]
    rows = tuple(tuple(row[place] for place in kept) for row in clusters.rows)
    return replace(clusters, columns=tuple(clusters.columns[place] for place in kept), rows=rows)


def _clusters(
    dataset: Dataset, result: CheckResult, regions: Mapping[str, Sequence[str]], lang: str
) -> Table:
    rows = {
        row["cluster_id"]: row for row in dataset.collect(dataset.table("clusters")).iter_rows(named=True)
    }
    members = _count_members(dataset, result)
    columns = [Column(say(f"report.column.{name}", lang), kind, width) for name, kind, width in _COLUMNS]
    columns += [
        Column(say(f"report.verdict.{name}", lang), "count", 12) for name in ("met", "not_met", "unknown")
    ]
    return Table(
        "clusters",
        say("report.clusters.title", lang),
        tuple(columns),
        tuple(
            _cluster_row(entry, rows[entry.cluster_id], regions, members, lang) for entry in result.clusters
        ),
    )


def _count_members(dataset: Dataset, result: CheckResult) -> dict[str, int]:
    """Count the organisations that are members on the day; without the table nobody is counted."""
    if not dataset.has("memberships"):
        return {}
    joined, left = nw.col("joined_on"), nw.col("left_on")
    here = (joined.is_null() | (joined <= result.on)) & (left.is_null() | (left > result.on))
    counted = dataset.table("memberships").filter(here).select("cluster_id", "organisation_id").unique()
    found = dict(dataset.collect(counted.group_by("cluster_id").agg(nw.len().alias("count"))).iter_rows())
    return {cluster: found.get(cluster, 0) for cluster in result.names}


def _cluster_row(
    entry: ClusterVerdicts,
    row: Row,
    regions: Mapping[str, Sequence[str]],
    members: Mapping[str, int],
    lang: str,
) -> tuple[Cell, ...]:
    counts = Counter(verdict.verdict for verdict in entry.verdicts)
    return (
        row["registry_number"],
        entry.name,
        label("clusters", "kind", row["kind"], lang),
        "; ".join(region_name(region, lang) for region in regions.get(entry.cluster_id, ())),
        members.get(entry.cluster_id),
        title_of_edition(entry.edition, lang),
        entry.conforms,
        counts["met"],
        counts["not_met"],
        counts["unknown"],
    )


def _requirements(entries: Iterable[ClusterVerdicts], lang: str) -> Table:
    """Count, for each requirement of each edition, the clusters that meet it."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for entry in entries:
        for verdict in entry.verdicts:
            counts[title_of_edition(entry.edition, lang), verdict.requirement.code][verdict.verdict] += 1
    return Table(
        "by_requirement",
        say("report.by_requirement.title", lang),
        (
            Column(say("report.column.edition", lang), "long", 30),
            Column(say("report.column.requirement", lang), "long", 40),
            *(
                Column(say(f"report.verdict.{name}", lang), "count", 12)
                for name in ("met", "not_met", "unknown")
            ),
        ),
        tuple(
            (edition, parameters(code)["title"][lang], found["met"], found["not_met"], found["unknown"])
            for (edition, code), found in counts.items()
        ),
    )


def _regions(regions: Mapping[str, Sequence[str]], names: Mapping[str, str], lang: str) -> Table:
    by_region: dict[str, list[str]] = defaultdict(list)
    for cluster, listed in regions.items():
        for region in listed:
            by_region[region].append(names.get(cluster, cluster))
    ordered = sorted(by_region.items(), key=lambda item: (-len(item[1]), region_name(item[0], lang)))
    return Table(
        "by_region",
        say("report.by_region.title", lang),
        (
            Column(say("report.column.region", lang), "long", 30),
            Column(say("report.column.clusters_count", lang), "count", 10),
            Column(say("report.column.clusters", lang), "long", 70),
        ),
        tuple((region_name(region, lang), len(listed), "; ".join(listed)) for region, listed in ordered),
    )
