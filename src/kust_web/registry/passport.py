"""The passport of a cluster: what everybody may know of it, now or as it stood on a day."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, When
from django.utils import timezone

from kust.data.schema import tables
from kust_web.registry.models import model_of
from kust_web.registry.search import members_on
from kust_web.registry.snapshot import rows_at

ROLES = tuple(code.code for code in tables()["memberships"].column("role").codes)


@dataclass(frozen=True)
class Member:
    """A row of memberships with its organisation as it stood then."""

    row: Any
    firm: Any

    @property
    def inn(self) -> str:
        """Give the tax number of a company; that of a sole proprietor is a person's own."""
        inn = self.firm.inn if self.firm else None
        return inn if inn and len(inn) == 10 else ""


@dataclass(frozen=True)
class Passport:
    """What stands in the registry about a cluster."""

    regions: tuple[Any, ...]
    specialised: Any
    roles: tuple[tuple[str, int], ...]
    organisations: int
    is_told: bool  # whether anybody is known to be, or to have been, a member


def end_of(day: date) -> datetime:
    """Return the last moment of a day where the registry is."""
    return timezone.make_aware(datetime.combine(day, time.max))


def find_cluster(cluster_id: str, as_of: datetime | None) -> Any:
    """Find a cluster as it stood at a moment; None where it was not there."""
    return rows_at("clusters", as_of).filter(cluster_id=cluster_id).first()


def describe(cluster: Any, on: date, as_of: datetime | None) -> Passport:
    """Read a cluster's passport."""
    places = rows_at("cluster_regions", as_of).filter(cluster_id=cluster.cluster_id).order_by("region")
    specialised = None
    if cluster.specialised_organisation_id:
        firms = rows_at("organisations", as_of)
        specialised = firms.filter(organisation_id=cluster.specialised_organisation_id).first()
    rows = rows_at("memberships", as_of).filter(cluster_id=cluster.cluster_id).order_by()
    here = rows.filter(members_on(on))
    counted = dict(here.values_list("role").annotate(count=Count("organisation_id", distinct=True)))
    roles = tuple((role, counted.pop(role)) for role in ROLES if role in counted)
    organisations = here.aggregate(count=Count("organisation_id", distinct=True))["count"]
    is_told = bool(organisations) or rows.exists()
    return Passport(tuple(places), specialised, (*roles, *counted.items()), organisations, is_told)


def find_members(cluster_id: str, on: date, as_of: datetime | None, role: str = "") -> QuerySet[Any]:
    """Find the members of a day, by role and name."""
    rows = rows_at("memberships", as_of).filter(members_on(on), cluster_id=cluster_id)
    if role:
        rows = rows.filter(role=role)
    place = Case(
        *(When(role=name, then=number) for number, name in enumerate(ROLES)), output_field=IntegerField()
    )
    return rows.annotate(place=place).order_by("place", "organisation__folded", "organisation_id", "id")


def name_members(rows: list[Any], as_of: datetime | None) -> list[Member]:
    """Put the organisations beside rows of memberships, with one query."""
    ids = {row.organisation_id for row in rows}
    firms = rows_at("organisations", as_of).filter(organisation_id__in=ids)
    named = {firm.organisation_id: firm for firm in firms}
    return [Member(row, named.get(row.organisation_id)) for row in rows]


def has_points(cluster_id: str) -> bool:
    """Tell whether a map of the members' places would show anything."""
    firms = model_of("memberships").objects.filter(cluster_id=cluster_id, is_removed=False)
    return firms.filter(organisation__latitude__isnull=False, organisation__longitude__isnull=False).exists()


def is_told(cluster_id: str) -> bool:
    """Tell whether anybody is known to be, or to have been, a member."""
    return bool(model_of("memberships").objects.filter(cluster_id=cluster_id, is_removed=False).exists())
