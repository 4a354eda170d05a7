"""Pages of a reviewer: which clusters wait to be confirmed, and the hub that leads everybody to its own work."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kust.i18n import say
from kust_web.moderation.members.joining import keep_answerable
from kust_web.moderation.members.passport import find_regions
from kust_web.moderation.members.views import with_names
from kust_web.moderation.models import Confirmation, Joining, Return, Upload
from kust_web.moderation.rights import members_of
from kust_web.moderation.scope import find_row
from kust_web.moderation.telling import tell_confirmation
from kust_web.people.access import allowed, duties_of, may
from kust_web.people.models import Duty
from kust_web.registry.changes import Edit, StaleError, write
from kust_web.registry.models import model_of
from kust_web.ui.language import current

PAGE = 50


@require_GET
@allowed("registry.review")
def list_waiting(request: HttpRequest) -> HttpResponse:
    """List the clusters of the reviewer's regions that are not confirmed, those that ask for it first."""
    clusters = model_of("clusters").objects.filter(is_removed=False, confirmed_on=None)
    regions = {duty.region for duty in duties_of(request.user) if duty.kind == Duty.REVIEWER}
    whole = "" in regions or any(duty.kind == Duty.ADMINISTRATOR for duty in duties_of(request.user))
    if not whole:
        mine = model_of("cluster_regions").objects.filter(region__in=regions, is_removed=False)
        clusters = clusters.filter(cluster_id__in=mine.values("cluster_id"))
    asks = Confirmation.objects.filter(cluster_id=OuterRef("cluster_id"), state=Confirmation.ASKED)
    ordered = clusters.annotate(asks=Exists(asks)).order_by("-asks", "folded", "cluster_id")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    found = Confirmation.objects.filter(cluster_id__in=[cluster.cluster_id for cluster in page])
    asked = {one.cluster_id: one for one in found}
    for cluster in page:
        cluster.asked = asked.get(cluster.cluster_id)
    questions = Joining.objects.filter(state=Joining.ASKED).select_related("asked_by")[:200]
    return render(
        request,
        "moderation/review_list.html",
        {"page": page, "questions": with_names(keep_answerable(request.user, questions))},
    )


@require_http_methods(["GET", "POST"])
@allowed("cluster.review")
def review(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Confirm a cluster with the day of the decision, or send it back with a comment."""
    cluster = find_row("clusters", cluster_id=cluster_id)
    problem = ""
    if request.method == "POST":
        problem = _decide(request, cluster)
        if not problem:
            return redirect("review-cluster", cluster_id)
    confirmation = Confirmation.objects.filter(cluster_id=cluster_id).first()
    context = {
        "cluster": cluster,
        "regions": find_regions(cluster_id),
        "members": len(members_of(cluster_id)),
        "confirmation": confirmation,
        "may_confirm": may_confirm(cluster, confirmation),
        "comment": request.POST.get("comment", ""),
        "today": timezone.localdate(),
        "problem": problem,
    }
    return render(request, "moderation/review.html", context, status=422 if problem else 200)


def may_confirm(cluster: Any, confirmation: Confirmation | None) -> bool:
    """A cluster is confirmed once; again only where it asks for it."""
    asked = confirmation is not None and confirmation.state == Confirmation.ASKED
    return cluster.confirmed_on is None or asked


def _decide(request: HttpRequest, cluster: Any) -> str:
    """Confirm, send back, or take a confirmation back; return what stands against it."""
    lang, act = current(), request.POST.get("act", "")
    comment = request.POST.get("comment", "").replace("\x00", "").strip()
    found = Confirmation.objects.filter(cluster_id=cluster.cluster_id).first()
    open_ones = ("confirm", "return") if may_confirm(cluster, found) else ("withdraw",)
    if act not in open_ones:
        return say("entry.step.too_late", lang)
    if act != "confirm" and not comment:
        return say("entry.step.comment_needed", lang)
    day = _read_day(request.POST.get("confirmed_on", "")) if act == "confirm" else None
    if act == "confirm" and (day is None or day > timezone.localdate()):
        return say("entry.review.bad_day", lang)
    seen = request.POST.get("seen", "")
    edit = Edit("clusters", {"confirmed_on": day}, cluster.pk, int(seen) if seen.isdecimal() else 0)
    try:
        with transaction.atomic():
            if act != "return":
                write([edit], user=request.user, kind="form", reason=comment or str(cluster.name))
            _step(cluster, Confirmation.CONFIRMED if act == "confirm" else Confirmation.RETURNED, request.user,
                  comment)  # fmt: skip
    except StaleError:
        return say("entry.review.changed", lang)
    return ""


def _step(cluster: Any, state: str, user: Any, comment: str) -> None:
    found, _ = Confirmation.objects.get_or_create(cluster_id=cluster.cluster_id, defaults={"state": ""})
    found.step(state, user, comment)
    found.save()
    tell_confirmation(cluster, state, user, comment)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
@allowed("signed_in")
def show_entry(request: HttpRequest) -> HttpResponse:
    """Lead everybody to where it enters figures: its firms, its clusters, its queue."""
    duties = duties_of(request.user)
    firm_ids = {duty.organisation_id for duty in duties if duty.kind == Duty.PARTICIPANT}
    cluster_ids = {duty.cluster_id for duty in duties if duty.kind == Duty.MANAGER}
    firms = list(model_of("organisations").objects.filter(organisation_id__in=firm_ids, is_removed=False))
    clusters = list(model_of("clusters").objects.filter(cluster_id__in=cluster_ids, is_removed=False))
    year = timezone.localdate().year - 1
    returns = {
        one.organisation_id: one for one in Return.objects.filter(organisation_id__in=firm_ids, year=year)
    }
    for firm in firms:
        firm.one = returns.get(firm.organisation_id)
    for cluster in clusters:
        members = members_of(cluster.cluster_id)
        waiting = Q(organisation_id__in=members, state="submitted")
        cluster.waiting = Return.objects.filter(waiting).count() + Upload.objects.filter(waiting).count()
    asked = Joining.objects.filter(state=Joining.ASKED, organisation_id__in=firm_ids)
    asked = asked.select_related("asked_by")
    context = {
        "firms": firms,
        "clusters": clusters,
        "year": year,
        "questions": with_names(list(asked)),
        "reviews": may(request.user, "registry.review"),
    }
    return render(request, "moderation/entry.html", context)
