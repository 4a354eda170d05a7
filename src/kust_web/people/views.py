"""Logging in and out, one's own account, invitations."""

import time

import django_otp
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth import views as auth
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from kust.i18n import say
from kust_web.people.access import allowed, duties_of
from kust_web.people.audit import note
from kust_web.people.forms import (
    AccountForm,
    CodeForm,
    ForgottenForm,
    LogInForm,
    NewPasswordForm,
    OtherPasswordForm,
)
from kust_web.people.leaving import person_left
from kust_web.people.letters import is_mail_set_up
from kust_web.people.models import Duty, Invitation, User
from kust_web.people.second_step import has_second_step
from kust_web.registry.models import model_of
from kust_web.ui.language import current

BACKEND = "django.contrib.auth.backends.ModelBackend"
STEP_SECONDS = 300


@method_decorator(allowed("public"), name="dispatch")
class LogIn(auth.LoginView):
    template_name = "people/log_in.html"
    form_class = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: LogInForm) -> HttpResponse:
        user = form.get_user()
        if not has_second_step(user):
            return super().form_valid(form)
        self.request.session["second_step"] = [user.pk, time.time(), self.get_success_url()]
        return redirect("log-in-code")


@method_decorator(allowed("public"), name="dispatch")
class LogOut(auth.LogoutView):
    pass


@method_decorator(allowed("public"), name="dispatch")
class Forgotten(auth.PasswordResetView):
    template_name = "people/forgotten.html"
    email_template_name = "people/forgotten_mail.txt"
    subject_template_name = "people/forgotten_subject.txt"
    form_class = ForgottenForm
    success_url = reverse_lazy("forgotten-sent")


@method_decorator(allowed("public"), name="dispatch")
class ForgottenSent(auth.PasswordResetDoneView):
    template_name = "people/forgotten_sent.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | {"mail": is_mail_set_up()}


@method_decorator(allowed("public"), name="dispatch")
class ChooseNew(auth.PasswordResetConfirmView):
    template_name = "people/choose_new.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("log-in")


@allowed("public")
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second step; whoever waits too long begins anew."""
    pk, since, there = request.session.get("second_step", (None, 0.0, ""))
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or time.time() - since > STEP_SECONDS:
        return redirect("log-in")
    form = CodeForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, user, backend=BACKEND)
        django_otp.login(request, form.device)
        request.session.pop("second_step", None)
        return redirect(there)
    return render(request, "people/code.html", {"form": form})


@allowed("signed_in")
def show_my(request: HttpRequest) -> HttpResponse:
    """Lead a person to what it does here; with one duty straight there."""
    places = []
    for duty in duties_of(request.user):
        clusters = model_of("clusters").objects.filter(cluster_id=duty.cluster_id)
        firms = model_of("organisations").objects.filter(organisation_id=duty.organisation_id)
        places.append({"duty": duty, "cluster": clusters.first(), "firm": firms.first()})
    return render(request, "people/my.html", {"places": places})


@allowed("signed_in")
def show_account(request: HttpRequest) -> HttpResponse:
    """Show and change one's name and password, and the second step of logging in."""
    form = AccountForm(request.POST if "name" in request.POST else None, instance=request.user)
    password = OtherPasswordForm(request.user, request.POST if "old_password" in request.POST else None)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, say("people.saved", current()))
        return redirect("account")
    if password.is_bound and password.is_valid():
        password.save()
        update_session_auth_hash(request, request.user)
        note(request, "password_changed")
        messages.success(request, say("people.password_changed", current()))
        return redirect("account")
    second_step = has_second_step(request.user)
    give_up = CodeForm(request.user) if second_step else None
    shown = {"form": form, "password": password, "second_step": second_step, "give_up": give_up}
    return render(request, "people/account.html", shown)


@allowed("public")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation: somebody new chooses a password, somebody known logs in with its own."""
    invitation = Invitation.objects.filter(token=token).first()
    if invitation is None:
        raise Http404
    if not invitation.is_open:
        return render(request, "people/invitation_closed.html", {"invitation": invitation}, status=410)
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is not None and request.user != user:
        return redirect(f"{reverse('log-in')}?next={request.path}")
    form = NewPasswordForm(user or User(email=invitation.email), request.POST or None)
    if request.method == "POST" and (user is not None or form.is_valid()):
        user = user or _make_user(request, invitation, form)
        _take_up(request, invitation, user)
        login(request, user, backend=BACKEND)
        return redirect("my")
    shown = {"invitation": invitation, "form": form, "known": user, "place": _place_of(invitation)}
    return render(request, "people/invitation.html", shown)


def _place_of(invitation: Invitation) -> str:
    """Say of which firm or cluster the duty is."""
    table, key = (
        ("organisations", "organisation_id") if invitation.organisation_id else ("clusters", "cluster_id")
    )
    found = model_of(table).objects.filter(**{key: getattr(invitation, key)}, is_removed=False).first()
    return found.name if found else ""


def _make_user(request: HttpRequest, invitation: Invitation, form: NewPasswordForm) -> User:
    name, password = request.POST.get("name", "")[:200], form.cleaned_data["new_password1"]
    return User.objects.create_user(invitation.email, password, name=name, language=current())


@transaction.atomic
def _take_up(request: HttpRequest, invitation: Invitation, user: User) -> None:
    Duty.objects.get_or_create(
        user=user,
        kind=invitation.kind,
        organisation_id=invitation.organisation_id,
        cluster_id=invitation.cluster_id,
        region=invitation.region,
    )
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_by"])
    note(request, "invitation_accepted", invitation.kind, user=user)


@require_POST
@allowed("signed_in")
@transaction.atomic
def forget_me(request: HttpRequest) -> HttpResponse:
    """Remove one's name and address; what one wrote stays, by somebody who is no longer here."""
    user = request.user
    note(request, "account_removed")
    person_left.send(User, name=str(user))
    user.duties.all().delete()
    user.messages.all().delete()
    user.email, user.name, user.is_active = f"removed-{user.pk}@kust.invalid", "", False
    user.set_unusable_password()
    user.save()
    return redirect("home")
