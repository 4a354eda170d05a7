"""The lists that open while one types a firm or a product."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kust_web.moderation.naming import label_of, look_up
from kust_web.moderation.rights import clusters_of, members_of
from kust_web.people.access import allowed


@require_GET
@allowed("organisation.enter")
def look_up_for_firm(request: HttpRequest, organisation_id: str, table: str) -> HttpResponse:
    near = set().union(*(members_of(cluster) for cluster in clusters_of(organisation_id)))
    return _answer(request, table, near)


@require_GET
@allowed("cluster.manage")
def look_up_for_cluster(request: HttpRequest, cluster_id: str, table: str) -> HttpResponse:
    return _answer(request, table, members_of(cluster_id))


def _answer(request: HttpRequest, table: str, near: set[str]) -> HttpResponse:
    if table not in ("organisations", "products"):
        raise Http404
    typed = next((request.GET[name] for name in request.GET if name != "list"), "")[:200]
    found = [
        (label_of(table, row), row) for row in look_up(table, typed, near if table == "organisations" else ())
    ]
    return render(
        request,
        "moderation/lookup.html",
        {"found": found, "table": table, "list": request.GET.get("list", "")[:80]},
    )
