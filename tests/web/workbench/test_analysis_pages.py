"""Pages of the analyses: chain, niches, remedies, what if, projects; what is on them can be downloaded."""

import io
import json
from typing import Any

import polars as pl
import pytest
from django.test import Client

from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of
from kust_web.workbench.models import Job
from kust_web.workbench.what_if import word_not_held
from tests.web.workbench.asking import ASKED, OF_EDITION, OF_YEAR, hold_csv, hold_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("answers")]

ANSWERS = (
    *((kind, OF_YEAR) for kind in ("chain", "stages", "niches", "projects")),
    ("remedy", OF_EDITION),
    ("what_if", OF_EDITION | {"change": {"leave": ["M02"]}}),
)


def test_a_failed_answer_is_not_started_anew_by_reading_the_page(manager: Client) -> None:
    address = "/clusters/VB/remedies/?on=1995-01-01"
    first, again = (manager.get(address).content.decode() for _ in range(2))
    assert "Расчёт не удался" in first
    assert "Расчёт не удался" in again
    assert Job.objects.filter(kind="remedy", parameters__on="1995-01-01").count() == 1


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


@pytest.mark.parametrize("page", ["chain", "niches", "remedies", "projects"])
def test_tables_come_as_a_workbook(manager: Client, page: str) -> None:
    reply = manager.get(f"/clusters/VB/{page}/?{ASKED}&edition={_EDITION.get(page, '')}&as=xlsx")
    sheets = pl.read_excel(io.BytesIO(reply.content), sheet_id=0, has_header=False)
    assert sum(sheet.height for sheet in sheets.values()) > 3


@pytest.mark.parametrize("page", ["chain", "niches", "remedies", "projects"])
def test_tables_come_as_csv_that_excel_reads(manager: Client, page: str) -> None:
    hold_csv(manager, f"/clusters/VB/{page}/?{ASKED}&edition={_EDITION.get(page, '')}")


QUERIES = {"chain": 8, "niches": 8, "remedies": 8, "what-if": 12, "projects": 8}


@pytest.mark.parametrize("page", QUERIES)
def test_a_page_takes_few_queries_however_much_it_shows(
    manager: Client, page: str, django_assert_max_num_queries: Any
) -> None:
    leave = "&leave=M02" if page == "what-if" else ""
    address = f"/clusters/VB/{page}/?{ASKED}&edition=779-2018{leave}"
    hold_queries(manager, address, QUERIES[page], django_assert_max_num_queries)
