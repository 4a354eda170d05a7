"""The passport of a cluster, its history, and the answers that everybody may know."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from django.test import Client
from django.utils import timezone

from kust_web.people.models import User
from kust_web.registry import points, summary
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import Change, model_of

pytestmark = pytest.mark.django_db
Made = Callable[..., Client]


def read(client: Client, address: str, **asked: object) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def rename(name: str, user: User | None = None, cluster: str = "VB") -> Change:
    row = model_of("clusters").objects.get(cluster_id=cluster)
    return write([Edit("clusters", {"name": name}, row_id=row.pk)], user=user, kind="form", reason="опечатка")


def move(change: Change, days: int) -> None:
    """Put a change into the past."""
    when = timezone.now() - timedelta(days=days)
    for name in change.written:
        model_of(name).history.filter(change_id=change.pk).update(history_date=when)
    Change.objects.filter(pk=change.pk).update(made_at=when)


def test_a_passport_says_what_the_registry_holds_and_nothing_of_amounts(client_of: Made) -> None:
    page = read(client_of("visitor"), "/clusters/VB/", on="2019-03-01")
    for told in ("Верхний Брод", "14.12.2016", "20.10.2016", "вымышленные данные", "21&nbsp;организация"):
        assert told.replace("&nbsp;", "\u00a0") in page
    untold = read(client_of("visitor"), "/clusters/R01/")
    assert "Состав кластера в реестр не внесён" in untold


def test_members_are_those_of_the_day(client_of: Made) -> None:
    """Бродэлектрожгут joined on 15.06.2018."""
    client = client_of("visitor")
    assert "Бродэлектрожгут" not in read(client, "/clusters/VB/", on="2018-06-14")
    assert "Бродэлектрожгут" in read(client, "/clusters/VB/", on="2018-06-15")
    assert "колледж" not in read(client, "/clusters/VB/", role="research")


def test_the_number_of_a_sole_proprietor_is_not_shown(client_of: Made) -> None:
    """Twelve digits are a person's number, ten a company's."""
    firm = model_of("organisations").objects.get(organisation_id="M01")
    write([Edit("organisations", {"inn": "009100000122"}, row_id=firm.pk)], user=None, kind="form")
    client = client_of("visitor")
    assert "009100000122" not in read(client, "/clusters/VB/")
    assert b"009100000122" not in client.get("/clusters/VB/", {"format": "csv"}).content
    assert "0091000037" in read(client, "/clusters/VB/")


def test_a_passport_as_of_a_day_is_what_was_known_then(client_of: Made) -> None:
    """All was loaded ten days ago and renamed five days ago."""
    for change in Change.objects.all():
        move(change, 10)
    move(rename("Новое имя"), 5)
    client, today = client_of("visitor"), timezone.localdate()
    assert "Новое имя" in read(client, "/clusters/VB/")
    assert "Новое имя" in read(client, "/clusters/VB/", as_of=today - timedelta(days=5))
    before = read(client, "/clusters/VB/", as_of=today - timedelta(days=6))
    assert "Верхний Брод" in before and "Новое имя" not in before and "Бродвал" in before
    assert "не было" in read(client, "/clusters/VB/", as_of=today - timedelta(days=11))


def test_answers_are_words_and_shares_of_the_whole(client_of: Made) -> None:
    """Under 779-2018 VB's cooperation is 18,7 %; the least own share, 7,0 %, is one firm's and is not told."""
    client = client_of("visitor")
    page = read(client, "/clusters/VB/summary/", on="2019-03-01", edition="779-2018")
    assert "18,7" in page and "не менее 20" in page
    assert "7,0" not in page and "не менее 5" in page
    assert "скрыто" in page and "раскрыло бы показатели отдельных предприятий" in page
    assert "18,7" in read(client, "/clusters/VB/", on="2019-03-01", edition="779-2018")


def test_a_share_that_is_one_participants_is_left_out_of_every_form() -> None:
    verdict = {
        "requirement": "industrial.supply_share_each",
        "verdict": "met",
        "value": 0.07,
        "threshold": 0.05,
        "comparison": ">=",
        "margin": 0.02,
    }
    missing = verdict | {"verdict": "unknown", "value": None, "margin": None}
    entry = {"edition": "779-2018", "conforms": "met", "year": 2018, "verdicts": [verdict, missing]}
    line, other = summary.read({"clusters": [entry]}, "ru")[0].lines
    assert (line.value, line.raw, line.limit, line.why) == ("скрыто", None, 0.05, "withheld")
    assert (other.value, other.raw, other.limit, other.why) == ("нет данных", None, 0.05, "no_data")


def test_clusters_stand_side_by_side_under_one_edition(client_of: Made) -> None:
    client = client_of("visitor")
    asked = {"cluster": ["VB", "UG", "none", "VB"], "edition": "779-2018"}
    page = read(client, "/compare/", **asked)
    assert "Верхний Брод" in page and "Урман и Грива" in page and "18,7" in page
    rows = client.get("/compare/", {**asked, "format": "json"}).json()["rows"]
    assert {row["cluster_id"] for row in rows} == {"VB", "UG"}
    value = {(row["cluster_id"], row["requirement"]): row["value"] for row in rows}
    assert value["VB", "industrial.cooperation"] == pytest.approx(0.18741817508448683)
    assert value["VB", "industrial.supply_share_each"] is None
    why = {(row["cluster_id"], row["requirement"]): row["why"] for row in rows}
    assert why["VB", "industrial.supply_share_each"] == "withheld"
    assert why["VB", "industrial.cooperation"] is None
    assert "скрыто: раскрыло бы" in client.get("/compare/", {**asked, "format": "csv"}).content.decode()
    book = pl.read_excel(io.BytesIO(client.get("/compare/", {**asked, "format": "xlsx"}).content))
    assert book["Почему нет значения"].str.starts_with("скрыто").any()


def test_history_tells_who_when_and_why(client_of: Made) -> None:
    client = client_of("manager")
    change = rename("Новое имя", User.objects.get())
    page = read(client, "/clusters/VB/history/")
    assert "manager-vb@kust.example" in page and "опечатка" in page
    opened = read(client, f"/clusters/VB/history/{change.pk}/")
    assert "Новое имя" in opened and "Верхний Брод" in opened and "Наименование" in opened


def test_a_change_of_others_shows_no_rows_of_theirs(client_of: Made) -> None:
    """The wild-harvest load is of UG alone; a change of both shows to each its own."""
    client = client_of("manager")
    other = rename("Чужое", cluster="UG")
    assert client.get(f"/clusters/VB/history/{other.pk}/").status_code == 404
    rows = {name: model_of("clusters").objects.get(cluster_id=name).pk for name in ("VB", "UG")}
    edits = [Edit("clusters", {"name": f"Имя {name}"}, row_id=pk) for name, pk in rows.items()]
    both = write(edits, user=None, kind="form")
    page = read(client, f"/clusters/VB/history/{both.pk}/")
    assert "Имя VB" in page and "Имя UG" not in page


def test_a_partners_figures_are_not_in_a_clusters_history(client_of: Made) -> None:
    """P01 sells to VB's members and is none of them."""
    supplies = model_of("supplies").objects
    members = model_of("memberships").objects.filter(cluster_id="VB").values("organisation_id")
    sold = supplies.filter(buyer_id__in=members, supplier__country="RU").exclude(supplier_id__in=members)
    partner = sold.first().supplier_id
    edits = [Edit("accounts", {"organisation_id": partner, "year": 2018, "revenue_krub": 123_457.0})]
    edits += [Edit("accounts", {"organisation_id": "M01", "year": 2020, "revenue_krub": 765_431.0})]
    change = write(edits, user=None, kind="form")
    page = read(client_of("manager"), f"/clusters/VB/history/{change.pk}/", table="accounts")
    assert "765\u00a0431" in page and "123\u00a0457" not in page


def test_a_manager_takes_back_a_change_of_its_cluster(client_of: Made) -> None:
    client = client_of("manager")
    change = rename("Новое имя")
    answer = client.post(f"/clusters/VB/history/{change.pk}/undo/", {"reason": "ошиблись"})
    assert answer.status_code == 302
    assert "Верхний Брод" in model_of("clusters").objects.get(cluster_id="VB").name
    page = read(client, "/clusters/VB/history/")
    assert "отменено" in page and "ошиблись" in page
    assert client.post(f"/clusters/VB/history/{change.pk}/undo/").status_code == 404


def test_what_was_written_again_since_is_not_taken_back(client_of: Made) -> None:
    client = client_of("manager")
    first, _ = rename("Первое"), rename("Второе")
    answer = client.post(f"/clusters/VB/history/{first.pk}/undo/", follow=True)
    assert "Не отменено" in answer.content.decode()
    assert model_of("clusters").objects.get(cluster_id="VB").name == "Второе"


@pytest.mark.parametrize(("role", "code"), [("manager", 404), ("administrator", 302)])
def test_a_change_of_several_clusters_is_taken_back_by_the_administrator(
    client_of: Made, role: str, code: int
) -> None:
    rows = {name: model_of("clusters").objects.get(cluster_id=name).pk for name in ("VB", "UG")}
    edits = [Edit("clusters", {"name": f"Имя {name}"}, row_id=pk) for name, pk in rows.items()]
    change = write(edits, user=None, kind="form")
    assert client_of(role).post(f"/clusters/VB/history/{change.pk}/undo/").status_code == code


def test_members_close_together_are_one_point(client_of: Made) -> None:
    placed: dict[str, tuple[float, float]] = {
        "M01": (55.75, 37.61),
        "M02": (55.76, 37.62),
        "M03": (56.84, 60.61),
    }
    edits: list[Any] = []
    for firm, (latitude, longitude) in placed.items():
        row = model_of("organisations").objects.get(organisation_id=firm)
        edits.append(Edit("organisations", {"latitude": latitude, "longitude": longitude}, row_id=row.pk))
    write(edits, user=None, kind="form")
    from kust_web.registry.search import members_on

    found = points.find_points(members_on(date(2026, 8, 1)), "VB")
    assert [point.count for point in found] == [2, 1]
    assert "circle" in read(client_of("visitor"), "/map/", cluster="VB")
