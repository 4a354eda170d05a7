"""The command `kust critical` as a user calls it."""

import json
from pathlib import Path

import jsonschema
import pytest

from kust.cli.main import run
from kust.examples import load

from .small import write

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/critical.schema.json").read_text("utf-8"))
MACHINES = (load("machine-building"), "--on", "2019-03-01", "--year", "2018")


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", "critical", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


def spaced(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("example", ["registry-2019", "composites", "machine-building", "wild-harvest"])
def test_critical_places_are_one_json_document_that_fits_the_schema(kust, example: str) -> None:
    code, out, _ = kust(load(example), "--on", "2020-03-01", "--format", "json")
    jsonschema.validate(json.loads(out), SCHEMA)
    assert code == 0


def test_the_json_names_the_rows_of_every_place(kust) -> None:
    document = json.loads(kust(*MACHINES, "--format", "json")[1])
    assert document["year"] == 2018 and document["esri"]["eps"] == 1e-4
    assert all(place["rows"] for place in document["places"])
    for firm in document["firms"]:
        for number in firm["places"]:
            assert document["places"][number]["organisation_id"] == firm["organisation_id"]


def test_the_terminal_says_who_stops_why_and_what_to_do(kust) -> None:
    code, out, _ = kust(*MACHINES, "--lang", "ru")
    assert code == 0
    for words in (
        "Чья остановка дороже всего",
        "Один источник за рубежом",
        "Сбыт держится на одном покупателе",
        "Концентрация закупок",
        "Чего не хватает в данных",
        "ООО «Бродвал»",
        "найти второго производителя",
    ):
        assert words in spaced(out)
    english = spaced(kust(*MACHINES, "--lang", "en")[1])
    assert "Whose stop costs most" in english and "find a second maker" in english


def test_top_shortens_every_table_and_says_how_much_more_there_is(kust) -> None:
    out = kust(*MACHINES, "--top", "1", "--lang", "ru")[1]
    assert "M01" in out and "M04" not in out
    firms = len(json.loads(kust(*MACHINES, "--format", "json")[1])["firms"])
    assert f"и ещё {firms - 1};" in out


def test_why_shows_what_hangs_on_one_organisation_and_the_rows(kust) -> None:
    out = spaced(kust(*MACHINES, "--why", "D07", "--lang", "ru")[1])
    # Two supplies of engines: 184 900 to the tractor works and 76 110 to the works of municipal machines.
    lines = (MACHINES[0] / "supplies.csv").read_text("utf-8").splitlines()
    places = [str(n) for n, line in enumerate(lines, 1) if line.startswith("D07,") and ",2018," in line]
    for words in ("АО «Заречный моторный завод» (D07)", "Двигатели дизельные", "261 010", ", ".join(places)):
        assert words in out
    # A member sees what it hangs on as well: the tractor works on the only maker of engines and on its dealer.
    own = spaced(kust(*MACHINES, "--why", "M13", "--lang", "ru")[1])
    assert "Двигатели дизельные: только АО «Заречный моторный завод»" in own
    assert "54 % выпуска забирает ООО «Степноагродорснаб»" in own
    assert "holds no critical place" in spaced(kust(*MACHINES, "--why", "F02", "--lang", "en")[1])
    assert "trades with no member" in spaced(kust(*MACHINES, "--why", "N01", "--lang", "en")[1])


def test_a_cluster_without_supplies_is_told_so(kust, tmp_path) -> None:
    write(tmp_path / "data", {"A": {"car": 9}}, [])
    code, out, _ = kust(tmp_path / "data", "--on", "2019-03-01", "--year", "2018", "--lang", "en")
    assert code == 0
    assert "Nothing to show" in out and "Told neither sales nor purchases" in out


def test_names_that_look_like_markup_are_printed_as_they_are(kust, tmp_path) -> None:
    write(tmp_path / "data", {"A": {"car": 9}}, [("[b]S[/b]", "A", "steel", 5)])
    out = kust(tmp_path / "data", "--on", "2019-03-01", "--year", "2018", "--lang", "en")[1]
    assert "[b]S[/b]" in out


def test_a_wrong_question_is_one_line_and_exit_code_2(kust) -> None:
    for words in (
        ("--cluster", "none"),
        ("--on", "never"),
        ("--year", "2017,2018"),
        ("--why", "nobody"),
        ("--top", "0"),
    ):
        code, out, err = kust(*MACHINES, *words)
        assert (code, out) == (2, "")
        assert "Traceback" not in err


def test_a_name_in_square_brackets_is_printed_as_it_is(kust, tmp_path) -> None:
    folder = tmp_path / "data"
    write(folder, {"S": {"steel": 90}, "P": {"panel": 30}}, [("S", "P", "steel", 80)])
    firms = (folder / "organisations.csv").read_text("utf-8").replace("S (", "Завод [/bold] (")
    (folder / "organisations.csv").write_text(firms, "utf-8")
    for more in ((), ("--why", "S")):
        code, out, _ = kust(folder, "--on", "2019-03-01", "--lang", "ru", *more)
        assert code == 0
        assert "Завод [/bold]" in spaced(out)
