"""The working programme: figures that show its problems, proposals that a person decides about, editing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kust.checks import check
from kust.data import read_dataset
from kust.examples import load
from kust.programme.drafting.draft import make_draft
from kust.programme.programme import Measure
from kust.programme.read import read_programme
from kust_web.registry import snapshot
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import Change, model_of

from .made import ASKED, PAGE, decisions, propose, row_of

pytestmark = pytest.mark.django_db
ON = date(2019, 3, 1)
# Of a day before any figure the job that words them is short.
DRAFT = "/clusters/VB/programme/draft/?on=1995-01-01"


@pytest.fixture(scope="module")
def example() -> Any:
    return read_dataset(load("machine-building")).dataset


@pytest.fixture
def manager(client_of: Callable[..., Client]) -> Client:
    return client_of("manager")


def in_order(measure: Measure) -> Measure:
    """Put the costs of a measure in an order of their own: rows of a table have none."""
    return replace(measure, costs=tuple(sorted(measure.costs, key=str)))


def test_the_state_of_a_cluster_holds_its_programme_whole(example: Any) -> None:
    taken = snapshot.open_snapshot(snapshot.current("VB").digest)
    here, there = read_programme(taken, "VB"), read_programme(example, "VB")
    assert replace(here, measures=()) == replace(there, measures=())
    assert [*map(in_order, here.measures)] == [*map(in_order, there.measures)]
    assert taken.rows("positions").collect().height == example.rows("positions").collect().height


def test_the_page_shows_each_problem_with_its_figure_and_leads_to_it(
    manager: Client, example: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    manager.get(PAGE)
    with django_assert_max_num_queries(14):
        page = manager.get(PAGE).content.decode()
    [entry] = check(example, on=ON, year=2018, edition="779-2018", clusters=["VB"]).clusters
    share = next(one.value for one in entry.verdicts if one.requirement.code == "industrial.cooperation")
    assert f"{100 * share:.1f}".replace(".", ",") + "\u00a0%" in page
    assert "/clusters/VB/why/industrial.cooperation/?on=2019-03-01&amp;year=2018&amp;edition=779-2018" in page
    assert "Перевести закупку кабин на Бродкабину" in page
    plan = manager.get(f"{PAGE}&part=roadmap").content.decode()
    drawing = plan.partition('<img src="')[2].partition('"')[0]
    drawn = manager.get(drawing)
    assert drawn["content-type"].startswith("image/svg+xml") and b"<svg" in drawn.content
    assert Client().get(drawing).status_code == 404


def test_proposals_of_the_data_are_taken_in_as_proposals_once(manager: Client, example: Any) -> None:
    address = f"/clusters/VB/programme/draft/ask/?{ASKED}"
    page = manager.get(address)
    expected = make_draft(example, cluster="VB", on=ON, year=2018).programme
    assert expected.measures and all(one.title in page.content.decode() for one in expected.measures)
    manager.post(address, {"job": page.context["job"].pk})
    taken = model_of("measures").objects.filter(decision="proposed")
    assert {one.measure_id for one in taken} == {one.measure_id for one in expected.measures}
    assert manager.get(address).context["count"] == 0


def test_a_proposal_is_decided_about_with_a_reason_and_what_it_rests_on_with_it(manager: Client) -> None:
    propose()
    address = DRAFT
    measure = row_of("measures", measure_id="X-M")
    ticked = {"row": f"measures:{measure.pk}:{measure.change_id}", "act": "keep"}
    assert manager.post(address, ticked).status_code == 422
    assert manager.post(address, {"act": "keep", "reason": "Решено"}).status_code == 422
    assert manager.post(address, ticked | {"reason": "Решено советом"}).status_code == 302
    assert decisions() == dict.fromkeys(("goals", "problems", "measures"), ("kept", "Решено советом"))
    late = manager.post(address, ticked | {"act": "drop", "reason": "Поздно"})
    assert late.status_code == 422 and decisions()["measures"] == ("kept", "Решено советом")


def test_with_a_dropped_goal_goes_what_is_proposed_under_it(manager: Client) -> None:
    propose()
    goal = row_of("goals", goal_id="X-G")
    sent = {"row": f"goals:{goal.pk}:{goal.change_id}", "act": "drop", "reason": "Не наше дело"}
    manager.post(DRAFT, sent)
    assert decisions() == dict.fromkeys(("goals", "problems", "measures"), ("dropped", "Не наше дело"))


def form_of(page: Any) -> dict[str, Any]:
    """Return what a browser would send back of a form of a row."""
    fields, lines = page.context["fields"], page.context["lines"]
    sent = {f"c-{one.column.name}": one.text for one in fields if one.widget != "many"}
    sent |= {f"c-{one.column.name}": sorted(one.chosen) for one in fields if one.widget == "many"}
    for line in lines:
        sent |= {f"k-{line.number}-{name}": text for name, text in line.cells.items()}
        sent |= {f"k-{line.number}-pk": line.pk, f"k-{line.number}-seen": line.seen} if line.pk else {}
    return sent | {"seen": page.context["seen"], "act": "save"}


def test_a_measure_is_changed_with_its_costs_and_a_reason(manager: Client) -> None:
    row = row_of("measures", measure_id="VB-M03")
    address = f"/clusters/VB/programme/edit/measures/{row.pk}/"
    sent = form_of(manager.get(address)) | {"c-ends_on": "2020-02-01", "k-0-amount_krub": "1 350,5"}
    sent |= {"k-1-year": "2020", "k-1-basis": "plan", "k-1-amount_krub": "90", "k-1-source": "own"}
    assert manager.post(address, sent).status_code == 422
    assert manager.post(address, sent | {"reason": "Поставщик просит время"}).status_code == 302
    row.refresh_from_db()
    assert (row.ends_on, row.decision, row.reason) == (date(2020, 2, 1), "changed", "Поставщик просит время")
    assert (row.depends_on, row.owner_id, row.load) == ("VB-M01", "SB13", 0.1)
    costs = model_of("measure_costs").objects.filter(measure_id="VB-M03", is_removed=False)
    assert sorted(costs.values_list("year", "amount_krub")) == [(2019, 1350.5), (2020, 90.0)]


def test_what_somebody_else_changed_meanwhile_is_shown_and_not_written_over(manager: Client) -> None:
    row = row_of("goals", goal_id="VB-G1")
    address = f"/clusters/VB/programme/edit/goals/{row.pk}/"
    sent = form_of(manager.get(address)) | {"c-title": "Моё название", "reason": "Короче"}
    write([Edit("goals", {"title": "Чужое название"}, row_id=row.pk)], user=None, kind="form")
    answer = manager.post(address, sent)
    assert answer.status_code == 409 and "Чужое название" in answer.content.decode()
    row.refresh_from_db()
    assert row.title == "Чужое название"


def test_a_new_row_gets_its_id_and_what_cannot_be_read_is_told(manager: Client) -> None:
    address = "/clusters/VB/programme/edit/milestones/add/"
    told = manager.post(address, {"c-title": "Веха", "c-due_on": "скоро"})
    assert told.status_code == 422 and "скоро" in told.content.decode()
    assert manager.post(address, {"c-title": "Веха", "c-due_on": "01.07.2020"}).status_code == 302
    added = model_of("milestones").objects.get(title="Веха")
    assert added.due_on == date(2020, 7, 1) and added.milestone_id.startswith("VB-K")


def test_consent_to_be_named_is_not_the_managers_to_give(manager: Client) -> None:
    row = row_of("stakeholders", stakeholder_id="SB04")
    address = f"/clusters/VB/programme/edit/stakeholders/{row.pk}/"
    manager.post(address, form_of(manager.get(address)) | {"c-named": "yes", "c-kind": "other"})
    row.refresh_from_db()
    assert (row.kind, row.named) == ("other", False)


def test_rows_of_another_cluster_are_not_there(manager: Client) -> None:
    other = model_of("goals").objects.filter(cluster_id="UG").first()
    assert manager.get(f"/clusters/VB/programme/edit/goals/{other.pk}/").status_code == 404
    assert manager.get("/clusters/VB/programme/edit/supplies/add/").status_code == 404
    before = Change.objects.count()
    sent = {"row": f"goals:{other.pk}:{other.change_id}", "act": "drop", "reason": "Чужое"}
    manager.post(DRAFT, sent)
    assert Change.objects.count() == before
