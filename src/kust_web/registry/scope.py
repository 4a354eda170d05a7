"""What belongs to the state of one cluster: its own rows, those of its firms, and of whom they trade with."""

from dataclasses import dataclass, field
from datetime import datetime
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
}
_SHARED = ("products", "recipes", "rates", "wage_thresholds")
_OF_CLUSTER = (
    "clusters", "cluster_regions", "memberships", "cluster_stages", "stage_places", "indicator_targets",
    "documents", "candidates", "projects", "declared_niches",
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """The rows that count: of one cluster, or all of them."""

    cluster: str = EVERY
    members: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    parents: dict[str, frozenset[str]] = field(default_factory=dict)

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
            return rows.filter(Q(supplier_id__in=self.members) | Q(buyer_id__in=self.members))
        if table == "organisations":
            return rows.filter(organisation_id__in=self.firms)
        if table in _OF_FIRMS:
            # Figures of partners from outside are nobody's business here, only that they trade.
            return rows.filter(organisation_id__in=self.members)
        return rows.none()  # the forest: it belongs to no cluster


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
    members |= ids("candidates", "organisation_id", cluster_id=cluster)
    parents = {
        "project_id": ids("projects", "project_id", cluster_id=cluster),
        "niche_id": ids("declared_niches", "niche_id", cluster_id=cluster),
        "need_id": ids("needs", "need_id", cluster_id=cluster)
        | ids("needs", "need_id", cluster_id=None, organisation_id__in=members),
    }
    held = {name: frozenset(found) for name, found in parents.items()}
    if not partners:
        return Scope(cluster, frozenset(members), frozenset(members), held)
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
    ):
        which = {lead: cluster} if lead == "cluster_id" else {f"{lead}__in": parents[lead]}
        firms |= ids(table, column, **which)
    return Scope(cluster, frozenset(members), frozenset(firms), held)
