"""Which clusters a change reaches, so that only their figures are worked out anew."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from kust.data.schema import tables
from kust_web.registry.models import model_of

EVERY = ""
_FIRMS = ("organisation_id", "supplier_id", "buyer_id", "initiator_id", "specialised_organisation_id")
_PARENTS = {
    "project_id": "projects",
    "need_id": "needs",
    "niche_id": "declared_niches",
    "measure_id": "measures",
    "stakeholder_id": "stakeholders",
}
_LEADS = ("cluster_id", *_PARENTS, *_FIRMS)


@dataclass
class Reach:
    """What the rows of a change lead to; asked for its clusters once, at the end."""

    clusters: set[str] = field(default_factory=set)
    firms: set[str] = field(default_factory=set)
    parents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def note(self, table: str, row: Any, fresh: bool) -> None:
        """Note where a row leads: to its cluster, its project, need or niche, or its firms; a shared row to all.

        A new product or other shared thing that rows can name reaches nobody yet.
        """
        leads = [name for name in _LEADS if any(column.name == name for column in tables()[table].columns)]
        if not leads:
            if not (fresh and tables()[table].identified_by and len(tables()[table].identified_by) == 1):
                self.clusters.add(EVERY)
            return
        for name in leads:
            value = getattr(row, name)
            if value is None:
                continue
            if name == "cluster_id":
                self.clusters.add(value)
            elif name in _PARENTS:
                self.parents[name].add(value)
            else:
                self.firms.add(value)

    def find_clusters(self) -> set[str]:
        """Find the clusters; ``EVERY`` among them stands for all."""
        found = set(self.clusters)
        for column, ids in self.parents.items():
            for part in _parts(ids):
                rows = model_of(_PARENTS[column]).objects.filter(**{f"{column}__in": part})
                found |= set(rows.values_list("cluster_id", flat=True)) - {None}
        for name in ("memberships", "candidates"):
            for part in _parts(self.firms):
                rows = model_of(name).objects.filter(organisation_id__in=part, is_removed=False)
                found |= set(rows.values_list("cluster_id", flat=True).distinct())
        return found


def is_shared(table: str) -> bool:
    """Tell whether the rows of a table belong to no cluster and no firm: rates, thresholds, products, the forest."""
    return not any(column.name in _LEADS for column in tables()[table].columns)


def _parts(values: set[str], size: int = 2000) -> list[list[str]]:
    ordered = sorted(values)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]
