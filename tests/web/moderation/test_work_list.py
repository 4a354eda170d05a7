"""«Моя работа» lists what waits for each role, how many and where."""

import pytest

from kust_web.moderation.models import Confirmation, Joining, Return, Upload
from kust_web.people.models import Invitation, User
from tests.web.moderation.test_sides import report

pytestmark = pytest.mark.django_db


def tasks_of(client) -> str:
    page = client.get("/my/")
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def make_return(firm: str, year: int, state: str, user: User) -> None:
    Return.objects.create(organisation_id=firm, year=year, state=state, made_by=user)


def make_upload(state: str, user: User, **whose: str) -> None:
    Upload.objects.create(state=state, name="a.xlsx", sha256="0", size=1, made_by=user, **whose)


def test_a_manager_sees_returns_files_differences_and_invitations(client_of) -> None:
    client = client_of("manager")
    user = User.objects.get(email="manager-vb@kust.example")
    for year, firm, state in (
        (2019, "M01", "submitted"),
        (2019, "M02", "submitted"),
        (2019, "M03", "returned"),
    ):
        make_return(firm, year, state, user)
    make_upload("submitted", user, organisation_id="M01")
    Invitation.objects.create(email="x@y.example", kind="participant", organisation_id="M01", invited_by=user)
    page = tasks_of(client)
    assert '<a href="/clusters/VB/returns/">Проверить отчёты участников</a>: 2' in page
    assert '<a href="/clusters/VB/returns/">Проверить файлы участников</a>: 1' in page
    assert "ещё не исправленные</a>: 1" in page
    assert "ещё не вошли</a>: 1" in page
    # In the example the two sides differ about three supplies of 2017 and the same three of 2018.
    assert (
        '<a href="/clusters/VB/differences/">Сверить поставки, о которых стороны сообщили разное</a>: 6'
        in page
    )


def test_a_participant_sees_its_return_its_supplies_of_every_year_and_who_invites_it(client_of) -> None:
    client = client_of("participant")
    user = User.objects.get(email="participant-m01@kust.example")
    report("supplier", 100.0)
    make_return("M01", 2017, "returned", user)
    Joining(cluster_id="UG", organisation_id="M01", role="enterprise", asked_by=user, state="asked").save()
    page = tasks_of(client)
    assert "Заполнить годовой отчёт" in page
    assert '<a href="/firms/M01/returns/2017/">Годовой отчёт вернули на доработку</a>' in page
    assert "year=2019&amp;state=waiting" in page
    assert '<a href="/entry/">Ответить на приглашения в кластер</a>: 1' in page


def test_a_reviewer_sees_clusters_that_ask_and_pairs_of_firms(client_of) -> None:
    client = client_of("reviewer")
    assert "Сейчас ничего не ждёт" in tasks_of(client)
    Confirmation.objects.create(cluster_id="VB", state="asked")
    Confirmation.objects.create(cluster_id="UG", state="returned")
    assert '<a href="/review/">Решить о подтверждении кластеров</a>: 1' in tasks_of(client)


def test_what_waits_is_counted_with_a_few_questions(client_of, django_assert_max_num_queries) -> None:
    client = client_of("manager")
    tasks_of(client)
    with django_assert_max_num_queries(20):
        tasks_of(client)
