"""Counts over the whole registry: clusters, regions, participants, projects; what nobody has told is told as such."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from kust.data.schema import tables
from kust_web.registry.made_up import REGION, find_made_up
from kust_web.registry.models import Standing, model_of
from kust_web.registry.search import members_on


@dataclass(frozen=True)
class Counts:
    """What there is in the registry on a day; organisations are counted once, in each of their roles.

    ``made_up`` is how many clusters there are that nobody has; the other counts hold them only ``with_made_up``.
    """

    clusters: int
    numbered: int
    confirmed: int
    made_up: int
    with_made_up: bool
    kinds: tuple[tuple[str, int], ...]
    regions: tuple[
        tuple[str, int], ...
    ]  # code and number of clusters, the most first; without the made-up one
    organisations: int
    told: int  # clusters of which anybody is known to be a member
    roles: tuple[tuple[str, int], ...]
    projects: tuple[tuple[str, int], ...]
    with_projects: int

    @property
    def project_count(self) -> int:
        return sum(count for _, count in self.projects)


def count(on: date, *, with_made_up: bool = False) -> Counts:
    """Count what the registry holds on a day: real clusters alone, or the made-up ones too."""
    left_out = Q() if with_made_up else ~Q(cluster_id__in=find_made_up())
    return Counts(
        made_up=find_made_up().count(),
        with_made_up=with_made_up,
        regions=count_regions(with_made_up=with_made_up),
        **_of_clusters(on, left_out),
        **_of_members(on, left_out),
        **_of_projects(left_out),
    )


def _of_clusters(on: date, which: Q) -> dict[str, Any]:
    rows = model_of("clusters").objects.filter(which, is_removed=False).order_by()
    found = rows.aggregate(
        clusters=Count("id"),
        numbered=Count("registry_number"),
        confirmed=Count("id", filter=Q(confirmed_on__lte=on)),
    )
    kinds = dict(rows.values_list("kind").annotate(count=Count("id")))
    return found | {"kinds": _in_order("clusters.kind", kinds)}


def _of_members(on: date, which: Q) -> dict[str, Any]:
    memberships = model_of("memberships").objects.filter(is_removed=False, cluster__is_removed=False)
    rows = memberships.filter(which).order_by()
    here = members_on(on)
    found = rows.aggregate(
        told=Count("cluster_id", distinct=True),
        organisations=Count("organisation_id", distinct=True, filter=here),
    )
    roles = rows.filter(here).values_list("role")
    counted = dict(roles.annotate(count=Count("organisation_id", distinct=True)))
    return found | {"roles": _in_order("memberships.role", counted)}


def _of_projects(which: Q) -> dict[str, Any]:
    rows = model_of("projects").objects.filter(which, is_removed=False).order_by()
    kinds = dict(rows.values_list("kind").annotate(count=Count("id")))
    found = rows.aggregate(with_projects=Count("cluster_id", distinct=True))
    return found | {"projects": _in_order("projects.kind", kinds)}


def count_regions(*, with_made_up: bool = False) -> tuple[tuple[str, int], ...]:
    """Count the clusters of each region, the most first; the made-up region 00 lies nowhere."""
    rows = model_of("cluster_regions").objects.filter(is_removed=False, cluster__is_removed=False)
    rows = rows.exclude(region=REGION).order_by()
    if not with_made_up:
        rows = rows.exclude(cluster_id__in=find_made_up())
    counted = dict(rows.values_list("region").annotate(count=Count("cluster_id", distinct=True)))
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _in_order(place: str, counts: dict[Any, int]) -> tuple[tuple[str, int], ...]:
    """Order counts as the contract orders the codes; codes that nobody bears are left out."""
    table, _, column = place.partition(".")
    codes = [code.code for code in tables()[table].column(column).codes]
    known = [(code, counts.pop(code)) for code in codes if counts.get(code)]
    return (*known, *sorted((str(code), count) for code, count in counts.items() if count))


def count_standings(edition: str, *, with_made_up: bool = False) -> dict[str, int]:
    """Count the clusters by what their figures say under an edition."""
    rows = Standing.objects.filter(edition=edition).order_by()
    if not with_made_up:
        rows = rows.exclude(cluster_id__in=find_made_up())
    found = dict(rows.values_list("conforms").annotate(count=Count("id")))
    return {verdict: found.get(verdict, 0) for verdict in ("met", "not_met", "unknown")}
