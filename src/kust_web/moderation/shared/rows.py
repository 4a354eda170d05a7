"""Rows of the tables that belong to no cluster: read from a form, written with a reason, with their history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from kust.data.findings import Finding
from kust.data.schema import Column, Table, fold, tables
from kust_web.moderation.cells import Line, cells_of, read_lines, write_cell
from kust_web.moderation.finding_words import Told, tell
from kust_web.moderation.uploads.prepared import check_texts
from kust_web.moderation.uploads.reading import dataset_of
from kust_web.moderation.uploads.surroundings import check_incoming
from kust_web.registry.models import NAMED, TEXT_LENGTH, model_of
from kust_web.registry.reach import is_shared
from kust_web.ui.language import current

_FORM = "-"  # the place of a row that was typed here
_SHOWN_STATES = 50
LONGEST = 1_000_000  # signs of a cell: outlines of plots are long


def shared_tables() -> list[Table]:
    """List the tables whose rows belong to no cluster and no firm."""
    return [table for name, table in tables().items() if is_shared(name)]


def count_rows() -> dict[str, dict[str, Any]]:
    """Count the rows of each table, and name the change that wrote one last."""
    return {
        table.name: model_of(table.name)
        .objects.filter(is_removed=False)
        .aggregate(count=Count("pk"), last=Max("change__made_at"))
        for table in shared_tables()
    }


def search(table: Table, typed: str) -> QuerySet[Any]:
    """Find the rows that hold every word typed in one of their texts."""
    rows = model_of(table.name).objects.filter(is_removed=False).order_by("pk")
    texts = [column.name for column in table.columns if column.type == "text"]
    for word in typed.split()[:10]:
        asked = Q(pk__in=[])
        for name in texts:
            asked |= Q(**{f"{name}__icontains": word})
        if table.name in NAMED:
            asked |= Q(folded__contains=fold(word))
        if word.isdecimal() and any(column.name == "year" for column in table.columns):
            asked |= Q(year=int(word[:9]))
        rows = rows.filter(asked)
    return rows


def name_references(table: Table, rows: Iterable[Any]) -> dict[tuple[str, str], str]:
    """Name what rows refer to, by column and code: codes alone tell nobody anything."""
    rows, names = list(rows), {}
    for column in table.columns:
        if column.refers_to in NAMED:
            key = tables()[column.refers_to].identified_by[0]
            codes = {getattr(row, column.name) for row in rows} - {None}
            found = model_of(column.refers_to).objects.filter(**{f"{key}__in": codes})
            names |= {(column.name, code): name for code, name in found.values_list(key, "name")}
    return names


@dataclass
class Field:
    """A cell of a form: its column, what stands in it, what is wrong with it, what somebody else wrote meanwhile."""

    column: Column
    text: str
    is_fixed: bool
    told: list[Told] = field(default_factory=list)
    theirs: str | None = None

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(code.code, code.title(current())) for code in self.column.codes]

    @property
    def is_long(self) -> bool:
        return self.column.type == "geometry"


@dataclass(frozen=True)
class Typed:
    """What was typed into a row: values by column, and what was found about them."""

    cells: dict[str, str]
    values: dict[str, Any]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]


def read_typed(table: Table, typed: Mapping[str, str], row: Any = None) -> Typed:
    """Read a form as the library reads a sheet, and hold it against the contract and the registry.

    What identifies a row that is there stays as it is: with another key it would be another row.
    """
    kept = cells_of(table.name, row) if row is not None else {}
    cells = {
        column.name: kept[column.name]
        if row is not None and column.name in table.identified_by
        else typed.get(f"c-{column.name}", "").replace("\x00", "")[:LONGEST]
        for column in table.columns
    }
    frame, found = read_lines(table, [Line(cells, _FORM, None, 1)])
    dataset = dataset_of({table.name: frame})
    findings = check_incoming(dataset, (*found, *check_texts(dataset), *_too_long(table, cells)))
    values = {column.name: frame[column.name][0] for column in table.columns}
    return Typed(cells, values, findings)


def _too_long(table: Table, cells: Mapping[str, str]) -> list[Finding]:
    """Find codes and the like that the database could not hold."""
    return [
        Finding("web_long", "error", table.name, _FORM, None, 1, c.name, None, {"limit": TEXT_LENGTH})
        for c in table.columns
        if c.type not in ("text", "geometry") and len(cells[c.name]) > TEXT_LENGTH
    ]


def make_fields(
    table: Table, cells: Mapping[str, str], findings: Iterable[Finding], lang: str, *, row: Any = None
) -> tuple[list[Field], list[Told]]:
    """Make the fields of a form; beside them what was found about the row as a whole."""
    findings = [finding for finding in findings if finding.severity != "notice"]
    fields = [
        Field(
            column,
            cells.get(column.name, ""),
            row is not None and column.name in table.identified_by,
            [tell(f, lang) for f in findings if f.column == column.name],
        )
        for column in table.columns
    ]
    names = {column.name for column in table.columns}
    return fields, [tell(f, lang) for f in findings if f.column not in names]


def add_theirs(fields: Iterable[Field], table: str, row: Any) -> None:
    """Put beside each field what somebody else wrote there in the meantime."""
    theirs = cells_of(table, row)
    for one in fields:
        if theirs[one.column.name] != one.text:
            one.theirs = theirs[one.column.name]


def count_users(table: str, row: Any) -> dict[str, int]:
    """Count the rows of other tables that name a row: it cannot be taken out under them."""
    key = tables()[table].identified_by[0]
    found: dict[str, int] = {}
    for name, other in tables().items():
        columns = [column.name for column in other.columns if column.refers_to == table]
        if columns:
            asked = Q(pk__in=[])
            for column in columns:
                asked |= Q(**{f"{column}": getattr(row, key)})
            if count := model_of(name).objects.filter(asked, is_removed=False).count():
                found[name] = count
    return found


@dataclass(frozen=True)
class State:
    """A state of a row: the change that brought it, and the cells that it changed, before and after."""

    change: Any
    kind: str  # added, changed or removed
    cells: list[tuple[Column, Any, Any]]


def list_states(table: Table, row: Any) -> list[State]:
    """List the states of a row, the latest first."""
    past = model_of(table.name).history.filter(id=row.pk).select_related("change__user")
    states = list(past.order_by("-history_id")[: _SHOWN_STATES + 1])
    told = []
    for state, before in zip(states, [*states[1:], None], strict=True):
        fresh = before is None or (before.is_removed and not state.is_removed)
        kind = "removed" if state.is_removed else "added" if fresh else "changed"
        cells = [
            (column, getattr(before, column.name, None), getattr(state, column.name))
            for column in table.columns
            if write_cell(getattr(before, column.name, None)) != write_cell(getattr(state, column.name))
        ]
        told.append(State(state.change, kind, cells))
    return told[:_SHOWN_STATES]
