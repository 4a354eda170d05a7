"""What an owner reports of its measure: state, days, how far it is, what blocks it, what it has cost."""

from collections.abc import Mapping
from typing import Any

from kust.data.schema import tables
from kust.programme.programme import DONE, PLANNED, UNDER_WAY
from kust_web.moderation.cells import cells_of
from kust_web.moderation.shared.rows import Typed, read_typed
from kust_web.programme.fields import Field
from kust_web.programme.saving import EMPTY_LINES, Line, read_lines
from kust_web.registry.changes import Edit
from kust_web.registry.models import model_of
from kust_web.ui.language import current

COLUMNS = ("state", "started_on", "finished_on", "progress", "blocked_by")
STATES = (PLANNED, UNDER_WAY, DONE)
_WIDGETS = {
    "state": "choice",
    "started_on": "day",
    "finished_on": "day",
    "progress": "number",
    "blocked_by": "long",
}
COST_COLUMNS = ("year", "source", "amount_krub")


def make_fields(cells: Mapping[str, str]) -> list[Field]:
    """Make the fields of a report."""
    table = tables()["measures"]
    made = []
    for name in COLUMNS:
        column = table.column(name)
        choices = [(one.code, one.title(current())) for one in column.codes if one.code in STATES]
        made.append(Field(column, _WIDGETS[name], cells.get(name, ""), choices))
    return made


def read_report(sent: Mapping[str, str], measure: Any) -> Typed:
    """Read a report; what is no matter of the owner's stays as it is."""
    kept = cells_of("measures", measure)
    for name in COLUMNS:
        text = sent.get(f"c-{name}", "").strip()
        if name == "state" and text not in STATES:
            text = kept["state"]
        kept[name] = f"{text} %" if name == "progress" and text and not text.endswith("%") else text
    return read_typed(tables()["measures"], {f"c-{name}": text for name, text in kept.items()}, measure)


def find_contradiction(values: Mapping[str, Any]) -> str:
    """Name what two answers of a report say against each other; nothing where they agree."""
    started, finished = values.get("started_on"), values.get("finished_on")
    state = values.get("state") or PLANNED
    if started and finished and finished < started:
        return "finished_first"
    if state == DONE and finished is None:
        return "done_when"
    if state != DONE and finished is not None:
        return "finished_not_done"
    if state == PLANNED and started is not None:
        return "started_planned"
    return ""


def fact_lines(measure: Any) -> list[Line]:
    """Read what was stated as spent, with empty lines to add to it."""
    rows = model_of("measure_costs").objects.filter(
        measure_id=measure.measure_id, basis="fact", is_removed=False
    )
    lines = []
    for place, one in enumerate(rows.order_by("year", "pk")):
        cells = cells_of("measure_costs", one)
        lines.append(Line(place, {name: cells[name] for name in COST_COLUMNS}, one.pk, one.change_id))
    return lines + [Line(len(lines) + place, dict.fromkeys(COST_COLUMNS, "")) for place in range(EMPTY_LINES)]


def read_facts(sent: Mapping[str, str], measure: Any) -> list[Line]:
    """Read the lines of what was spent: the plan is not the owner's to change."""
    told = dict(sent)
    for name in list(told):
        number, _, column = name.removeprefix("k-").partition("-")
        if (
            name.startswith("k-")
            and column == "year"
            and any(told.get(f"k-{number}-{one}", "").strip() for one in COST_COLUMNS)
        ):
            told[f"k-{number}-basis"] = "fact"
    return read_lines(told, "measures", measure.cluster_id, measure.measure_id)


def make_edits(measure: Any, typed: Typed, lines: list[Line], seen: int) -> list[Edit]:
    """Make the edits of a report: five cells of the measure, and rows of what was spent."""
    values = {name: typed.values[name] for name in COLUMNS}
    edits = []
    if any(getattr(measure, name) != value for name, value in values.items()):
        edits.append(Edit("measures", values, row_id=measure.pk, seen=seen))
    own = {
        one.pk: one
        for one in model_of("measure_costs").objects.filter(
            measure_id=measure.measure_id, basis="fact", is_removed=False
        )
    }
    for line in lines:
        there = own.get(line.pk) if line.pk else None
        if line.pk and there is None:
            continue
        if line.typed is None:
            edits += [Edit("measure_costs", row_id=line.pk, seen=line.seen, remove=True)] if there else []
            continue
        told = {name: line.typed.values[name] for name in COST_COLUMNS}
        if there is None or any(getattr(there, name) != value for name, value in told.items()):
            more = {"measure_id": measure.measure_id, "basis": "fact"}
            edits.append(Edit("measure_costs", told | more, row_id=line.pk, seen=line.seen))
    return edits
