"""For the administrator: who is here, with which duties, and the audit log."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kust.i18n import say
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.people.forms import DutyForm
from kust_web.people.letters import send_link
from kust_web.people.models import AccessLog, Duty, Invitation, User
from kust_web.ui.language import current

PAGE = 50


@allowed("registry.manage")
def list_people(request: HttpRequest) -> HttpResponse:
    """List people with their duties; somebody unknown is invited, somebody known gets the duty at once."""
    form = DutyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _give(request, form)
        return redirect("people")
    people = User.objects.filter(is_active=True).order_by("email").prefetch_related("duties")
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    waiting = Invitation.objects.filter(accepted_by=None).order_by("-made_at")[:PAGE]
    open_ones = [invitation for invitation in waiting if invitation.is_open]
    shown = {"page": page, "form": form, "invitations": open_ones}
    return render(request, "people/people.html", shown, status=422 if form.is_bound else 200)


def _give(request: HttpRequest, form: DutyForm) -> None:
    email, kind, reach = (form.cleaned_data[name] for name in ("email", "kind", "reach"))
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        made = Invitation.objects.create(email=email.lower(), kind=kind, invited_by=request.user, **reach)
        note(request, "invited", f"{email} {kind} {' '.join(reach.values())}")
        _send(request, made)
        return
    Duty.objects.get_or_create(user=user, kind=kind, **reach)
    note(request, "duty_given", f"{email} {kind} {' '.join(reach.values())}")


def _send(request: HttpRequest, made: Invitation) -> None:
    """Send the link by mail; where no mail goes out, it is handed over from the page."""
    lang, until = current(), f"{made.until:%d.%m.%Y}"
    link = request.build_absolute_uri(reverse("invitation", args=[made.token]))
    text = say("people.mail_invited", lang, who=str(request.user), until=until, link=link)
    sent = send_link(made.email, say("people.mail_invited_subject", lang), text)
    words = say("people.invited" if sent else "people.invited_by_link", lang, email=made.email)
    (messages.success if sent else messages.warning)(request, words)


@require_POST
@allowed("registry.manage")
def withdraw_duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Take a duty away; the last administrator keeps its own."""
    duty = get_object_or_404(Duty, pk=duty_id)
    administrators = Duty.objects.filter(kind=Duty.ADMINISTRATOR, user__is_active=True)
    if duty.kind != Duty.ADMINISTRATOR or administrators.count() > 1:
        note(request, "duty_withdrawn", f"{duty.user.email} {duty.kind}")
        duty.delete()
    return redirect("people")


@allowed("registry.manage")
def show_audit(request: HttpRequest) -> HttpResponse:
    lines = AccessLog.objects.select_related("user").order_by("-id")
    return render(
        request, "people/audit.html", {"page": Paginator(lines, PAGE).get_page(request.GET.get("page"))}
    )
