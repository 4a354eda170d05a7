"""Saving a row of a programme with its lines: read as the library reads a sheet, written whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from kust.data.schema import tables
from kust.programme.programme import CHANGED
from kust_web.moderation.cells import write_cell
from kust_web.moderation.naming import resolve
from kust_web.moderation.shared.rows import Typed, read_typed
from kust_web.programme.fields import LINES, columns_of
from kust_web.registry.changes import Edit
from kust_web.registry.models import model_of

MOST_LINES = 60
EMPTY_LINES = 3
_LETTERS = {
    "goals": "G",
    "problems": "P",
    "measures": "M",
    "milestones": "K",
    "stakeholders": "S",
    "statements": "V",
}


@dataclass
class Line:
    """A line of a row's form, as cost or target: what was typed, what is wrong with it."""

    number: int
    cells: dict[str, str]
    pk: int | None = None
    seen: int | None = None
    typed: Typed | None = None

    @property
    def is_empty(self) -> bool:
        return not any(self.cells.values())

    @property
    def problems(self) -> list[Any]:
        return self.typed.errors if self.typed else []


@dataclass
class Sent:
    """A form as it was sent: the row, its lines, the reason."""

    table: str
    typed: Typed
    lines: list[Line] = field(default_factory=list)
    reason: str = ""

    @property
    def has_errors(self) -> bool:
        return bool(self.typed.errors) or any(line.problems for line in self.lines)


def read_reason(request: HttpRequest) -> str:
    return " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:500]


def read_sent(request: HttpRequest, table: str, cluster: str, row: Any) -> Sent:
    """Read a form of a row with its lines."""
    cells = {}
    for column in columns_of(table):
        sent = [part.strip() for part in request.POST.getlist(f"c-{column.name}")]
        cells[f"c-{column.name}"] = ";".join(filter(None, sent))
    if column_text := cells.get("c-organisation_id"):
        cells["c-organisation_id"] = resolve("organisations", [column_text]).get(column_text, column_text)
    cells["c-cluster_id"] = cluster
    own = tables()[table].identified_by
    if row is None and own != ("cluster_id",) and table in _LETTERS:
        cells[f"c-{own[0]}"] = next_id(table, cluster)
    typed = read_typed(tables()[table], cells, row)
    name = typed.values.get(LINES[table][1]) if table in LINES else None
    lines = read_lines(request.POST, table, cluster, name) if table in LINES else []
    return Sent(table, typed, lines, read_reason(request))


def next_id(table: str, cluster: str) -> str:
    """Give a row the next id of its kind: ``VB-M24`` after ``VB-M23``; one that was taken out is not given again."""
    key = tables()[table].identified_by[0]
    begin = f"{cluster}-{_LETTERS[table]}"
    known = model_of(table).objects.filter(**{f"{key}__startswith": begin}).values_list(key, flat=True)
    numbers = [int(rest) for one in known if (rest := one.removeprefix(begin)).isdecimal()]
    return f"{begin}{max(numbers, default=0) + 1}"


def lines_of(table: str, cluster: str, row: Any) -> list[Line]:
    """Read the lines that a row has, with empty ones to add some."""
    child, key, columns = LINES[table]
    rows: list[Any] = []
    if row is not None:
        asked = {key: getattr(row, key)} | ({"cluster_id": cluster} if child == "indicator_targets" else {})
        rows = list(model_of(child).objects.filter(**asked, is_removed=False).order_by("year", "pk"))
    lines = [
        Line(place, {name: write_cell(getattr(one, name)) for name in columns}, one.pk, one.change_id)
        for place, one in enumerate(rows)
    ]
    return lines + [Line(len(lines) + place, dict.fromkeys(columns, "")) for place in range(EMPTY_LINES)]


def read_lines(sent: Mapping[str, str], table: str, cluster: str, name: str | None) -> list[Line]:
    """Read the lines of a form; an empty one that has a row takes that row out."""
    child, key, columns = LINES[table]
    found = []
    for number in range(MOST_LINES):
        if f"k-{number}-{columns[0]}" not in sent:
            continue
        cells = {one: sent.get(f"k-{number}-{one}", "").replace("\x00", "").strip() for one in columns}
        pk, seen = (_whole(sent.get(f"k-{number}-{part}", "")) for part in ("pk", "seen"))
        line = Line(number, cells, pk, seen)
        if not line.is_empty:
            typed = {f"c-{one}": text for one, text in cells.items()} | {f"c-{key}": name or "-"}
            line.typed = read_typed(tables()[child], typed | {"c-cluster_id": cluster})
            line.typed = _without_own(line.typed, key)
        found.append(line)
    return found


def _without_own(typed: Typed, key: str) -> Typed:
    """Leave out what is found about the row that the line belongs to: it may be written in the same moment."""
    return Typed(typed.cells, typed.values, tuple(one for one in typed.findings if one.column != key))


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def make_edits(sent: Sent, row: Any, seen: int) -> list[Edit]:
    """Make the edits of a form; a row that stands and was changed says so, with the reason."""
    shown = {column.name for column in columns_of(sent.table)} | {"cluster_id"}
    # What the form does not show stays as it is; a new row has its key besides.
    told = sent.typed.values.items()
    values = {name: value for name, value in told if row is None or name in shown}
    if any(column.name == "decision" for column in tables()[sent.table].columns):
        values["decision"] = CHANGED if row is not None else None
        values["reason"] = sent.reason or None
    edits = [Edit(sent.table, values, row_id=row and row.pk, seen=seen if row else None)]
    if sent.table in LINES:
        edits += _line_edits(sent, row, sent.typed.values)
    return edits


def _line_edits(sent: Sent, row: Any, values: Mapping[str, Any]) -> list[Edit]:
    child, key, columns = LINES[sent.table]
    own = {} if row is None else {one.pk: one for one in _rows(child, key, row)}
    edits = []
    for line in sent.lines:
        there = own.get(line.pk) if line.pk else None
        if line.pk and there is None:
            continue
        if line.typed is None:
            edits += [Edit(child, row_id=line.pk, seen=line.seen, remove=True)] if there is not None else []
        else:
            told = {name: line.typed.values[name] for name in columns} | {key: values[key]}
            told |= {"cluster_id": values["cluster_id"]} if child == "indicator_targets" else {}
            if there is None or any(getattr(there, name) != value for name, value in told.items()):
                edits.append(Edit(child, told, row_id=line.pk, seen=line.seen))
    return edits


def _rows(child: str, key: str, row: Any) -> list[Any]:
    asked = {key: getattr(row, key)} | (
        {"cluster_id": row.cluster_id} if child == "indicator_targets" else {}
    )
    return list(model_of(child).objects.filter(**asked, is_removed=False))
