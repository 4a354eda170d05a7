"""Where nobody asks for a year, pages show the latest of which most participants have told, and say so."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from kust_web.registry import snapshot
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of
from kust_web.registry.standings import judge
from kust_web.registry.years import choose_year
from kust_web.workbench.models import Job

pytestmark = pytest.mark.django_db
ON = date(2020, 3, 1)
ENTERPRISES = 14  # of the cluster VB; all of them have told of 2018


def tell(*firms: str, year: int = 2019) -> None:
    rows = [{"organisation_id": firm, "year": year, "output_krub": 1000.0} for firm in firms]
    write([Edit("accounts", row) for row in rows], user=None, kind="return")


def firms(count: int) -> list[str]:
    rows = model_of("memberships").objects.filter(cluster_id="VB", role="enterprise", is_removed=False)
    return sorted(set(rows.values_list("organisation_id", flat=True)))[:count]


def chosen():
    return choose_year(snapshot.current("VB").digest, "VB", ON)


def test_one_firm_ahead_of_the_others_does_not_choose_the_year_and_more_than_half_do() -> None:
    tell("M01")
    assert (chosen().year, chosen().of, chosen().later) == (2018, ENTERPRISES, ((2019, 1),))
    tell(*firms(7)[1:])
    assert (chosen().year, dict(chosen().told)[2019]) == (2018, 7), "half is not most"
    tell(firms(8)[-1])
    assert (chosen().year, chosen().later) == (2019, ())


def test_a_supply_counts_for_whoever_reports_it_and_for_both_where_a_ledger_does() -> None:
    sale = {"supplier_id": "M01", "buyer_id": "M04", "product_id": "P101", "year": 2019, "amount_krub": 5.0}
    write([Edit("supplies", {**sale, "reported_by": "supplier"})], user=None, kind="return")
    assert chosen().later == ((2019, 1),)
    write([Edit("supplies", {**sale, "reported_by": "ledger"})], user=None, kind="load")
    assert chosen().later == ((2019, 2),)


def test_after_one_return_of_a_new_year_pages_show_the_year_before_and_lead_to_the_new_one(client_of) -> None:
    tell("M01")
    client = client_of("manager")
    page = client.get("/clusters/VB/verdicts/?on=2020-03-01").content.decode()
    assert "2019: отчитался 1 из 14 участников; показан 2018." in page
    assert "on=2020-03-01&amp;year=2019" in page
    assert Job.objects.filter(kind="check").latest("pk").parameters["year"] == 2018
    assert "year=2018" in client.get("/clusters/VB/verdicts/?on=2020-03-01").context["page"].permanent
    asked = client.get("/clusters/VB/verdicts/?on=2020-03-01&year=2019")
    assert asked.context["answer"]["clusters"][0]["year"] == 2019
    assert "отчитал" not in asked.content.decode()
    summary = client.get("/clusters/VB/summary/?on=2020-03-01").content.decode()
    assert "показан 2018." in summary
    assert "/clusters/VB/verdicts/?year=2019" in summary


def test_the_page_of_the_firm_that_is_ahead_rests_on_the_year_of_its_cluster(client_of) -> None:
    tell("M01")
    page = client_of("participant").get("/firms/M01/")
    assert page.context["answer"]["year"] == 2018
    assert "показан 2018." in page.content.decode()


def test_programs_get_the_verdicts_of_the_year_of_the_pages_and_are_told_why() -> None:
    tell("M01")
    cache.clear()
    client = Client(headers={"accept-language": "ru"})
    answer = client.get("/api/clusters/VB/verdicts?on=2020-03-01").json()
    assert {one["year"] for one in answer["answer"]["clusters"]} == {2018}
    why = answer["chosen_year"]
    assert (why["year"], why["why"], why["of"]) == (2018, "most", ENTERPRISES)
    assert {"year": 2019, "who_told": 1} in why["told"]
    assert why["words"].endswith("больше половины участников: 14 из 14.")
    assert client.get(f"/api/jobs/{answer['id']}").json()["chosen_year"] == why
    asked = client.get("/api/clusters/VB/verdicts?on=2020-03-01&year=2019").json()
    assert asked["answer"]["clusters"][0]["year"] == asked["chosen_year"]["year"] == 2019
    assert asked["chosen_year"]["why"] == "asked"


def test_the_list_of_clusters_is_judged_by_the_same_year() -> None:
    tell("M01")
    standings = judge(snapshot.open_snapshot(snapshot.current().digest), ON)
    assert {one.year for one in standings if one.cluster_id == "VB"} == {2018}
