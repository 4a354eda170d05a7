"""Who is asked about the vision and who has answered: that much the manager sees, and sends links."""

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kust.i18n import say
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.people.models import Duty
from kust_web.programme.fields import name_stakeholders
from kust_web.programme.models import AnswerLink
from kust_web.programme.views_versions import find_cluster
from kust_web.registry.models import model_of
from kust_web.ui.language import current


@never_cache
@require_http_methods(["GET", "POST"])
@allowed("cluster.manage")
def list_voices(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """List the stakeholders; make a link for one, or end it."""
    cluster = find_cluster(cluster_id)
    stakeholders = list(model_of("stakeholders").objects.filter(cluster_id=cluster_id, is_removed=False))
    made: dict[str, str] = {}
    if request.method == "POST":
        chosen = request.POST.get("stakeholder", "")
        if chosen not in {one.stakeholder_id for one in stakeholders}:
            raise Http404
        if request.POST.get("act") == "revoke":
            AnswerLink.revoke(chosen)
            note(request, "answer_link_revoked", f"{cluster_id} {chosen}")
            messages.success(request, say("programme.voices.revoked", current()))
            return redirect("programme-voices", cluster_id)
        token = AnswerLink.make(cluster_id, chosen, request.user)
        note(request, "answer_link_made", f"{cluster_id} {chosen}")
        made = {chosen: request.build_absolute_uri(reverse("programme-link", args=[token]))}
    context = {
        "cluster": cluster,
        "rows": _describe(stakeholders, made),
        "statements": model_of("statements").objects.filter(cluster_id=cluster_id, is_removed=False).count(),
    }
    return render(request, "programme/voices.html", context)


def _describe(stakeholders: list[Any], made: dict[str, str]) -> list[dict[str, Any]]:
    ids = [one.stakeholder_id for one in stakeholders]
    answered = dict(
        model_of("positions")
        .objects.filter(stakeholder_id__in=ids, is_removed=False)
        .values_list("stakeholder_id")
        .annotate(last=Max("answered_on"))
    )
    links = {
        one.stakeholder_id: one
        for one in AnswerLink.objects.filter(stakeholder_id__in=ids, revoked_at=None)
        if one.is_open
    }
    firms = {one.organisation_id for one in stakeholders} - {None}
    with_editors = set(
        Duty.objects.filter(kind=Duty.PARTICIPANT, organisation_id__in=firms).values_list(
            "organisation_id", flat=True
        )
    )
    names = name_stakeholders(stakeholders)
    told = [
        {
            "row": one,
            "name": names[one.stakeholder_id],
            "answered_on": answered.get(one.stakeholder_id),
            "link": links.get(one.stakeholder_id),
            "address": made.get(one.stakeholder_id, ""),
            "has_editor": one.organisation_id in with_editors,
        }
        for one in stakeholders
    ]
    return sorted(told, key=lambda one: (one["answered_on"] is not None, one["name"]))
