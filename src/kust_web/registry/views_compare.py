"""Clusters side by side: what they are, and how they stand under one edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kust.i18n import say
from kust.law import editions, parameters
from kust_web.people.access import allowed
from kust_web.registry import downloads, search, summary
from kust_web.registry.models import model_of
from kust_web.registry.templatetags import registry as words
from kust_web.ui.language import current

MOST = 6
OFFERED = 300  # so many clusters can be chosen from a list; of more, one ticks them in the registry


@dataclass(frozen=True)
class Compared:
    """A cluster in its column; ``summary`` is None while it is worked out, or where the edition is not of its kind."""

    found: search.Found
    asked: summary.Asked
    summary: summary.Summary | None
    is_of_kind: bool
    without: str  # the query of this page without the cluster

    @property
    def is_open(self) -> bool:
        return self.asked.is_crowded or (self.asked.job is not None and self.asked.job.is_open)

    def line(self, code: str) -> summary.Line | None:
        lines = self.summary.lines if self.summary else ()
        return next((line for line in lines if line.code == code), None)


@allowed("public")
def compare(request: HttpRequest) -> HttpResponse:
    """Compare the clusters named in the address under one edition."""
    on, lang = timezone.localdate(), current()
    ids = list(dict.fromkeys(name.replace("\x00", "") for name in request.GET.getlist("cluster")))[:MOST]
    rows = {row.cluster_id: row for row in _clusters().filter(cluster_id__in=ids)}
    chosen = [rows[name] for name in ids if name in rows]
    offered = summary.editions_of(chosen)
    edition = _choose(request.GET.get("edition", ""), offered, on)
    found = search.describe(chosen, edition or "", on)
    columns = [_column(request, one, edition, on, lang) for one in found]
    lines = _line_up(columns, edition, lang)
    kind = downloads.asked_format(request)
    if kind:
        return downloads.send(request, _sheet(columns, lines, edition, on), kind)
    context = {
        "columns": columns,
        "lines": lines,
        "editions": [one.code for one in offered],
        "edition": edition,
        "is_open": any(one.is_open for one in columns),
        "withholds": any(one.summary.withholds for one in columns if one.summary),
        "others": _others(ids),
        "may_add": len(chosen) < MOST,
        "on": on,
    }
    is_part = request.htmx and not request.htmx.history_restore_request
    response = render(request, "registry/compared.html" if is_part else "registry/compare.html", context)
    response["Vary"] = "HX-Request, Cookie, Accept-Language"
    return response


def _line_up(
    columns: Sequence[Compared], edition: str | None, lang: str
) -> list[tuple[str, str, list[summary.Line | None]]]:
    """Put the answers to one requirement into one line, in the order of the edition."""
    codes = [rule.code for rule in editions()[edition].requirements] if edition else []
    return [
        (code, parameters(code)["title"][lang], [one.line(code) for one in columns])
        for code in codes
        if any(one.line(code) for one in columns)
    ]


def _others(ids: list[str]) -> list[tuple[str, str]]:
    rows = _clusters().exclude(cluster_id__in=ids).order_by("folded")
    found = list(rows.values_list("cluster_id", "name")[: OFFERED + 1])
    return found if len(found) <= OFFERED else []


def _clusters() -> Any:
    return model_of("clusters").objects.filter(is_removed=False)


def _choose(asked: str, offered: Sequence[Any], on: date) -> str | None:
    codes = [edition.code for edition in offered]
    if asked in codes:
        return asked
    holding = [edition.code for edition in offered if edition.holds(on)]
    return (holding or codes or [None])[-1]


def _column(request: HttpRequest, found: search.Found, edition: str | None, on: date, lang: str) -> Compared:
    query = request.GET.copy()
    query.pop("format", None)
    name = found.cluster.cluster_id
    query.setlist("cluster", [one for one in query.getlist("cluster") if one != name])
    is_of_kind = edition in {one.code for one in summary.editions_of([found.cluster])}
    nothing = summary.Asked(None)
    asked = summary.ask(name, on=on, edition=edition, user=request.user) if is_of_kind else nothing
    answers = summary.read(asked.answer, lang) if asked.answer else []
    return Compared(found, asked, answers[0] if answers else None, is_of_kind, query.urlencode())


def _sheet(
    columns: Sequence[Compared], lines: Sequence[tuple[str, str, list[Any]]], edition: str | None, on: date
) -> downloads.Sheet:
    """Write a line a requirement and cluster, so that figures stay figures."""
    lang = current()
    kinds = {"value": "number", "threshold": "number", "participants": "count"}
    names = ("cluster_id", "name", "regions", "participants", "requirement", "title", "verdict")
    names += ("value", "threshold", "year", "why")
    heads = [
        downloads.Column(name, say(f"registry.column.{name}", lang), kinds.get(name, "text"))
        for name in names
    ]
    rows = []
    for place, one in enumerate(columns):
        cluster = one.found.cluster
        places = "; ".join(words.region(code) for code in one.found.regions)
        start = (cluster.cluster_id, cluster.name, places, one.found.participants)
        year = str(one.summary.year) if one.summary and one.summary.year else None
        for code, title, answers in lines:
            line = answers[place]
            told = (say(f"verdict.{line.verdict}", lang), line.raw, line.limit) if line else (None,) * 3
            why = downloads.say_why(line.why) if line else None
            rows.append((*start, code, title, *told, year, why))
        if not lines:
            rows.append((*start, *(None,) * 5, year, None))
    about = {say("registry.on", lang): on.isoformat()}
    if any(one.is_open for one in columns):
        about |= {say("registry.column.verdict", lang): say("registry.compare_working", lang)}
    if edition:
        about |= {say("registry.column.edition", lang): words.edition_title(edition)}
    return downloads.Sheet("compare", say("registry.compare", lang), heads, rows, about)
