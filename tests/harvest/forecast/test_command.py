"""The commands `kust harvest forecast` and `kust harvest backtest` as a user calls them."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from kust.cli.main import run
from kust.cli.present_harvest_backtest import present as present_backtest
from kust.cli.present_harvest_forecast import present as present_forecast
from kust.examples import load
from kust.harvest.forecasts.backtested import Backtests
from kust.harvest.forecasts.forecast import calc_forecast

from .conftest import Forest
from .made import cranberry

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA = {
    name: json.loads((DOCS / f"harvest-{name}.schema.json").read_text("utf-8"))
    for name in ("forecast", "backtest")
}


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", "harvest", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.mark.parametrize("verb", ["forecast", "backtest"])
def test_one_json_document_is_printed_that_fits_its_schema(kust, forest: Forest, verb: str) -> None:
    asked = ("--on", "2020-06-15", "--species", "pine-nut", "--format", "json")
    code, out, _ = kust(verb, forest.folder, *asked)
    document = json.loads(out)
    jsonschema.validate(document, SCHEMA[verb])
    assert code == 0
    assert document["year"] == 2020
    assert [one["species_id"] for one in document["species"]] == ["pine-nut"]


@pytest.mark.parametrize("verb", ["forecast", "backtest"])
def test_a_dataset_without_crops_gives_a_document_too(kust, verb: str) -> None:
    code, out, _ = kust(verb, load("wild-harvest"), "--on", "2019-06-15", "--format", "json")
    jsonschema.validate(json.loads(out), SCHEMA[verb])
    assert code == 0


def test_after_the_season_the_next_one_is_told(kust, tmp_path) -> None:
    cranberry(tmp_path / "data", range(2015, 2020))
    autumn = json.loads(kust("forecast", tmp_path / "data", "--on", "2019-11-02", "--format", "json")[1])
    summer = json.loads(kust("forecast", tmp_path / "data", "--on", "2019-08-02", "--format", "json")[1])
    assert (autumn["year"], autumn["species"][0]["years"]) == (2020, [2015, 2016, 2017, 2018, 2019])
    assert (summer["year"], summer["species"][0]["years"]) == (2019, [2015, 2016, 2017, 2018])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ru", ("Урожай 2020 года", "как бывало", "нужно не меньше 5", "60 %")),
        ("en", ("Crop of 2020", "as usual", "a model needs 5 at least", "60%")),
    ],
)
def test_the_reason_against_a_forecast_is_said_in_words(
    kust, tmp_path, lang: str, words: tuple[str, ...]
) -> None:
    cranberry(tmp_path / "data", range(2016, 2020))
    code, out, _ = kust("forecast", tmp_path / "data", "--on", "2020-06-01", "--lang", lang)
    assert code == 0
    assert all(word in out.replace("\u00a0", " ") for word in words)


def tell(present, found, *, verbose: bool) -> str:
    console = Console(width=240, record=True, file=StringIO())
    present(found, console, "en", verbose=verbose)
    return " ".join(console.export_text().split())


def test_the_answer_comes_with_its_reason_and_what_it_was_worth_the_rest_for_the_asking(
    kust, forest: Forest
) -> None:
    found = calc_forecast(forest.dataset, on=date(2020, 8, 15), year=2020, species="bilberry")
    plain, full = (tell(present_forecast, found, verbose=verbose) for verbose in (False, True))
    assert plain.count("• ") == 1 and "To the usual" in plain and "mean day" not in plain
    assert full.startswith(plain[: plain.index("What such a forecast")])
    worth = plain[plain.index("What such a forecast") :]
    assert all(word in worth for word in ("CRPS", "Years inside", "Promised", "Nearer than last year"))
    words = (
        "What such forecasts were worth",
        "as last year",
        "Nearer than last year",
        "night minimum",
        "CRPS",
    )
    assert all(word in full for word in words)
    (one,) = found.species
    ways = tuple(way for way in (one.backtest, one.rolling_origin) if way)
    trials = Backtests("made", "sha256:0", found.on, 2020, 0.8, ((one.species_id, one.name, ways),))
    plain, full = (tell(present_backtest, trials, verbose=verbose) for verbose in (False, True))
    verdict = "can be trusted" if one.method == "hierarchical" else "It is not proved"
    places = [plain.index(word) for word in (verdict, "Years inside", "--verbose")]
    assert places == sorted(places) and "by plot" not in plain and "by plot" in full.lower()
    for verb in ("forecast", "backtest"):
        assert kust(verb, load("wild-harvest"), "--on", "2019-06-15", "--verbose")[0] == 0


def test_a_forecast_surer_than_published_misses_says_so(kust, forest: Forest) -> None:
    out = kust("forecast", forest.folder, "--on", "2020-08-31", "--species", "chanterelle", "--lang", "en")[1]
    assert "17.5 (2017), 167 (2018)" in " ".join(out.split())


def test_an_unknown_species_and_an_unreadable_cell_end_with_their_codes(
    kust, tmp_path, forest: Forest
) -> None:
    code, _, err = kust(
        "forecast", forest.folder, "--on", "2020-06-15", "--species", "durian", "--lang", "en"
    )
    assert code == 2
    assert "durian" in err
    cranberry(tmp_path / "data", range(2016, 2020))
    with (tmp_path / "data/yields.csv").open("a", encoding="utf-8") as file:
        file.write("P0,cranberry,2014,много,\n")
    assert kust("forecast", tmp_path / "data", "--on", "2020-06-01")[0] == 3


def test_settings_of_the_forecast_are_read_beside_the_data(kust, tmp_path) -> None:
    cranberry(tmp_path / "data", range(2005, 2020))
    (tmp_path / "data/kust.toml").write_text("[harvest.forecast]\ncoverage = 0.6\nbootstraps = 30\n")
    document = json.loads(kust("forecast", tmp_path / "data", "--on", "2020-06-01", "--format", "json")[1])
    assert (document["coverage"], document["bootstraps"], document["species"][0]["level"]) == (0.6, 30, 0.6)
