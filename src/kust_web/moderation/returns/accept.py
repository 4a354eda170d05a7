"""Write a return into the registry as one change, or tell who wrote the same rows in the meantime."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kust.data.schema import tables
from kust_web.moderation.cells import write_cell
from kust_web.moderation.models import Entry, Return
from kust_web.moderation.returns.check import Checked, check_return
from kust_web.moderation.returns.save import ClosedError
from kust_web.moderation.returns.sections import SECTIONS
from kust_web.people.models import User
from kust_web.registry.changes import Edit, StaleError, key_of, undo, write
from kust_web.registry.models import model_of


@dataclass(frozen=True)
class Rival:
    """A row of a return and what stands in the registry since it was typed: differing cells, told and written."""

    entry: Entry
    row: Any
    cells: list[tuple[str, str, str]]

    @property
    def table(self) -> str:
        return SECTIONS[self.entry.section].table


class ContestedError(Exception):
    """Rows of the return were written by somebody else since; nothing was written."""

    def __init__(self, rivals: list[Rival]) -> None:
        super().__init__(f"{len(rivals)} rows")
        self.rivals = rivals


def accept(of: Return, user: User, chosen: Mapping[int, int] | None = None) -> None:
    """Write an accepted return.

    ``chosen`` are entries whose rows somebody wrote in the meantime, with the change that the one who accepts has
    seen and decided against.

    Raises
    ------
    ContestedError
        Somebody else wrote the same rows; nothing was written.
    ClosedError
        It is not handed in any more: taken back, or accepted by somebody else in the same moment.
    """
    with transaction.atomic():
        now = Return.objects.select_for_update().get(pk=of.pk)
        if now.state != Return.SUBMITTED:
            raise ClosedError
        of.state, of.steps, of.change_id = now.state, now.steps, now.change_id
        entries = list(of.entries.select_for_update())
        checked = check_return(of, entries)
        if checked.errors:
            raise ValueError("a return with errors is not handed in")
        edits = _find_edits(of, entries, checked)
        by_edit = {id(edit): entry for edit, entry in edits}
        try:
            with transaction.atomic():
                wanted = [edit for edit, _ in edits]
                of.change = write(wanted, user=user, kind="return", reason=str(of.year)) if wanted else None
        except StaleError as error:
            contested = [(by_edit[id(c.edit)], c.edit, c.row) for c in error.conflicts]
            if all((chosen or {}).get(entry.pk) == row.change_id for entry, _, row in contested):
                _rebase((entry, row) for entry, _, row in contested)
                accept(of, user)
                return
            raise ContestedError([_compare(*one) for one in contested]) from error
        of.step(Return.ACCEPTED, user)
        of.save()


def _find_edits(of: Return, entries: list[Entry], checked: Checked) -> list[tuple[Edit, Entry]]:
    found: list[tuple[Edit, Entry]] = []
    for entry in entries:
        table = SECTIONS[entry.section].table
        row = model_of(table).objects.filter(pk=entry.row_id).first() if entry.row_id else None
        origin = f"{of.organisation_id} {of.year} · {entry.section}"
        if entry.is_removed:
            if row is not None and not row.is_removed:
                found.append((Edit(table, row_id=row.pk, seen=entry.seen, remove=True), entry))
            continue
        values = checked.values.get(entry.pk)
        if values is None or (row is not None and not _differs(row, values)):
            continue
        if row is not None and tables()[table].identified_by and _key(table, row) != key_of(table, values):
            found.append((Edit(table, row_id=row.pk, seen=entry.seen, remove=True), entry))
            row = None
        seen = entry.seen if row is not None else None
        found.append((Edit(table, values, row.pk if row is not None else None, seen, origin), entry))
    return found


def _key(table: str, row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in tables()[table].identified_by)


def _differs(row: Any, values: Mapping[str, Any]) -> bool:
    return row.is_removed or any(getattr(row, name) != value for name, value in values.items())


def _compare(entry: Entry, edit: Edit, row: Any) -> Rival:
    cells = [
        (name, write_cell(value), write_cell(getattr(row, name)))
        for name, value in edit.values.items()
        if getattr(row, name) != value
    ]
    return Rival(entry, row, cells)


def _rebase(pairs: Any) -> None:
    for entry, row in pairs:
        entry.row_id, entry.seen = row.pk, row.change_id
        entry.save(update_fields=["row_id", "seen"])


def undo_return(of: Return, user: User, comment: str) -> None:
    """Take an accepted return out of the registry; it stands as handed in again.

    Raises
    ------
    StaleError
        Some of its rows were written since.
    """
    with transaction.atomic():
        if of.change:
            undo(of.change, user=user, reason=comment or str(of.year))
        reopen(of, user, comment)


def reopen(of: Return, user: User, comment: str) -> None:
    """Let a return whose change was taken back stand as handed in again, by the rows as they are now."""
    for entry in of.entries.exclude(row_id=None):
        row = model_of(SECTIONS[entry.section].table).objects.get(pk=entry.row_id)
        entry.seen = row.change_id
        entry.save(update_fields=["seen"])
    of.step(Return.SUBMITTED, user, comment)
    of.save()
