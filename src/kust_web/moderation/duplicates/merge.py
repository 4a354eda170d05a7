"""Making one firm of two: what would be moved, where both tell of the same thing, and what is to become of that.

Every row of the contract that refers to the firm given up is turned to the one kept, in one change of kind ``merge``.
Where both have a row of the same key (accounts of one year), somebody chooses which one counts; the other is marked as
removed and comes back when the merge is undone. Nothing is deleted.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from kust.data.schema import Table, tables
from kust_web.registry.changes import find_by_key
from kust_web.registry.load import GROUPS
from kust_web.registry.models import model_of

# Of two rows: the kept firm's with its empty cells filled from the other's; the one; the other; both.
FILL, KEEP, TAKE, BOTH = "fill", "keep", "take", "both"
_OF_KEYS, _OF_GROUPS = (FILL, KEEP, TAKE), (KEEP, TAKE, BOTH)


@dataclass(frozen=True)
class Cell:
    """A column in which the two tell something."""

    column: str
    kept: Any
    gone: Any

    @property
    def differs(self) -> bool:
        return self.kept is not None and self.gone is not None and self.kept != self.gone


@dataclass(frozen=True)
class Collision:
    """Rows of both firms that tell of the same thing, with the ways out; the first is the one taken by default."""

    table: str
    key: tuple[tuple[str, Any], ...]
    kept: tuple[Any, ...]
    gone: tuple[Any, ...]
    ways: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name the choice in a form."""
        ids = ",".join(str(row.pk) for row in (*self.kept, *self.gone))
        return f"choice-{self.table}-{hashlib.sha256(ids.encode()).hexdigest()[:12]}"

    @property
    def cells(self) -> list[Cell]:
        """List what they tell apart from the key; sums where there are several rows."""
        keys = {name for name, _ in self.key} | set(tables()[self.table].identified_by)
        cells = []
        for column in tables()[self.table].columns:
            if column.name in keys or column.refers_to == "organisations":
                continue
            kept, gone = (_join(rows, column.name) for rows in (self.kept, self.gone))
            if kept is not None or gone is not None:
                cells.append(Cell(column.name, kept, gone))
        return cells

    @property
    def differs(self) -> bool:
        return any(cell.differs for cell in self.cells)

    @property
    def default(self) -> str:
        """Return what is done unless somebody chooses otherwise; where the two contradict, somebody has to."""
        return "" if self.differs and self.table != "organisations" else self.ways[0]


def _join(rows: tuple[Any, ...], column: str) -> Any:
    values = [getattr(row, column) for row in rows if getattr(row, column) is not None]
    if not values:
        return None
    if len(rows) == 1:
        return values[0]
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return sum(values)
    return "; ".join(dict.fromkeys(map(str, values)))


@dataclass
class Plan:
    """What a merge would do: rows that are simply moved (table → count), collisions, self-supplies that come of it."""

    kept: Any
    gone: Any
    moved: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    collisions: list[Collision] = field(default_factory=list)
    onto_removed: list[tuple[str, Any, Any]] = field(default_factory=list)
    between: int = 0

    @property
    def counts(self) -> dict[str, int]:
        counts = {name: len(rows) for name, rows in self.moved.items()}
        for name, _, _ in self.onto_removed:
            counts[name] = counts.get(name, 0) + 1
        return {name: counts[name] for name in tables() if name in counts}

    @property
    def seen(self) -> str:
        """Return a mark of all rows that the merge is about, as they stand."""
        rows = [self.kept, self.gone, *(row for rows in self.moved.values() for row in rows)]
        rows += [row for one in self.collisions for row in (*one.kept, *one.gone)]
        rows += [row for _, row, taken in self.onto_removed for row in (row, taken)]
        places = sorted((type(row).__name__, row.pk, row.change_id) for row in rows)
        return hashlib.sha256(repr(places).encode()).hexdigest()[:16]


def plan_merge(kept: Any, gone: Any) -> Plan:
    """Work out what it takes to make one firm of two rows of ``organisations``."""
    plan = Plan(kept, gone)
    own = Collision("organisations", (), (kept,), (gone,), _OF_KEYS)
    plan.collisions.append(own)
    for name, table in tables().items():
        columns = [column.name for column in table.columns if column.refers_to == "organisations"]
        if not columns:
            continue
        asked = Q()
        for column in columns:
            asked |= Q(**{column: gone.organisation_id})
        rows = list(model_of(name).objects.filter(asked, is_removed=False).order_by("pk"))
        if not rows:
            continue
        if set(table.identified_by) & set(columns):
            _plan_keyed(plan, table, columns, rows)
        elif name in GROUPS:
            _plan_groups(plan, table, columns, rows)
        else:
            plan.moved[name] = rows
    return plan


def turn(plan: Plan, row: Any, columns: Iterable[str]) -> dict[str, Any]:
    """Return the references of a row as they will be."""
    kept, gone = plan.kept.organisation_id, plan.gone.organisation_id
    values = {column: getattr(row, column) for column in columns}
    return {column: kept if value == gone else value for column, value in values.items()}


def _plan_keyed(plan: Plan, table: Table, columns: list[str], rows: list[Any]) -> None:
    """Move rows whose key is free; a key that a removed row holds is taken over from it."""
    names = table.identified_by
    keys = {}
    for row in rows:
        turned = {name: getattr(row, name) for name in names} | turn(plan, row, columns)
        keys[row.pk] = tuple(turned[name] for name in names)
    taken = find_by_key(table.name, keys.values())
    for row in rows:
        there = taken.get(keys[row.pk])
        if there is None or there.pk == row.pk:
            plan.moved[table.name].append(row)
        elif there.is_removed:
            plan.onto_removed.append((table.name, row, there))
        else:
            key = tuple(
                (name, value) for name, value in zip(names, keys[row.pk], strict=True) if name not in columns
            )
            plan.collisions.append(Collision(table.name, key, (there,), (row,), _OF_KEYS))


def _plan_groups(plan: Plan, table: Table, columns: list[str], rows: list[Any]) -> None:
    """Move rows without a key; where the kept firm tells of the same thing too, both would add up: that is asked."""
    names = GROUPS[table.name]
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        turned = {name: getattr(row, name) for name in names} | turn(plan, row, columns)
        groups[tuple(turned[name] for name in names)].append(row)
    there = _find_groups(table.name, names, columns, plan.kept.organisation_id, set(groups))
    for group, own in groups.items():
        if there.get(group):
            key = tuple(
                (name, value) for name, value in zip(names, group, strict=True) if name not in columns
            )
            ways = (KEEP, BOTH, TAKE) if table.name == "memberships" else _OF_GROUPS
            partner = [(n, v) for n, v in zip(names, group, strict=True) if n in columns]
            others = tuple((n, v) for n, v in partner if v != plan.kept.organisation_id)
            collision = Collision(table.name, others + key, tuple(there[group]), tuple(own), ways)
            plan.collisions.append(collision)
        else:
            plan.moved[table.name] += own
    if table.name == "supplies":
        both = {plan.kept.organisation_id, plan.gone.organisation_id}
        plan.between = sum({row.supplier_id, row.buyer_id} == both for row in rows)


def _find_groups(
    name: str, names: tuple[str, ...], columns: list[str], kept: str, wanted: set[tuple[Any, ...]]
) -> dict[tuple[Any, ...], list[Any]]:
    asked = Q()
    for column in columns:
        asked |= Q(**{column: kept})
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in model_of(name).objects.filter(asked, is_removed=False).order_by("pk").iterator(2000):
        group = tuple(getattr(row, column) for column in names)
        if group in wanted:
            found[group].append(row)
    return found


def way_of(collision: Collision, choices: Mapping[str, str]) -> str:
    """Return what was chosen of a collision, else its default; empty where there is neither."""
    chosen = choices.get(collision.name, "")
    return chosen if chosen in collision.ways else collision.default


def find_open(plan: Plan, choices: Mapping[str, str]) -> list[Collision]:
    """List the collisions in which the two contradict each other and nothing was chosen."""
    return [one for one in plan.collisions if not way_of(one, choices)]
