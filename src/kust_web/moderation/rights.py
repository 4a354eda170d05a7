"""Which rows an upload may write: a firm its own, a cluster those of its members; the rest is refused by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from kust.data.findings import Finding
from kust.data.schema import tables
from kust_web.people.access import duties_of, may
from kust_web.people.models import Duty, User
from kust_web.registry.changes import Edit
from kust_web.registry.models import model_of
from kust_web.registry.reach import is_shared

# What a cluster's manager does not decide itself.
_DECIDED = ("confirmed_on", "registry_number")
_PARENTS = {
    "need_buyers": ("needs", "need_id"),
    "niche_consumers": ("declared_niches", "niche_id"),
    "project_participants": ("projects", "project_id"),
    "project_costs": ("projects", "project_id"),
    "project_funding": ("projects", "project_id"),
    "project_effects": ("projects", "project_id"),
    "measure_costs": ("measures", "measure_id"),
    "positions": ("stakeholders", "stakeholder_id"),
}
_OF_FIRM = ("outputs", "accounts", "plans")


@dataclass
class Reach:
    """Whose rows may be written: the firm's, or the cluster's; both empty for what all share."""

    firm: str = ""
    cluster: str = ""
    firms: frozenset[str] = frozenset()  # that are there and may be written
    known: dict[str, set[str]] = field(default_factory=dict)  # keys that are there, by table

    @property
    def is_whole(self) -> bool:
        return not self.firm and not self.cluster

    def holds(self, organisation: str | None) -> bool:
        """Tell whether a firm's rows may be written: its own, a member's, or those of one that is new here."""
        if organisation is None:
            return False
        if self.firm:
            return organisation == self.firm
        return organisation in self.firms or organisation not in self.known.get("organisations", set())


def reach_of(firm: str, cluster: str) -> Reach:
    firms = frozenset({firm}) if firm else frozenset(members_of(cluster))
    return Reach(firm, cluster, firms)


def members_of(cluster: str) -> set[str]:
    """List the firms that are members of a cluster today, and its specialised organisation."""
    today = timezone.localdate()
    rows = model_of("memberships").objects.filter(cluster_id=cluster, is_removed=False)
    found = set(rows.exclude(left_on__lte=today).values_list("organisation_id", flat=True))
    return found


def may_accept(user: User, firm: str, cluster: str) -> bool:
    """Tell who takes what comes in into the registry: the manager of a cluster of the firm, or an administrator."""
    clusters = {cluster} if cluster else clusters_of(firm)
    return any(may(user, "cluster.manage", cluster=code) for code in clusters) or is_administrator(user)


def clusters_of(firm: str) -> set[str]:
    today = timezone.localdate()
    rows = model_of("memberships").objects.filter(organisation_id=firm, is_removed=False)
    return set(rows.exclude(left_on__lte=today).values_list("cluster_id", flat=True))


def is_administrator(user: User) -> bool:
    return any(duty.kind == Duty.ADMINISTRATOR for duty in duties_of(user))


def refuse(edits: Iterable[Edit], reach: Reach) -> list[Finding]:
    """Name the edits that are not for these hands; what the registry says already is no edit and not asked about."""
    edits = [edit for edit in edits if not edit.remove]
    if reach.is_whole:
        return [_finding(edit, reach) for edit in edits if not is_shared(edit.table)]
    reach.known["organisations"] = _known_firms(edits)
    rows = _rows_of(edits)
    parents = _parents_of(edits, rows)
    found = []
    for edit in edits:
        row = rows.get((edit.table, edit.row_id or 0))
        asked = _firm_may if reach.firm else _cluster_may
        if not asked(edit, row, reach, parents):
            found.append(_finding(edit, reach))
    return found


def _firm_may(edit: Edit, row: Any, reach: Reach, parents: Mapping[Any, Any]) -> bool:
    values = {**_values_of(edit.table, row), **edit.values}
    if edit.table == "organisations":
        return row is None or edit.values["organisation_id"] == reach.firm
    if edit.table == "products":
        return row is None
    if edit.table in (*_OF_FIRM, "needs"):
        taken = row is not None and row.organisation_id != reach.firm
        ours = values.get("cluster_id") is None or values["cluster_id"] in clusters_of(reach.firm)
        return values.get("organisation_id") == reach.firm and not taken and ours
    if edit.table == "supplies":
        side = values.get("reported_by")
        return side in ("supplier", "buyer") and values.get(f"{side}_id") == reach.firm
    if edit.table == "memberships":
        same = ("cluster_id", "organisation_id", "role", "joined_on", "left_on")
        return (
            row is not None
            and all(values[name] == getattr(row, name) for name in same)
            and (row.organisation_id == reach.firm)
        )
    return False


def _cluster_may(edit: Edit, row: Any, reach: Reach, parents: Mapping[Any, Any]) -> bool:
    values = {**_values_of(edit.table, row), **edit.values}
    if edit.table == "clusters":
        decided = row is not None and all(values[name] == getattr(row, name) for name in _DECIDED)
        return decided and values["cluster_id"] == reach.cluster
    if edit.table == "organisations":
        return row is None or edit.values["organisation_id"] in reach.firms
    if edit.table in ("products", "recipes"):
        return row is None
    if edit.table == "supplies":
        sides = {"supplier": ["supplier_id"], "buyer": ["buyer_id"]}
        asked = sides.get(str(values.get("reported_by")), ["supplier_id", "buyer_id"])
        return any(reach.holds(values.get(name)) for name in asked)
    if edit.table in _OF_FIRM:
        taken = row is not None and not reach.holds(row.organisation_id)
        return reach.holds(values.get("organisation_id")) and not taken
    if edit.table in _PARENTS:
        return parents.get((edit.table, values.get(_PARENTS[edit.table][1]))) == reach.cluster and (
            row is None or parents.get((edit.table, getattr(row, _PARENTS[edit.table][1]))) == reach.cluster
        )
    return _of_cluster(edit.table, values, row, reach)


def _of_cluster(table: str, values: Mapping[str, Any], row: Any, reach: Reach) -> bool:
    if not any(column.name == "cluster_id" for column in tables()[table].columns):
        return False  # what all share: rates, thresholds, the forest
    if row is not None and not _is_ours(table, _values_of(table, row), reach):
        return False
    return _is_ours(table, values, reach)


def _is_ours(table: str, values: Mapping[str, Any], reach: Reach) -> bool:
    if table == "needs" and values.get("cluster_id") is None:
        return reach.holds(values.get("organisation_id"))
    if values.get("cluster_id") != reach.cluster:
        return False
    # Who is made a member, or could be, shows its figures to the cluster: it is asked first.
    return table not in ("memberships", "candidates") or reach.holds(values.get("organisation_id"))


def _values_of(table: str, row: Any) -> dict[str, Any]:
    return {} if row is None else {c.name: getattr(row, c.name) for c in tables()[table].columns}


def _rows_of(edits: list[Edit]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, list[int]] = {}
    for edit in edits:
        if edit.row_id is not None:
            wanted.setdefault(edit.table, []).append(edit.row_id)
    return {
        (table, row.pk): row
        for table, ids in wanted.items()
        for start in range(0, len(ids), 2000)
        for row in model_of(table).objects.filter(pk__in=ids[start : start + 2000])
    }


def _known_firms(edits: list[Edit]) -> set[str]:
    """List the firms named by the edits that the registry holds already, removed ones too."""
    columns = ("organisation_id", "supplier_id", "buyer_id")
    named = sorted({edit.values[c] for edit in edits for c in columns if edit.values.get(c)})
    model = model_of("organisations")
    return {
        code
        for start in range(0, len(named), 2000)
        for code in model.objects.filter(organisation_id__in=named[start : start + 2000]).values_list(
            "organisation_id", flat=True
        )
    }


def _parents_of(edits: list[Edit], rows: Mapping[tuple[str, int], Any]) -> dict[tuple[str, Any], Any]:
    """Tell the cluster of each project, need or niche that an edit hangs on: in the registry, else in the file."""
    found: dict[tuple[str, Any], Any] = {}
    for table, (parent, key) in _PARENTS.items():
        new = {e.values[key]: e.values.get("cluster_id") for e in edits if e.table == parent and not e.row_id}
        asked = {e.values.get(key) for e in edits if e.table == table}
        asked |= {getattr(row, key) for (name, _), row in rows.items() if name == table}
        there = model_of(parent).objects.filter(Q(**{f"{key}__in": asked - {None}}))
        known = dict(there.values_list(key, "cluster_id"))
        found |= {(table, code): known.get(code, new.get(code)) for code in asked}
    return found


def _finding(edit: Edit, reach: Reach) -> Finding:
    file, sheet, number = split_origin(edit.origin)
    shared = not reach.firm and edit.table in ("rates", "wage_thresholds", "recipes", "products")
    joins = edit.table in ("memberships", "candidates") and edit.values.get("cluster_id") == reach.cluster
    code = "web_shared" if shared else "web_ask_first" if joins and not reach.firm else "web_not_yours"
    code = "web_not_shared" if reach.is_whole else code
    key = next((c.name for c in tables()[edit.table].columns if c.key), None)
    value = str(edit.values.get(key)) if key else None
    return Finding(code, "error", edit.table, file, sheet, number, key, value)


def split_origin(origin: str) -> tuple[str | None, str | None, int | None]:
    """Take a place apart: ``file · sheet · row``, without the sheet for a text file."""
    parts = origin.rsplit(" · ", 2)
    if len(parts) == 3 and parts[0].endswith(".xlsx"):
        return parts[0], parts[1], int(parts[2])
    file, _, row = origin.rpartition(" · ")
    return (file, None, int(row)) if file and row.isdigit() else (None, None, None)
