"""Who is asked about the vision and who has answered: that much the manager sees, asks by letter and sends links."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kust.i18n import say
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.people.letters import is_mail_set_up
from kust_web.people.models import Duty
from kust_web.programme.asking import answered_on, mail_link, tell_editors
from kust_web.programme.fields import name_stakeholders
from kust_web.programme.models import AnswerLink
from kust_web.programme.views_versions import find_cluster
from kust_web.registry.models import model_of
from kust_web.ui.language import current


@never_cache
@require_http_methods(["GET", "POST"])
@allowed("cluster.manage")
def list_voices(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """List the stakeholders; ask one, or all who have not answered; make a link for one, mail it, or end it."""
    cluster = find_cluster(cluster_id)
    stakeholders = list(model_of("stakeholders").objects.filter(cluster_id=cluster_id, is_removed=False))
    made: dict[str, str] = {}
    problem = ""
    if request.method == "POST":
        chosen, act = request.POST.get("stakeholder", ""), request.POST.get("act", "")
        if act == "tell_all":
            return _tell(request, cluster, _find_silent(stakeholders))
        known = {one.stakeholder_id: one for one in stakeholders}
        if chosen not in known:
            raise Http404
        if act == "tell":
            return _tell(request, cluster, [known[chosen]])
        if act == "revoke":
            AnswerLink.revoke(chosen)
            note(request, "answer_link_revoked", f"{cluster_id} {chosen}")
            messages.success(request, say("programme.voices.revoked", current()))
            return redirect("programme-voices", cluster_id)
        email = request.POST.get("email", "").strip()
        if act == "mail" and not _is_mail(email):
            problem = say("entry.people.bad_mail", current())
        else:
            link = _make_link(request, cluster_id, chosen)
            if act == "mail" and _mail(request, email, link, cluster, known[chosen]):
                return redirect("programme-voices", cluster_id)
            made = {chosen: link}
    context = {
        "cluster": cluster,
        "problem": problem,
        "no_mail": not is_mail_set_up(),
        "rows": _describe(stakeholders, made),
        "statements": model_of("statements").objects.filter(cluster_id=cluster_id, is_removed=False).count(),
    }
    context["silent"] = sum(one["has_editor"] and not one["answered_on"] for one in context["rows"])
    return render(request, "programme/voices.html", context, status=422 if problem else 200)


def _is_mail(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def _find_silent(stakeholders: list[Any]) -> list[Any]:
    known = answered_on([one.stakeholder_id for one in stakeholders])
    return [one for one in stakeholders if one.stakeholder_id not in known]


def _tell(request: HttpRequest, cluster: Any, stakeholders: list[Any]) -> HttpResponse:
    """Ask the editors of organisations to answer."""
    count = sum(tell_editors(one, cluster) for one in stakeholders)
    ids = " ".join(one.stakeholder_id for one in stakeholders)
    note(request, "vision_asked", f"{cluster.cluster_id} {ids}"[:200])
    messages.success(request, say("programme.voices.told", current(), count=count))
    return redirect("programme-voices", cluster.cluster_id)


def _make_link(request: HttpRequest, cluster_id: str, chosen: str) -> str:
    token = AnswerLink.make(cluster_id, chosen, request.user)
    note(request, "answer_link_made", f"{cluster_id} {chosen}")
    return request.build_absolute_uri(reverse("programme-link", args=[token]))


def _mail(request: HttpRequest, email: str, link: str, cluster: Any, stakeholder: Any) -> bool:
    """Mail a link; where no letter goes out, say so: the link can still be copied from the page."""
    name = name_stakeholders([stakeholder])[stakeholder.stakeholder_id]
    lang = current()
    if mail_link(email, link, cluster=cluster, name=name, who=str(request.user), lang=lang):
        note(request, "answer_link_mailed", f"{cluster.cluster_id} {stakeholder.stakeholder_id}")
        messages.success(request, say("programme.voices.mailed", lang, email=email))
        return True
    code = "not_mailed" if is_mail_set_up() else "no_mail"
    messages.warning(request, say(f"programme.voices.{code}", lang, email=email))
    return False


def _describe(stakeholders: list[Any], made: dict[str, str]) -> list[dict[str, Any]]:
    ids = [one.stakeholder_id for one in stakeholders]
    answered = answered_on(ids)
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
