"""A cluster is registered, gets its members and people, hands in its documents, and is confirmed by a reviewer."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from kust_web.moderation.models import Confirmation, Joining
from kust_web.people.access import may
from kust_web.people.models import Duty, Invitation, User
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import Change, model_of
from tests.web.conftest import make_user
from tests.web.moderation.files import file

pytestmark = pytest.mark.django_db
MANAGE = "/clusters/VB/manage/"
MEMBERS, PEOPLE, PAPERS = f"{MANAGE}members/", f"{MANAGE}people/", f"{MANAGE}papers/"
MEMBER = {"m-role": "enterprise", "m-joined_on": "2019-01-01"}
NEW_FIRM = {"f-name": "ООО «Ель» (вымышленные данные)", "f-country": "RU", "f-region": "00"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("manager")


def someone(email: str = "new@kust.example") -> tuple[Client, User]:
    user = User.objects.create_user(email, "Tundra-moss-17")
    client = Client(headers={"accept-language": "ru"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client, user


def register(client: Client, name: str = "Лесной кластер (вымышленные данные)") -> str:
    answer = client.post("/register-cluster/", {"name": name, "kind": "industrial", "regions": ["00", "16"]})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url.split("/")[2]


def find(table: str, **which):
    return model_of(table).objects.get(**which)


def test_whoever_registers_a_cluster_manages_it_and_it_is_not_confirmed() -> None:
    client, user = someone()
    code = register(client)
    cluster = find("clusters", cluster_id=code)
    assert (cluster.kind, cluster.confirmed_on, cluster.change.user) == ("industrial", None, user)
    regions = model_of("cluster_regions").objects.filter(cluster_id=code)
    assert sorted(regions.values_list("region", flat=True)) == ["00", "16"]
    assert client.get(f"/clusters/{code}/manage/").status_code == 200
    assert client.get(MANAGE).status_code == 404, "of no other cluster"


def test_nobody_registers_clusters_without_end() -> None:
    client, _ = someone()
    for number in range(5):
        register(client, f"Кластер {number}")
    answer = client.post("/register-cluster/", {"name": "Ещё", "kind": "industrial", "regions": ["00"]})
    assert answer.status_code == 422
    assert "несколько кластеров без подтверждения" in answer.content.decode()


def test_the_passport_is_saved_as_one_change_and_the_second_of_two_is_told(manager) -> None:
    seen = find("clusters", cluster_id="VB").change_id
    typed = {"name": "Новое имя", "kind": "both", "regions": ["00", "77"], "specialised": "N07", "seen": seen}
    assert manager.post(MANAGE, typed).status_code == 302
    cluster = find("clusters", cluster_id="VB")
    assert (cluster.name, cluster.kind, cluster.specialised_organisation_id) == ("Новое имя", "both", "N07")
    late = manager.post(MANAGE, {**typed, "name": "Другое имя"})
    assert late.status_code == 409
    assert "теперь «Новое имя»" in late.content.decode()
    assert 'value="Другое имя"' in late.content.decode()
    assert find("clusters", cluster_id="VB").name == "Новое имя"
    assert (
        manager.post(MANAGE, {**typed, "specialised": "нет такой", "seen": cluster.change_id}).status_code
        == 422
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ({"f-inn": "0091000021"}, "ИНН «0091000021» не бывает"),
        ({"f-ogrn": "1150091000015"}, "ОГРН «1150091000015» не бывает"),
    ],
)  # fmt: skip
def test_a_new_firm_with_wrong_check_digits_is_refused_in_the_librarys_words(number, words, manager) -> None:
    answer = manager.post(MEMBERS, {"act": "new", **MEMBER, **NEW_FIRM, **number})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_new_firm_comes_in_with_its_membership_as_one_change(manager) -> None:
    before = Change.objects.count()
    assert manager.post(MEMBERS, {"act": "new", **MEMBER, **NEW_FIRM}).status_code == 302
    firm = find("organisations", name=NEW_FIRM["f-name"])
    member = find("memberships", organisation_id=firm.organisation_id)
    assert (member.cluster_id, member.role, member.joined_on) == ("VB", "enterprise", date(2019, 1, 1))
    assert Change.objects.count() == before + 1
    assert manager.get(f"/firms/{firm.organisation_id}/returns/").status_code == 200


def test_a_new_firm_with_a_known_inn_is_told_first(manager) -> None:
    known = find("organisations", organisation_id="D01")
    write([Edit("organisations", {"inn": "0091000238"}, row_id=known.pk)], user=None, kind="form")
    typed = {"act": "new", **MEMBER, **NEW_FIRM, "f-inn": "0091000238"}
    answer = manager.post(MEMBERS, typed)
    assert answer.status_code == 422
    assert "уже есть" in answer.content.decode()
    assert known.name in answer.content.decode()
    assert manager.post(MEMBERS, {**typed, "act": "new_anyway"}).status_code == 302


def test_a_firm_that_others_know_is_asked_and_its_figures_stay_closed_until_it_agrees(client_of) -> None:
    """UG's manager asks M01 of VB: a member's figures are open to the manager, so M01 itself has to agree."""
    stranger = client_of("manager", elsewhere=True)
    typed = {"act": "join", "organisation": "M01", **MEMBER}
    assert stranger.post("/clusters/UG/manage/members/", typed).status_code == 302
    assert stranger.post("/clusters/UG/manage/members/", typed).status_code == 302
    joining = Joining.objects.get()
    assert not model_of("memberships").objects.filter(cluster_id="UG", organisation_id="M01").exists()
    assert stranger.get("/firms/M01/returns/").status_code == 404
    assert stranger.post(f"/joinings/{joining.pk}/", {"act": "agree"}).status_code == 404, "not by who asked"
    assert client_of("manager").post(f"/joinings/{joining.pk}/", {"act": "agree"}).status_code == 404
    firm = client_of("participant")
    assert "приглашает" in firm.get("/entry/").content.decode()
    assert firm.post(f"/joinings/{joining.pk}/", {"act": "agree"}).status_code == 302
    assert find("memberships", cluster_id="UG", organisation_id="M01").joined_on == date(2019, 1, 1)
    assert stranger.get("/firms/M01/returns/").status_code == 200


def test_a_firm_declines_and_nothing_is_written(client_of) -> None:
    client_of("manager", elsewhere=True).post(
        "/clusters/UG/manage/members/", {"act": "join", "organisation": "M01", **MEMBER}
    )
    joining = Joining.objects.get()
    firm = client_of("participant")
    firm.post(f"/joinings/{joining.pk}/", {"act": "decline"})
    firm.post(f"/joinings/{joining.pk}/", {"act": "agree"})
    joining.refresh_from_db()
    assert joining.state == "declined"
    assert not model_of("memberships").objects.filter(cluster_id="UG", organisation_id="M01").exists()


def test_a_firm_without_editors_is_answered_for_by_a_reviewer(client_of) -> None:
    """D01 is a partner of VB's firms with supplies in the registry; a new cluster could learn them by taking it in."""
    client, _ = someone()
    code = register(client)
    client.post(f"/clusters/{code}/manage/members/", {"act": "join", "organisation": "D01", **MEMBER})
    joining = Joining.objects.get()
    reviewer = client_of("reviewer")
    assert f"/joinings/{joining.pk}/" in reviewer.get("/review/").content.decode()
    assert reviewer.post(f"/joinings/{joining.pk}/", {"act": "agree"}).status_code == 302
    assert model_of("memberships").objects.filter(cluster_id=code, organisation_id="D01").exists()


def test_a_firm_with_nothing_but_its_card_joins_at_once(manager) -> None:
    card = {"organisation_id": "Z1", "name": "ООО «Пихта»", "country": "RU"}
    write([Edit("organisations", card)], user=None, kind="form")
    assert manager.post(MEMBERS, {"act": "join", "organisation": "ооо «пихта»", **MEMBER}).status_code == 302
    assert model_of("memberships").objects.filter(cluster_id="VB", organisation_id="Z1").exists()
    unknown = manager.post(MEMBERS, {"act": "join", "organisation": "никто", **MEMBER})
    assert (unknown.status_code, "такого предприятия" in unknown.content.decode().lower()) == (422, True)


def test_a_member_leaves_on_a_day_and_is_seen_no_more(manager) -> None:
    row = find("memberships", cluster_id="VB", organisation_id="M02")
    page = f"{MEMBERS}{row.pk}/"
    typed = {"role": "enterprise", "joined_on": "2016-11-01", "seen": row.change_id}
    wrong = manager.post(page, {**typed, "left_on": "2016-11-01"})
    assert wrong.status_code == 422
    assert "не позже дня вступления" in wrong.content.decode()
    assert manager.post(page, {**typed, "left_on": timezone.localdate().isoformat()}).status_code == 302
    assert manager.get("/firms/M02/returns/").status_code == 404
    late = manager.post(page, {**typed, "left_on": ""})
    assert late.status_code == 409


def test_people_are_invited_by_a_link_and_withdrawn(manager) -> None:
    typed = {"act": "invite", "email": "Editor@Firm.example", "kind": "participant", "organisation": "M02"}
    assert manager.post(PEOPLE, typed).status_code == 302
    [letter] = mail.outbox
    link = re.search(r"https?://\S+", letter.body)[0]
    assert (letter.to, link in manager.get(PEOPLE).content.decode()) == (["editor@firm.example"], True)
    guest = Client(headers={"accept-language": "ru"})
    password = {"new_password1": "Tundra-moss-17", "new_password2": "Tundra-moss-17"}
    assert guest.post(link.removeprefix("http://testserver"), password).status_code == 302
    editor = User.objects.get(email="editor@firm.example")
    assert may(editor, "organisation.enter", organisation="M02")
    duty = editor.duties.get()
    assert manager.post(PEOPLE, {"act": "withdraw", "id": duty.pk}).status_code == 302
    assert not may(User.objects.get(pk=editor.pk), "organisation.enter", organisation="M02")


def test_a_manager_invites_only_for_its_own_cluster_and_its_members(manager) -> None:
    for typed in (
        {"kind": "participant", "organisation": "D01"},
        {"kind": "participant"},
        {"kind": "administrator"},
        {"kind": "reviewer", "region": "00"},
    ):
        answer = manager.post(PEOPLE, {"act": "invite", "email": "a@b.example", **typed})
        assert answer.status_code == 422
    assert manager.post(PEOPLE, {"act": "invite", "email": "нет", "kind": "manager"}).status_code == 422
    assert not Invitation.objects.exists()


def test_duties_of_elsewhere_are_not_withdrawn_and_one_manager_stays(manager) -> None:
    other = make_user("participant", {"organisation_id": "D01"}).duties.get()
    assert manager.post(PEOPLE, {"act": "withdraw", "id": other.pk}).status_code == 404
    own = Duty.objects.get(kind="manager", cluster_id="VB")
    answer = manager.post(PEOPLE, {"act": "withdraw", "id": own.pk})
    assert (answer.status_code, "последний управляющий" in answer.content.decode()) == (422, True)
    manager.post(PEOPLE, {"act": "invite", "email": "a@b.example", "kind": "manager"})
    invitation = Invitation.objects.get()
    assert manager.post(PEOPLE, {"act": "cancel", "id": invitation.pk}).status_code == 302
    assert not Invitation.objects.exists()


def test_a_link_is_shown_to_whoever_invited_alone(manager, client_of) -> None:
    manager.post(PEOPLE, {"act": "invite", "email": "a@b.example", "kind": "manager"})
    token = Invitation.objects.get().token
    assert token in manager.get(PEOPLE).content.decode()
    page = client_of("administrator").get(PEOPLE).content.decode()
    assert "a@b.example" in page and token not in page


def test_a_document_goes_in_with_its_file_and_out_again(manager, client_of) -> None:
    typed = {
        "requirement": "industrial.enterprises",
        "title": "Протокол",
        "dated_on": "2019-01-15",
        "confirms": "no",
    }
    assert manager.post(PAPERS, {**typed, "upload": file("протокол.pdf", b"%PDF-1.4 x")}).status_code == 302
    row = model_of("documents").objects.get(title="Протокол")
    assert (row.file, row.confirms, row.dated_on) == ("протокол.pdf", False, date(2019, 1, 15))
    link = re.search(r'href="(/clusters/VB/manage/papers/\d+/)"', manager.get(PAPERS).content.decode())[1]
    given = manager.get(link)
    assert b"".join(given.streaming_content) == b"%PDF-1.4 x"
    assert (given["Content-Type"], given["Content-Disposition"][:10]) == (
        "application/octet-stream",
        "attachment",
    )
    assert client_of("manager", elsewhere=True).get(link).status_code == 404
    bad = manager.post(PAPERS, {**typed, "upload": file("x.html", b"<script>")})
    assert bad.status_code == 422
    manager.post(PAPERS, {"remove": row.document_id})
    row.refresh_from_db()
    assert row.is_removed


def test_progress_names_who_is_silent_and_the_text_to_remind_them(manager, client_of) -> None:
    """Figures of 2018 are there for every enterprise of VB; of 2019 nothing, until M01 hands in."""
    assert "Ответили 0 из" in manager.get(f"{MANAGE}progress/?year=2019").content.decode()
    firm = client_of("participant")
    firm.post("/firms/M01/returns/2019/act/", {"act": "begin"})
    assert "Ответили 0 из" in manager.get(f"{MANAGE}progress/?year=2019").content.decode()
    firm.post("/firms/M01/returns/2019/act/", {"act": "submit"})
    page = manager.get(f"{MANAGE}progress/?year=2019").content.decode()
    assert "Ответили 1 из" in page
    assert "http://testserver/entry/" in page
    assert manager.get(f"{MANAGE}progress/?year=2018").status_code == 200


def test_a_reviewer_confirms_with_a_day_or_sends_back_with_a_comment(client_of) -> None:
    client, _ = someone()
    code = register(client)
    reviewer, page = client_of("reviewer"), f"/clusters/{code}/review/"
    client.post(f"/clusters/{code}/manage/", {"act": "ask"})
    assert page in reviewer.get("/review/").content.decode()
    seen = find("clusters", cluster_id=code).change_id
    assert reviewer.post(page, {"act": "return", "seen": seen}).status_code == 422
    assert (
        reviewer.post(page, {"act": "return", "comment": "Нет документов", "seen": seen}).status_code == 302
    )
    assert "Нет документов" in client.get(f"/clusters/{code}/manage/").content.decode()
    client.post(f"/clusters/{code}/manage/", {"act": "ask"})
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for day in ("", "вчера", tomorrow):
        assert reviewer.post(page, {"act": "confirm", "confirmed_on": day, "seen": seen}).status_code == 422
    stale = reviewer.post(page, {"act": "confirm", "confirmed_on": "2026-01-15", "seen": seen - 1})
    assert (stale.status_code, "изменили" in stale.content.decode()) == (422, True)
    assert (
        reviewer.post(page, {"act": "confirm", "confirmed_on": "2026-01-15", "seen": seen}).status_code == 302
    )
    cluster = find("clusters", cluster_id=code)
    assert (cluster.confirmed_on, Confirmation.objects.get().state) == (date(2026, 1, 15), "confirmed")
    assert cluster.change.kind == "form"
    assert client_of("reviewer", elsewhere=True).get(page).status_code == 200, "16 is a region of it as well"
    assert client.get(page).status_code == 404, "its manager does not confirm it"


def test_a_reviewer_of_another_region_does_not_see_it(client_of) -> None:
    client, _ = someone()
    code = client.post(
        "/register-cluster/", {"name": "К", "kind": "industrial", "regions": ["77"]}
    ).url.split("/")[2]
    reviewer = client_of("reviewer")
    assert code not in reviewer.get("/review/").content.decode()
    assert reviewer.get(f"/clusters/{code}/review/").status_code == 404


@pytest.mark.parametrize(
    ("page", "queries"),
    [
        (MEMBERS, 16),
        (PEOPLE, 16),
        (f"{MANAGE}progress/?year=2018", 18),
        ("/clusters/VB/returns/", 16),
        (MANAGE, 16),
    ],
)
def test_a_page_of_the_management_asks_the_database_a_few_times(
    page, queries, manager, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(queries):
        assert manager.get(page).status_code == 200


def test_a_confirmed_cluster_is_not_confirmed_again_but_its_confirmation_can_be_taken_back(client_of) -> None:
    reviewer, page = client_of("reviewer"), "/clusters/VB/review/"
    cluster = model_of("clusters").objects.get(cluster_id="VB")
    write([Edit("clusters", {"confirmed_on": None}, row_id=cluster.pk)], user=None, kind="form")

    def decide(act: str, **more: str):
        cluster.refresh_from_db()
        typed = {"act": act, "seen": cluster.change_id, "confirmed_on": "2019-03-01", **more}
        return reviewer.post(page, typed).status_code

    assert 'value="confirm"' in reviewer.get(page).content.decode()
    assert decide("withdraw", comment="рано") == 422
    assert decide("confirm") == 302
    confirmed = reviewer.get(page).content.decode()
    assert 'value="confirm"' not in confirmed
    assert 'value="withdraw"' in confirmed
    assert decide("confirm", confirmed_on="2020-01-01") == 422
    assert decide("withdraw") == 422
    assert decide("withdraw", comment="Договор расторгнут") == 302
    cluster.refresh_from_db()
    assert cluster.confirmed_on is None
    assert 'value="confirm"' in reviewer.get(page).content.decode()
