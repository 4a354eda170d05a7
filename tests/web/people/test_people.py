"""Coming in: passwords, the second step, invitations, duties; and what the audit log says of it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from kust_web.moderation.models import Return
from kust_web.people.models import AccessLog, Duty, Invitation, User
from tests.web.conftest import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "Tundra-moss-17"


@pytest.fixture
def user() -> User:
    return make_user("manager", {"cluster_id": "VB"})


def log_in(client: Client, user: User, password: str = PASSWORD):
    return client.post("/log-in/", {"username": user.email, "password": password})


def actions() -> list[str]:
    return list(AccessLog.objects.order_by("id").values_list("action", flat=True))


def test_a_right_password_lets_in_and_a_wrong_one_is_noted_without_what_was_typed(user: User) -> None:
    client = Client()
    assert log_in(client, user, "wrong").status_code == 200
    assert log_in(client, user).status_code == 302
    assert actions() == ["log_in_refused", "log_in"]
    assert "wrong" not in "".join(AccessLog.objects.values_list("target", flat=True))


def test_after_five_wrong_passwords_the_right_one_no_longer_lets_in(user: User, settings) -> None:
    settings.AXES_ENABLED = True
    client = Client()
    codes = [log_in(client, user, "wrong").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert log_in(client, user).status_code == 429
    shouted = client.post("/log-in/", {"username": user.email.upper(), "password": PASSWORD})
    assert shouted.status_code == 429
    assert "locked_out" in actions()


def turn_on(client: Client, user: User) -> list[str]:
    page = client.get("/account/second-step/").content.decode()
    assert "data:image/svg+xml" in page
    device = TOTPDevice.objects.get(user=user)
    spare = client.post("/account/second-step/", {"code": f"{totp(device.bin_key):06d}"}).content.decode()
    return re.findall(r"<li>(\w+)</li>", spare)


def forget_failures(user: User) -> None:
    """A wrong code closes the devices for a second and longer each time; tests do not wait."""
    for devices in (TOTPDevice.objects.filter(user=user), user.staticdevice_set.all()):
        devices.update(throttling_failure_count=0, throttling_failure_timestamp=None)


def test_with_a_second_step_the_password_alone_does_not_let_in(user: User) -> None:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    spare = turn_on(client, user)
    assert len(spare) == 8
    other = Client()
    assert log_in(other, user).headers["Location"] == "/log-in/code/"
    assert other.get("/account/").status_code == 302  # still a stranger
    assert other.post("/log-in/code/", {"code": "000000"}).status_code == 200
    forget_failures(user)
    assert other.post("/log-in/code/", {"code": spare[0]}).status_code == 302
    assert other.get("/account/").status_code == 200
    third = Client()
    log_in(third, user)
    assert third.post("/log-in/code/", {"code": spare[0]}).status_code == 200  # spent


def test_the_second_step_is_given_up_only_with_a_code(user: User) -> None:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    spare = turn_on(client, user)
    assert client.post("/account/second-step/off/", {"code": "nothing"}).status_code == 422
    forget_failures(user)
    assert client.post("/account/second-step/off/", {"code": spare[1]}).status_code == 302
    assert not TOTPDevice.objects.filter(user=user).exists()


def test_an_invitation_makes_an_account_with_a_duty_once(user: User) -> None:
    invitation = Invitation.objects.create(
        email="new@kust.example", kind=Duty.PARTICIPANT, organisation_id="M01", invited_by=user
    )
    chosen = {"name": "Анна", "new_password1": "Cloudberry-9", "new_password2": "Cloudberry-9"}
    address = f"/invitations/{invitation.token}/"
    assert Client().post(address, {**chosen, "new_password1": "1", "new_password2": "1"}).status_code == 200
    client = Client(headers={"accept-language": "ru"})
    assert "литейный завод" in client.get(address).content.decode()
    assert client.post(address, chosen).status_code == 302
    duty = Duty.objects.get(user__email="new@kust.example")
    assert (duty.kind, duty.organisation_id, duty.user.name) == (Duty.PARTICIPANT, "M01", "Анна")
    again = Client(headers={"accept-language": "ru"}).get(address)
    assert again.status_code == 410 and "уже принято" in again.content.decode()


def test_an_invitation_that_is_too_old_says_so_and_gives_nothing(user: User) -> None:
    late = Invitation.objects.create(
        email="new@kust.example",
        kind=Duty.MANAGER,
        cluster_id="VB",
        invited_by=user,
        until=timezone.now() - timedelta(1),
    )
    client = Client(headers={"accept-language": "ru"})
    assert "Срок приглашения вышел" in client.get(f"/invitations/{late.token}/").content.decode()
    chosen = {"new_password1": "Cloudberry-9", "new_password2": "Cloudberry-9"}
    assert client.post(f"/invitations/{late.token}/", chosen).status_code == 410
    assert not User.objects.filter(email="new@kust.example").exists()


def test_nobody_takes_up_the_invitation_of_somebody_known_without_its_password(user: User) -> None:
    invitation = Invitation.objects.create(
        email=user.email, kind=Duty.MANAGER, cluster_id="UG", invited_by=user
    )
    stranger = Client().post(f"/invitations/{invitation.token}/", {"new_password1": "Cloudberry-9"})
    assert stranger.headers["Location"].startswith("/log-in/")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/invitations/{invitation.token}/")
    assert user.duties.filter(cluster_id="UG").exists()


def test_a_forgotten_password_is_replaced_by_a_link_in_a_letter(user: User) -> None:
    client = Client(headers={"accept-language": "ru"})
    client.post("/log-in/forgotten/", {"email": user.email})
    client.post("/log-in/forgotten/", {"email": "nobody@kust.example"})
    (letter,) = mail.outbox
    assert letter.subject == "Новый пароль в kust"
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    there = client.get(link, follow=True)
    chosen = {"new_password1": "Cloudberry-9", "new_password2": "Cloudberry-9"}
    assert client.post(there.redirect_chain[-1][0], chosen).status_code == 302
    assert log_in(Client(), user, "Cloudberry-9").status_code == 302


def test_whoever_leaves_leaves_neither_name_nor_address(user: User) -> None:
    user.name = "Мария Петрова"
    user.save()
    told = Return(organisation_id="M01", year=2018, made_by=user)
    told.step(Return.SUBMITTED, user, "готово")
    told.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/account/forget/")
    told.refresh_from_db()
    assert [(step["by"], step["comment"]) for step in told.steps] == [("", "готово")]
    gone = User.objects.get(pk=user.pk)
    assert (gone.name, gone.is_active, "@kust.invalid" in gone.email) == ("", False, True)
    assert not gone.duties.exists()
    assert client.get("/account/").status_code == 302


def test_the_last_administrator_keeps_its_duty(client_of) -> None:
    client = client_of("administrator")
    duty = Duty.objects.get(kind=Duty.ADMINISTRATOR)
    client.post(f"/people/duties/{duty.pk}/withdraw/")
    assert Duty.objects.filter(pk=duty.pk).exists()
    client.post("/people/", {"email": "two@kust.example", "kind": "administrator", "where": ""})
    assert Invitation.objects.get().email == "two@kust.example"
