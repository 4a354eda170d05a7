"""Pages of a reviewer: which clusters wait to be confirmed, and the hub that leads everybody to its own work."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kust.i18n import say
from kust_web.moderation.member_views import with_names
from kust_web.moderation.members import may_answer
from kust_web.moderation.models import Confirmation, Joining, Return, Upload
from kust_web.moderation.passport import find_regions
from kust_web.moderation.rights import members_of
from kust_web.moderation.scope import find_row
from kust_web.people.access import allowed, duties_of, may
from kust_web.people.models import Duty
from kust_web.registry.changes import Edit, StaleError, write
from kust_web.registry.models import model_of
from kust_web.ui.language import current


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
    found = list(clusters.order_by("folded")[:500])
    asked = {
        one.cluster_id: one
        for one in Confirmation.objects.filter(cluster_id__in=[c.cluster_id for c in found])
    }
    for cluster in found:
        cluster.asked = asked.get(cluster.cluster_id)
    found.sort(key=lambda cluster: cluster.asked is None or cluster.asked.state != Confirmation.ASKED)
    questions = [
        one for one in Joining.objects.filter(state=Joining.ASKED)[:200] if may_answer(request.user, one)
    ]
    return render(
        request, "moderation/review_list.html", {"clusters": found, "questions": with_names(questions)}
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
    context = {
        "cluster": cluster,
        "regions": find_regions(cluster_id),
        "members": len(members_of(cluster_id)),
        "confirmation": Confirmation.objects.filter(cluster_id=cluster_id).first(),
        "today": timezone.localdate(),
        "problem": problem,
    }
    return render(request, "moderation/review.html", context, status=422 if problem else 200)


def _decide(request: HttpRequest, cluster: Any) -> str:
    lang, act = current(), request.POST.get("act", "")
    comment = request.POST.get("comment", "").strip()
    if act == "return" and not comment:
        return say("entry.step.comment_needed", lang)
    day = _read_day(request.POST.get("confirmed_on", ""))
    if act == "confirm" and (day is None or day > timezone.localdate()):
        return say("entry.review.bad_day", lang)
    if act not in ("confirm", "return"):
        return say("entry.step.too_late", lang)
    seen = request.POST.get("seen", "")
    try:
        with transaction.atomic():
            if act == "confirm":
                edit = Edit(
                    "clusters",
                    {"confirmed_on": day},
                    row_id=cluster.pk,
                    seen=int(seen) if seen.isdigit() else 0,
                )
                write([edit], user=request.user, kind="form", reason=comment or str(cluster.name))
            found, _ = Confirmation.objects.get_or_create(
                cluster_id=cluster.cluster_id, defaults={"state": ""}
            )
            found.step(
                Confirmation.CONFIRMED if act == "confirm" else Confirmation.RETURNED, request.user, comment
            )
            found.save()
    except StaleError:
        return say("entry.review.changed", lang)
    return ""


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
    context = {
        "firms": firms,
        "clusters": clusters,
        "year": year,
        "questions": with_names(list(asked)),
        "reviews": may(request.user, "registry.review"),
    }
    return render(request, "moderation/entry.html", context)
