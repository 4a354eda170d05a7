"""Pages of the tables that belong to no cluster: an administrator sees, adds, changes and takes out their rows."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kust.data.schema import Table, tables
from kust.i18n import say
from kust_web.moderation.cells import cells_of
from kust_web.moderation.scope import Scope
from kust_web.moderation.shared import rows as shared_rows
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.registry.changes import DanglingError, Edit, StaleError, find_by_key, key_of, write
from kust_web.registry.models import model_of
from kust_web.registry.reach import is_shared
from kust_web.ui.language import current

_PAGE = 50


@require_GET
@allowed("registry.manage")
def list_tables(request: HttpRequest) -> HttpResponse:
    """List the tables with how many rows they have."""
    counts = shared_rows.count_rows()
    rows = [(table, counts[table.name]) for table in shared_rows.shared_tables()]
    return render(request, "shared/list.html", {"scope": Scope(), "rows": rows})


def _find_table(name: str) -> Table:
    if name not in tables() or not is_shared(name):
        raise Http404
    return tables()[name]


@require_GET
@allowed("registry.manage")
def show_table(request: HttpRequest, table: str) -> HttpResponse:
    """Show the rows of a table, narrowed by words."""
    found = _find_table(table)
    asked = request.GET.get("q", "").replace("\x00", "")[:200]
    page = Paginator(shared_rows.search(found, asked), _PAGE).get_page(request.GET.get("page"))
    columns = [column for column in found.columns if column.type != "geometry"]
    names = shared_rows.name_references(found, page)
    rows = [
        (row, [(c, value := getattr(row, c.name), names.get((c.name, value), "")) for c in columns])
        for row in page
    ]
    context = {"scope": Scope(), "table": found, "page": page, "columns": columns, "rows": rows, "q": asked}
    return render(request, "shared/table.html", context)


@require_http_methods(["GET", "POST"])
@allowed("registry.manage")
def add_row(request: HttpRequest, table: str) -> HttpResponse:
    """Add a row; one with the same key is shown instead of a second."""
    found = _find_table(table)
    if request.method == "POST":
        return _save(request, found, None)
    return _show(request, found, None, dict.fromkeys((c.name for c in found.columns), ""))


@require_http_methods(["GET", "POST"])
@allowed("registry.manage")
def show_row(request: HttpRequest, table: str, row_id: int) -> HttpResponse:
    """Show a row with its history; change it, or take it out."""
    found = _find_table(table)
    row = model_of(table).objects.filter(pk=row_id).first() if row_id < 2**63 else None
    if row is None:
        raise Http404
    if request.method == "POST" and not row.is_removed:
        return (
            _remove(request, found, row)
            if request.POST.get("act") == "remove"
            else _save(request, found, row)
        )
    return _show(request, found, row, cells_of(table, row))


def _save(request: HttpRequest, table: Table, row: Any) -> HttpResponse:
    typed = shared_rows.read_typed(table, request.POST.dict(), row)
    reason = _reason(request)
    if typed.errors or not reason:
        return _show(request, table, row, typed.cells, typed.findings, "" if reason else "reason")
    if row is None and (there := _find_taken(table, typed.values)):
        return _show(request, table, None, typed.cells, typed.findings, "taken", theirs=there)
    edit = Edit(table.name, typed.values, row_id=row and row.pk, seen=_seen(request) if row else None)
    try:
        write([edit], user=request.user, kind="form", reason=reason)
    except StaleError as error:
        there = error.conflicts[0].row
        return _show(request, table, row, typed.cells, typed.findings, "stale", theirs=there)
    except DanglingError:
        return _show(request, table, row, typed.cells, typed.findings, "dangling")
    return _done(request, table, "saved", typed.values)


def _find_taken(table: Table, values: dict[str, Any]) -> Any:
    key = key_of(table.name, values)
    row = find_by_key(table.name, [key]).get(key) if key else None
    return row if row is not None and not row.is_removed else None


def _remove(request: HttpRequest, table: Table, row: Any) -> HttpResponse:
    reason, cells = _reason(request), cells_of(table.name, row)
    if not reason:
        return _show(request, table, row, cells, problem="reason")
    if shared_rows.count_users(table.name, row):
        return _show(request, table, row, cells, problem="used")
    try:
        edit = Edit(table.name, row_id=row.pk, seen=_seen(request), remove=True)
        write([edit], user=request.user, kind="form", reason=reason)
    except StaleError as error:
        there = error.conflicts[0].row
        return _show(request, table, there, cells_of(table.name, there), problem="stale", theirs=there)
    return _done(request, table, "removed", cells)


def _done(request: HttpRequest, table: Table, act: str, values: Any) -> HttpResponse:
    key = " ".join(str(values[name]) for name in table.identified_by if values[name] is not None)
    note(request, f"shared_row_{act}", f"{table.name} {key}")
    messages.success(request, say(f"shared.{act}", current()))
    return redirect("shared-table", table.name)


def _reason(request: HttpRequest) -> str:
    return " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:500]


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() else 0


def _show(
    request: HttpRequest,
    table: Table,
    row: Any,
    cells: dict[str, str],
    findings: Any = (),
    problem: str = "",
    *,
    theirs: Any = None,
) -> HttpResponse:
    fields, told = shared_rows.make_fields(table, cells, findings, current(), row=row)
    if theirs is not None and row is not None:
        shared_rows.add_theirs(fields, table.name, theirs)
    users = shared_rows.count_users(table.name, row) if row is not None else {}
    context = {
        "scope": Scope(),
        "table": table,
        "row": row,
        "fields": fields,
        "told": told,
        "problem": problem,
        "theirs": theirs,
        "seen": (theirs or row).change_id if (theirs or row) is not None else "",
        "reason": _reason(request),
        "users": [(tables()[name].title(current()), count) for name, count in users.items()],
        "states": shared_rows.list_states(table, row) if row is not None else [],
    }
    wrong = problem or any(finding.severity == "error" for finding in findings)
    status = 409 if problem in ("stale", "taken") else 422 if wrong else 200
    return render(request, "shared/row.html", context, status=status)
