"""A second step at log-in, for those who want one: codes of a telephone, and spare codes on paper."""

import base64
import io

import segno
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.people.forms import CodeForm
from kust_web.people.models import User

SPARE_CODES = 8


def has_second_step(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


@allowed("signed_in")
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the code to be photographed, and take the first number from the telephone as proof that it works."""
    if has_second_step(request.user):
        return redirect("account")
    device, _ = TOTPDevice.objects.get_or_create(user=request.user, confirmed=False, name="telephone")
    fault = False
    if request.method == "POST":
        code = "".join(request.POST.get("code", "").split())
        if device.verify_is_allowed()[0] and code.isdecimal() and device.verify_token(int(code)):
            return render(request, "people/spare_codes.html", {"codes": _confirm(request, device)})
        fault = True
    picture = io.BytesIO()
    segno.make(device.config_url).save(picture, kind="svg", scale=5, border=2, light="white")
    encoded = base64.b64encode(picture.getvalue()).decode()
    secret = base64.b32encode(bytes.fromhex(device.key)).decode()
    return render(request, "people/second_step.html", {"picture": encoded, "secret": secret, "fault": fault})


def _confirm(request: HttpRequest, device: TOTPDevice) -> list[str]:
    with transaction.atomic():
        device.confirmed = True
        device.save()
        StaticDevice.objects.filter(user=request.user).delete()
        spare = StaticDevice.objects.create(user=request.user, name="spare")
        codes = [StaticToken.random_token() for _ in range(SPARE_CODES)]
        StaticToken.objects.bulk_create(StaticToken(device=spare, token=code) for code in codes)
        note(request, "second_step_on")
    return codes


@require_POST
@allowed("signed_in")
def give_up(request: HttpRequest) -> HttpResponse:
    """Do without the second step again; it takes a code, so that an unwatched screen is not enough."""
    form = CodeForm(request.user, request.POST)
    if form.is_valid():
        TOTPDevice.objects.filter(user=request.user).delete()
        StaticDevice.objects.filter(user=request.user).delete()
        note(request, "second_step_off")
        return redirect("account")
    return render(request, "people/account.html", {"second_step": True, "give_up": form}, status=422)
