"""The command `kust programme roadmap` as a user calls it."""

import csv
import json
import re
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from time import monotonic

import jsonschema
import pytest
from openpyxl import load_workbook
from rich.console import Console

from kust.cli.main import run
from kust.cli.present_programme_roadmap import present
from kust.examples import load
from kust.programme.programme import Cost
from kust.programme.timeline.roadmap import calc_roadmap

from .roadmaps import START, measure, programme

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/programme-roadmap.schema.json").read_text("utf-8"))
TABLES = {
    "clusters": "cluster_id,name,kind\nk,Заречный кластер (вымышленные данные),industrial\n",
    "programmes": "cluster_id,title,starts_on,ends_on\nk,Программа,2025-01-01,2026-01-01\n",
    "stakeholders": "stakeholder_id,cluster_id,name,kind\ns,k,Завод (вымышленные данные),participant\n",
    "goals": "goal_id,cluster_id,number,title\ng,k,1,Свои насосы\n",
    "measures": (
        "measure_id,cluster_id,goal_id,number,title,owner_id,starts_on,duration_days,depends_on,decision\n"
        "a,k,g,1,Разработать насос,s,2025-01-01,31,,\n"
        "b,k,g,2,Испытать насос,s,,28,a,\n"
        "c,k,g,3,Только предложено,s,,500,b,proposed\n"
    ),
    "measure_costs": "measure_id,year,source,basis,amount_krub\na,2025,own,plan,100\nb,2025,,plan,50\n",
    "milestones": "milestone_id,cluster_id,measure_id,title,due_on\nv,k,b,Насос испытан,2025-03-01\n",
}


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", "programme", "roadmap", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


def test_json_is_one_document_that_fits_the_schema_and_leaves_out_what_is_only_proposed(
    kust, dataset
) -> None:
    code, out, _ = kust(dataset, "--on", "2025-01-11", "--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, SCHEMA)
    assert code == 0
    assert document["path"] == ["a", "b"]
    assert [one["measure_id"] for one in document["measures"]] == ["a", "b"]
    # a should have begun ten days ago; the plan ends on 1 March.
    assert (document["ends_on"], document["forecast_on"]) == ("2025-03-01", "2025-03-11")
    total = document["budget"]["total"]["plan"]
    assert total == {"krub": 150.0, "known_krub": 150.0, "missing": []}


@pytest.mark.parametrize("example", ["machine-building", "wild-harvest"])
def test_an_example_fits_the_schema(kust, example: str) -> None:
    code, out, _ = kust(load(example), "--on", "2025-01-11", "--format", "json")
    jsonschema.validate(json.loads(out), SCHEMA)
    assert code == 0


def test_the_terminal_tells_path_delays_money_and_findings_in_both_languages(kust, dataset) -> None:
    told = kust(dataset, "--on", "2025-01-11", "--lang", "ru")[1]
    for words in (
        "10 дней позже плана",
        "Критический путь",
        "150,0",
        "источник не указан",
        "веха «Насос испытан»",
    ):
        assert words.casefold() in " ".join(told.split()).casefold()
    assert "10 days after the plan" in kust(dataset, "--on", "2025-01-11", "--lang", "en")[1]


def test_a_cluster_without_measures_is_told_so(kust, dataset) -> None:
    (dataset / "measures.csv").write_text("measure_id,cluster_id,title\n", encoding="utf-8")
    for name in ("measure_costs", "milestones"):
        (dataset / f"{name}.csv").unlink()
    code, out, _ = kust(dataset, "--on", "2025-01-11", "--lang", "en")
    assert code == 0
    assert "no measure" in out


@pytest.mark.parametrize("suffix", ["svg", "html", "ics", "pdf", "xlsx"])
def test_a_file_is_written_whole_and_only_over_one_of_kust_s_own(
    kust, dataset, tmp_path, suffix: str
) -> None:
    target = tmp_path / f"roadmap.{suffix}"
    assert kust(dataset, "--on", "2025-01-11", "-o", target)[0] == 0
    first = target.read_bytes()
    assert first
    assert kust(dataset, "--on", "2025-01-12", "-o", target)[0] == 0
    target.write_bytes(b"mine")
    code, _, err = kust(dataset, "--on", "2025-01-11", "-o", target)
    assert code == 2
    assert "roadmap" in err
    assert target.read_bytes() == b"mine"


def test_another_ending_is_refused_before_anything_is_read(kust, tmp_path) -> None:
    code, _, err = kust(tmp_path / "nothing", "-o", "roadmap.txt", "--lang", "en")
    assert code == 2
    assert ".ics" in err


def test_the_page_has_both_forms_and_what_is_told_in_words_too(kust, dataset, tmp_path) -> None:
    target = tmp_path / "roadmap.html"
    kust(dataset, "--on", "2025-01-11", "-o", target, "--lang", "ru")
    page = target.read_text("utf-8")
    assert page.count("<svg") == 2
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "Только предложено" not in page


def test_the_calendar_has_the_days_ahead(kust, dataset, tmp_path) -> None:
    target = tmp_path / "roadmap.ics"
    kust(dataset, "--on", "2025-01-11", "-o", target, "--lang", "ru")
    text = target.read_bytes().decode().replace("\r\n ", "")
    # Starting a on 1 January has passed; by plan b starts when a is over.
    days = re.findall(r"DTSTART;VALUE=DATE:(\d+)", text)
    assert days == ["20250201", "20250201", "20250301", "20250301"]
    assert "Веха: «Насос испытан»" in text


def test_the_workbook_has_figures_as_figures(kust, dataset, tmp_path) -> None:
    target = tmp_path / "roadmap.xlsx"
    kust(dataset, "--on", "2025-01-11", "-o", target, "--lang", "ru")
    book = load_workbook(target)
    rows = list(book["Мероприятия"].iter_rows(min_row=2, values_only=True))
    delay = rows[0].index("Отставание, дней")
    assert [row[delay] for row in rows[1:3]] == [10, 10]
    money = list(book["Деньги"].iter_rows(min_row=2, values_only=True))
    plan = money[0].index("План, тыс. руб.")
    # By source (own, none stated), then the year, then all years.
    assert [row[plan] for row in money[1:5]] == [100, 50, 150, 150]


def test_300_measures_of_40_owners_are_told_and_drawn_in_seconds(kust, dataset, tmp_path) -> None:
    with (dataset / "measures.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(
            [
                "measure_id",
                "cluster_id",
                "number",
                "title",
                "owner_id",
                "starts_on",
                "duration_days",
                "depends_on",
            ]
        )
        for n in range(300):
            after = f"m{n - 7}" if n >= 7 else ""
            table.writerow(
                [f"m{n}", "k", n + 1, f"Мероприятие {n}", f"s{n % 40}", f"2025-0{1 + n % 9}-01", 30, after]
            )
    owners = "".join(f"s{n},k,Завод {n},participant\n" for n in range(40))
    (dataset / "stakeholders.csv").write_text(
        f"stakeholder_id,cluster_id,name,kind\n{owners}", encoding="utf-8"
    )
    for name in ("measure_costs", "milestones"):
        (dataset / f"{name}.csv").unlink()
    started = monotonic()
    assert kust(dataset, "--on", "2025-06-01", "-o", tmp_path / "roadmap.html")[0] == 0
    assert monotonic() - started < 10


def test_a_project_is_told_by_its_title_and_a_year_without_costs_in_words() -> None:
    one = measure("a", starts_on=START, duration_days=31, project_id="axle")
    found = programme(replace(one, costs=(Cost(year=2025, amount_krub=10.0, source="own"),)))
    roadmap = calc_roadmap(found, on=START, support={"axle": {2025: 4.0, 2026: 4.0}})
    written = StringIO()
    present(found, roadmap, Console(file=written, width=200), "ru", {"axle": "Ведущий мост"})
    lines = [line for line in written.getvalue().splitlines() if "поддержка по оценке" in line]
    assert "Ведущий мост, 2025" in lines[0]
    assert "может покрыть 4" in lines[0]
    assert "расходы на этот год не запланированы" in lines[1]


def test_each_circle_is_told_row_by_row() -> None:
    found = programme(*(measure(one, after, duration_days=9) for one, after in ("ab", "ba", "cc")))
    written = StringIO()
    present(found, calc_roadmap(found, on=START), Console(file=written, width=200), "ru")
    told = written.getvalue()
    assert "по кругу: 1 → 2 → 1." in told and "по кругу: 3 → 3." in told
    for row in ("«1. Measure a» ждёт «2. Measure b»", "«2. Measure b» ждёт «1. Measure a»"):
        assert row in told


def test_a_measure_is_not_told_as_another_of_the_same_finding() -> None:
    costs = tuple(Cost(year=year, source="own") for year in (2025, 2026))
    found = programme(measure("a", starts_on=START, duration_days=400, costs=costs), ends_on=date(2027, 1, 1))
    written = StringIO()
    present(found, calc_roadmap(found, on=START), Console(file=written, width=200), "ru")
    assert "не указана сумма" in written.getvalue()
    assert "Таких же замечаний" not in written.getvalue()
