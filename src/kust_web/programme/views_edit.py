"""Editing a programme: its manager adds, changes, drops and takes out rows, each with a reason and its history."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kust.data.schema import tables
from kust.i18n import say
from kust.programme.programme import DROPPED, PROPOSED
from kust_web.moderation.cells import cells_of
from kust_web.moderation.shared.rows import count_users, list_states
from kust_web.people.access import allowed
from kust_web.programme import fields as forms
from kust_web.programme import saving
from kust_web.programme.views_versions import find_cluster
from kust_web.registry.changes import DanglingError, Edit, StaleError, write
from kust_web.registry.models import model_of
from kust_web.ui.language import current

_TITLES = {"indicators": "indicator", "statements": "text"}


@require_GET
@allowed("cluster.manage")
def list_rows(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """List what the programme consists of, to be opened and added to."""
    cluster = find_cluster(cluster_id)
    parts = []
    for table in forms.TABLES:
        columns = {column.name for column in tables()[table].columns}
        rows = model_of(table).objects.filter(cluster_id=cluster_id, is_removed=False)
        order = ("number",) if "number" in columns else ("due_on",) if "due_on" in columns else ()
        listed = list(rows.order_by(*order, tables()[table].identified_by[-1]))
        names = forms.name_stakeholders(listed) if table == "stakeholders" else {}
        for one in listed:
            one.words = names.get(getattr(one, "stakeholder_id", "")) or getattr(
                one, _TITLES.get(table, "title")
            )
            # A proposal is decided about on a page of its own.
        told = [one for one in listed if getattr(one, "decision", None) != PROPOSED]
        parts.append((table, told, len(listed) - len(told), table == "programmes" and bool(listed)))
    return render(request, "programme/edit.html", {"cluster": cluster, "parts": parts})


def _check_table(table: str) -> None:
    if table not in forms.TABLES:
        raise Http404


@require_http_methods(["GET", "POST"])
@allowed("cluster.manage")
def add_row(request: HttpRequest, cluster_id: str, table: str) -> HttpResponse:
    """Add a row to the programme."""
    _check_table(table)
    cluster = find_cluster(cluster_id)
    if table == "programmes":
        there = model_of(table).objects.filter(cluster_id=cluster_id, is_removed=False).first()
        if there is not None:
            return redirect("programme-row", cluster_id, table, there.pk)
    if request.method == "POST":
        return _save(request, cluster, table, None)
    first = {name: request.GET.get(name, "")[:200] for name in ("goal_id", "problem_id", "measure_id")}
    return _show(request, cluster, table, None, first)


@require_http_methods(["GET", "POST"])
@allowed("cluster.manage")
def show_row(request: HttpRequest, cluster_id: str, table: str, row_id: int) -> HttpResponse:
    """Show a row with its history; change it, drop it with a reason, or take it out."""
    _check_table(table)
    cluster = find_cluster(cluster_id)
    found = model_of(table).objects.filter(pk=row_id, cluster_id=cluster_id) if row_id < 2**63 else None
    row = found.first() if found is not None else None
    if row is None:
        raise Http404
    if request.method == "POST" and not row.is_removed:
        if request.POST.get("act") == "drop" and hasattr(row, "decision"):
            return _drop(request, cluster, table, row)
        if request.POST.get("act") == "remove" and not hasattr(row, "decision"):
            return _remove(request, cluster, table, row)
        return _save(request, cluster, table, row)
    return _show(request, cluster, table, row, cells_of(table, row))


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() else 0


def _save(request: HttpRequest, cluster: Any, table: str, row: Any) -> HttpResponse:
    sent = saving.read_sent(request, table, cluster.cluster_id, row)
    told = {"sent": sent, "reason": sent.reason}
    lacks_reason = row is not None and hasattr(row, "decision") and not sent.reason
    if sent.has_errors or lacks_reason:
        return _show(
            request, cluster, table, row, sent.typed.cells, problem="reason" if lacks_reason else "", **told
        )
    try:
        write(
            saving.make_edits(sent, row, _seen(request)),
            user=request.user,
            kind="form",
            reason=sent.reason or say(f"programme.part.{table}", current()),
        )
    except StaleError as error:
        theirs = next((one.row for one in error.conflicts if one.edit.table == table), row)
        return _show(request, cluster, table, row, sent.typed.cells, problem="stale", theirs=theirs, **told)
    except DanglingError:
        return _show(request, cluster, table, row, sent.typed.cells, problem="dangling", **told)
    return _done(request, cluster.cluster_id, "saved")


def _drop(request: HttpRequest, cluster: Any, table: str, row: Any) -> HttpResponse:
    reason = saving.read_reason(request)
    if not reason:
        return _show(request, cluster, table, row, cells_of(table, row), problem="reason")
    edit = Edit(table, {"decision": DROPPED, "reason": reason}, row_id=row.pk, seen=_seen(request))
    return _write_one(request, cluster, table, row, edit, "dropped")


def _remove(request: HttpRequest, cluster: Any, table: str, row: Any) -> HttpResponse:
    users = (
        count_users(table, row) if len(tables()[table].identified_by) == 1 and table != "programmes" else {}
    )
    if users or table == "programmes":
        return _show(request, cluster, table, row, cells_of(table, row), problem="used")
    edit = Edit(table, row_id=row.pk, seen=_seen(request), remove=True)
    return _write_one(request, cluster, table, row, edit, "removed")


def _write_one(
    request: HttpRequest, cluster: Any, table: str, row: Any, edit: Edit, done: str
) -> HttpResponse:
    try:
        write([edit], user=request.user, kind="form", reason=saving.read_reason(request))
    except StaleError as error:
        there = error.conflicts[0].row
        cells = cells_of(table, there)
        return _show(request, cluster, table, there, cells, problem="stale", theirs=there)
    return _done(request, cluster.cluster_id, done)


def _done(request: HttpRequest, cluster_id: str, act: str) -> HttpResponse:
    messages.success(request, say(f"programme.edit.{act}", current()))
    return redirect("programme-edit", cluster_id)


def _show(
    request: HttpRequest,
    cluster: Any,
    table: str,
    row: Any,
    cells: dict[str, str],
    *,
    problem: str = "",
    sent: saving.Sent | None = None,
    theirs: Any = None,
    reason: str = "",
) -> HttpResponse:
    whole, cluster_id = tables()[table], cluster.cluster_id
    made = forms.make_fields(table, cluster_id, forms.label_firms(cells), row=row)
    told = forms.add_findings(made, sent.typed) if sent else []
    if theirs is not None and row is not None:
        forms.add_theirs(made, whole, theirs)
    lines = sent.lines if sent else saving.lines_of(table, cluster_id, row) if table in forms.LINES else []
    child = tables()[forms.LINES[table][0]] if table in forms.LINES else None
    context = {
        "cluster": cluster,
        "table": table,
        "row": row,
        "fields": made,
        "told": told,
        "problem": problem,
        "theirs": theirs,
        "seen": (theirs or row).change_id if (theirs or row) is not None else "",
        "reason": reason,
        "lines": lines,
        "child": child,
        "line_columns": [child.column(name) for name in forms.LINES[table][2]] if child else [],
        "has_decision": hasattr(model_of(table), "decision"),
        "states": list_states(whole, row) if row is not None else [],
    }
    wrong = problem or (sent is not None and sent.has_errors)
    status = 409 if problem == "stale" else 422 if wrong else 200
    return render(request, "programme/row.html", context, status=status)
