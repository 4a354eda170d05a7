"""The command `kust demand` as a user calls it."""

import json
from pathlib import Path

import jsonschema
import pytest

from kust.cli.main import run
from kust.examples import load

from .demand_data import write

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/demand.schema.json").read_text("utf-8"))
ASKED = ("--on", "2019-03-01", "--year", "2018")


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", "demand", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.mark.parametrize("example", ["registry-2019", "composites", "machine-building", "wild-harvest"])
def test_demand_prints_one_json_document_that_fits_the_schema(kust, example: str) -> None:
    code, out, _ = kust(load(example), "--on", "2020-03-01", "--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, SCHEMA)
    assert code == 0
    assert bool(document["demands"]) == (example != "registry-2019")


def test_a_forecast_fits_the_schema_and_the_years_can_be_chosen(kust, tmp_path) -> None:
    out = kust(write(tmp_path / "data"), *ASKED, "--years", "2", "--format", "json")[1]
    document = json.loads(out)
    jsonschema.validate(document, SCHEMA)
    assert document["years"] == [2019, 2020]
    assert document["demands"][0]["forecasts"]["quantity"]["backtest"]["chosen"] == "drift"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "ru",
            (
                "В натуральном выражении",
                "от 584",
                "1 670–1 900",
                "не указана",
                "plans.csv: 5",
                "нужно не меньше 4",
            ),
        ),
        ("en", ("In natural units", "from 584", "1,670–1,900", "not stated", "at least 4 are needed")),
    ],
)
def test_the_terminal_shows_plans_needs_and_the_refusal(kust, lang: str, words: tuple[str, ...]) -> None:
    code, out, _ = kust(load("machine-building"), *ASKED, "--lang", lang)
    assert code == 0
    for word in words:
        assert word in out.replace("\u00a0", " ")


def test_one_product_is_shown_with_its_parts_rows_and_backtest(kust, tmp_path) -> None:
    code, out, _ = kust(write(tmp_path / "data"), *ASKED, "--product", "p", "--lang", "ru")
    told = out.replace("\u00a0", " ")
    assert code == 0
    # As on docs/methods/demand.md: rounded ends of 2019, the ratio of the drift, rows of plans and needs.
    for words in (
        "149–193",
        "200–238",
        "затухающий рост или спад",
        "0,33",
        "plans.csv: 2",
        "needs.csv: 2",
        "80 %",
    ):
        assert words in told


def test_settings_are_read_from_the_file_beside_the_dataset(kust, tmp_path) -> None:
    folder = write(tmp_path / "data")
    (folder / "kust.toml").write_text("[demand]\nmin_years = 9\n", encoding="utf-8")
    document = json.loads(kust(folder, *ASKED, "--format", "json")[1])
    assert document["demands"][0]["forecasts"]["krub"]["reason"] == "short"
    assert document["settings"]["min_years"] == 9


def test_a_wrong_question_is_one_line_and_exit_code_2(kust) -> None:
    for words in (("--cluster", "none"), ("--on", "never"), ("--product", "none"), ("--years", "0")):
        code, out, err = kust(load("machine-building"), *words)
        assert (code, out) == (2, "")
        assert "Traceback" not in err


def test_a_name_in_square_brackets_is_printed_as_it_is(kust, tmp_path) -> None:
    folder = write(tmp_path / "data", plans=["p1,B,p,2019,80,90,900,0.5,план [/b] [09Г2С]"])
    names = {"products": ("Насос (", "Насос [/x] [09Г2С] ("), "organisations": ("B (", "[B] [/dim] (")}
    for table, (old, new) in names.items():
        text = (folder / f"{table}.csv").read_text("utf-8")
        (folder / f"{table}.csv").write_text(text.replace(old, new), "utf-8")
    for more in ((), ("--product", "p")):
        code, out, _ = kust(folder, *ASKED, *more, "--lang", "ru")
        told = " ".join(out.split())
        assert code == 0
        assert "Насос [/x] [09Г2С]" in told
    assert "[B] [/dim]" in told
    assert "план [/b] [09Г2С]" in told


@pytest.mark.parametrize("rows", [[], ["S,A,p,2017,60,600"]])
def test_a_year_without_supplies_is_not_told_as_a_year_without_purchases(kust, tmp_path, rows) -> None:
    folder = write(tmp_path / "data", rows=rows)
    out = kust(folder, *ASKED, "--lang", "ru")[1]
    assert out.startswith("В данных нет поставок за 2018 год")
    document = json.loads(kust(folder, *ASKED, "--format", "json")[1])
    jsonschema.validate(document, SCHEMA)
    assert document["has_supplies"] is False
    assert document["demands"][0]["now"]["amount_krub"] is None


def test_purchases_stated_as_0_are_shown_as_0(kust, tmp_path) -> None:
    # A says that it bought none of p; it needs 200 to 230 all the same (n1).
    folder = write(tmp_path / "data", rows=["S,A,p,2018,,0"], plans=[])
    document = json.loads(kust(folder, *ASKED, "--format", "json")[1])
    (demand,) = document["demands"]
    assert document["has_supplies"] is True
    assert (demand["now"]["quantity"], demand["now"]["amount_krub"]) == (0, 0)
    assert demand["years"][0]["quantity"]["potential"]["least"] == 200
    # «Bought in 2018» is the column after the product's name.
    row = next(line for line in kust(folder, *ASKED, "--lang", "en")[1].splitlines() if "existing" in line)
    assert row.split("existing")[0].split()[-1] == "0"


def test_a_product_that_a_buyer_states_as_0_and_nobody_needs_is_not_listed(kust, tmp_path) -> None:
    folder = write(tmp_path / "data", rows=["S,A,p,2018,,0"], plans=[], needs=[])
    assert json.loads(kust(folder, *ASKED, "--format", "json")[1])["demands"] == []


def test_what_cost_nothing_changes_no_history(kust, tmp_path) -> None:
    # Beside 60 units for 600 a sample of 5 for nothing, and a year in which the first purchase was still to come.
    rows = ["S,A,p,2010,,0", "S,A,p,2017,60,600", "X,A,p,2017,5,0", "S,A,p,2018,67,670"]
    folder = write(tmp_path / "data", rows=rows, plans=[], needs=[])
    (demand,) = json.loads(kust(folder, *ASKED, "--format", "json")[1])["demands"]
    assert [(one["year"], one["quantity"], one["amount_krub"]) for one in demand["history"]] == [
        (2017, 60, 600),
        (2018, 67, 670),
    ]
