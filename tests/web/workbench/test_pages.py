"""Pages of the workbench: what they say, to whom, in how many queries; what is on them can be downloaded."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import polars as pl
import pytest
from django.db import transaction
from django.test import Client

from kust.checks import check
from kust.checks.as_json import as_json
from kust.data import read_dataset
from kust.examples import load
from kust_web.registry import snapshot
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import Snapshot, model_of
from kust_web.workbench import jobs, works_snapshot
from kust_web.workbench.models import Job
from kust_web.workbench.what_if import word_not_held

pytestmark = pytest.mark.django_db

ASKED = "on=2019-03-01&year=2018"
VERDICTS = f"/clusters/VB/verdicts/?{ASKED}"


@pytest.fixture(scope="module", autouse=True)
def answers(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Answers that several tests look at, worked out once."""
    asked = {"on": "2019-03-01", "year": 2018}
    under = asked | {"edition": None}
    with django_db_blocker.unblock():
        with transaction.atomic():
            digest = snapshot.current("VB").digest
            for kind, parameters in (
                ("check", under),
                ("explain", asked | {"edition": "779-2018", "requirement": "industrial.cooperation"}),
                ("chain", asked),
                ("stages", asked),
                ("niches", asked),
                ("remedy", asked | {"edition": "779-2018"}),
                ("what_if", asked | {"edition": "779-2018", "change": {"leave": ["M02"]}}),
                ("projects", asked),
            ):
                done = jobs.ask(kind, cluster="VB", digest=digest, parameters=parameters)
                assert done.state == Job.DONE, done.failure
        yield
        Job.objects.all().delete()
        Snapshot.objects.all().delete()


@pytest.fixture
def manager(client_of: Callable[..., Client]) -> Client:
    return client_of("manager")


@pytest.fixture
def visitor(client_of: Callable[..., Client]) -> Client:
    return client_of("visitor")


def test_verdicts_are_those_that_the_command_line_gives(manager: Client) -> None:
    """The registry's answer is held against the library run on the example's own files."""
    dataset = read_dataset(load("machine-building")).dataset
    told = as_json(check(dataset, on=date(2019, 3, 1), year=2018, clusters=["VB"]))
    answered = json.loads(manager.get(f"{VERDICTS}&as=json").content)
    assert answered["clusters"] == told["clusters"]
    assert answered["digest"].startswith("sha256:")
    assert "/" not in answered["dataset"]


def test_everybody_sees_verdicts_but_nobody_elses_figures(visitor: Client) -> None:
    page = visitor.get(VERDICTS).content.decode()
    assert "не выполнены 2 требования из 11" in page
    assert "18,7" in page
    assert "Бродэлектрожгут" not in page
    assert "/why/" not in page
    answered = json.loads(visitor.get(f"{VERDICTS}&as=json").content)
    text = json.dumps(answered, ensure_ascii=False)
    assert '"M0' not in text
    assert answered["clusters"][0]["verdicts"][4]["value"] == pytest.approx(0.18742, abs=1e-5)


def test_the_manager_sees_who_is_below_and_the_way_to_the_rows(manager: Client) -> None:
    page = manager.get(VERDICTS).content.decode()
    assert "Бродэлектрожгут" in page
    assert "/clusters/VB/why/industrial.cooperation/?" in page


def test_an_edition_known_in_part_is_never_said_to_be_met(manager: Client) -> None:
    page = manager.get("/clusters/VB/verdicts/?on=2024-03-01&year=2018").content.decode()
    assert "Кластер соответствует требованиям" not in page
    assert "найти не удалось" in page


def test_all_editions_stand_side_by_side(visitor: Client) -> None:
    page = visitor.get(f"{VERDICTS}&edition=all").content.decode()
    for edition in ("779-2015", "779-2018", "779-2023"):
        assert f"edition={edition}" in page


@pytest.mark.parametrize(("field", "value"), [("on", "1.3.19"), ("year", "18"), ("edition", "778")])
def test_what_cannot_be_read_is_said_and_left_out(visitor: Client, field: str, value: str) -> None:
    reply = visitor.get("/clusters/VB/verdicts/", {field: value})
    assert reply.status_code == 200
    assert 'role="alert"' in reply.content.decode()


def test_a_verdict_is_explained_down_to_rows_with_where_they_came_from(manager: Client) -> None:
    page = manager.get(f"/clusters/VB/why/industrial.cooperation/?{ASKED}&edition=779-2018").content.decode()
    # 1 012 105 of 5 400 250 thousand roubles, as in docs/methods/industrial/cooperation.md
    assert "1\u00a0012\u00a0105 / 5\u00a0400\u00a0250 = 18,74" in page
    assert "supplies.csv" in page
    assert "загрузка, " in page
    assert "ООО «Бродгидроузел»" in page


def test_a_row_written_over_since_then_is_said_to_be_gone(manager: Client) -> None:
    address = f"/clusters/VB/why/industrial.cooperation/?{ASKED}&edition=779-2018"
    Job.objects.filter(kind="explain").delete()
    model_of("supplies").objects.filter(year=2018).update(amount_krub=1.0)
    assert "с тех пор изменена" in manager.get(address).content.decode()


def test_an_answer_is_worked_out_again_from_its_digest(visitor: Client) -> None:
    visitor.get(VERDICTS)
    job = Job.objects.get(kind="check")
    reply = visitor.post(f"/clusters/VB/verdicts/again/{job.pk}/", follow=True)
    assert "тот же ответ" in reply.content.decode()
    Job.objects.filter(pk=job.pk).update(answer={"clusters": []})
    reply = visitor.post(f"/clusters/VB/verdicts/again/{job.pk}/", follow=True)
    assert "другой ответ" in reply.content.decode()


def test_a_permanent_link_gives_the_answer_of_its_digest_after_the_figures_have_changed(
    manager: Client,
) -> None:
    manager.get(VERDICTS)
    digest = Job.objects.get(kind="check").digest
    membership = model_of("memberships").objects.filter(cluster_id="VB", role="enterprise").first()
    write([Edit("memberships", row_id=membership.pk, remove=True)], user=None, kind="form")
    assert "13" in _value_of(manager.get(f"{VERDICTS}&as=json"))
    assert "14" in _value_of(manager.get(f"{VERDICTS}&digest={digest}&as=json"))
    assert manager.get(f"{VERDICTS}&digest=sha256:0").status_code == 404


def _value_of(reply: Any) -> str:
    first = json.loads(reply.content)["clusters"][0]["verdicts"][0]
    assert first["requirement"] == "industrial.enterprises"
    return f"{first['value']:.0f}"


def test_a_large_cluster_is_written_out_by_a_job_and_not_by_the_page(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager.get(VERDICTS)
    Job.objects.filter(kind="snapshot").delete()
    Snapshot.objects.update(rows=works_snapshot.AT_ONCE + 1, change=None)
    monkeypatch.setattr(jobs, "enqueue", lambda job: None)
    page = manager.get(VERDICTS).content.decode()
    assert Job.objects.filter(kind="snapshot", state=Job.WAITING).count() == 1
    assert "Снимок данных" in page


def test_a_failed_answer_is_not_started_anew_by_reading_the_page(manager: Client) -> None:
    address = "/clusters/VB/remedies/?on=1995-01-01"
    first, again = (manager.get(address).content.decode() for _ in range(2))
    assert "Расчёт не удался" in first
    assert "Расчёт не удался" in again
    assert Job.objects.filter(kind="remedy", parameters__on="1995-01-01").count() == 1


@pytest.mark.parametrize("form", ["xlsx"])
def test_the_report_is_written_as_a_file_and_handed_out_to_those_who_may(
    manager: Client, visitor: Client, form: str, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    page = manager.get(f"/clusters/VB/report/?{ASKED}&form={form}").content.decode()
    job = Job.objects.get(kind="report")
    address = f"/jobs/{job.pk}/files/{form}/"
    assert address in page
    reply = manager.get(address)
    content = b"".join(reply.streaming_content)
    assert len(content) == job.answer["files"][form]["bytes"] > 5000
    assert f"kust-VB-2019-03-01.{form}" in reply.headers["Content-Disposition"]
    assert visitor.get(address).status_code == 404


def test_the_extract_tells_number_day_and_digest_to_everybody(
    visitor: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    page = visitor.get("/clusters/VB/extract/").content.decode()
    job = Job.objects.get(kind="extract")
    assert f"VB-{job.pk:06d}" in page
    assert job.answer["digest"] in page
    assert "АО «Верхнебродский тракторный завод»" in page
    paper = b"".join(visitor.get(f"/jobs/{job.pk}/files/pdf-ru/").streaming_content)
    assert paper.startswith(b"%PDF")
    before = visitor.get("/clusters/VB/extract/?on=2019-03-01").content.decode()
    assert "записи о кластере в этом реестре ещё не было" in before


def test_the_extract_holds_no_number_of_a_person(visitor: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    firm = model_of("organisations").objects.get(organisation_id="M01")
    write([Edit("organisations", {"inn": "000000000018"}, row_id=firm.pk)], user=None, kind="form")
    page = visitor.get("/clusters/VB/extract/").content.decode()
    assert model_of("organisations").objects.get(organisation_id="M03").inn in page
    assert "000000000018" not in page
    assert b"000000000018" not in visitor.get("/clusters/VB/extract/?as=json").content


def test_everybody_sees_stages_without_amounts_and_the_manager_with_them(
    visitor: Client, manager: Client
) -> None:
    page = visitor.get(f"/clusters/VB/chain/?{ASKED}")
    seen = manager.get(f"/clusters/VB/chain/?{ASKED}").content.decode()
    told = page.content.decode()
    assert "Тракторы колёсные" in told
    assert "млн руб." not in told
    assert "тыс. руб." not in told
    assert "сумма неизвестна" not in told
    assert "Критические места" not in told
    assert "млн руб." in seen
    assert "Критические места" in seen
    assert "focus=P" in seen
    bare = json.loads(visitor.get(f"/clusters/VB/chain/?{ASKED}&as=json").content)["stages"]
    assert not any(
        name.endswith("_krub") for table in ("products", "links") for one in bare[table] for name in one
    )
    assert "imports" not in bare["products"][0]


def test_the_chain_around_a_product_leaves_the_rest_out(manager: Client) -> None:
    page = manager.get(f"/clusters/VB/chain/?{ASKED}&focus=P308").content.decode()
    assert page.count('class="chain-box"') < 40
    assert "Показать всю цепочку" in page


def test_needs_and_niches_are_listed_and_a_card_is_opened(manager: Client) -> None:
    page = manager.get(f"/clusters/VB/niches/?{ASKED}").content.decode()
    assert "Гидронасосы аксиально-поршневые" in page
    assert "зависимость от импорта" in page
    product = json.loads(manager.get(f"/clusters/VB/niches/?{ASKED}&as=json").content)["niches"]["niches"][0]
    card = manager.get(f"/clusters/VB/niches/?{ASKED}&niche={product['product_id']}").content.decode()
    assert "Ко всем нишам" in card


def test_a_plan_without_a_forbidden_step_is_dearer(manager: Client) -> None:
    def seek(more: str = "") -> dict[str, Any]:
        reply = manager.get(f"/clusters/VB/remedies/?{ASKED}&edition=779-2018{more}&as=json")
        return dict(json.loads(reply.content)["remedies"][0])

    plan = seek()
    assert [step["kind"] for step in plan["steps"]] == ["admit", "raise_supply"]
    without = seek("&forbidden=admit")
    assert "admit" not in [step["kind"] for step in without["steps"]]
    assert without["cost"] > plan["cost"]


def test_what_if_holds_both_states_side_by_side_and_stores_nothing(manager: Client) -> None:
    before = model_of("memberships").history.count()
    reply = manager.get(f"/clusters/VB/what-if/?{ASKED}&edition=779-2018&leave=M02&as=json")
    told = json.loads(reply.content)
    counts = [told[state]["clusters"][0]["verdicts"][0]["value"] for state in ("before", "after")]
    assert counts == [14, 13]
    page = manager.get(f"/clusters/VB/what-if/?{ASKED}&edition=779-2018&leave=M02").content.decode()
    assert "значение изменилось" in page
    assert model_of("memberships").history.count() == before


def ask_what_if(manager: Client, **asked: str) -> Any:
    question = {"on": "2019-03-01", "year": "2018", "edition": "779-2018"}
    return manager.get(
        "/clusters/VB/what-if/", question | {name.rstrip("_"): told for name, told in asked.items()}
    )


def test_a_change_is_written_with_names_as_people_write_them(manager: Client) -> None:
    """A name without its legal form, in other letters' case, is the firm; a code is; a label of the list is."""
    names = dict(model_of("organisations").objects.values_list("organisation_id", "name"))
    bare = names["M01"].partition("«")[2].partition("»")[0].upper()
    product = model_of("products").objects.get(product_id="P101").name
    asked = {"from_": bare, "to": f"{names['M04']} · M04", "what": product, "amount": "1 000,5"}
    page = ask_what_if(manager, **asked)
    supply = {"supplier_id": "M01", "buyer_id": "M04", "product_id": "P101", "amount_krub": 1000.5}
    assert page.context["form"].change == {"supplies": [supply]}
    assert Job.objects.filter(kind="what_if", parameters__change={"supplies": [supply]}).exists()
    assert f'value="{names["M01"]} · M01"'.replace("&", "&amp;") in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"from_": "Z9", "to": "M04", "what": "P101", "amount": "1"}, "from-1", "«Z9» в реестре нет"),
        ({"from_": "M01", "to": "M04", "what": "P101", "amount": "много"}, "amount-1", "не прочитано"),
        ({"from_": "M01", "to": "M01", "what": "P101", "amount": "1"}, "to-1", "совпадают"),
        ({"from_": "M01", "to": "M04", "what": "", "amount": "1"}, "what-1", "не заполнено"),
        ({"join": "M01", "role": "enterprise"}, "join-1", "уже участвует"),
        ({"join": "Бродвалл"}, "join-1", "Похожие: "),
        ({"leave": "C01"}, "leave", "не участвует"),
    ],
)
def test_what_a_change_cannot_mean_is_told_beside_its_field(
    manager: Client, asked: dict[str, str], field: str, words: str
) -> None:
    page = ask_what_if(manager, **asked)
    content = page.content.decode()
    assert words in content.split(f'id="{field}-wrong">')[1].split("<")[0]
    assert "change.yaml" not in content
    assert page.context["job"] is None


def test_a_firm_of_a_name_that_several_have_is_asked_about(manager: Client) -> None:
    names = ("Z1", "Z2")
    edits = [
        Edit("organisations", {"organisation_id": one, "name": "ООО «Двойник»", "region": "00"})
        for one in names
    ]
    write(edits, user=None, kind="form")
    page = ask_what_if(manager, join="двойник").content.decode()
    assert "подходит нескольким: ООО «Двойник» · Z1; ООО «Двойник» · Z2" in page
    page = ask_what_if(manager, join="Z1").content.decode()
    assert "кластер о ней ничего не знает" in page


def test_a_change_that_the_state_shown_knows_nothing_of_is_told_without_a_file(manager: Client) -> None:
    """The library speaks of the file of changes that its command reads; the page has none."""
    failure = (
        '{"code": "change_unknown", "values": {"path": "change.yaml", "place": "products", "value": "P9"}}'
    )
    told = word_not_held(Job(kind="what_if", state=Job.FAILED, failure=failure), "ru")
    assert "P9" in told and "yaml" not in told
    assert word_not_held(Job(kind="what_if", state=Job.FAILED, failure='{"code": "unexpected"}'), "ru") == ""


def test_projects_tell_every_measure_and_that_it_is_an_estimate(manager: Client) -> None:
    page = manager.get(f"/clusters/VB/projects/?{ASKED}").content.decode()
    assert "Это оценка, а не решение" in page
    assert "Меры поддержки рядом" in page
    projects = Job.objects.get(kind="projects").answer["projects"]
    calendar = manager.get(f"/clusters/VB/projects/?{ASKED}&as=ics&project={projects[0][0]}")
    assert calendar.content.startswith(b"BEGIN:VCALENDAR")
    assert manager.get(f"/clusters/VB/projects/?{ASKED}&as=ics&project=none").status_code == 404


_EDITION = {"remedies": "779-2018"}


@pytest.mark.parametrize("page", ["verdicts", "chain", "niches", "remedies", "projects"])
def test_tables_come_as_csv_that_excel_reads(manager: Client, page: str) -> None:
    reply = manager.get(f"/clusters/VB/{page}/?{ASKED}&edition={_EDITION.get(page, '')}&as=csv")
    text = reply.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) > 3
    assert len(rows[0]) > 2
    assert reply.headers["Content-Disposition"].endswith('.csv"')


@pytest.mark.parametrize("page", ["chain", "niches", "remedies", "projects"])
def test_tables_come_as_a_workbook(manager: Client, page: str) -> None:
    reply = manager.get(f"/clusters/VB/{page}/?{ASKED}&edition={_EDITION.get(page, '')}&as=xlsx")
    sheets = pl.read_excel(io.BytesIO(reply.content), sheet_id=0, has_header=False)
    assert sum(sheet.height for sheet in sheets.values()) > 3


QUERIES = {
    "verdicts": 9,
    "chain": 8,
    "niches": 8,
    "remedies": 8,
    "what-if": 12,
    "projects": 8,
    "extract": 6,
    "report": 5,
    "why/industrial.cooperation": 10,
}


@pytest.mark.parametrize("page", QUERIES)
def test_a_page_takes_few_queries_however_much_it_shows(
    manager: Client, page: str, django_assert_max_num_queries: Any
) -> None:
    edition = "" if page == "verdicts" else "779-2018"
    leave = "&leave=M02" if page == "what-if" else ""
    address = f"/clusters/VB/{page}/?{ASKED}&edition={edition}{leave}"
    manager.get(address)
    with django_assert_max_num_queries(QUERIES[page]):
        assert manager.get(address).status_code == 200


@pytest.mark.parametrize("edition", ["779-2018", "779-2023"])
def test_everybody_is_not_told_what_two_firms_buy(client_of: Callable[..., Client], edition: str) -> None:
    """Functional dependence, and the side of purchases in cooperation, are those of two final makers."""
    asked = f"{VERDICTS}&edition={edition}&as=json"
    of_two = "0.17642428035043806"
    assert of_two in client_of("manager").get(asked).content.decode()
    told = client_of("visitor").get(asked).json()
    assert of_two not in json.dumps(told)
    verdicts = told["clusters"][0]["verdicts"]
    assert {one["value"] for verdict in verdicts for one in verdict["alternatives"]} <= {None}
    assert any(verdict["value"] is not None for verdict in verdicts)
