"""`kust harvest site` on a dataset: hours, catchments, weeks and costs worked out by hand."""

import json
from pathlib import Path

import jsonschema
import pytest

from kust.examples import load

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/harvest-site.schema.json").read_text("utf-8"))
PROBLEMS = ("median", "coverage", "center", "capacitated", "scenarios")


def goes(answer) -> dict[str, set[str | None]]:
    told: dict[str, set[str | None]] = {}
    for one in answer["catchments"]:
        told.setdefault(one["settlement_id"], set()).add(one["site_id"])
    return told


@pytest.mark.parametrize("kind", ["boiling_station", "buying_point"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_problem_on_the_example_prints_json_that_fits_the_schema(ask, problem: str, kind: str) -> None:
    answer = ask(load("wild-harvest"), "--problem", problem, "--kind", kind, "--on", "2020-03-01")
    jsonschema.validate(answer, SCHEMA)
    assert answer["lower_bound"] <= answer["value"]
    assert answer["status"] == "proved"
    standing = {one["site_id"] for one in answer["stations"] if one["exists"]}
    assert standing <= set(answer["open"])
    assert answer["mass_t"] == pytest.approx(sum(one["mass_t"] for one in answer["catchments"]))


def test_a_bare_answer_fits_the_schema_too(ask, tmp_path) -> None:
    (tmp_path / "p.csv").write_text("point_id,x,y,weight\na,0,0,1\nb,1,0,2\n", encoding="utf-8")
    jsonschema.validate(ask(tmp_path / "p.csv", "--median", 1), SCHEMA)


def test_the_median_takes_the_mean_season_and_the_table_of_travel_times(ask, forest) -> None:
    # Mean of 2018 and 2019: A 3 t, B 6 t, D 4 t. KA stands; one more opens:
    # with KB: D goes to KB for 2 h: 8 t·h; with KD: B goes to KA for 2 h: 12 t·h.
    answer = ask(forest, "--open", 2, "--on", "2020-01-01", "--move", "KB=KD")
    assert answer["open"] == ["KA", "KB"]
    assert (answer["value"], answer["unit"], answer["mass_t"]) == (8, "t_hours", 13)
    assert goes(answer) == {"A": {"KA"}, "B": {"KB"}, "D": {"KB"}}
    assert answer["move"]["value"] == 12
    assert answer["move"]["difference"] == 4
    changes = {one["settlement_id"]: (one["from_site"], one["to_site"]) for one in answer["move"]["changes"]}
    assert changes == {"B": ("KB", "KA"), "D": ("KB", "KD")}
    # ISO week 32: A and B, week 34: D.
    weeks = {(one["site_id"], one["week"]): one["mass_t"] for one in answer["weeks"]}
    assert weeks == {("KA", 32): 3, ("KB", 32): 6, ("KB", 34): 4}
    peak = {one["site_id"]: one["peak_share"] for one in answer["stations"]}
    assert peak == {"KA": 3 / 4, "KB": 1, "KD": None}


def test_the_season_chooses_the_roads(ask, forest) -> None:
    # Over ice B is 1 h from A by the row between the settlements; D keeps the 5 h of the row for all seasons.
    alone = ask(forest, "--open", 1, "--season", "winter_road", "--on", "2020-01-01")
    hours = {one["settlement_id"]: (one["hours"], one["basis"]) for one in alone["catchments"]}
    assert hours == {"A": (0, "same"), "B": (1, "table"), "D": (5, "table")}
    # D to KB has a row for summer only: over ice it is the great circle of 125.8 km × 1.4 at 25 km/h.
    both = ask(forest, "--open", 2, "--season", "winter_road", "--on", "2020-01-01", "--move", "KD=KB")
    assert both["open"] == ["KA", "KD"]
    moved = next(one for one in both["move"]["changes"] if one["settlement_id"] == "D")
    assert moved["to_site"] == "KA"


def test_coverage_asks_what_comes_in_before_it_spoils(ask, forest) -> None:
    # Ceps keep for 3 h. KA alone reaches A and B; D needs 5 h: 4 t are left.
    answer = ask(forest, "--problem", "coverage", "--open", 1, "--on", "2020-01-01")
    assert (answer["value"], answer["lost_t"]) == (4, 4)
    assert goes(answer)["D"] == {None}
    assert ask(forest, "--problem", "coverage", "--open", 1, "--hours", 5, "--on", "2020-01-01")["value"] == 0
    wide = [
        ask(forest, "--problem", "coverage", "--open", 1, "--hours", hours, "--on", "2020-01-01")["value"]
        for hours in (0, 1, 2, 4, 5)
    ]
    assert wide == [10, 10, 4, 4, 0]


def test_the_center_looks_at_the_furthest_place(ask, forest) -> None:
    assert ask(forest, "--problem", "center", "--open", 1, "--on", "2020-01-01")["value"] == 5
    assert ask(forest, "--problem", "center", "--open", 2, "--on", "2020-01-01")["value"] == 2


def test_capacities_count_by_week_and_costs_by_tonne_and_kilometre(ask, forest) -> None:
    (forest / "kust.toml").write_text(
        "[harvest.siting]\nhaul_krub_t_km = 0.1\nlost_krub_t = 60.0\n", encoding="utf-8"
    )
    # KA (4 t a week, 100 + 10 a tonne): week 32 brings A 3 t and B 6 t, so 1 t of B comes over 80 km: 8 + 10.
    # D is 5 h away and spoils. KA alone: 100 + 3·10 + 1·18 + 5·60 + 4·60 = 688.
    # With KB (150): B 6 t on the spot at 10, D 4 t over 90 km at 19, A 3 t at 10: 250 + 60 + 76 + 30 = 416.
    alone = ask(forest, "--problem", "capacitated", "--open", 1, "--on", "2020-01-01")
    assert alone["value"] == pytest.approx(688)
    assert alone["lost_t"] == pytest.approx(9)
    both = ask(forest, "--problem", "capacitated", "--open", 3, "--on", "2020-01-01")
    assert both["open"] == ["KA", "KB"]
    assert both["value"] == pytest.approx(416)
    assert both["lost_t"] == pytest.approx(0, abs=1e-9)


def test_a_station_that_is_shut_takes_nothing(ask, forest) -> None:
    text = (forest / "processing_sites.csv").read_text("utf-8")
    (forest / "processing_sites.csv").write_text(
        text.replace("yes,4,100,10,07-01", "yes,4,100,10,08-19"), "utf-8"
    )
    answer = ask(forest, "--problem", "capacitated", "--open", 1, "--on", "2020-01-01")
    # Week 32 is before it opens, D is too far: nothing comes in.
    assert answer["lost_t"] == pytest.approx(13)


def test_seasons_are_the_scenarios_and_the_worst_counts(ask, forest) -> None:
    (forest / "kust.toml").write_text(
        "[harvest.siting]\nhaul_krub_t_km = 0.1\nlost_krub_t = 60.0\ntail = 0.5\ntail_weight = 1.0\n",
        encoding="utf-8",
    )
    answer = ask(forest, "--problem", "scenarios", "--open", 2, "--on", "2020-01-01")
    # KA and KB. 2018: A 2·10 + B 4·10 + D 2·19 = 98, with 250: 348. 2019: A 4·10, B 6·10 and 2 t lost (KA is full),
    # D 6·19 = 114: 40 + 60 + 120 + 114 + 250 = 584. Mean 466, the worse half 584.
    assert answer["open"] == ["KA", "KB"]
    costs = {one["scenario"]: one["cost_krub"] for one in answer["scenarios"]}
    assert costs == pytest.approx({"2018": 348, "2019": 584})
    assert answer["value"] == pytest.approx(466 + 584)
    assert answer["lost_t"] == pytest.approx(1)


def test_a_given_harvest_replaces_the_purchases(ask, kust, forest, tmp_path) -> None:
    given = tmp_path / "given.csv"
    given.write_text("settlement_id,mass_t\nA,1\nB,1\nD,50\n", encoding="utf-8")
    answer = ask(forest, "--open", 2, "--intake", given, "--on", "2020-01-01")
    # 50 t at D outweigh everything: KD opens and B goes to KA for 2 h.
    assert (answer["open"], answer["value"]) == (["KA", "KD"], 2)
    assert answer["weeks"] == []
    given.write_text("settlement_id,mass_t\nA,1\nX,1\n", encoding="utf-8")
    code, out, err = kust(forest, "--intake", given, "--lang", "en", "--format", "json")
    assert (code, out) == (2, "")
    assert "row 3" in err and "«X»" in err


def test_purchases_after_the_day_do_not_count(ask, kust, forest) -> None:
    assert ask(forest, "--open", 1, "--on", "2019-01-01")["mass_t"] == 8
    code, _, err = kust(forest, "--open", 1, "--on", "2017-01-01", "--lang", "en")
    assert code == 2
    assert "--intake" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--move", "KA"), "FROM=TO"),
        (("--open", 2, "--move", "KD=KB"), "KA, KB"),
        (("--open", 2, "--move", "KB=K9"), "K9"),
        (("--open", 9), "from 1 to 3"),
        (("--season", "spring"), "winter_road"),
        (("--kind", "shop"), "buying_point"),
        (("--kind", "no buying points"), "buying_point"),
        (("--problem", "best"), "coverage"),
        (("--species", "elk"), "cep"),
        (("--capacity",), "--capacity"),
        (("--hours", -1), "-1"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(kust, forest, words, said: str) -> None:
    code, out, err = kust(forest, *words, "--on", "2020-01-01", "--lang", "en")
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_terminal_tells_the_same_in_both_languages(kust, forest, problem: str, lang: str) -> None:
    code, out, _ = kust(
        forest, "--problem", problem, "--open", 2, "--move", "KB=KD", "--on", "2020-01-01", "--lang", lang
    )
    assert code == 0
    # ISO week 32 of 2019 is 5 to 11 August.
    for word in ("KA", "KB", "Борки", "05.08" if lang == "ru" else "5 Aug"):
        assert word in out
    assert ("доказано" if lang == "ru" else "proved") in out
