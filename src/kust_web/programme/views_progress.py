"""Owners report on their measures: a firm's editor on those of the firm alone."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kust.data.schema import tables
from kust.i18n import plain_number, say
from kust_web.moderation.cells import cells_of
from kust_web.moderation.scope import find_scope
from kust_web.people.access import allowed
from kust_web.programme import progress
from kust_web.programme.fields import add_findings
from kust_web.programme.owners import measures_of_firm
from kust_web.registry.changes import StaleError, write
from kust_web.registry.models import model_of
from kust_web.ui.language import current


@require_GET
@allowed("organisation.enter")
def list_measures(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """List the measures that a firm answers for, those to be reported on first."""
    scope = find_scope(organisation_id=organisation_id)
    rows = list(measures_of_firm(request.user, organisation_id))
    names = dict(
        model_of("clusters")
        .objects.filter(cluster_id__in={one.cluster_id for one in rows})
        .values_list("cluster_id", "name")
    )
    order = {"under_way": 0, None: 1, "planned": 1, "done": 2}
    rows.sort(key=lambda one: (order.get(one.state, 1), one.number or 0))
    told = [(one, names.get(one.cluster_id, one.cluster_id)) for one in rows]
    return render(request, "programme/measures.html", {"scope": scope, "rows": told})


@require_http_methods(["GET", "POST"])
@allowed("organisation.enter")
def report_measure(request: HttpRequest, organisation_id: str, measure_id: str) -> HttpResponse:
    """Report on a measure of the firm."""
    scope = find_scope(organisation_id=organisation_id)
    measure = measures_of_firm(request.user, organisation_id).filter(measure_id=measure_id).first()
    if measure is None:
        raise Http404
    if request.method == "POST":
        return _save(request, scope, measure)
    cells = cells_of("measures", measure)
    return _show(request, scope, measure, _as_percent(cells, measure), progress.fact_lines(measure))


def _as_percent(cells: dict[str, str], measure: Any) -> dict[str, str]:
    """Write how far it is as people say it: in percent."""
    if measure.progress is None:
        return cells
    return cells | {"progress": plain_number(100 * measure.progress, current())}


def _save(request: HttpRequest, scope: Any, measure: Any) -> HttpResponse:
    sent = request.POST.dict()
    typed, lines = progress.read_report(sent, measure), progress.read_facts(sent, measure)
    seen = sent.get("seen", "")
    cells = {name: sent.get(f"c-{name}", "") for name in progress.COLUMNS}
    problem = "" if typed.errors else progress.find_contradiction(typed.values)
    if typed.errors or problem or any(line.problems for line in lines):
        return _show(request, scope, measure, cells, lines, typed=typed, problem=problem, status=422)
    edits = progress.make_edits(measure, typed, lines, int(seen) if seen.isdecimal() else 0)
    comment = " ".join(sent.get("comment", "").replace("\x00", "").split())[:400]
    reason = say("programme.report.reason", current(), comment=comment).removesuffix(": ").strip()
    try:
        if edits:
            write(edits, user=request.user, kind="form", reason=reason)
    except StaleError:
        measure.refresh_from_db()
        return _show(request, scope, measure, cells, lines, typed=typed, problem="stale", status=409)
    messages.success(request, say("programme.report.saved", current()))
    return redirect("measures", scope.organisation_id)


def _show(
    request: HttpRequest,
    scope: Any,
    measure: Any,
    cells: dict[str, str],
    lines: list[Any],
    *,
    typed: Any = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    fields = progress.make_fields(cells)
    told = add_findings(fields, typed) if typed else []
    table = tables()["measure_costs"]
    context = {
        "scope": scope,
        "measure": measure,
        "fields": fields,
        "told": told,
        "lines": lines,
        "child": table,
        "line_columns": [table.column(name) for name in progress.COST_COLUMNS],
        "problem": problem,
        "seen": measure.change_id,
        "comment": request.POST.get("comment", "")[:400],
    }
    return render(request, "programme/report.html", context, status=status)
