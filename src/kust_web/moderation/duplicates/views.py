"""The queue of firms known twice: candidates with their reasons, two side by side, what was decided."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kust.data.schema import fold, regions, tables
from kust.documents.figures import write_day
from kust.i18n import number, say
from kust_web.moderation.duplicates.decide import (
    ChangedMeanwhileError,
    clusters_of,
    merge,
    tell_apart,
)
from kust_web.moderation.duplicates.find import Firm, Pair, compare
from kust_web.moderation.duplicates.merge import (
    FILL,
    KEEP,
    TAKE,
    Collision,
    Plan,
    find_open,
    plan_merge,
    way_of,
)
from kust_web.moderation.duplicates.models import NotTheSame
from kust_web.moderation.duplicates.rights import find_reached, refuse_strangers
from kust_web.moderation.duplicates.works import KIND, find_state
from kust_web.moderation.scope import find_row
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.registry.changes import StaleError
from kust_web.registry.models import model_of
from kust_web.ui.language import current
from kust_web.workbench import jobs
from kust_web.workbench.models import Job

A_PAGE = 50


@require_GET
@allowed("registry.review")
def list_candidates(request: HttpRequest) -> HttpResponse:
    """Show the pairs that wait for a decision, the surest first."""
    state = find_state()
    job = jobs.find(KIND, parameters=state) or jobs.ask(KIND, parameters=state, user=request.user)
    done = job if job.state == Job.DONE else Job.objects.filter(kind=KIND, state=Job.DONE).first()
    pairs, firms = find_waiting(request.user, done.answer["pairs"] if done else ())
    chosen = _narrow(request, pairs, firms)
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    places = {firm.region for firm in firms.values() if firm.region}
    context = {
        "page": page,
        "rows": [(pair, firms[pair.left], firms[pair.right]) for pair in page],
        "job": job,
        "done": done,
        "count": len(chosen),
        "sure": request.GET.get("sure", ""),
        "region": request.GET.get("region", ""),
        "regions": sorted((code, regions()[code][0]) for code in places if code in regions()),
        "q": request.GET.get("q", ""),
    }
    return render(request, "duplicates/list.html", context)


def find_waiting(user: Any, answer: Iterable[Any]) -> tuple[list[Pair], dict[str, Any]]:
    """Find the pairs that a reviewer has to decide about, with their firms."""
    pairs = _open_pairs(answer)
    reached = find_reached(user, {code for pair in pairs for code in (pair.left, pair.right)})
    pairs = [pair for pair in pairs if pair.left in reached and pair.right in reached]
    firms = _firms_of(pairs)
    return [pair for pair in pairs if pair.left in firms and pair.right in firms], firms


def _open_pairs(answer: Iterable[Any]) -> list[Pair]:
    decided = set(NotTheSame.objects.values_list("left", "right"))
    pairs = [
        Pair(left, right, score, tuple((code, value) for code, value in reasons))
        for left, right, score, _, reasons in answer
    ]
    return [pair for pair in pairs if (pair.left, pair.right) not in decided]


def _firms_of(pairs: Iterable[Pair]) -> dict[str, Any]:
    ids = sorted({code for pair in pairs for code in (pair.left, pair.right)})
    found: dict[str, Any] = {}
    for start in range(0, len(ids), 2000):
        rows = model_of("organisations").objects.filter(
            organisation_id__in=ids[start : start + 2000], is_removed=False
        )
        found |= {row.organisation_id: row for row in rows}
    return found


def _narrow(request: HttpRequest, pairs: list[Pair], firms: dict[str, Any]) -> list[Pair]:
    sure, region = request.GET.get("sure"), request.GET.get("region")
    if sure in ("certain", "likely"):
        pairs = [pair for pair in pairs if pair.is_certain == (sure == "certain")]
    if region:
        pairs = [pair for pair in pairs if region in (firms[pair.left].region, firms[pair.right].region)]
    words = fold(request.GET.get("q", "")[:200]).split()

    def mentions(pair: Pair) -> bool:
        both = (firms[pair.left], firms[pair.right])
        text = " ".join(f"{f.folded} {f.organisation_id.lower()} {f.inn} {f.ogrn}" for f in both)
        return all(word in text for word in words)

    return [pair for pair in pairs if mentions(pair)] if words else pairs


def _read_pair(request: HttpRequest) -> tuple[Any, Any]:
    """Find the two firms of an address; one twice is no pair, nor are firms of another reviewer's regions."""
    left, right = request.GET.get("left", ""), request.GET.get("right", "")
    if left == right or "\x00" in left + right:
        raise Http404
    refuse_strangers(request.user, left, right)
    return find_row("organisations", organisation_id=left), find_row("organisations", organisation_id=right)


@require_http_methods(["GET", "POST"])
@allowed("registry.review")
def show_pair(request: HttpRequest) -> HttpResponse:
    """Show two firms side by side, and what making one of them would do; sent back, do it."""
    left, right = _read_pair(request)
    keep = request.POST.get("keep") or request.GET.get("keep") or _suggest(left, right)
    kept, gone = (right, left) if keep == right.organisation_id else (left, right)
    plan = plan_merge(kept, gone)
    if request.method == "POST":
        return _merge(request, plan)
    return _show_pair(request, plan)


def _suggest(left: Any, right: Any) -> str:
    """Keep the firm of which more is told: it has numbers, or more supplies."""

    def weight(row: Any) -> tuple[int, int]:
        code = row.organisation_id
        trades = model_of("supplies").objects.filter(Q(supplier_id=code) | Q(buyer_id=code), is_removed=False)
        return sum(bool(value) for value in (row.inn, row.ogrn, row.okved, row.size)), trades.count()

    return max((left, right), key=weight).organisation_id


def _merge(request: HttpRequest, plan: Plan) -> HttpResponse:
    choices = {name: value for name, value in request.POST.items() if name.startswith("choice-")}
    rest = request.POST.get("rest")
    for one in find_open(plan, choices):
        # What fills gaps in one row keeps the whole where there are several rows.
        way = KEEP if rest == FILL and FILL not in one.ways else rest
        choices |= {one.name: way} if way else {}
    if find_open(plan, choices):
        return _show_pair(request, plan, choices, "choose")
    reason = " ".join(request.POST.get("comment", "").split())[:400]
    told = f"{plan.gone.name} → {plan.kept.name}" + (f": {reason}" if reason else "")
    seen = request.POST.get("seen", "")
    try:
        merge(plan.kept, plan.gone, seen, choices, user=request.user, reason=told)
    except (ChangedMeanwhileError, StaleError):
        return _show_pair(request, plan_merge(plan.kept, plan.gone), choices, "changed")
    note(request, "firms_merged", f"{plan.gone.organisation_id} → {plan.kept.organisation_id}")
    messages.success(request, say("duplicates.merged", current(), gone=plan.gone.name, kept=plan.kept.name))
    return redirect("duplicates")


def _show_pair(
    request: HttpRequest, plan: Plan, choices: dict[str, str] | None = None, problem: str = ""
) -> HttpResponse:
    choices = choices or {}
    left, right = sorted((plan.kept, plan.gone), key=lambda row: row.organisation_id)
    described = [describe(one, way_of(one, choices), bool(problem)) for one in plan.collisions]
    context = {
        "plan": plan,
        "pair": compare(_as_firm(left), _as_firm(right)),
        "left": left,
        "right": right,
        "own": described[0],
        "collisions": described[1:],
        "counts": [(title_of(name), count) for name, count in plan.counts.items()],
        "clusters": model_of("clusters").objects.filter(cluster_id__in=clusters_of(plan)),
        "problem": problem,
        "ways": (FILL, KEEP, TAKE),
        "rest": request.POST.get("rest", ""),
        "comment": request.POST.get("comment", ""),
        "swap": urlencode(
            {"left": left.organisation_id, "right": right.organisation_id, "keep": plan.gone.organisation_id}
        ),
    }
    codes = {"changed": 409, "choose": 422}
    return render(request, "duplicates/pair.html", context, status=codes.get(problem, 200))


def describe(one: Collision, chosen: str, asked: bool) -> dict[str, Any]:
    """Put a collision into words: what it is about, and what each of the two tells."""
    table, lang = tables()[one.table], current()
    titles = {column.name: column.title(lang) for column in table.columns}
    return {
        "name": one.name,
        "title": table.title(lang),
        "key": ", ".join(f"{titles[name]}: {value}" for name, value in one.key if value is not None),
        "ways": [(way, way == chosen) for way in one.ways],
        "cells": [(titles[c.column], _write(c.kept), _write(c.gone), c.differs) for c in one.cells],
        "differs": one.differs,
        "is_open": asked and not chosen,
        "rows": (len(one.kept), len(one.gone)),
    }


def _write(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say(f"duplicates.boolean.{'yes' if value else 'no'}", current())
    if isinstance(value, date):
        return write_day(value, current())
    return number(value, current(), 1) if isinstance(value, float) else str(value)


def _as_firm(row: Any) -> Firm:
    names = ("organisation_id", "name", "inn", "ogrn", "country", "region", "municipality", "okved")
    return Firm(*(getattr(row, name) for name in names))


@require_POST
@allowed("registry.review")
def decide_two(request: HttpRequest) -> HttpResponse:
    """Remember that two firms are two."""
    left, right = _read_pair(request)
    comment = " ".join(request.POST.get("comment", "").split())
    tell_apart(left.organisation_id, right.organisation_id, user=request.user, comment=comment)
    messages.success(request, say("duplicates.told_apart", current(), left=left.name, right=right.name))
    return redirect("duplicates")


def title_of(table: str) -> str:
    return tables()[table].title(current())
