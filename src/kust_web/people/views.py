"""Logging in and out, one's own account, invitations."""

from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator

from kust_web.people.access import allowed, duties_of
from kust_web.people.models import AccessLog, Duty, Invitation, User
from kust_web.registry.models import model_of


@method_decorator(allowed("public"), name="dispatch")
class LogIn(LoginView):
    template_name = "people/log_in.html"
    redirect_authenticated_user = True


@method_decorator(allowed("public"), name="dispatch")
class LogOut(LogoutView):
    pass


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
    return render(request, "people/account.html")


@allowed("public")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation: somebody new chooses a password, somebody known logs in with its own."""
    invitation = Invitation.objects.filter(token=token).first()
    if invitation is None or not invitation.is_open:
        raise Http404
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is not None and request.user != user:
        return redirect(f"/log-in/?next={request.path}")
    form = SetPasswordForm(user or User(email=invitation.email), request.POST or None)
    if request.method == "POST" and (user is not None or form.is_valid()):
        with transaction.atomic():
            if user is None:
                user = User.objects.create_user(
                    invitation.email,
                    form.cleaned_data["new_password1"],
                    name=request.POST.get("name", "")[:200],
                    language=request.LANGUAGE_CODE,
                )
            Duty.objects.get_or_create(
                user=user,
                kind=invitation.kind,
                organisation_id=invitation.organisation_id,
                cluster_id=invitation.cluster_id,
                region=invitation.region,
            )
            invitation.accepted_by = user
            invitation.save(update_fields=["accepted_by"])
            AccessLog.objects.create(user=user, action="invitation.accepted", target=invitation.kind)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("my")
    return render(request, "people/invitation.html", {"invitation": invitation, "form": form, "known": user})
