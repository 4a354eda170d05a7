"""Pages of a cluster's people: who has which duty, who is invited by which link."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kust.i18n import say
from kust_web.moderation.rights import members_of
from kust_web.moderation.scope import find_scope
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.people.letters import is_mail_set_up, send_link
from kust_web.people.models import Duty, Invitation
from kust_web.registry.models import model_of
from kust_web.ui.language import current


@require_http_methods(["GET", "POST"])
@allowed("cluster.manage")
def manage_people(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show who enters figures and who manages; invite by a link that is shown to copy and sent by mail; withdraw."""
    scope = find_scope(cluster_id=cluster_id)
    members = members_of(cluster_id)
    problem = ""
    if request.method == "POST":
        problem = _take(request, cluster_id, members)
        if not problem:
            return redirect("manage-people", cluster_id)
    firms = model_of("organisations").objects.filter(organisation_id__in=members).order_by("folded")
    duties = (
        Duty.objects.filter(_reach(cluster_id, members))
        .select_related("user")
        .order_by("kind", "user__email")
    )
    names = {firm.organisation_id: firm.name for firm in firms}
    invitations = Invitation.objects.filter(
        _reach(cluster_id, members), accepted_by=None, until__gt=timezone.now()
    ).order_by("-pk")
    context = {
        "scope": scope,
        "firms": firms,
        "duties": [(duty, names.get(duty.organisation_id, "")) for duty in duties],
        "invitations": [
            # Whoever has the link can take the invitation up: it is for the hands of who invited alone.
            (
                one,
                names.get(one.organisation_id, ""),
                _link(request, one) if one.invited_by == request.user else "",
            )
            for one in invitations
        ],
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "moderation/people.html", context, status=422 if problem else 200)


def _reach(cluster_id: str, members: set[str]) -> Q:
    """The duties that a manager gives and takes: its cluster's managers, editors of firms that are members."""
    return Q(kind=Duty.MANAGER, cluster_id=cluster_id) | Q(kind=Duty.PARTICIPANT, organisation_id__in=members)


def _link(request: HttpRequest, invitation: Invitation) -> str:
    return request.build_absolute_uri(reverse("invitation", args=[invitation.token]))


def _take(request: HttpRequest, cluster_id: str, members: set[str]) -> str:
    act = request.POST.get("act", "")
    if act == "invite":
        return _invite(request, cluster_id, members)
    key = request.POST.get("id", "")
    table: Any = Duty if act == "withdraw" else Invitation if act == "cancel" else None
    if table is None or not (key.isdecimal() and len(key) < 19):
        raise Http404
    found = table.objects.filter(_reach(cluster_id, members), pk=int(key)).first()
    if found is None:
        raise Http404
    managers = Duty.objects.filter(kind=Duty.MANAGER, cluster_id=cluster_id)
    if act == "withdraw" and found.kind == Duty.MANAGER and managers.count() == 1:
        return say("entry.people.last_manager", current())
    whom = found.user.email if act == "withdraw" else found.email
    note(request, "duty_withdrawn", f"{whom} {found.kind} {found.organisation_id or found.cluster_id}")
    found.delete()
    return ""


def _invite(request: HttpRequest, cluster_id: str, members: set[str]) -> str:
    email, kind = request.POST.get("email", "").strip().lower(), request.POST.get("kind", "")
    firm = request.POST.get("organisation", "")
    try:
        validate_email(email)
    except ValidationError:
        return say("entry.people.bad_mail", current())
    if kind == Duty.PARTICIPANT and firm in members:
        where = {"organisation_id": firm}
    elif kind == Duty.MANAGER:
        where = {"cluster_id": cluster_id}
    else:
        return say("entry.people.which_firm", current())
    invitation = Invitation.objects.create(email=email, kind=kind, invited_by=request.user, **where)
    note(request, "invited", f"{email} {kind} {firm or cluster_id}")
    _send(request, invitation, cluster_id)
    return ""


def _send(request: HttpRequest, invitation: Invitation, cluster_id: str) -> None:
    """Send the link by mail; where no mail goes out, it can still be copied from the page."""
    lang, cluster = current(), find_scope(cluster_id=cluster_id).name
    text = say(
        "entry.mail.text", lang, cluster=cluster, link=_link(request, invitation), who=str(request.user),
        until=f"{invitation.until:%d.%m.%Y}",
    )  # fmt: skip
    sent = send_link(invitation.email, say("entry.mail.subject", lang, cluster=cluster), text)
    if sent:
        messages.success(request, say("entry.people.sent", lang, email=invitation.email))
    else:
        code = "not_sent" if is_mail_set_up() else "no_mail"
        messages.warning(request, say(f"entry.people.{code}", lang, email=invitation.email))
