"""Which rows a person sees: what is public, its own firm's, those of its clusters' members; nothing else exists."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from kust.data.schema import tables
from kust_web.people.access import duties_of
from kust_web.people.models import Duty, User
from kust_web.registry.models import model_of

# Who is in which cluster, what is made at which stage, the rates of the state: no figure of a firm.
PUBLIC = frozenset(
    {
        "organisations", "clusters", "cluster_regions", "memberships", "products", "cluster_stages", "projects",
        "project_participants", "rates", "wage_thresholds", "species", "weather_stations", "weather", "settlements",
    }
)  # fmt: skip
_FIRM_COLUMNS = ("organisation_id", "supplier_id", "buyer_id")
_PARENTS = {
    "project_id": "projects",
    "need_id": "needs",
    "niche_id": "declared_niches",
    "measure_id": "measures",
}
# What each stakeholder has answered: told of all of them together only, by name where one allows it.
PRIVATE = frozenset({"positions"})


def visible_rows(user: User | AnonymousUser, table: str) -> QuerySet[Any]:
    """Return the rows of a table that a person may see, as they stand now."""
    rows = model_of(table).objects.filter(is_removed=False)
    duties = duties_of(user)
    if table in PUBLIC or any(duty.kind == Duty.ADMINISTRATOR for duty in duties):
        return rows
    if table in PRIVATE:
        return rows.none()
    if any(duty.kind == Duty.REVIEWER and not duty.region for duty in duties):
        return rows
    firms = {duty.organisation_id for duty in duties if duty.kind == Duty.PARTICIPANT}
    clusters = _clusters_of(duties)
    members = _members_of(clusters)
    columns = {column.name for column in tables()[table].columns}
    seen = Q(pk__in=[])
    for column in _FIRM_COLUMNS:
        if column in columns:
            seen |= Q(**{f"{column}__in": firms}) | Q(**{f"{column}__in": members})
    if "cluster_id" in columns:
        seen |= Q(cluster_id__in=clusters)
    for column, parent in _PARENTS.items():
        if column in columns and table != parent:
            owned = model_of(parent).objects.filter(cluster_id__in=clusters)
            seen |= Q(**{f"{column}__in": owned.values(column)})
    return rows.filter(seen)


def _clusters_of(duties: list[Duty]) -> set[str]:
    managed = {duty.cluster_id for duty in duties if duty.kind == Duty.MANAGER}
    regions = {duty.region for duty in duties if duty.kind == Duty.REVIEWER and duty.region}
    of_region = model_of("cluster_regions").objects.filter(region__in=regions, is_removed=False)
    return managed | set(of_region.values_list("cluster_id", flat=True))


def _members_of(clusters: set[str]) -> QuerySet[Any]:
    memberships = model_of("memberships").objects.filter(cluster_id__in=clusters, is_removed=False)
    return memberships.exclude(left_on__lte=timezone.localdate()).values("organisation_id")


def keep_askable(
    user: User | AnonymousUser, table: str, rows: QuerySet[Any], columns: Iterable[str]
) -> QuerySet[Any]:
    """Leave out persons whose numbers one may not see where numbers are asked for: being found would tell them."""
    if table != "organisations" or not {"inn", "ogrn"} & set(columns):
        return rows
    seen = visible_rows(user, "accounts").values("organisation_id")
    told = Q(inn=None) | ~Q(digits=12) | Q(organisation_id__in=seen)
    return rows.annotate(digits=Length("inn")).filter(told)


def hide_people(user: User | AnonymousUser, table: str, rows: list[dict[str, Any]]) -> None:
    """Empty the tax ids of twelve digits, which are those of persons, for whoever does not see the firm's figures."""
    if table != "organisations":
        return
    persons = [row for row in rows if len(row["inn"] or "") == 12]
    if not persons:
        return
    known = visible_rows(user, "accounts").filter(
        organisation_id__in=[row["organisation_id"] for row in persons]
    )
    seen = set(known.values_list("organisation_id", flat=True))
    for row in persons:
        if row["organisation_id"] not in seen:
            row["inn"] = None
            row["ogrn"] = None
