"""Pages of the verdicts: what they say, to whom, down to which rows; the report and the extract."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client

from kust.checks import check
from kust.checks.as_json import as_json
from kust.data import read_dataset
from kust.examples import load
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import Snapshot, model_of
from kust_web.workbench import jobs, works_snapshot
from kust_web.workbench.models import Job
from tests.web.workbench.asking import ASKED, OF_EDITION, OF_YEAR, hold_csv, hold_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("answers")]

VERDICTS = f"/clusters/VB/verdicts/?{ASKED}"
SCHEMA = Path(__file__).parents[3] / "docs/check.schema.json"
ANSWERS = (
    ("check", OF_YEAR | {"edition": None}),
    ("explain", OF_EDITION | {"requirement": "industrial.cooperation"}),
)


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


def test_what_is_withheld_is_not_said_to_be_missing(manager: Client, visitor: Client) -> None:
    """The least own share, 7,0 %, is one firm's: a visitor reads «скрыто», the manager the figure."""
    address = f"{VERDICTS}&edition=779-2018"
    page = visitor.get(address).content.decode()
    assert "скрыто" in page and "раскрыло бы показатели отдельных предприятий" in page
    assert "нет данных" not in page and "7,0" not in page
    told = find_each(visitor.get(f"{address}&as=json"))
    assert (told["value"], told["margin"], told["why"]) == (None, None, "withheld")
    text = visitor.get(f"{address}&as=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[-1][0].startswith("«Скрыто»") and sum("скрыто" in row for row in rows) == 1
    seen = manager.get(address).content.decode()
    assert "скрыто" not in seen and "7,0" in seen
    assert "why" not in find_each(manager.get(f"{address}&as=json"))


def find_each(reply: Any) -> dict[str, Any]:
    """Find the verdict of a requirement that each participant has to meet; the whole fits the schema of checks."""
    document = json.loads(reply.content)
    jsonschema.validate(document, json.loads(SCHEMA.read_text("utf-8")))
    verdicts = document["clusters"][0]["verdicts"]
    return dict(next(one for one in verdicts if one["requirement"] == "industrial.supply_share_each"))


def test_what_is_missing_is_not_said_to_be_withheld(visitor: Client) -> None:
    """Nobody has told of 2010: no share can be worked out."""
    address = "/clusters/VB/verdicts/?on=2019-03-01&year=2010&edition=779-2018"
    page = visitor.get(address).content.decode()
    assert "нет данных" in page and "скрыто" not in page
    told = find_each(visitor.get(f"{address}&as=json"))
    assert told["value"] is None and "why" not in told


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
    assert "000000000018" not in page and "скрыто" in page and "его личные данные" in page
    told = visitor.get("/clusters/VB/extract/?as=json")
    assert b"000000000018" not in told.content
    assert [one["inn_why"] for one in told.json()["entry"]["members"] if "inn_why" in one] == ["withheld"]


def test_verdicts_come_as_csv_that_excel_reads(manager: Client) -> None:
    hold_csv(manager, VERDICTS)


QUERIES = {"verdicts": 9, "extract": 6, "report": 5, "why/industrial.cooperation": 10}


@pytest.mark.parametrize("page", QUERIES)
def test_a_page_takes_few_queries_however_much_it_shows(
    manager: Client, page: str, django_assert_max_num_queries: Any
) -> None:
    edition = "" if page == "verdicts" else "779-2018"
    address = f"/clusters/VB/{page}/?{ASKED}&edition={edition}"
    hold_queries(manager, address, QUERIES[page], django_assert_max_num_queries)
