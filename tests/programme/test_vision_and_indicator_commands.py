"""The commands `kust programme vision` and `kust programme indicators` as a user calls them, and what they write."""

import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import openpyxl
import pytest

from kust.cli.main import run
from kust.examples import load
from kust.i18n import has_words

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = (("machine-building", "2019-03-01"), ("wild-harvest", "2020-03-01"))


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", "programme", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.mark.parametrize(("example", "day"), EXAMPLES)
@pytest.mark.parametrize("verb", ["vision", "indicators"])
def test_one_json_document_fits_the_schema(kust, verb: str, example: str, day: str) -> None:
    code, out, _ = kust(verb, load(example), "--on", day, "--format", "json")
    schema = json.loads((DOCS / f"programme-{verb}.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(out), schema)
    assert code == 0


def test_all_clusters_together_fit_the_schema_too(kust) -> None:
    code, out, _ = kust(
        "indicators", load("machine-building"), "--cluster", "all", "--on", "2019-03-01", "--format", "json"
    )
    document = json.loads(out)
    schema = json.loads((DOCS / "programme-indicators.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    assert code == 0
    assert document["rolled_up"]["clusters"] == ["VB"]


def test_nobody_who_may_not_be_named_is_in_the_document(kust) -> None:
    out = kust("vision", load("machine-building"), "--on", "2019-03-01", "--format", "json")[1]
    table = (load("machine-building") / "stakeholders.csv").read_text("utf-8")
    unnamed = [line.split(",") for line in table.splitlines()[1:] if line.endswith(",no")]
    assert len(unnamed) == 3
    for row in unnamed:
        assert f'"{row[0]}"' not in out
        assert not row[3] or row[3] not in out


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("verb", ["vision", "indicators"])
def test_text_is_told_in_both_languages(kust, verb: str, lang: str) -> None:
    code, out, _ = kust(verb, load("machine-building"), "--on", "2019-03-01", "--lang", lang)
    assert code == 0
    words = {
        "ru": {"vision": "согласован", "indicators": "Отклонение"},
        "en": {"vision": "agreed", "indicators": "Deviation"},
    }
    assert words[lang][verb] in out


def test_the_picture_says_in_words_what_it_shows(kust, tmp_path: Path) -> None:
    path = tmp_path / "v.svg"
    assert kust("vision", load("machine-building"), "--on", "2019-03-01", "-o", path, "--lang", "ru")[0] == 0
    svg = ElementTree.fromstring(path.read_text("utf-8"))
    ns = "{http://www.w3.org/2000/svg}"
    desc = svg.find(f"{ns}desc").text
    assert svg.find(f"{ns}title").text
    assert "«Аксиально-поршневой насос делается в кластере»: согласован; медиана 4" in desc
    shown = [one.text for one in svg.iter(f"{ns}text")]
    # VB-V4, the least agreed, is the last of the eight.
    assert shown.index("согласован") < shown.index("нет согласия")


@pytest.mark.parametrize(
    ("verb", "suffixes"), [("vision", (".html", ".xlsx", ".svg")), ("indicators", (".html", ".xlsx"))]
)
def test_files_are_written_over_their_own_and_over_nothing_else(
    kust, tmp_path: Path, verb: str, suffixes
) -> None:
    for suffix in suffixes:
        path = tmp_path / f"x{suffix}"
        for _ in range(2 if suffix == suffixes[-1] else 1):
            assert kust(verb, load("machine-building"), "--on", "2019-03-01", "-o", path)[0] == 0
        path.write_text("mine", "utf-8")
        assert kust(verb, load("machine-building"), "--on", "2019-03-01", "-o", path)[0] == 2
        assert path.read_text("utf-8") == "mine"
    assert kust(verb, load("machine-building"), "--on", "2019-03-01", "-o", tmp_path / "x.docx")[0] == 2


def test_the_workbook_of_indicators_holds_figures_as_figures(kust, tmp_path: Path) -> None:
    path = tmp_path / "i.xlsx"
    kust("indicators", load("machine-building"), "--on", "2019-03-01", "-o", path, "--lang", "ru")
    sheet = openpyxl.load_workbook(path)["Показатели"]
    rows = {(row[0], row[2]): row[4] for row in sheet.iter_rows(min_row=3, values_only=True)}
    assert rows["Рабочие места", "2018"] == 1890
    assert rows["Рабочие места", "база 2017"] == 1855


def test_both_forms_of_the_picture_are_on_the_page(kust, tmp_path: Path) -> None:
    path = tmp_path / "v.html"
    kust("vision", load("machine-building"), "--on", "2019-03-01", "-o", path, "--lang", "ru")
    page = path.read_text("utf-8")
    assert page.count('class="on-desk"') == page.count('class="on-telephone"') == 1
    assert "http://www.w3.org/2000/svg" not in page


def test_every_code_of_the_schemas_has_words() -> None:
    of = {
        name: json.loads((DOCS / f"programme-{name}.schema.json").read_text("utf-8"))["$defs"]
        for name in ("vision", "indicators")
    }
    told = {
        "programme_vision.doubt": of["vision"]["doubt"]["properties"]["code"]["enum"],
        "programme_vision.verdict": of["vision"]["statement"]["properties"]["verdict"]["enum"],
        "programme_indicators.caution": of["indicators"]["caution"]["properties"]["code"]["enum"],
        "programme_indicators.outlook.none": of["indicators"]["outlook"]["properties"]["why"]["enum"][1:],
        "programme_indicators.outlook": of["indicators"]["outlook"]["properties"]["method"]["enum"][:-1],
    }
    codes = [f"{start}.{code}" for start, ends in told.items() for code in ends]
    assert len(codes) == 18
    assert [code for code in codes if not has_words(code)] == []
