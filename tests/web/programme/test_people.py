"""Stakeholders answer, owners report: each about its own, and nobody sees more than is theirs."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from kust_web.people.models import AccessLog, Message
from kust_web.programme.models import AnswerLink
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import Change, model_of
from kust_web.registry.visible import visible_rows

from .made import editor_of, propose, row_of

pytestmark = pytest.mark.django_db
VOICES = "/clusters/VB/programme/voices/"


@pytest.fixture
def manager(client_of: Callable[..., Client]) -> Client:
    return client_of("manager")


def answers_of(stakeholder: str) -> dict[str, tuple[int, Any]]:
    """Return what a stakeholder has answered today."""
    rows = model_of("positions").objects.filter(stakeholder_id=stakeholder, answered_on=timezone.localdate())
    return {one.statement_id: (one.agreement, one.comment) for one in rows}


def link_for(manager: Client, stakeholder: str) -> str:
    page = manager.post(VOICES, {"stakeholder": stakeholder, "act": "make"})
    return next(one["address"] for one in page.context["rows"] if one["address"]).removeprefix(
        "http://testserver"
    )


def test_an_editor_answers_for_its_firm_and_nobody_else_sees_it(manager: Client) -> None:
    address = "/clusters/VB/programme/answer/SB13/"
    editor, statement = editor_of("M13"), row_of("statements", statement_id="VB-V4")
    page = editor.get(address)
    shown = {one.statement.statement_id: one.agreement for one in page.context["questions"]}
    assert shown["VB-V4"] == 2  # as it answered in 2018
    assert editor.post(address, {}).status_code == 422
    sent = {f"a-{statement.pk}": "4", f"t-{statement.pk}": "Теперь да"}
    assert editor.post(address, sent).status_code == 302
    assert answers_of("SB13") == {"VB-V4": (4, "Теперь да")}
    assert row_of("stakeholders", stakeholder_id="SB13").named is False
    kept = model_of("positions").objects.get(stakeholder_id="SB13", statement_id="VB-V4", agreement=4)
    assert kept.weight == 3.0  # the weight is the manager's, not the answer's
    editor.post(address, sent | {f"a-{statement.pk}": "5"})
    assert answers_of("SB13")["VB-V4"][0] == 5
    assert manager.get(address).status_code == 404 and editor_of("M14").get(address).status_code == 404


def test_answers_are_told_to_the_manager_in_no_row(manager: Client, client_of: Callable[..., Client]) -> None:
    statement = row_of("statements", statement_id="VB-V4")
    editor_of("M13").post("/clusters/VB/programme/answer/SB13/", {f"a-{statement.pk}": "4"})
    change = Change.objects.first()
    page = manager.get(f"/clusters/VB/history/{change.pk}/?table=positions").content.decode()
    assert "VB-V4" not in page
    user = manager.get("/account/").context["user"]
    assert not visible_rows(user, "positions").exists() and visible_rows(user, "measure_costs").exists()


def test_a_link_answers_for_one_stakeholder_shows_no_earlier_answers_and_ends(manager: Client) -> None:
    link = link_for(manager, "SBA1")
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in str(AnswerLink.objects.values())
    visitor, statement = Client(), row_of("statements", statement_id="VB-V1")
    page = visitor.get(link)
    assert {one.agreement for one in page.context["questions"]} == {None}
    visitor.post(link, {f"a-{statement.pk}": "1", "named": "yes", "stakeholder": "SB13"})
    assert answers_of("SBA1") == {"VB-V1": (1, None)} and answers_of("SB13") == {}
    assert row_of("stakeholders", stakeholder_id="SBA1").named is True
    newer = link_for(manager, "SBA1")
    assert (visitor.get(link).status_code, visitor.get(newer).status_code) == (404, 200)
    manager.post(VOICES, {"stakeholder": "SBA1", "act": "revoke"})
    assert visitor.get(newer).status_code == 404
    assert manager.post(VOICES, {"stakeholder": "UG01", "act": "make"}).status_code == 404


def test_a_link_is_mailed_to_an_address_that_is_kept_nowhere(manager: Client) -> None:
    asked = {"stakeholder": "SBA1", "act": "mail"}
    assert manager.post(VOICES, asked | {"email": "не почта"}).status_code == 422
    assert not mail.outbox and not AnswerLink.objects.exists()
    assert manager.post(VOICES, asked | {"email": "office@ministry.example"}).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["office@ministry.example"]
    link = re.search(r"http://testserver(/programme/answer/\S+)", letter.body)
    assert link and Client().get(link[1]).status_code == 200
    kept = [*AccessLog.objects.values_list("target", flat=True), *map(str, AnswerLink.objects.values())]
    assert "VB SBA1" in kept and "ministry.example" not in " ".join(kept)


def test_a_letter_that_does_not_go_out_leaves_the_link_to_copy(manager: Client, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = manager.post(VOICES, {"stakeholder": "SBA1", "act": "mail", "email": "a@ministry.example"})
    assert [one["address"] for one in page.context["rows"] if one["address"]]
    assert "не ушло" in page.content.decode()


def test_editors_are_asked_by_the_letters_of_the_registry(
    manager: Client, client_of: Callable[..., Client]
) -> None:
    editor_of("M13")
    assert manager.post(VOICES, {"stakeholder": "SB13", "act": "tell"}).status_code == 302
    (message,) = Message.objects.filter(code="vision_asked")
    assert (message.user.email, message.address) == (
        "m13@kust.example",
        "/clusters/VB/programme/answer/SB13/",
    )
    # Everybody in the example has answered but those who have not: only editors of these are asked.
    model_of("positions").objects.filter(stakeholder_id="SB13").update(is_removed=True)
    manager.post(VOICES, {"act": "tell_all"})
    assert Message.objects.filter(code="vision_asked", user=message.user).count() == 2
    assert client_of("participant").post(VOICES, {"act": "tell_all"}).status_code in (403, 404)


def test_a_link_that_is_too_old_leads_nowhere(manager: Client) -> None:
    link = link_for(manager, "SBA1")
    AnswerLink.objects.update(until=timezone.now())
    assert Client().get(link).status_code == 404


REPORT = {
    "c-state": "under_way",
    "c-started_on": "2019-04-01",
    "c-progress": "30",
    "c-blocked_by": "Ждём панели",
    "k-0-year": "2019",
    "k-0-source": "own",
    "k-0-amount_krub": "410,5",
}


def test_an_owner_reports_on_its_own_measure_and_changes_no_plan() -> None:
    editor, row = editor_of("M13"), row_of("measures", measure_id="VB-M03")
    address = "/firms/M13/measures/VB-M03/"
    plan = list(model_of("measure_costs").objects.filter(measure_id="VB-M03", basis="plan").values())
    forged = REPORT | {
        "c-ends_on": "2030-01-01",
        "c-owner_id": "SB14",
        "k-0-basis": "plan",
        "seen": row.change_id,
    }
    assert editor.post(address, forged).status_code == 302
    row.refresh_from_db()
    told = (row.state, row.started_on, row.progress, row.blocked_by)
    assert told == ("under_way", date(2019, 4, 1), 0.3, "Ждём панели")
    assert (row.ends_on, row.owner_id) == (date(2019, 12, 1), "SB13")
    costs = model_of("measure_costs").objects.filter(measure_id="VB-M03")
    assert list(costs.filter(basis="plan").values()) == plan
    assert costs.get(basis="fact").amount_krub == 410.5
    stale = editor.post(address, REPORT | {"seen": plan[0]["change_id"]})
    assert stale.status_code in (302, 409)


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"c-state": "done"}, "done_when"),
        ({"c-progress": "130"}, ""),
        ({"c-finished_on": "2019-03-01"}, "finished_first"),
        ({"c-state": "planned"}, "started_planned"),
    ],
)
def test_answers_that_contradict_each_other_are_not_written(sent: dict[str, str], problem: str) -> None:
    seen = row_of("measures", measure_id="VB-M03").change_id
    page = editor_of("M13").post("/firms/M13/measures/VB-M03/", REPORT | sent | {"seen": seen})
    assert (page.status_code, page.context["problem"]) == (422, problem)
    assert row_of("measures", measure_id="VB-M03").change_id == seen


def test_a_report_on_what_was_changed_meanwhile_is_not_written(manager: Client) -> None:
    row = row_of("measures", measure_id="VB-M03")
    write([Edit("measures", {"load": 0.2}, row_id=row.pk)], user=None, kind="form")
    page = editor_of("M13").post("/firms/M13/measures/VB-M03/", REPORT | {"seen": row.change_id})
    assert page.status_code == 409


def test_measures_of_others_and_proposed_ones_are_not_there(
    client_of: Callable[..., Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    propose()
    row = row_of("measures", measure_id="X-M")
    write([Edit("measures", {"owner_id": "SB13"}, row_id=row.pk)], user=None, kind="load")
    editor = editor_of("M13")
    with django_assert_max_num_queries(9):
        page = editor.get("/firms/M13/measures/")
    assert {one.owner_id for one, _ in page.context["rows"]} == {"SB13"}
    assert "X-M" not in {one.measure_id for one, _ in page.context["rows"]}
    codes = [editor.get(f"/firms/M13/measures/{one}/").status_code for one in ("VB-M03", "VB-M04", "X-M")]
    assert codes == [200, 404, 404]
    assert editor_of("M14").get("/firms/M13/measures/VB-M03/").status_code == 404
    elsewhere = client_of("manager", elsewhere=True)
    assert elsewhere.get("/firms/M13/measures/").status_code == 404
