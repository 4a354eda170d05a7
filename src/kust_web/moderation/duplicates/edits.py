"""What a merge writes: references turned to the firm that is kept, and rows of the same key settled as was chosen."""

from collections.abc import Mapping
from typing import Any

from kust.data.schema import tables
from kust_web.moderation.duplicates.merge import BOTH, FILL, KEEP, Cell, Collision, Plan, turn, way_of
from kust_web.registry.changes import Edit


def edits_of(plan: Plan, choices: Mapping[str, str]) -> list[Edit]:
    """Bring a plan, with what was chosen of each collision, into what is written."""
    edits: list[Edit] = []
    for name, rows in plan.moved.items():
        columns = [c.name for c in tables()[name].columns if c.refers_to == "organisations"]
        edits += [Edit(name, turn(plan, row, columns), row_id=row.pk, seen=row.change_id) for row in rows]
    for name, row, taken in plan.onto_removed:
        edits += _write_over(plan, name, row, taken)
    for collision in plan.collisions:
        edits += _settle(plan, collision, way_of(collision, choices))
    return edits


def _write_over(plan: Plan, name: str, row: Any, target: Any) -> list[Edit]:
    """Say in the target's row what another says, and remove the other: a key is never there twice."""
    columns = [c.name for c in tables()[name].columns if c.refers_to == "organisations"]
    values = {c.name: getattr(row, c.name) for c in tables()[name].columns} | turn(plan, row, columns)
    return [
        Edit(name, values, row_id=target.pk, seen=target.change_id, origin=row.origin),
        Edit(name, row_id=row.pk, seen=row.change_id, remove=True),
    ]


def _settle(plan: Plan, collision: Collision, way: str) -> list[Edit]:
    name = collision.table
    gone = [Edit(name, row_id=row.pk, seen=row.change_id, remove=True) for row in collision.gone]
    if way == KEEP:
        return gone
    columns = [c.name for c in tables()[name].columns if c.refers_to == "organisations"]
    if FILL not in collision.ways:
        moved = [
            Edit(name, turn(plan, row, columns), row_id=row.pk, seen=row.change_id) for row in collision.gone
        ]
        dropped = [Edit(name, row_id=row.pk, seen=row.change_id, remove=True) for row in collision.kept]
        return moved if way == BOTH else [*moved, *dropped]
    kept = collision.kept[0]
    values = {cell.column: _choose(cell, way) for cell in collision.cells if _is_free(name, cell.column)}
    changed = {column: value for column, value in values.items() if getattr(kept, column) != value}
    written = [Edit(name, changed, row_id=kept.pk, seen=kept.change_id)] if changed else []
    return [*written, *gone]


def _is_free(table: str, column: str) -> bool:
    return column not in tables()[table].identified_by


def _choose(cell: Cell, way: str) -> Any:
    if way == FILL:
        return cell.gone if cell.kept is None else cell.kept
    return cell.gone
