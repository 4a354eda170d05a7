"""Reading changes: which rows of a cluster one wrote, what they said before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from kust.data.schema import Column, tables
from kust_web.people.access import may
from kust_web.people.models import User
from kust_web.registry.models import Change, model_of
from kust_web.registry.reach import EVERY
from kust_web.registry.scope import Scope, find_scope
from kust_web.registry.search import members_on
from kust_web.registry.visible import PRIVATE

# What a change writes for all clusters; of one that touched others besides, no more than that is shown.
SHARED = ("products", "recipes", "rates", "wage_thresholds")


@dataclass(frozen=True)
class Cell:
    """A column of a row before and after a change."""

    column: Column
    before: Any
    after: Any

    @property
    def is_changed(self) -> bool:
        return bool(self.before != self.after)


@dataclass(frozen=True)
class Turn:
    """A row that a change wrote: ``kind`` is added, changed or removed."""

    kind: str
    key: str
    origin: str
    cells: tuple[Cell, ...]


def changes_of(cluster: str) -> QuerySet[Change]:
    """Find the changes that touched a cluster, the last first; those of what all clusters share too."""
    touched = Change.objects.filter(touches__cluster_id__in=(cluster, EVERY)).distinct()
    return touched.select_related("user", "undone_by", "undoes").prefetch_related("touches").order_by("-id")


def scope_of(cluster: str, on: date, change: Change) -> Scope:
    """Say whose rows of a change the people of a cluster may read: its own, and those of its members of the day."""
    members = model_of("memberships").objects.filter(members_on(on), cluster_id=cluster, is_removed=False)
    own = frozenset(members.values_list("organisation_id", flat=True).distinct())
    # Partners show their names: only a change that wrote organisations asks who they are.
    return replace(find_scope(cluster, partners="organisations" in change.written), members=own)


def narrow(scope: Scope, table: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the rows of a table that the people of the cluster may read; partners show no more than their names."""
    if table in PRIVATE:
        return rows.none()
    if table == "organisations":
        return scope.narrow(table, rows)
    return replace(scope, firms=scope.members).narrow(table, rows)


def written(change: Change, table: str, scope: Scope) -> QuerySet[Any]:
    """Find the states of rows of a table that a change wrote and the people of a cluster may read."""
    rows = model_of(table).history.filter(change_id=change.pk)
    return narrow(scope, table, rows).order_by("history_id")


def read_turns(change: Change, table: str, states: list[Any]) -> list[Turn]:
    """Say of each row what it was before, with two queries."""
    history = model_of(table).history
    earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    last = earlier.exclude(change_id=change.pk).order_by("-history_id").values("history_id")[:1]
    found = history.filter(history_id__in=[state.history_id for state in states])
    pairs = dict(found.annotate(last=Subquery(last)).values_list("history_id", "last"))
    known = [number for number in pairs.values() if number]
    before = {state.history_id: state for state in history.filter(history_id__in=known)}
    return [_turn(table, before.get(pairs[state.history_id]), state) for state in states]


def _turn(table: str, before: Any, after: Any) -> Turn:
    gone = before is None or before.is_removed
    kind = "removed" if after.is_removed else "added" if gone else "changed"
    columns = tables()[table].columns
    cells = tuple(
        Cell(
            column,
            None if kind == "added" else getattr(before or after, column.name),
            None if kind == "removed" else getattr(after, column.name),
        )
        for column in columns
    )
    names = tables()[table].identified_by or tuple(column.name for column in columns if column.required)
    key = " · ".join(str(getattr(after, name)) for name in names if getattr(after, name) is not None)
    shown = tuple(cell for cell in cells if cell.is_changed)
    return Turn(kind, key, after.origin, shown)


def may_undo(user: User, change: Change) -> bool:
    """Decide whether a person may take a change back: one's own, or one that touched one's own clusters only."""
    # A merge moves people's duties and files too: it is taken back where it was decided, or these would stay behind.
    if change.kind in ("undo", "merge") or getattr(change, "undone_by", None) is not None:
        return False
    if may(user, "registry.manage"):
        return True
    touched = {touch.cluster_id for touch in change.touches.all()}
    if not touched or EVERY in touched:
        return False
    if change.user_id == user.pk:
        return any(may(user, "cluster.manage", cluster=cluster) for cluster in touched)
    return all(may(user, "cluster.manage", cluster=cluster) for cluster in touched)


def counts_of(change: Change, cluster: str) -> dict[str, list[int]]:
    """Count the rows that a change wrote, by table: all of them, or of one of other clusters only what all share."""
    is_own = any(touch.cluster_id == cluster for touch in change.touches.all())
    names = [name for name in tables() if any(change.written.get(name, ()))]
    return {name: change.written[name] for name in names if is_own or name in SHARED}


def name_firms(turns: Iterable[Turn]) -> dict[str, str]:
    """Name the organisations that rows refer to, with one query."""
    cells = [cell for turn in turns for cell in turn.cells if cell.column.refers_to == "organisations"]
    ids = {value for cell in cells for value in (cell.before, cell.after) if value}
    firms = model_of("organisations").objects.filter(organisation_id__in=ids)
    return dict(firms.values_list("organisation_id", "name"))


def total(written_: Mapping[str, list[int]]) -> tuple[int, int, int]:
    """Add up the rows that a change added, changed and removed."""
    added, changed, removed = (sum(counts[place] for counts in written_.values()) for place in range(3))
    return added, changed, removed
