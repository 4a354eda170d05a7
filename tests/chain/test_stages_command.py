"""The command `kust stages` as a user calls it."""

import json
from pathlib import Path

import jsonschema
import pytest

from kust.cli.main import run
from kust.examples import load

from .small import write

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/stages.schema.json").read_text("utf-8"))


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", "stages", *map(str, words)])
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
def test_stages_print_one_json_document_that_fits_the_schema(kust, example: str) -> None:
    code, out, _ = kust(load(example), "--on", "2020-03-01", "--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, SCHEMA)
    assert code == 0
    assert (
        {"product_id", "stage", "level", "declared_stage", "makers"} <= document["products"][0].keys()
        if (document["products"])
        else example == "registry-2019"
    )


def test_the_year_is_the_latest_with_figures_and_a_year_without_supplies_is_drawn_without(kust) -> None:
    machines = load("machine-building")
    assert json.loads(kust(machines, "--on", "2019-03-01", "--format", "json")[1])["year"] == 2018
    before = json.loads(kust(machines, "--on", "2019-03-01", "--year", "2016", "--format", "json")[1])
    # Nothing was supplied in 2016: what is left is what is declared, and the recipes.
    assert {link["origin"] for link in before["links"]} == {"recipes"}
    assert {product["stage"] for product in before["products"]} == {1, 2, 3, 4}
    assert all(product["stage"] == product["declared_stage"] for product in before["products"])


def test_the_number_of_stages_can_be_chosen(kust) -> None:
    out = kust(load("composites"), "--on", "2019-03-01", "--stages", "3", "--format", "json")[1]
    document = json.loads(out)
    assert document["last_stage"] == 3
    assert {product["stage"] for product in document["products"]} == {1, 2, 3}
    assert "stages.above_last" in {finding["code"] for finding in document["findings"]}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ru", ("1-й передел · Заготовки и материалы", "Обратный поток", "Расхождения", "заметка")),
        ("en", ("Stage 4 · Машины", "Back flow", "Disagreements", "notice")),
    ],
)
def test_the_terminal_shows_stages_back_flow_and_disagreements(
    kust, lang: str, words: tuple[str, ...]
) -> None:
    code, out, _ = kust(load("machine-building"), "--on", "2019-03-01", "--lang", lang)
    assert code == 0
    for word in words:
        assert word in out


def test_what_nobody_makes_says_so_on_the_terminal(kust, tmp_path) -> None:
    write(tmp_path / "data", {"P": {"panel": 9}}, [("Shop", "P", "paint", 5)])
    _, out, _ = kust(tmp_path / "data", "--on", "2019-03-01", "--lang", "en")
    assert "made by nobody in the data" in " ".join(out.split())


def test_why_names_the_inputs_their_strength_and_the_rows(kust, tmp_path) -> None:
    write(tmp_path / "data", {"S": {"steel": 90}, "P": {"panel": 30, "blank": 10}}, [("S", "P", "steel", 80)])
    code, out, _ = kust(tmp_path / "data", "--on", "2019-03-01", "--why", "panel", "--lang", "en")
    assert code == 0
    for words in ("steel", "100.0%", "1 organisations", "supplies.csv: 2", "outputs.csv: 3, 4"):
        assert words in out
    assert "no inputs" in kust(tmp_path / "data", "--on", "2019-03-01", "--why", "steel", "--lang", "en")[1]


def test_a_wrong_question_is_one_line_and_exit_code_2(kust) -> None:
    for words in (("--cluster", "none"), ("--on", "never"), ("--year", "2017,2018"), ("--stages", "0")):
        code, out, err = kust(load("composites"), *words)
        assert (code, out) == (2, "")
        assert "Traceback" not in err


@pytest.mark.parametrize("engine", ["duckdb"])
def test_other_engines_give_the_same_stages(kust, engine: str) -> None:
    pytest.importorskip(engine)
    asked = (load("machine-building"), "--on", "2019-03-01", "--format", "json")
    one, other = (json.loads(kust(*asked, "--engine", name)[1]) for name in ("polars", engine))
    for key in ("products", "links"):
        for a, b in zip(one[key], other[key], strict=True):
            assert {k: v for k, v in a.items() if not isinstance(v, float)} == {
                k: v for k, v in b.items() if not isinstance(v, float)
            }
    assert other["back_flow_share"] == pytest.approx(one["back_flow_share"])


def test_a_name_in_square_brackets_is_printed_as_it_is(kust, tmp_path) -> None:
    folder = tmp_path / "data"
    write(folder, {"S": {"steel": 90}, "P": {"panel": 30}}, [("S", "P", "steel", 80)])
    products = (folder / "products.csv").read_text("utf-8").replace("steel (", "Сталь [/x] [09Г2С] (")
    (folder / "products.csv").write_text(products, "utf-8")
    firms = (folder / "organisations.csv").read_text("utf-8").replace("S (", "Завод [/bold] (")
    (folder / "organisations.csv").write_text(firms, "utf-8")
    asked = (folder, "--on", "2019-03-01", "--lang", "ru")
    code, out, _ = kust(*asked)
    assert code == 0
    assert "Сталь [/x] [09Г2С]" in " ".join(out.split())
    assert "Завод [/bold]" in " ".join(out.split())
    code, out, _ = kust(*asked, "--why", "panel")
    assert code == 0
    assert "Сталь [/x] [09Г2С]" in " ".join(out.split())


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_unknown_product_is_refused_with_those_there_are(kust, tmp_path, form: str) -> None:
    write(tmp_path / "data", {"S": {"steel": 90}, "P": {"panel": 30}}, [("S", "P", "steel", 80)])
    drawing = tmp_path / "chain.svg"
    asked = ("--on", "2019-03-01", "--why", "NOPE", "--lang", "en", "--format", form, "-o", drawing)
    code, out, err = kust(tmp_path / "data", *asked)
    assert (code, out) == (2, "")
    assert "--why" in err
    assert "panel, steel" in err
    assert not drawing.exists()
