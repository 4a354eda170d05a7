"""The history of a cluster: who wrote what, when and why, and taking it back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kust.data.schema import tables
from kust.i18n import say
from kust_web.people.access import allowed
from kust_web.people.models import AccessLog
from kust_web.registry import passport, reading
from kust_web.registry.changes import DanglingError, StaleError
from kust_web.registry.models import Change
from kust_web.registry.undoing import take_back
from kust_web.ui.language import current

PAGE, FIRST = 50, 4


@allowed("cluster.see")
def list_changes(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = _find(cluster_id)
    page = Paginator(reading.changes_of(cluster_id), PAGE).get_page(request.GET.get("page"))
    changes = [_describe(request, change, cluster_id) for change in page.object_list]
    context = {"cluster": cluster, "page": page, "changes": changes, "today": timezone.localdate()}
    return render(request, "registry/history.html", context)


@allowed("cluster.see")
def show_change(request: HttpRequest, cluster_id: str, change_id: int) -> HttpResponse:
    """Show the rows that a change wrote, before and after, one table at a time."""
    cluster, change = _find(cluster_id), _find_change(cluster_id, change_id)
    scope = reading.scope_of(cluster_id, timezone.localdate(), change)
    counts = [
        (name, count)
        for name in tables()
        if name in change.written and (count := reading.written(change, name, scope).count())
    ]
    asked = request.GET.get("table", "")
    table = asked if asked in dict(counts) else counts[0][0] if counts else ""
    context: dict[str, Any] = {"cluster": cluster, "table": table, "counts": counts}
    if table:
        page = Paginator(reading.written(change, table, scope), PAGE).get_page(request.GET.get("page"))
        turns = reading.read_turns(change, table, list(page.object_list))
        context |= {"page": page, "turns": turns, "firms": reading.name_firms(turns)}
    context |= _describe(request, change, cluster_id)
    return render(request, "registry/change.html", context)


@require_POST
@allowed("cluster.manage")
def undo_change(request: HttpRequest, cluster_id: str, change_id: int) -> HttpResponse:
    """Take a change back as a whole; where its rows have been written again since, say so and leave them."""
    change, lang = _find_change(cluster_id, change_id), current()
    if not reading.may_undo(request.user, change):
        raise Http404
    try:
        undone = take_back(change, user=request.user, reason=request.POST.get("reason", "")[:500])
    except StaleError as error:
        messages.warning(request, say("registry.undo_stale", lang, count=len(error.conflicts)))
        return redirect("cluster-history-change", cluster_id=cluster_id, change_id=change_id)
    except DanglingError as error:
        messages.warning(request, say("registry.undo_dangling", lang, count=len(error.references)))
        return redirect("cluster-history-change", cluster_id=cluster_id, change_id=change_id)
    AccessLog.objects.create(user=request.user, action="change.undone", target=f"{cluster_id} {change.pk}")
    messages.success(request, say("registry.undo_done", lang, number=undone.pk))
    return redirect("cluster-history", cluster_id=cluster_id)


def _find(cluster_id: str) -> Any:
    cluster = passport.find_cluster(cluster_id, None)
    if cluster is None:
        raise Http404
    return cluster


def _find_change(cluster_id: str, change_id: int) -> Change:
    change = reading.changes_of(cluster_id).filter(pk=change_id).first()
    if change is None:
        raise Http404
    return change


def _describe(request: HttpRequest, change: Change, cluster_id: str) -> dict[str, Any]:
    others = {touch.cluster_id for touch in change.touches.all()} - {cluster_id}
    counts = reading.counts_of(change, cluster_id)
    return {
        "change": change,
        "tables": list(counts.items())[:FIRST],
        "more": max(len(counts) - FIRST, 0),
        "total": reading.total(counts),
        "others": len(others - {""}),
        "is_shared": "" in others,
        "undone_by": getattr(change, "undone_by", None),
        "may_undo": reading.may_undo(request.user, change),
    }
