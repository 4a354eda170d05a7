"""The passport of a cluster, and what its figures say."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from kust.i18n import say
from kust_web.people.access import allowed
from kust_web.registry import downloads, passport, summary
from kust_web.registry.templatetags import registry as words
from kust_web.ui.language import current
from kust_web.workbench.saved import find_saved

PAGE = 50


def asked_day(request: HttpRequest, name: str) -> date | None:
    """Read a day of the address; what is none asks for none."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


@allowed("public")
def show_cluster(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show what stands in the registry about a cluster, on a day (``on``), as it was known at a day (``as_of``)."""
    now = passport.find_cluster(cluster_id, None)
    if now is None:
        raise Http404
    day = asked_day(request, "as_of")
    as_of = passport.end_of(day) if day and day < timezone.localdate() else None
    on = asked_day(request, "on") or (day if as_of else timezone.localdate())
    then = passport.find_cluster(cluster_id, as_of) if as_of else now
    context: dict[str, Any] = {"cluster": then or now, "on": on, "as_of": day if as_of else None}
    if then is None:
        return render(request, "registry/cluster_unknown.html", context)
    role = request.GET.get("role", "")
    members = passport.find_members(cluster_id, on, as_of, role if role in passport.ROLES else "")
    kind = downloads.asked_format(request)
    if kind:
        return downloads.send(request, _sheet(then, passport.name_members(list(members), as_of), on), kind)
    page = Paginator(members, PAGE).get_page(request.GET.get("page"))
    context |= {
        "passport": passport.describe(then, on, as_of),
        "role": role,
        "page": page,
        "members": passport.name_members(list(page.object_list), as_of),
        "has_points": as_of is None and passport.has_points(cluster_id),
    }
    if as_of is None:
        context |= _look(request, then, on) | {"has_figures": context["passport"].is_told}
    return render(request, "registry/cluster.html", context)


@allowed("public")
def show_summary(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show what a cluster's figures say under an edition; while it is being worked out, how far that is."""
    cluster = passport.find_cluster(cluster_id, None)
    if cluster is None:
        raise Http404
    on = asked_day(request, "on") or timezone.localdate()
    edition = _asked_edition(request, cluster)
    saved = find_saved(cluster_id)
    asked = summary.ask(cluster_id, on=on, edition=edition, user=request.user, saved=saved)
    context = {"cluster": cluster, "on": on, "saved": saved} | _answer(asked, cluster, edition, on)
    context["has_figures"] = passport.is_told(cluster_id)
    name = "summary_part" if request.htmx else "summary"
    response = render(request, f"registry/{name}.html", context)
    response["Vary"] = "HX-Request, Cookie, Accept-Language"
    return response


def _asked_edition(request: HttpRequest, cluster: Any) -> str | None:
    asked = request.GET.get("edition", "")
    return asked if asked in {edition.code for edition in summary.editions_of([cluster])} else None


def _look(request: HttpRequest, cluster: Any, on: date) -> dict[str, Any]:
    edition = _asked_edition(request, cluster)
    saved = find_saved(cluster.cluster_id)
    asked = summary.look(cluster.cluster_id, on=on, edition=edition, saved=saved)
    return _answer(asked, cluster, edition, on) | {"saved": saved}


def _answer(asked: summary.Asked, cluster: Any, edition: str | None, on: date) -> dict[str, Any]:
    again = {"on": on.isoformat()} | ({"edition": edition} if edition else {})
    return {
        "again": f"{reverse('cluster-summary', args=[cluster.cluster_id])}?{urlencode(again)}",
        "asked": asked,
        "summaries": summary.read(asked.answer, current()) if asked.answer else [],
        "editions": [one.code for one in summary.editions_of([cluster])],
        "edition": edition or "",
    }


def _sheet(cluster: Any, members: list[passport.Member], on: date) -> downloads.Sheet:
    lang = current()
    names = ("organisation_id", "name", "inn", "role", "region", "joined_on", "left_on")
    columns = [
        downloads.Column(
            name, say(f"registry.column.{name}", lang), "day" if name.endswith("_on") else "text"
        )
        for name in names
    ]
    rows = [
        (
            member.row.organisation_id,
            member.firm.name if member.firm else None,
            member.inn or None,
            words.coded(member.row.role, "memberships.role"),
            words.region(member.firm.region) if member.firm and member.firm.region else None,
            member.row.joined_on,
            member.row.left_on,
        )
        for member in members
    ]
    about = {say("registry.column.name", lang): cluster.name, say("registry.on", lang): on.isoformat()}
    title = say("registry.participants_of", lang, name=cluster.name)
    return downloads.Sheet(f"participants-{_plain(cluster.cluster_id)}", title, columns, rows, about)


def _plain(text: str) -> str:
    """Keep of an id what may stand in the name of a file."""
    return "".join(letter for letter in text if letter.isascii() and (letter.isalnum() or letter in "-_"))
