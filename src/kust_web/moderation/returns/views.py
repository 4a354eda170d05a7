"""Pages of yearly returns: type a year's figures, hand them in; the manager accepts them or sends them back."""

import secrets
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kust.i18n import say
from kust_web.moderation.models import Entry, Return, Upload
from kust_web.moderation.returns.accept import ContestedError, accept, undo_return
from kust_web.moderation.returns.check import Checked, check_return
from kust_web.moderation.returns.rows import add_entry, begin
from kust_web.moderation.returns.save import ClosedError, save_entry
from kust_web.moderation.returns.sections import SECTIONS
from kust_web.moderation.returns.view_rows import list_mistakes, show_entries
from kust_web.moderation.rights import may_accept, members_of
from kust_web.moderation.scope import Scope, find_scope
from kust_web.moderation.telling import tell_partners, tell_return
from kust_web.people.access import allowed
from kust_web.registry.changes import StaleError
from kust_web.registry.models import model_of
from kust_web.ui.language import current

YEARS = (1990, 2100)


@require_GET
@allowed("organisation.enter")
def list_returns(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """List the years of a firm: those it has told of, and those that wait."""
    scope = find_scope(organisation_id=organisation_id)
    asked = request.GET.get("year", "")
    if asked.isdecimal() and YEARS[0] <= int(asked) <= YEARS[1]:
        return redirect("return", organisation_id, int(asked))
    returns = {one.year: one for one in Return.objects.filter(organisation_id=organisation_id)}
    accounts = model_of("accounts").objects.filter(organisation_id=organisation_id, is_removed=False)
    told = set(accounts.values_list("year", flat=True))
    last = timezone.localdate().year - 1
    years = sorted({*returns, *told, last, last + 1}, reverse=True)
    rows = [{"year": year, "one": returns.get(year), "told": year in told} for year in years]
    return render(request, "moderation/returns.html", {"scope": scope, "rows": rows})


def _find(organisation_id: str, year: int) -> tuple[Scope, Return | None]:
    if not YEARS[0] <= year <= YEARS[1]:
        raise Http404
    scope = find_scope(organisation_id=organisation_id)
    return scope, Return.objects.filter(organisation_id=organisation_id, year=year).first()


@require_GET
@allowed("organisation.enter")
def show_return(request: HttpRequest, organisation_id: str, year: int) -> HttpResponse:
    """Show a return as a form, its findings beside its cells."""
    scope, of = _find(organisation_id, year)
    if of is None:
        return render(request, "moderation/return_begin.html", {"scope": scope, "year": year})
    return _render(request, scope, of)


def _render(
    request: HttpRequest, scope: Scope, of: Return, rivals: list[Any] | None = None, status: int = 200
) -> HttpResponse:
    entries = list(of.entries.select_related("by"))
    checked = check_return(of, entries)
    shown = show_entries(entries, checked, current())
    mistakes = list_mistakes(shown) if of.is_open else []
    context = {
        "scope": scope,
        "of": of,
        "mistakes": mistakes,
        # Whoever wanted to hand in what has errors goes on at the first of them.
        "first": mistakes[0].target if mistakes and "mend" in request.GET else "",
        "sections": [
            (section, [row for row in shown if row.section is section]) for section in SECTIONS.values()
        ],
        "checked": checked,
        "rival_rows": sum(bool(entry.rival) for entry in entries),
        "rivals": rivals or [],
        "page_mark": secrets.token_urlsafe(12),
        "may_accept": may_accept(request.user, of.organisation_id, ""),
    }
    return render(request, "moderation/return.html", context, status=status)


@require_POST
@allowed("organisation.enter")
def add_row(request: HttpRequest, organisation_id: str, year: int) -> HttpResponse:
    """Add an empty row to a section."""
    scope, of = _find(organisation_id, year)
    section = SECTIONS.get(request.POST.get("section", ""))
    if of is None or section is None or not section.may_add or not of.is_open:
        raise Http404
    entry = add_entry(of, section, request.user)
    if not request.htmx:
        return redirect(f"{_page(of)}#e-{entry.pk}")
    checked = check_return(of, [entry])
    [row] = show_entries([entry], checked, current())
    context = {"scope": scope, "of": of, "row": row, "page_mark": request.POST.get("page", "")}
    return render(request, "moderation/return_row.html", context)


@require_POST
@allowed("organisation.enter")
def save_row(request: HttpRequest, organisation_id: str, year: int, entry_id: int) -> HttpResponse:
    """Save what was typed into a row; answer with what was found everywhere, as rows speak of one another."""
    scope, of = _find(organisation_id, year)
    if of is None or not of.entries.filter(pk=entry_id).exists():
        raise Http404
    try:
        entry = save_entry(entry_id, of, request.POST.dict(), request.user)
    except ClosedError:
        words = say("entry.return.closed", current())
        if request.htmx:
            return render(request, "moderation/return_closed.html", {"words": words}, status=200)
        messages.warning(request, words)
        return redirect(_page(of))
    if not request.htmx:
        return redirect(f"{_page(of)}#e-{entry.pk}")
    return _answer(request, scope, of, entry)


def _answer(request: HttpRequest, scope: Scope, of: Return, saved: Entry) -> HttpResponse:
    of.refresh_from_db()
    entries = list(of.entries.select_related("by"))
    checked = check_return(of, entries)
    shown = show_entries(entries, checked, current())
    mine = request.POST.get("act") in ("mine", "theirs", "remove", "restore")
    context = {
        "scope": scope,
        "of": of,
        "saved": saved,
        "whole": [row for row in shown if mine and row.entry.pk == saved.pk],
        "rows": shown,
        "mistakes": list_mistakes(shown),
        "checked": checked,
        "rival_rows": sum(bool(entry.rival) for entry in entries),
        "page_mark": request.POST.get("page", ""),
    }
    return render(request, "moderation/return_saved.html", context)


def _page(of: Return) -> str:
    return reverse("return", args=[of.organisation_id, of.year])


@require_POST
@allowed("organisation.enter")
def act(request: HttpRequest, organisation_id: str, year: int) -> HttpResponse:
    """Take a step with a return: begin, hand in, take back, accept, send back, undo."""
    scope, of = _find(organisation_id, year)
    asked, comment = request.POST.get("act", ""), request.POST.get("comment", "").strip()
    if asked == "begin" and (of is None or of.state == Return.ACCEPTED):
        return redirect(_page(begin(organisation_id, year, request.user)))
    if of is None:
        raise Http404
    if asked in ("accept", "return", "undo") and not may_accept(request.user, organisation_id, ""):
        raise Http404
    if asked == "accept" and of.state == Return.SUBMITTED:
        try:
            accept(of, request.user, _chosen(request))
        except ContestedError as error:
            return _render(request, scope, of, error.rivals, status=409)
        except ClosedError:
            messages.warning(request, say("entry.step.too_late", current()))
            return redirect(_page(of))
        tell_return(of, request.user)
        tell_partners(of.change, request.user)
        return redirect(_page(of))
    if code := _step(of, asked, request.user, comment):
        messages.warning(request, say(f"entry.{code}", current()))
    return redirect(f"{_page(of)}?mend=1" if code == "step.has_errors" else _page(of))


def _chosen(request: HttpRequest) -> dict[int, int]:
    """Read which of the contested rows the one who accepts has seen, and as written by which change."""
    typed = {key[7:]: value for key, value in request.POST.items() if key.startswith("chosen-")}
    return {
        int(key): int(value) for key, value in typed.items() if key.isdecimal() and str(value).isdecimal()
    }


def _step(of: Return, asked: str, user: Any, comment: str) -> str:
    with transaction.atomic():
        of = Return.objects.select_for_update().get(pk=of.pk)
        if asked == "submit" and of.is_open:
            checked: Checked = check_return(of, of.entries.all())
            if of.entries.exclude(rival=None).exists():
                return "step.rivals_first"
            if checked.errors:
                return "step.has_errors"
            of.step(Return.SUBMITTED, user, comment)
        elif asked == "withdraw" and of.state == Return.SUBMITTED:
            of.step(Return.DRAFT, user, comment)
        elif asked == "return" and of.state == Return.SUBMITTED:
            if not comment:
                return "step.comment_needed"
            of.step(Return.RETURNED, user, comment)
        elif asked == "undo" and of.state == Return.ACCEPTED:
            try:
                undo_return(of, user, comment)
            except StaleError:
                return "step.written_since"
            return ""
        else:
            return "step.too_late"
        of.save()
        tell_return(of, user, comment)
    return ""


@require_GET
@allowed("cluster.manage")
def show_queue(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """List what the firms of a cluster handed in and what waits to be accepted."""
    scope = find_scope(cluster_id=cluster_id)
    members = members_of(cluster_id)
    firms = {
        firm.organisation_id: firm
        for firm in model_of("organisations").objects.filter(organisation_id__in=members)
    }
    returns = Return.objects.filter(organisation_id__in=members)
    uploads = Upload.objects.filter(organisation_id__in=members).select_related("made_by").defer("findings")
    waiting = [("return", one) for one in returns.filter(state=Return.SUBMITTED)]
    waiting += [("upload", one) for one in uploads.filter(state=Upload.SUBMITTED)]
    done = list(returns.exclude(state=Return.SUBMITTED).order_by("-saved_at")[:50])
    for _, one in [*waiting, *(("return", other) for other in done)]:
        one.firm = firms[one.organisation_id]
    return render(request, "moderation/queue.html", {"scope": scope, "waiting": waiting, "done": done})
