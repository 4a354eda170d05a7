"""The commands as a user calls them: exit codes, one JSON document on stdout, languages, errors on one line."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kust.checks import explain
from kust.data import read
from kust.data.schema import tables
from kust.examples import load
from kust.law import editions

ASKED = ("--on", "2019-03-01", "--year", "2018", "--edition", "779-2018")
SCHEMA = json.loads((Path(__file__).parents[2] / "docs/check.schema.json").read_text(encoding="utf-8"))


def copy_with(folder: str, target: Path, table: str, change: tuple[str, str]) -> Path:
    """Copy a dataset and change the text of one of its tables."""
    target.mkdir()
    for file in Path(folder).glob("*.csv"):
        text = file.read_text(encoding="utf-8")
        if file.stem == table:
            assert change[0] in text
            text = text.replace(*change, 1)
        (target / file.name).write_text(text, encoding="utf-8")
    return target


def test_check_prints_one_json_document_that_fits_the_schema(kust, machines) -> None:
    ran = kust("check", machines, *ASKED, "--format", "json")
    document = json.loads(ran.out)
    jsonschema.validate(document, SCHEMA)
    assert ran.code == 0
    assert (document["edition"], document["year"], document["on"]) == ("779-2018", 2018, "2019-03-01")


@pytest.mark.parametrize("edition", ["all", None])
@pytest.mark.parametrize("example", ["registry-2019", "composites", "wild-harvest"])
def test_check_of_every_example_and_edition_fits_the_schema(kust, example: str, edition: str | None) -> None:
    words = ("--edition", edition) if edition else ()
    ran = kust("check", load(example), "--on", "2019-03-01", *words, "--format", "json")
    document = json.loads(ran.out)
    jsonschema.validate(document, SCHEMA)
    assert document["edition"] is None


def test_all_editions_are_those_of_the_cluster_s_kind(kust, machines) -> None:
    document = json.loads(
        kust("check", machines, "--on", "2019-03-01", "--edition", "all", "--format", "json").out
    )
    editions = [cluster["edition"] for cluster in document["clusters"]]
    assert editions == ["779-2015", "779-2016", "779-2018", "779-2021", "779-2023"]


def test_strict_exits_with_1_where_a_cluster_does_not_conform(kust, machines) -> None:
    assert kust("check", machines, *ASKED, "--strict").code == 1
    assert kust("check", machines, *ASKED).code == 0


def test_years_side_by_side_name_the_verdict_that_moved_and_through_whom(kust, machines) -> None:
    ran = kust(
        "check",
        machines,
        "--on",
        "2019-03-01",
        "--year",
        "2017,2018",
        "--edition",
        "779-2018",
        "--lang",
        "ru",
    )
    moved = [line for line in ran.out.splitlines() if "(2017) →" in line]
    assert len(moved) == 2
    assert any("Высокопроизводительные рабочие места" in line for line in moved)


def test_a_day_outside_every_edition_for_the_kind_is_said_and_not_guessed(kust, machines) -> None:
    ran = kust("check", machines, "--on", "2010-01-01", "--format", "json")
    cluster = json.loads(ran.out)["clusters"][0]
    assert (cluster["edition"], cluster["conforms"], cluster["verdicts"]) == (None, "unknown", [])


def test_an_error_in_the_data_stops_with_3_and_names_its_place(kust, machines, tmp_path: Path) -> None:
    broken = copy_with(machines, tmp_path / "broken", "accounts", ("M01,2018", "NOBODY,2018"))
    ran = kust("check", broken, *ASKED, "--format", "json", "--lang", "ru")
    assert ran.code == 3
    assert [f["value"] for f in json.loads(ran.out)["findings"] if f["severity"] == "error"] == ["NOBODY"]
    assert "accounts.csv, строка 34, «Код организации»: «NOBODY»" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "{tmp}/absent"), "Нет такого файла или папки"),
        (("check", "{data}", "--on", "вчера"), "не день"),
        (("check", "{data}", "--year", "18"), "не год"),
        (("check", "{data}", "--edition", "779-1999"), "Нет редакции"),
        (("check", "{data}", "--cluster", "XX"), "Нет кластера"),
        (("check", "{data}", "--engine", "abacus"), "Нет движка"),
        (("check", "{data}", "--format", "xml"), "--format"),
        (("explain", "{data}", "industrial.nothing", "--on", "2019-03-01"), "нет требования"),
        (("report", "{data}", "-o", "{tmp}/report.pdf"), "имя должно кончаться"),
        (("demo", "nothing"), "Нет примера"),
        (("prepare", "{data}", "{data}"), "уже есть"),
        (("new", "{data}"), "уже есть"),
        (("new", "{tmp}/book.xlsx", "--for", "harvest,wood"), "check, niches, projects, programme, harvest"),
        (("new", "{tmp}/firm.xlsx", "--for-organisation", "M01"), "--from"),
        (("quick", "--answers", "много", "--edition", "779-2018"), "не число"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(kust, machines, tmp_path: Path, words, said: str) -> None:
    filled = [word.format(tmp=tmp_path, data=machines) for word in words]
    ran = kust(*filled, "--lang", "ru")
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert [line for line in ran.err.splitlines() if line.startswith("kust: ")] == [ran.err.splitlines()[-1]]


def test_settings_beside_the_data_set_the_readings_and_unknown_keys_are_refused(
    kust, machines, tmp_path: Path
) -> None:
    folder = copy_with(machines, tmp_path / "data", "accounts", ("M01", "M01"))
    (folder / "kust.toml").write_text("[readings]\nfinal_makers_in_supply_side = false\n", encoding="utf-8")
    document = json.loads(kust("check", folder, *ASKED, "--format", "json").out)
    found = {v["requirement"]: v for v in document["clusters"][0]["verdicts"]}["industrial.cooperation"]
    assert found["verdict"] == "met"
    assert found["readings"]["final_makers_in_supply_side"] is False
    (folder / "kust.toml").write_text("[readings]\nfinal_makers = false\n", encoding="utf-8")
    refused = kust("check", folder, *ASKED, "--lang", "ru")
    assert refused.code == 2
    assert "неизвестный ключ «readings.final_makers»" in refused.err


def test_explain_leads_every_number_to_its_rows(kust, machines) -> None:
    ran = kust("explain", machines, "industrial.cooperation", *ASKED, "--format", "json")
    document = json.loads(ran.out)
    line = next(line for line in document["formula"] if line["name"] == "supply_side")
    sold = [n for n in document["numbers"] if n["name"] == "sold_inside_krub"]
    # The numerator is the sum of the numbers, and each number the sum of the rows that were used for it.
    assert line["numerator"] == pytest.approx(sum(n["value"] for n in sold))
    assert line["value"] == pytest.approx(line["numerator"] / line["denominator"])
    for one in sold:
        assert one["value"] == pytest.approx(sum(r["cells"]["amount_krub"] for r in one["rows"] if r["used"]))
        assert all(row["file"] == "supplies.csv" and row["row"] > 1 for row in one["rows"])
    lines = (Path(machines) / "supplies.csv").read_text(encoding="utf-8").splitlines()
    row = sold[0]["rows"][0]
    assert lines[row["row"] - 1].startswith(f"{row['cells']['supplier_id']},{row['cells']['buyer_id']}")


@pytest.fixture(scope="module")
def answers() -> dict[Any, Any]:
    return {}


@pytest.fixture
def once(answers: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Read and judge the same data once, not once a command."""

    def remember(module: Any, name: str) -> None:
        function = getattr(module, name)

        def ask(data: Any, *asked: Any, **more: Any) -> Any:
            several = [one for one in asked if not callable(one)]
            key = (name, data if isinstance(data, Path) else id(data), repr((several, more)))
            if key not in answers:
                answers[key] = function(data, *asked, **more)
            return answers[key]

        monkeypatch.setattr(module, name, ask)

    remember(read, "read_dataset")
    remember(explain, "check")


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.usefixtures("once")
def test_every_requirement_of_every_edition_can_be_explained(kust, lang: str) -> None:
    for edition in editions().values():
        for rule in edition.requirements:
            words = ("--edition", edition.code, "--on", "2020-03-01", "--year", "2019", "--lang", lang)
            ran = kust("explain", load("wild-harvest"), rule.code, *words)
            assert ran.code == 0, (rule.code, ran.err)


def test_validate_lists_findings_and_exits_3_only_for_errors(kust, machines, tmp_path: Path) -> None:
    ran = kust("validate", machines, "--format", "json")
    findings = json.loads(ran.out)["findings"]
    assert ran.code == 0
    assert {finding["code"] for finding in findings} == {"supply.reports_differ"}
    broken = copy_with(machines, tmp_path / "broken", "organisations", ("RU", "РФ"))
    assert kust("validate", broken).code == 3


def test_editions_list_what_was_not_found(kust) -> None:
    document = json.loads(kust("editions", "779-2018", "--format", "json").out)
    assert document["editions"][0]["not_found"]
    assert kust("editions", "--lang", "en").code == 0


def test_quick_asks_only_what_the_edition_asks(kust) -> None:
    ran = kust("quick", "--edition", "779-2018", "--answers", "9;1;1;5;25;30", "--format", "json")
    verdicts = json.loads(ran.out)["verdicts"]
    # 9 of 10 enterprises; 25 % of output with exactly 30 % of participants below passes by the supply side.
    assert verdicts["industrial.enterprises"] == "not_met"
    assert verdicts["industrial.cooperation"] == "met"
    assert verdicts["industrial.education"] == "unknown"


def test_today_is_read_only_by_the_command_line(kust, machines, monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(date):
        @classmethod
        def today(cls) -> date:
            return date(2019, 3, 1)

    monkeypatch.setattr("kust.cli.options.date", Later)
    document = json.loads(kust("check", machines, "--format", "json").out)
    assert document["on"] == "2019-03-01"
    assert [cluster["edition"] for cluster in document["clusters"]] == ["779-2018"]


def test_a_template_folder_is_read_back_without_errors(kust, tmp_path: Path) -> None:
    assert kust("new", tmp_path / "mine", "--lang", "ru").code == 0
    ran = kust("validate", tmp_path / "mine", "--format", "json")
    assert ran.code == 0
    assert len(list((tmp_path / "mine").glob("*.csv"))) == len(tables())


def test_a_reader_that_goes_away_is_no_error(machines) -> None:
    command = f"{sys.executable} -m kust check {machines} --on 2019-03-01 --format json | head -c 10"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert ran.stdout == '{\n "datase'
    assert ran.stderr.count("Traceback") == 0


def test_help_starts_without_the_heavy_libraries() -> None:
    heavy = ("polars", "narwhals", "openpyxl", "docx", "pydantic")
    code = f"import sys, kust.cli.main; print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
