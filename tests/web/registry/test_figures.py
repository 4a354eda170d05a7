"""Figures of the country: each organisation once, missing is not zero, no single firm is given away."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kust.checks import check
from kust_web.registry import dashboard, national, snapshot
from kust_web.registry.changes import Edit, write
from kust_web.registry.disclosure import Rule
from kust_web.registry.figures import add_up_accounts, add_up_effects, tell_sum
from kust_web.registry.made_up import is_made_up
from kust_web.registry.models import Standing, model_of
from kust_web.registry.standings import judge
from kust_web.registry.views import _account_rows

ON = date(2026, 8, 1)


@pytest.mark.django_db
def test_an_organisation_of_two_clusters_and_two_roles_counts_once() -> None:
    before = dashboard.count(ON, with_made_up=True)
    rows = [
        {"cluster_id": "R01", "organisation_id": "M01", "role": "enterprise"},
        {"cluster_id": "R01", "organisation_id": "M01", "role": "research"},
    ]
    write([Edit("memberships", row) for row in rows], user=None, kind="form")
    after = dashboard.count(ON, with_made_up=True)
    assert after.organisations == before.organisations
    assert dict(after.roles)["enterprise"] == dict(before.roles)["enterprise"]
    assert dict(after.roles)["research"] == dict(before.roles)["research"] + 1
    assert after.told == before.told + 1 == 4


@pytest.mark.django_db
def test_clusters_and_regions_are_counted_as_the_files_list_them() -> None:
    """44 of the ministry's registry and two made up; 33 regions of the registry and Tomsk, the made-up one apart."""
    counts = dashboard.count(ON, with_made_up=True)
    assert (counts.clusters, counts.numbered, counts.made_up) == (46, 44, 2)
    assert dict(counts.kinds) == {"industrial": 45, "both": 1}
    assert len(counts.regions) == 34
    assert dict(counts.projects) == {"joint": 3, "core": 1, "investment": 1}


@pytest.mark.django_db
def test_a_year_adds_up_the_members_that_reported() -> None:
    """Revenue of 2018: the sum of the 14 enterprises of the file, of 52 members; nobody reported exports of 2016."""
    dataset = snapshot.open_snapshot(snapshot.current().digest)
    years = {year["year"]: year["figures"] for year in add_up_accounts(dataset, ON)}
    members = model_of("memberships").objects.filter(cluster_id="VB", left_on=None)
    firms = set(members.values_list("organisation_id", flat=True))
    accounts = model_of("accounts").objects.filter(year=2018, organisation_id__in=firms)
    revenue = [row.revenue_krub for row in accounts if row.revenue_krub is not None]
    assert years[2018]["revenue_krub"]["value"] == pytest.approx(sum(revenue))
    assert years[2018]["revenue_krub"]["known"] == len(revenue) == 14
    assert years[2016]["exports_krub"] == {"value": None, "known": 0, "of": 52, "is_hidden": False}


def is_told(*values: float | None) -> bool:
    parts = {f"F{number}": value for number, value in enumerate(values)}
    return tell_sum(parts, Rule(3, ((2, 0.85),)))["value"] is not None


def test_three_firms_are_not_told_and_four_are() -> None:
    """One of three subtracts its own and has the sum of two: each of those knows the other's."""
    assert not is_told(5.0, 5.0, 5.0)
    assert is_told(5.0, 5.0, 5.0, 5.0)
    assert not is_told(5.0, 5.0, 5.0, None)
    assert not is_told(5.0, 5.0, 5.0, 0.0)


def test_a_sum_of_which_two_firms_are_most_is_not_told() -> None:
    """Without the smallest part of 40, 30, 15, 15 the two largest are 70 of 85; of 50, 30, 12, 8: 80 of 92, 0.87."""
    assert is_told(40.0, 30.0, 15.0, 15.0)
    assert not is_told(50.0, 30.0, 12.0, 8.0)


@given(st.lists(st.integers(0, 1000), max_size=7))
def test_what_is_told_stands_whoever_leaves_its_own_part_out(values: list[int]) -> None:
    parts = [value for value in values if value]
    rests = [parts, *(parts[:at] + parts[at + 1 :] for at in range(len(parts)))]
    safe = [len(rest) >= 3 and 100 * sum(sorted(rest)[-2:]) <= 85 * sum(rest) for rest in rests]
    assert is_told(*values) == all(safe)


@pytest.mark.django_db
def test_a_year_of_one_project_is_not_told_nor_what_subtraction_would_tell() -> None:
    """Investment planned, million roubles: hydraulics 11 + 57 + 0.9, axle 12.4 + 47.3 + 7.9 (2018–2021).

    2018 is of hydraulics alone and 2021 of the axle alone: hidden, together they are of both. 2019 and 2020 are told.
    The fact is of hydraulics alone: hidden. Growth of cooperation: 2018 and 2019 hydraulics, 2021 the axle.
    """
    dataset = snapshot.open_snapshot(snapshot.current().digest)
    from kust.projects.effects import calc_effects

    effects = {one["indicator"]: one for one in add_up_effects(dataset, calc_effects(dataset, on=ON))}
    investment = effects["investment"]
    assert investment["total"]["plan"]["value"] == pytest.approx(136_500)
    told = {year: bases["plan"]["value"] for year, bases in investment["years"].items()}
    assert told == {"2018": None, "2019": pytest.approx(69_400), "2020": pytest.approx(48_200), "2021": None}
    assert investment["total"]["fact"]["value"] is None and investment["total"]["fact"]["is_hidden"]


@pytest.mark.django_db
def test_where_one_year_alone_would_be_hidden_another_is_hidden_with_it() -> None:
    """Without the axle's 2021 only 2018, of hydraulics, is hidden: the total less 2019 and 2020 would tell it."""
    from kust.projects.effects import calc_effects

    row = model_of("project_effects").objects.get(
        project_id="joint-axle", indicator="investment", year=2021, basis="plan"
    )
    write([Edit("project_effects", row_id=row.pk, remove=True)], user=None, kind="form")
    dataset = snapshot.open_snapshot(snapshot.current().digest)
    effects = {one["indicator"]: one for one in add_up_effects(dataset, calc_effects(dataset, on=ON))}
    years = {year: bases["plan"]["value"] for year, bases in effects["investment"]["years"].items()}
    assert years == {"2018": None, "2019": None, "2020": pytest.approx(48_200)}


@pytest.mark.django_db
def test_the_country_says_of_a_cluster_what_its_own_snapshot_says() -> None:
    dataset = snapshot.open_snapshot(snapshot.current().digest)
    judged = {(one.cluster_id, one.edition): one for one in judge(dataset, ON)}
    assert len({cluster for cluster, _ in judged}) == 46
    for cluster in ("VB", "UG", "R01"):
        own = snapshot.open_snapshot(snapshot.current(cluster).digest)
        for entry in check(own, on=ON, edition="all", alternatives=False).clusters:
            found = judged.pop((cluster, entry.edition.code))
            verdicts = [verdict.verdict for verdict in entry.verdicts]
            assert (found.conforms, found.year) == (entry.conforms, entry.year)
            assert [found.met, found.not_met, found.unknown] == [
                verdicts.count(verdict) for verdict in ("met", "not_met", "unknown")
            ]
    assert not [key for key in judged if key[0] in ("VB", "UG")]


@pytest.mark.django_db
def test_the_country_is_worked_out_once_for_all_its_readers(client_of: Callable[..., Client]) -> None:
    client = client_of("visitor")
    assert national.look().is_due
    answer = client.get("/national/", headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    assert Standing.objects.values("cluster_id").distinct().count() == 46
    assert not national.look().is_due
    page = client.get("/dashboard/?made_up=1").content.decode()
    assert "136,5" in page and "скрыто" in page and "hx-get" not in page
    assert "10,4" not in page  # the one project's own fact


@pytest.mark.django_db
def test_the_country_is_counted_without_what_is_made_up(client_of: Callable[..., Client]) -> None:
    """Of the 46 clusters two say so in their names; their projects, firms and the region of one go with them."""
    real, everything = dashboard.count(ON), dashboard.count(ON, with_made_up=True)
    assert (real.clusters, real.made_up, real.project_count) == (44, 2, 0)
    assert real.organisations == model_of("memberships").objects.filter(cluster_id="R36").count()
    assert dict(everything.regions).keys() - dict(real.regions).keys() == {"70"}
    client = client_of("visitor")
    client.get("/national/", headers={"HX-Request": "true"})
    page = client.get("/dashboard/").content.decode()
    assert "136,5" not in page and "Кластеры с вымышленными данными не посчитаны: 2" in page
    assert sum(dashboard.count_standings("779-2018").values()) == 44
    rows = client.get("/dashboard/?format=json").json()
    assert "не посчитаны" in str(rows)
    assert "Томская" not in client.get("/map/?format=csv").content.decode()
    assert "Томская" in client.get("/map/?format=csv&made_up=1").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edit", "where"),
    [
        ({"name": "Опыт (Вымышленные данные)"}, "clusters"),
        ({"cluster_id": "R01", "region": "00"}, "cluster_regions"),
        ({"cluster_id": "R01", "organisation_id": "M01", "role": "enterprise"}, "memberships"),
    ],
)
def test_a_cluster_is_made_up_by_its_name_its_region_or_a_member(
    edit: dict[str, str], where: str, client_of: Callable[..., Client]
) -> None:
    cluster = model_of("clusters").objects.get(cluster_id="R01")
    assert not is_made_up(cluster)
    write([Edit(where, edit, row_id=cluster.pk if where == "clusters" else None)], user=None, kind="form")
    cluster.refresh_from_db()
    assert is_made_up(cluster)
    client = client_of("visitor")
    assert "вымышленные данные</span>" in client.get("/clusters/R01/").content.decode()
    assert "/clusters/R01/" in client.get("/clusters/?data=made_up").content.decode()
    assert "/clusters/R01/" not in client.get("/clusters/?data=real&q=R01").content.decode()


@pytest.mark.django_db
def test_the_grid_of_regions_writes_no_code_where_there_is_no_cluster(
    client_of: Callable[..., Client],
) -> None:
    """A code of two digits reads as a number of clusters."""
    page = client_of("visitor").get("/").content.decode()
    grid = page.split('<svg class="tiles"')[1].split("</svg>")[0]
    counts = dict(dashboard.count(ON).regions)
    told = [int(text) for text in re.findall(r">(\d+)</text>", grid)]
    assert sorted(told) == sorted(count for code, count in counts.items() if code != "00")


def test_a_file_of_the_dashboard_says_why_there_is_no_value() -> None:
    told = {"value": None, "known": 2, "of": 5, "is_hidden": True}
    missing = told | {"known": 0, "is_hidden": False}
    figures = {"jobs": told, "output_krub": missing, "exports_krub": missing | {"value": 7.0, "known": 4}}
    rows = _account_rows({"accounts": [{"year": 2018, "figures": figures}]})
    assert [row[-1] and row[-1].code for row in rows] == ["withheld", "no_data", None]
