"""What waits for somebody is told: on a page of messages, and by mail to those who want it, in their language."""

from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client

from kust_web.moderation.models import Return, Upload
from kust_web.people import letters
from kust_web.people.models import Invitation, Message, User
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of
from tests.web.conftest import make_user
from tests.web.moderation.files import SUPPLY, book, file

pytestmark = pytest.mark.django_db
CONSOLE = "django.core.mail.backends.console.EmailBackend"
RETURN = "/firms/M01/returns/2019/"


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def firm(client_of) -> Client:
    return client_of("participant")


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("manager")


def hand_in(firm: Client) -> None:
    """Begin a return in which nothing is told, and hand it in."""
    firm.post(f"{RETURN}act/", {"act": "begin"})
    for entry in Return.objects.get(organisation_id="M01", year=2019).entries.all():
        entry.is_removed = True
        entry.save()
    firm.post(f"{RETURN}act/", {"act": "submit"})


def codes(of: str) -> list[str]:
    told = Message.objects.filter(user__email__istartswith=of).order_by("id")
    return list(told.values_list("code", flat=True))


def test_a_return_is_told_to_the_manager_and_what_became_of_it_to_the_firm(firm, manager) -> None:
    hand_in(firm)
    assert (codes("manager"), codes("participant")) == (["return_submitted"], [])
    manager.post(f"{RETURN}act/", {"act": "return", "comment": "Где численность?"})
    firm.post(f"{RETURN}act/", {"act": "submit"})
    manager.post(f"{RETURN}act/", {"act": "accept"})
    assert codes("participant") == ["return_returned", "return_accepted"]
    assert [letter.to[0].split("-")[0] for letter in mail.outbox] == [
        "manager",
        "participant",
        "manager",
        "participant",
    ]
    assert "Где численность?" in mail.outbox[1].body
    assert f"{RETURN}" in mail.outbox[1].body


def test_a_letter_speaks_the_language_of_its_receiver_and_not_that_of_who_caused_it(firm, manager) -> None:
    User.objects.filter(email__startswith="manager").update(language="en")
    hand_in(firm)
    [letter] = mail.outbox
    assert letter.subject.startswith("To be checked")
    page = manager.get("/messages/").content.decode()
    assert "На проверку" in page


def test_who_switched_letters_off_has_the_message_on_the_page_alone(firm, manager) -> None:
    manager.post("/account/", {"name": "Анна", "language": "ru"})
    assert not User.objects.get(email__startswith="manager").wants_mail
    hand_in(firm)
    assert (mail.outbox, codes("manager")) == ([], ["return_submitted"])


def test_messages_are_counted_until_they_are_seen(firm, manager) -> None:
    hand_in(firm)
    assert User.objects.get(email__startswith="manager").unread == 1
    assert "Сообщения, новых: 1" in manager.get("/account/").content.decode()
    assert "На проверку" in manager.get("/messages/").content.decode()
    assert User.objects.get(email__startswith="manager").unread == 0
    assert "новых" not in manager.get("/messages/").content.decode()


def test_nobody_sees_the_messages_of_others(firm, manager) -> None:
    hand_in(firm)
    assert "На проверку" not in firm.get("/messages/").content.decode()


def test_without_a_mail_server_nothing_is_sent_and_the_pages_say_so(firm, manager, settings) -> None:
    settings.EMAIL_BACKEND = CONSOLE
    hand_in(firm)
    assert Message.objects.get().sent_at is None
    assert "Почта на этом сервере не настроена" in manager.get("/messages/").content.decode()
    typed = {"act": "invite", "email": "new@firm.example", "kind": "participant", "organisation": "M02"}
    page = manager.post("/clusters/VB/manage/people/", typed, follow=True).content.decode()
    assert "Приглашение отправлено" not in page
    assert "передайте new@firm.example ссылку" in page
    assert Invitation.objects.get().token in page
    assert "не настроена" in Client().get("/log-in/forgotten/sent/").content.decode()


def test_an_administrator_s_invitation_goes_by_mail_or_is_handed_over(client_of, settings) -> None:
    admin = client_of("administrator")
    typed = {"email": "new@kust.example", "kind": "reviewer", "where": "00"}
    assert "Приглашение отправлено" in admin.post("/people/", typed, follow=True).content.decode()
    assert Invitation.objects.get().token in mail.outbox[0].body
    settings.EMAIL_BACKEND = CONSOLE
    page = admin.post("/people/", typed | {"email": "two@kust.example"}, follow=True).content.decode()
    assert "Приглашение отправлено" not in page
    assert Invitation.objects.get(email="two@kust.example").token in page


def test_a_server_that_refuses_a_letter_stops_nothing(firm, monkeypatch) -> None:
    make_user("manager", {"cluster_id": "VB"})

    def refuse(*_: object) -> None:
        raise SMTPException

    monkeypatch.setattr(letters, "send_mail", refuse)
    hand_in(firm)
    assert Return.objects.get(organisation_id="M01", year=2019).state == "submitted"
    assert Message.objects.get().sent_at is None


@pytest.mark.usefixtures("own_folder")
def test_an_accepted_file_asks_the_other_side_of_its_supplies_to_confirm_them(firm, manager) -> None:
    """M02 tells of two supplies to M01, of which M01 itself has told one alike: one waits for M01's answer."""
    editor = Client(headers={"accept-language": "ru"})
    editor.force_login(
        make_user("participant", {"organisation_id": "M02"}),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    told = {"supplier_id": "M02", "buyer_id": "M01", "product_id": "P102", "year": 2019, "amount_krub": 5.0}
    write([Edit("supplies", told | {"reported_by": "buyer"})], user=None, kind="load")
    rows = [("M02", "M01", product, 2019, 5, "supplier") for product in ("P101", "P102")]
    uploads = "/firms/M02/uploads/"
    editor.post(uploads, {"file": file("a.xlsx", book({"supplies": [SUPPLY, *rows]}))})
    upload = Upload.objects.latest("pk")
    editor.post(f"{uploads}{upload.pk}/act/", {"act": "submit"})
    manager.post(f"{uploads}{upload.pk}/act/", {"act": "accept"})
    assert codes("manager") == ["upload_submitted"]
    assert codes("participant-M02") == ["upload_accepted"]
    assert codes("participant-M01") == ["sides_asked"]
    asked = Message.objects.get(code="sides_asked")
    assert (asked.values["count"], asked.values["year"]) == (1, 2019)
    assert firm.get(asked.address).status_code == 200


def test_an_answer_that_differs_is_told_to_the_one_who_told_first(firm) -> None:
    make_user("participant", {"organisation_id": "M02"})
    flow = {"supplier_id": "M02", "buyer_id": "M01", "product_id": "P101", "year": 2019, "amount_krub": 5.0}
    write([Edit("supplies", flow | {"reported_by": "supplier"})], user=None, kind="load")
    address = "/firms/M01/sides/flow/?as=buyer&partner=M02&product=P101&year=2019"
    seen = firm.get(address).context["seen"]
    firm.post(address, {"act": "deny", "seen": seen, "comment": "такой поставки не было"})
    assert model_of("supplies").objects.get(reported_by="buyer", year=2019, buyer_id="M01").amount_krub == 0
    assert codes("participant-M02") == ["sides_asked"]


def test_supplies_confirmed_together_are_told_to_the_partner_in_one_letter(firm) -> None:
    """M02 tells of two and a ledger of one: M01 confirms all three, the one of the ledger now waits for M02."""
    make_user("participant", {"organisation_id": "M02"})
    flow = {"supplier_id": "M02", "buyer_id": "M01", "year": 2019, "amount_krub": 5.0}
    sides = {"P101": "supplier", "P102": "supplier", "P103": "ledger"}
    edits = [Edit("supplies", flow | {"product_id": one, "reported_by": by}) for one, by in sides.items()]
    write(edits, user=None, kind="load")
    rows = firm.get("/firms/M01/sides/?year=2019").context["rows"]
    firm.post("/firms/M01/sides/confirm/", {"flow": [row["token"] for row in rows], "year": 2019})
    told = Message.objects.filter(user__email__istartswith="participant-M02").order_by("id")
    assert [(one.code, one.values["count"]) for one in told] == [("sides_asked", 1), ("sides_confirmed", 2)]
    assert len(mail.outbox) == 2


def test_reviewers_of_the_region_are_told_of_a_cluster_and_its_managers_of_the_decision(
    client_of, manager
) -> None:
    reviewer = client_of("reviewer")
    make_user("reviewer", {"region": "16"})
    manager.post("/clusters/VB/manage/", {"act": "ask"})
    assert (codes("reviewer-00"), codes("reviewer-16")) == (["confirmation_asked"], [])
    reviewer.post("/clusters/VB/review/", {"act": "return", "comment": "Нет договора"})
    assert codes("manager") == ["confirmation_returned"]
    assert "Нет договора" in manager.get("/messages/").content.decode()
