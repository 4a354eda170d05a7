"""Pages of both sides: a firm's supplies as its partners tell them, and one of them with its answers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kust.data.schema import fold
from kust.i18n import number, plural, say
from kust_web.moderation.scope import find_row
from kust_web.moderation.sides import answers, forms, supplies
from kust_web.moderation.sides.supplies import Flow, FlowKey
from kust_web.moderation.sides.words import address_of, make_sheet, names_of
from kust_web.moderation.telling import tell_partners
from kust_web.people.access import allowed, may
from kust_web.registry import downloads
from kust_web.registry.models import model_of
from kust_web.ui.language import current

A_PAGE = 50
MOST_AT_ONCE = 2000


@require_GET
@allowed("organisation.see")
def list_sides(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """List the supplies of a year as both sides tell them."""
    firm = find_row("organisations", organisation_id=organisation_id)
    years = supplies.find_years(organisation_id)
    year = _read_year(request, years)
    flows = supplies.find_flows(organisation_id, year) if year else []
    counts = {state: sum(flow.state == state for flow in flows) for state in supplies.STATES}
    chosen = _narrow(request, flows)
    form = downloads.asked_format(request)
    if form:
        return downloads.send(request, make_sheet(firm, year, chosen), form)
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "firm": firm,
        "years": years,
        "year": year,
        "counts": counts,
        "state": request.GET.get("state", ""),
        "role": request.GET.get("as", ""),
        "q": request.GET.get("q", ""),
        "page": page,
        "rows": _describe(page, organisation_id, year),
        "roles": supplies.ROLES,
        "may_enter": may(request.user, "organisation.enter", organisation=organisation_id),
        "open": sum(counts[state] for state in supplies.OPEN),
        "elsewhere": {
            one: count for one, count in supplies.count_to_do(organisation_id).items() if one != year
        },
    }
    return render(request, "sides/list.html", context)


def _read_year(request: HttpRequest, years: Sequence[int]) -> int | None:
    asked = request.GET.get("year", "")
    return int(asked) if asked in map(str, years) else (years[0] if years else None)


def _narrow(request: HttpRequest, flows: list[Flow]) -> list[Flow]:
    state, role = request.GET.get("state"), request.GET.get("as")
    if state in supplies.STATES:
        flows = [flow for flow in flows if flow.state == state]
    elif state == "open":
        flows = [flow for flow in flows if flow.state in supplies.OPEN]
    if role in supplies.ROLES:
        flows = [flow for flow in flows if flow.key.role == role]
    words = fold(request.GET.get("q", "")[:200]).split()
    if words:
        firms, products = names_of(flows)
        flows = [flow for flow in flows if _mentions(flow, words, firms, products)]
    return flows


def _mentions(flow: Flow, words: list[str], firms: dict[str, str], products: dict[str, str]) -> bool:
    key = flow.key
    text = fold(
        f"{firms.get(key.partner_id)} {key.partner_id} {products.get(key.product_id)} {key.product_id}"
    )
    return all(word in text for word in words)


def _describe(flows: Iterable[Flow], firm: str, year: int | None) -> list[dict[str, Any]]:
    flows = list(flows)
    firms, products = names_of(flows)
    overwritten = supplies.find_overwritten(firm, year) if year and flows else {}
    return [
        {
            "flow": flow,
            "partner": firms.get(flow.key.partner_id, flow.key.partner_id),
            "product": products.get(flow.key.product_id, flow.key.product_id),
            "token": forms.write_token(flow),
            "address": address_of(firm, flow.key),
            "overwritten": overwritten.get(flow.key),
        }
        for flow in flows
    ]


@require_POST
@allowed("organisation.enter")
def confirm_sides(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """Confirm the supplies that are ticked, all in one change; those that have changed since are told."""
    find_row("organisations", organisation_id=organisation_id)
    read = [forms.read_token(text) for text in request.POST.getlist("flow")[:MOST_AT_ONCE]]
    seen = [one for one in read if one is not None]
    if not seen:
        messages.warning(request, say("sides.nothing_ticked", current()))
        return _back(request, organisation_id)
    reason = say("sides.reason.confirmed", current())
    outcome = answers.confirm(organisation_id, seen, user=request.user, reason=reason)
    tell_partners(outcome.change, request.user)
    _tell(request, outcome)
    return _back(request, organisation_id)


def _tell(request: HttpRequest, outcome: answers.Outcome) -> None:
    lang = current()
    if outcome.change:
        count = len(outcome.written)
        noun = plural(count, lang, say("sides.supplies", lang))
        messages.success(request, say("sides.written", lang, count=count, noun=noun))
    firms, products = names_of(outcome.stale)
    for flow in outcome.stale[:10]:
        told = {
            "partner": firms.get(flow.key.partner_id, flow.key.partner_id),
            "product": products.get(flow.key.product_id, flow.key.product_id),
            "theirs": number(flow.their_krub, lang),
            "own": number(flow.own_krub, lang),
        }
        messages.warning(request, say("sides.stale", lang, **told))
    if len(outcome.stale) > 10:
        messages.warning(request, say("sides.stale_more", lang, count=len(outcome.stale) - 10))
    if outcome.gone:
        messages.warning(request, say("sides.gone", lang, count=outcome.gone))


def _back(request: HttpRequest, firm: str) -> HttpResponse:
    names = ("year", "state", "as", "q", "page")
    asked = {name: request.POST[name] for name in names if request.POST.get(name)}
    return redirect(f"{reverse('sides', args=[firm])}?{urlencode(asked)}")


@require_http_methods(["GET", "POST"])
@allowed("organisation.see")
def show_flow(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """Show one supply with the rows of both sides; answering it needs the right to enter."""
    firm = find_row("organisations", organisation_id=organisation_id)
    key = forms.read_key(request.GET)
    flow = supplies.find_flow(organisation_id, key) if key else None
    if key is None or flow is None:
        raise Http404
    if request.method == "POST":
        if not may(request.user, "organisation.enter", organisation=organisation_id):
            raise Http404
        return _answer(request, firm, flow)
    return _show_flow(request, firm, flow)


def _answer(request: HttpRequest, firm: Any, flow: Flow) -> HttpResponse:
    """Take an answer; one that cannot be read, or comes too late, is shown again with what was typed."""
    act, mark, comment = request.POST.get("act"), request.POST.get("seen", ""), _read_comment(request)
    code = firm.organisation_id
    told = {"user": request.user}
    if act == "confirm":
        reason = say("sides.reason.confirmed", current())
        outcome = answers.confirm(code, [(flow.key, mark)], reason=reason, **told)
    elif act == "deny":
        reason = comment or say("sides.reason.denied", current())
        outcome = answers.deny(code, flow.key, mark, comment=reason, **told)
    else:
        fields = forms.read_fields(request.POST)
        problem = "" if comment else "comment_missing"
        if problem or not fields or any(field.problem for field in fields):
            return _show_flow(request, firm, flow, fields, problem or "line_wrong", mark=mark)
        lines = forms.to_lines(fields)
        outcome = answers.correct(code, flow.key, mark, lines, comment=comment, **told)
    if outcome.stale:
        return _show_flow(request, firm, outcome.stale[0], forms.read_fields(request.POST), "stale")
    tell_partners(outcome.change, request.user)
    _tell(request, outcome)
    return redirect(f"{reverse('sides', args=[code])}?{urlencode({'year': flow.key.year})}")


def _read_comment(request: HttpRequest) -> str:
    return " ".join(request.POST.get("comment", "").replace("\x00", "").split())[:500]


def _show_flow(
    request: HttpRequest,
    firm: Any,
    flow: Flow,
    fields: Sequence[forms.Field] = (),
    problem: str = "",
    mark: str = "",
) -> HttpResponse:
    described = _describe([flow], firm.organisation_id, flow.key.year)[0]
    if fields:
        fields = [*fields, forms.Field(max(field.number for field in fields) + 1)]
    context = {
        **described,
        "firm": firm,
        "fields": fields or forms.offer_fields(flow, _write_plain),
        "problem": problem,
        "seen": mark or flow.seen,
        "comment": _read_comment(request) if request.method == "POST" else "",
        "may_enter": may(request.user, "organisation.enter", organisation=firm.organisation_id),
        "history": _history(firm.organisation_id, flow.key),
    }
    codes = {"stale": 409, "": 200}
    return render(request, "sides/flow.html", context, status=codes.get(problem, 422))


def _write_plain(value: float) -> str:
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if current() == "ru" else text


def _history(firm: str, key: FlowKey) -> list[Any]:
    """List what was said of a supply and when, by either side, the latest first."""
    states = model_of("supplies").history.filter(**key.sides(firm)).select_related("change__user")
    return list(states.order_by("-history_id")[:40])
