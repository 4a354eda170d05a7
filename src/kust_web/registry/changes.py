"""Writing to the registry's tables: every write is a change with an author and a reason, whole or not at all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q
from simple_history.utils import bulk_create_with_history

from kust.data.schema import fold, tables
from kust_web.people.models import User
from kust_web.registry.models import NAMED, Change, Touch, model_of
from kust_web.registry.reach import Reach

CHUNK = 2000
TURN = 0x6B757374  # the lock of PostgreSQL that writers wait for


@dataclass(frozen=True)
class Edit:
    """A row to be written: values by column of the contract; ``row_id`` is None for a new row.

    ``seen`` is the change that the row bore when its editor saw it; None does not ask.
    """

    table: str
    values: Mapping[str, Any] = field(default_factory=dict)
    row_id: int | None = None
    seen: int | None = None
    origin: str = ""
    remove: bool = False


@dataclass(frozen=True)
class Conflict:
    """An edit whose row somebody else has written in the meantime, and the row as it stands now."""

    edit: Edit
    row: Any


class StaleError(Exception):
    """Somebody else wrote the same rows first; nothing was written."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(f"{len(conflicts)} rows were changed in the meantime")
        self.conflicts = tuple(conflicts)


@dataclass(frozen=True)
class Dangling:
    """A reference to something that the registry does not hold."""

    table: str
    column: str
    value: str
    origin: str


class DanglingError(Exception):
    """Rows refer to what is not in the registry; nothing was written."""

    def __init__(self, references: Sequence[Dangling]) -> None:
        super().__init__(f"{len(references)} references lead nowhere")
        self.references = tuple(references)


def take_turn() -> None:
    """Wait until whoever writes is done, and have others wait until this transaction ends.

    Of two changes the one with the higher number is then the one that came last, which snapshots, undoing and jobs
    rely on. SQLite has one writer at a time by itself. What else a transaction locks (an upload, a return) it locks
    before, and rows of the registry after it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def write(
    edits: Iterable[Edit],
    *,
    user: User | None,
    kind: str,
    reason: str = "",
    undoes: Change | None = None,
) -> Change:
    """Write rows as one change.

    Raises
    ------
    StaleError
        A row was changed since its editor saw it, or a new row's key is already taken.
    DanglingError
        A reference leads nowhere.
    """
    by_table: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_table[edit.table].append(edit)
    with transaction.atomic():
        take_turn()
        change = Change.objects.create(user=user, kind=kind, reason=reason[:500], undoes=undoes)
        # What others refer to is written first, so that a reference within one change is found.
        order = [name for name in tables() if name in by_table]
        reach = Reach()
        for name in sorted(order, key=_depth):
            _write_table(name, by_table[name], change, reach)
        change.save(update_fields=["written"])
        touches = [Touch(change=change, cluster_id=cluster) for cluster in sorted(reach.find_clusters())]
        Touch.objects.bulk_create(touches)
    return change


def _depth(name: str) -> int:
    """Count the references that lead from a table to the deepest one."""
    targets = {column.refers_to for column in tables()[name].columns if column.refers_to} - {name}
    return 1 + max((_depth(target) for target in targets if target), default=0)


def _write_table(name: str, edits: list[Edit], change: Change, reach: Reach) -> None:
    _refuse_dangling(name, edits)
    model = model_of(name)
    known = _lock(model, [edit.row_id for edit in edits if edit.row_id is not None])
    taken = _find_taken(name, [edit for edit in edits if edit.row_id is None])
    added, changed, removed, conflicts = [], [], [], []
    for edit in edits:
        row = taken.get(key_of(name, edit.values)) if edit.row_id is None else known.get(edit.row_id)
        if row is not None and _is_stale(edit, row):
            conflicts.append(Conflict(edit, row))
            continue
        fresh = row is None
        row = model() if fresh else row
        if not fresh:
            reach.note(name, row, fresh)
        _fill(name, row, edit, change)
        (added if fresh else removed if edit.remove else changed).append(row)
        reach.note(name, row, fresh)
    if conflicts:
        raise StaleError(conflicts)
    _save(model, added, [*changed, *removed], change)
    change.written[name] = [len(added), len(changed), len(removed)]


def _is_stale(edit: Edit, row: Any) -> bool:
    if edit.row_id is None:
        return not row.is_removed  # its key is taken by a row that its author did not see
    return edit.seen is not None and row.change_id != edit.seen


def _lock(model: Any, ids: list[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        found |= {row.pk: row for row in model.objects.select_for_update().filter(pk__in=part)}
    return found


def key_of(table: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return what identifies a row of a table, or None where the table's rows have no key."""
    names = tables()[table].identified_by
    return tuple(values.get(name) for name in names) if names else None


def find_by_key(table: str, keys: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], Any]:
    """Find the rows, removed ones too, that have the given keys."""
    names = tables()[table].identified_by
    wanted, found, model = list(keys), {}, model_of(table)
    for start in range(0, len(wanted), CHUNK // len(names)):
        part = wanted[start : start + CHUNK // len(names)]
        firsts = {key[0] for key in part}
        query = Q(**{f"{names[0]}__in": firsts - {None}})
        # An empty cell of a key means «any», like the region of a threshold; no comparison finds it by itself.
        rows = model.objects.filter(query | Q(**{f"{names[0]}__isnull": True}) if None in firsts else query)
        for name, position in zip(names[1:], range(1, len(names)), strict=True):
            values = {key[position] for key in part}
            if None not in values:
                rows = rows.filter(**{f"{name}__in": values})
        asked = set(part)
        for row in rows:
            key = tuple(getattr(row, name) for name in names)
            if key in asked:
                found[key] = row
    return found


def _find_taken(table: str, edits: list[Edit]) -> dict[tuple[Any, ...] | None, Any]:
    if not edits or not tables()[table].identified_by:
        return {}
    return {**find_by_key(table, {key for edit in edits if (key := key_of(table, edit.values))})}


def _refuse_dangling(name: str, edits: list[Edit]) -> None:
    lost: list[Dangling] = []
    for column in tables()[name].columns:
        if not column.refers_to:
            continue
        target = tables()[column.refers_to].identified_by[0]
        asked = {edit.values.get(column.name) for edit in edits if not edit.remove} - {None}
        known: set[str] = set()
        ordered = sorted(asked)
        for start in range(0, len(ordered), CHUNK):
            found = model_of(column.refers_to).objects.filter(
                **{f"{target}__in": ordered[start : start + CHUNK]}, is_removed=False
            )
            known |= set(found.values_list(target, flat=True))
        unknown = asked - known
        lost += [
            Dangling(name, column.name, edit.values[column.name], edit.origin)
            for edit in edits
            if not edit.remove and edit.values.get(column.name) in unknown
        ]
    if lost:
        raise DanglingError(lost)


def _fill(name: str, row: Any, edit: Edit, change: Change) -> None:
    for column, value in edit.values.items():
        setattr(row, column, value)
    if name in NAMED and row.name:
        row.folded = fold(row.name)[:1000]
    row.is_removed = edit.remove
    row.change = change
    if edit.origin or not row.origin:
        row.origin = edit.origin[:300]


def _save(model: Any, added: list[Any], changed: list[Any], change: Change) -> None:
    who = {"default_user": change.user, "default_change_reason": change.reason[:100]}
    if added:
        bulk_create_with_history(added, model, batch_size=CHUNK, **who)
    if changed:
        fields = [item.name for item in model._meta.concrete_fields if not item.primary_key]
        # Written over by their ids: an update of thousands of rows as one expression takes minutes.
        model.objects.bulk_create(
            changed, batch_size=CHUNK, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
        model.history.bulk_history_create(changed, batch_size=CHUNK, update=True, **who)


def undo(change: Change, *, user: User, reason: str = "") -> Change:
    """Take back a change as a whole: each of its rows returns to the state before it.

    Raises
    ------
    StaleError
        A row was written again after it; then nothing is taken back.
    """
    edits: list[Edit] = []
    conflicts: list[Conflict] = []
    with transaction.atomic():
        take_turn()
        for name in change.written:
            model = model_of(name)
            pasts = list(model.history.filter(change_id=change.pk).order_by("history_id"))
            ids = [past.id for past in pasts]
            rows, befores = _lock(model, ids), _find_states_before(model, ids, change)
            for past in pasts:
                edit = _as_it_was(name, past, befores.get(past.id), change)
                edits.append(edit)
                if rows[past.id].change_id != change.pk:
                    conflicts.append(Conflict(edit, rows[past.id]))
        if conflicts:
            raise StaleError(conflicts)
        return write(edits, user=user, kind="undo", reason=reason, undoes=change)


def _find_states_before(model: Any, ids: list[int], change: Change) -> dict[int, Any]:
    """Find the last state of each row before a change; one that the change brought has none."""
    found: dict[int, Any] = {}
    for start in range(0, len(ids), CHUNK):
        earlier = model.history.filter(id__in=ids[start : start + CHUNK], change_id__lt=change.pk)
        last = earlier.order_by().values("id").annotate(last=Max("history_id")).values("last")
        found |= {past.id: past for past in model.history.filter(history_id__in=last)}
    return found


def _as_it_was(name: str, past: Any, before: Any, change: Change) -> Edit:
    """Describe a row as it was before a change; one that the change brought is removed."""
    state = before or past
    values = {column.name: getattr(state, column.name) for column in tables()[name].columns}
    gone = before is None or before.is_removed
    return Edit(name, values, row_id=past.id, seen=change.pk, origin=state.origin, remove=gone)
