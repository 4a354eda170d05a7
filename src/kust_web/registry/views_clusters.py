"""The list of clusters: found by words, narrowed, sorted, paged, taken away as a file."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kust.data.schema import fold, regions
from kust.i18n import say
from kust.law import editions
from kust_web.people.access import allowed
from kust_web.registry import downloads, national, search
from kust_web.registry.models import model_of
from kust_web.registry.templatetags import registry as words
from kust_web.ui.language import current

PAGE = 50


@allowed("public")
def list_clusters(request: HttpRequest) -> HttpResponse:
    """List what the address asks for; a part of the page where only that is asked for."""
    on = timezone.localdate()
    asked = search.read(request.GET)
    found, edition = search.find(asked, on), search.edition_of(asked, on)
    kind = downloads.asked_format(request)
    if kind:
        return downloads.send(request, _sheet(search.describe(found, edition, on), edition, asked, on), kind)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "search": asked,
        "edition": edition,
        "edition_coverage": editions()[edition].coverage,
        "page": page,
        "clusters": search.describe(page.object_list, edition, on),
        "chips": [(name, _chip(name, value), query) for name, value, query in asked.filters],
        "columns": [(name, asked.turned(name), _direction(asked, name)) for name in search.SORTS],
        "on": on,
        "state": national.look(),
    }
    is_part = request.htmx and not request.htmx.history_restore_request
    if not is_part:
        context |= _choices()
    response = render(request, "registry/found.html" if is_part else "registry/clusters.html", context)
    response["Vary"] = "HX-Request, Cookie, Accept-Language"
    if is_part:
        query = asked.query()
        response["HX-Push-Url"] = request.path + (f"?{query}" if query else "")
    return response


def _direction(asked: search.Search, column: str) -> str:
    if asked.sort.removeprefix("-") != column:
        return "none"
    return "descending" if asked.sort.startswith("-") else "ascending"


def _choices() -> dict[str, Any]:
    rows = model_of("cluster_regions").objects.filter(is_removed=False).order_by()
    there = set(rows.values_list("region", flat=True).distinct())
    place = 0 if current() == "ru" else 1
    named = [(code, regions()[code][place] if code in regions() else code) for code in there]
    return {
        "kinds": search.KINDS,
        "regions": sorted(named, key=lambda one: fold(one[1])),
        "verdicts": search.VERDICTS,
        "data": search.DATA,
        "editions": [edition.code for edition in editions().values()],
    }


def _chip(name: str, value: str) -> str:
    lang = current()
    worded = {
        "q": lambda: f"«{value}»",
        "kind": lambda: words.coded(value, "clusters.kind"),
        "region": lambda: words.region(value),
        "verdict": lambda: say(f"registry.standing.{value}", lang),
        "data": lambda: say(f"registry.data.{value}", lang),
    }
    return worded[name]()


def _sheet(found: list[search.Found], edition: str, asked: search.Search, on: date) -> downloads.Sheet:
    lang = current()
    kinds = {"registry_number": "count", "confirmed_on": "day"} | dict.fromkeys(
        ("participants", "met", "not_met", "unknown"), "count"
    )
    names = ("cluster_id", "registry_number", "name", "kind", "regions", "participants", "confirmed_on")
    names += ("edition", "conforms", "met", "not_met", "unknown", "year")
    columns = [
        downloads.Column(name, say(f"registry.column.{name}", lang), kinds.get(name, "text"))
        for name in names
    ]
    about = {say(f"registry.filter.{name}", lang): _chip(name, value) for name, value, _ in asked.filters}
    about |= {
        say("registry.on", lang): on.isoformat(),
        say("registry.column.edition", lang): words.edition_title(edition),
        say("registry.column.participants", lang): say("registry.participants_note", lang),
    }
    rows = [_row(one, edition) for one in found]
    return downloads.Sheet("clusters", say("web.clusters", lang), columns, rows, about)


def _row(one: search.Found, edition: str) -> tuple[Any, ...]:
    standing = one.standing
    counts = (standing.met, standing.not_met, standing.unknown) if standing else (None,) * 3
    return (
        one.cluster.cluster_id,
        one.cluster.registry_number,
        one.cluster.name,
        words.coded(one.cluster.kind, "clusters.kind"),
        "; ".join(words.region(code) for code in one.regions),
        one.participants,
        one.cluster.confirmed_on,
        edition,
        say(f"registry.standing.{standing.conforms}", current()) if standing else None,
        *counts,
        str(standing.year) if standing else None,
    )
