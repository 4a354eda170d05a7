"""`kust harvest procure` and `kust harvest expedition` as a user calls them."""

import json
import tomllib
from importlib.resources import files
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from kust.cli.present_harvest_expedition import present
from kust.examples import load
from kust.harvest.journeys.expedition_plan import ExpeditionPlan
from kust.harvest.journeys.expeditions import calc_expeditions
from kust.harvest.made_up.synthetic import write_forest

from .small import ON, foresee, write

DOCS = Path(__file__).parents[3] / "docs"
PROCURE = json.loads((DOCS / "harvest-procure.schema.json").read_text("utf-8"))
EXPEDITION = json.loads((DOCS / "harvest-expedition.schema.json").read_text("utf-8"))
PLAN = """
made_up: true
price_rub_kg: {cep: 160}
equipment:
  - {id: вездеход, rent_krub_day: 30, price_krub: 2700, seasons: 6, upkeep_krub: 90, days: 40}
expeditions:
  - {id: мох, firm: W01, plots: [L001], species: [cranberry], crew: 8, days: 12, kg_person_day: 45,
     wage_rub_day: 1800, equipment: [вездеход]}
  - {id: бор, firm: W02, plots: [L002, L005], crew: 6, days: 10, kg_person_day: 30, wage_rub_day: 2000,
     equipment: [вездеход]}
"""


@pytest.fixture(scope="module")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forest")
    write_forest(folder, years=7, plots=12)
    return folder


@pytest.fixture(scope="module")
def trips(forest: Path) -> Path:
    file = forest.parent / "trips.yaml"
    file.write_text(PLAN, "utf-8")
    return file


def test_a_plan_before_the_season_fits_the_schema_and_adds_up(kust, forest) -> None:
    ran = kust("harvest", "procure", forest, "--on", "2020-06-01", "--format", "json")
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    jsonschema.validate(document, PROCURE)
    total = document["total_krub"]["chosen"]["plan"]
    assert document["year"] == 2020
    for parts in ("settlements", "weeks", "cells"):
        assert sum(one["planned_krub"] for one in document[parts]) == pytest.approx(total)
    cash, pay = document["cash"], document["to_pay"]
    assert sum(one["planned_krub"] for one in cash["stations"]) == pytest.approx(cash["krub"]["plan"])
    # One sum only: what is to be paid before the season is the plan, and its weeks add up to it.
    assert pay["krub"]["plan"] == total
    assert sum(one["planned_krub"] for one in pay["weeks"]) == pytest.approx(total)
    assert document["bound"]["krub"]["plan"] >= total


def test_a_plan_inside_the_season_tells_what_is_bought_and_what_is_still_needed(kust, forest) -> None:
    ran = kust(
        "harvest", "procure", forest, "--on", "2019-09-03", "--format", "json", "--species", "cowberry"
    )
    document = json.loads(ran.out)
    jsonschema.validate(document, PROCURE)
    (cowberry,) = document["species"]
    # The example's rows: 41 t at 62 and 49 t at 60 roubles.
    assert cowberry["so_far"]["kg"] == 90_000
    assert cowberry["so_far"]["spent_krub"] == pytest.approx(41 * 62 + 49 * 60)
    assert cowberry["krub"]["chosen"]["mean"] == pytest.approx(5482 + cowberry["rest_krub"]["mean"])


def test_each_caution_that_is_put_into_words_is_a_code_of_the_schema() -> None:
    told = PROCURE["$defs"]["species"]["properties"]["cautions"]["items"]["enum"]
    words = tomllib.loads((files("kust.words") / "harvest_procurement.toml").read_text("utf-8"))
    assert sorted(told) == sorted(key.removeprefix("caution.") for key in words if key.startswith("caution."))


def test_the_example_without_plots_plans_from_past_purchases_and_says_so(kust) -> None:
    asked = ("harvest", "procure", load("wild-harvest"), "--on", "2020-06-01")
    document = json.loads(kust(*asked, "--format", "json").out)
    jsonschema.validate(document, PROCURE)
    assert {one["buying"]["basis"] for one in document["species"]} == {"history"}
    assert "это не прогноз урожая" in kust(*asked, "--lang", "ru").out


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_plan_is_told_in_words(kust, forest, lang) -> None:
    ran = kust("harvest", "procure", forest, "--on", "2018-08-26", "--species", "cowberry", "--lang", lang)
    assert ran.code == 0, ran.err
    headings = {"ru": ("Приготовьте ещё", "Куплено с начала"), "en": ("Have another", "Bought since")}
    assert all(heading in ran.out for heading in headings[lang])
    # With a forecast the price answers to the crop, and the columns stand side by side.
    apart = {"ru": ("Цена: −1", "при любой цене"), "en": ("Price: −1", "at any price")}[lang]
    assert apart[0] in ran.out and apart[1] not in ran.out


@pytest.mark.parametrize("more", [("--certainty", "1"), ("--species", "truffle")])
def test_what_cannot_be_asked_is_refused(kust, forest, more) -> None:
    ran = kust("harvest", "procure", forest, "--on", "2020-06-01", *more)
    assert (ran.code, ran.out) == (2, "")


def test_expeditions_fit_the_schema_and_tell_each_coalition_s_cost(kust, forest, trips) -> None:
    ran = kust("harvest", "expedition", forest, "--plan", trips, "--on", "2020-06-01", "--format", "json")
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    jsonschema.validate(document, EXPEDITION)
    costs = {tuple(one["firms"]): one["cost_krub"] for one in document["coalitions"]}
    # Crews 8·12·1.8 and 6·10·2; alone 12 and 10 days of rent at 30; together 22 days, one of its own 540 a season.
    assert costs == {
        ("W01",): pytest.approx(172.8 + 360),
        ("W02",): pytest.approx(120 + 300),
        ("W01", "W02"): pytest.approx(292.8 + 540),
    }


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_expeditions_are_told_in_words_and_what_is_unknown_by_name(tmp_path, lang) -> None:
    trip = {"crew": 2, "days": 5, "kg_person_day": 20, "wage_rub_day": 1000, "equipment": ["tractor"]}
    trips = [
        {"id": "e", "firm": "W1", "plots": ["A"], "species": ["cep"], **trip},
        {"id": "f", "firm": "W2", "plots": ["B"], "species": ["cep"], **trip},
        {"id": "g", "firm": "W3", "plots": ["B"], "species": ["cowberry"], **trip},
    ]
    tractor = {"id": "tractor", "rent_krub_day": 4, "price_krub": 100, "seasons": 5, "days": 9}
    told = {"expeditions": trips, "equipment": [tractor], "price_rub_kg": {"cep": 200}}
    forecast = foresee({"cep": [[10.0, 10.0], [40.0, 0.0]], "cowberry": [[float("nan")] * 2] * 2})
    found = calc_expeditions(
        write(tmp_path), ExpeditionPlan.model_validate(told), on=ON, year=2020, forecast=forecast
    )
    console = Console(width=240, record=True, file=StringIO())
    present(found, console, lang, {"cep": "Белый гриб", "cowberry": "Брусника"})
    text = console.export_text()
    # Ten days: one tractor of its own for nine, and a day of rent.
    words = {
        "ru": ("своя, 1 ед., аренда 1 дн.", "нет прогноза урожая: Брусника"),
        "en": ("own, 1, rent 1 days", "Брусника"),
    }
    assert all(word in text for word in (*words[lang], "W1, W2"))


def test_the_answer_comes_first_then_the_doubt_then_the_tables(kust) -> None:
    told = kust("harvest", "procure", load("wild-harvest"), "--on", "2020-06-01", "--lang", "ru").out
    told = " ".join(told.replace("\u00a0", " ").split())
    # One season on record promises 1 / (1 + 1) at most.
    said = (
        "сезонах из 10 нужно от",
        "Сомнение: вся сумма",
        "не больше 50 %",
        "опереться",
        "Сколько денег нужно за весь сезон",
    )
    places = [told.index(words) for words in said]
    assert places == sorted(places)


def test_days_are_written_as_the_language_writes_them(kust) -> None:
    asked = ("harvest", "procure", load("wild-harvest"), "--on", "2020-06-01")
    russian, english = (kust(*asked, "--lang", lang).out for lang in ("ru", "en"))
    # 7 September 2020 was a Monday: a week of the plan.
    assert "01.06.2020" in russian and "07.09.2020" in russian
    assert "1 June 2020" in english and "7 September 2020" in english
    assert "2020-0" not in russian + english


def test_columns_of_elasticity_that_say_the_same_are_one_with_the_reason(kust) -> None:
    asked = ("harvest", "procure", load("wild-harvest"), "--on", "2020-06-01", "--lang", "ru")
    told = " ".join(kust(*asked).out.replace("\u00a0", " ").split())
    assert "при любой цене: 0; −0,5; −1" in told and "прогноза урожая нет" in told
    assert told.count("взята −0,50") == 1
