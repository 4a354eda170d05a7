"""What belongs to the state of one cluster: its own rows, those of its firms, and of whom they trade with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from kust_web.registry.reach import EVERY

_OF_FIRMS = ("outputs", "accounts", "plans")
_OF_PARENTS = {
    "need_buyers": "need_id",
    "niche_consumers": "niche_id",
    "project_participants": "project_id",
    "project_costs": "project_id",
    "project_funding": "project_id",
    "project_effects": "project_id",
    "measure_costs": "measure_id",
    "positions": "stakeholder_id",
}
_SHARED = ("products", "recipes", "rates", "wage_thresholds")
_OF_CLUSTER = (
    "clusters", "cluster_regions", "memberships", "cluster_stages", "stage_places", "indicator_targets",
    "documents", "candidates", "projects", "declared_niches", "programmes", "stakeholders", "statements", "goals",
    "problems", "indicators", "measures", "milestones",
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """The rows that count: of one cluster, or all of them."""

    cluster: str = EVERY
    members: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    parents: dict[str, frozenset[str]] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)  # firms that have gone → the year in which they did

    def narrow(self, table: str, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of a table that belong to the cluster."""
        if self.cluster == EVERY or table in _SHARED:
            return rows
        if table in _OF_CLUSTER:
            return rows.filter(cluster_id=self.cluster)
        if table in _OF_PARENTS:
            return rows.filter(**{f"{_OF_PARENTS[table]}__in": self.parents[_OF_PARENTS[table]]})
        if table == "needs":
            return rows.filter(
                Q(cluster_id=self.cluster) | Q(cluster_id=None, organisation_id__in=self.members)
            )
        if table == "supplies":
            return rows.filter(self._of_members("supplier_id", "buyer_id"))
        if table == "organisations":
            return rows.filter(organisation_id__in=self.firms)
        if table in _OF_FIRMS:
            # Figures of partners from outside are nobody's business here, only that they trade.
            return rows.filter(self._of_members("organisation_id"))
        return rows.none()  # the forest: it belongs to no cluster

    def _of_members(self, *columns: str) -> Q:
        """Ask for the figures of members; of one that has gone, up to the year in which it did."""
        asked = Q(pk__in=[])
        for column in columns:
            asked |= Q(**{f"{column}__in": self.members - self.left.keys()})
            for year in {self.left[firm] for firm in self.members & self.left.keys()}:
                gone = [firm for firm in self.members if self.left.get(firm) == year]
                asked |= Q(**{f"{column}__in": gone, "year__lte": year})
        return asked


def find_left(rows: Iterable[tuple[str, date | None]]) -> dict[str, int]:
    """Find the firms whose memberships have all ended, each with the year in which the last one did.

    >>> find_left([("A", date(2020, 5, 1)), ("A", date(2022, 1, 1)), ("B", date(2020, 5, 1)), ("B", None)])
    {'A': 2022}
    """
    found: dict[str, int] = {}
    staying = set()
    for firm, left_on in rows:
        if left_on is None:
            staying.add(firm)
        else:
            found[firm] = max(found.get(firm, 0), left_on.year)
    return {firm: year for firm, year in found.items() if firm not in staying}


def find_scope(cluster: str, as_of: datetime | None = None, *, partners: bool = True) -> Scope:
    """Find the firms, projects, needs and niches of a cluster; without partners the firms are its members alone.

    To find the partners every supply of every member is read.
    """
    from kust_web.registry.snapshot import rows_at

    if cluster == EVERY:
        return Scope()

    def ids(table: str, column: str, **which: object) -> set[str]:
        return set(rows_at(table, as_of).filter(**which).values_list(column, flat=True).distinct()) - {None}

    members = ids("memberships", "organisation_id", cluster_id=cluster)
    candidates = ids("candidates", "organisation_id", cluster_id=cluster)
    members |= candidates
    days = rows_at("memberships", as_of).filter(cluster_id=cluster).values_list("organisation_id", "left_on")
    left = {firm: year for firm, year in find_left(days).items() if firm not in candidates}
    parents = {
        "project_id": ids("projects", "project_id", cluster_id=cluster),
        "niche_id": ids("declared_niches", "niche_id", cluster_id=cluster),
        "measure_id": ids("measures", "measure_id", cluster_id=cluster),
        "stakeholder_id": ids("stakeholders", "stakeholder_id", cluster_id=cluster),
        "need_id": ids("needs", "need_id", cluster_id=cluster)
        | ids("needs", "need_id", cluster_id=None, organisation_id__in=members),
    }
    held = {name: frozenset(found) for name, found in parents.items()}
    if not partners:
        return Scope(cluster, frozenset(members), frozenset(members), held, left)
    firms = members | ids("clusters", "specialised_organisation_id", cluster_id=cluster)
    firms |= ids("supplies", "supplier_id", buyer_id__in=members) | ids(
        "supplies", "buyer_id", supplier_id__in=members
    )
    for table, column, lead in (
        ("projects", "initiator_id", "project_id"),
        ("project_participants", "organisation_id", "project_id"),
        ("project_costs", "organisation_id", "project_id"),
        ("project_costs", "supplier_id", "project_id"),
        ("project_effects", "organisation_id", "project_id"),
        ("need_buyers", "organisation_id", "need_id"),
        ("needs", "organisation_id", "need_id"),
        ("niche_consumers", "organisation_id", "niche_id"),
        ("stage_places", "organisation_id", "cluster_id"),
        ("stakeholders", "organisation_id", "cluster_id"),
    ):
        which = {lead: cluster} if lead == "cluster_id" else {f"{lead}__in": parents[lead]}
        firms |= ids(table, column, **which)
    return Scope(cluster, frozenset(members), frozenset(firms), held, left)
