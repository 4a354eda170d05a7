"""Whom a question looks at, what a table of weeks and a matrix with names mean, what a closed station costs."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kust.data import read_dataset
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.overload import drop_unused
from kust.harvest.siting.place import Wish, _put_together
from kust.settings import HarvestSettings, HarvestSitingSettings

ON = ("--on", "2020-01-01")
# Kilometres of a road A–B–C at 0, 1 and 10; stations could stand in A and C.
MATRIX = "from_id,C,A\nB,9,1\nA,10,0\nC,0,10\n"
POINTS = "point_id,weight,capacity,fixed_cost,exists\nA,5,50,1,no\nB,2,0,9,no\nC,1,20,7,yes\n"


def write(folder: Path, **files: str) -> list[Path]:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [folder / f"{name}.csv" for name in files]


def test_the_center_looks_at_villages_that_sell_nothing(ask, kust, forest) -> None:
    # E is 3 h from B by its row, 12 h from A; nobody ever bought there. Without it KB would be 2 h from all. F has a
    # winter road alone.
    with (forest / "settlements.csv").open("a", encoding="utf-8") as file:
        file.write("E,Елань,00,57,85\nF,Фирсово,00,59,83\n")
    with (forest / "travel_times.csv").open("a", encoding="utf-8") as file:
        file.write("E,KB,,3,90\nE,KA,,12,300\nE,KD,,12,300\n")
        file.write("".join(f"F,{site},winter_road,2,80\n" for site in ("KA", "KB", "KD", "A", "B", "D")))
    answer = ask(forest, "--problem", "center", "--open", 2, *ON)
    assert (answer["value"], answer["open"]) == (3, ["KA", "KB"])
    assert (answer["settlements"], answer["quiet"], answer["unreached"]) == (4, 1, ["F"])
    (row,) = [one for one in answer["catchments"] if one["settlement_id"] == "E"]
    assert (row["site_id"], row["mass_t"], row["hours"]) == ("KB", 0, 3)
    _, out, _ = kust(forest, "--problem", "center", "--open", 2, *ON, "--lang", "ru")
    assert "4, из них без сбора – 1" in out and "F" in out
    cover = ask(forest, "--problem", "coverage", "--hours", 2, "--open", 2, *ON)
    assert (cover["value"], cover["settlements"], cover["quiet"]) == (0, 5, 2)
    assert [one["site_id"] for one in cover["catchments"] if one["settlement_id"] in "EF"] == [None, None]


def test_a_way_over_winter_roads_alone_is_no_way_in_summer(ask, kust, forest) -> None:
    with (forest / "settlements.csv").open("a", encoding="utf-8") as file:
        file.write("E,Елань,00,57,85\n")
    with (forest / "travel_times.csv").open("a", encoding="utf-8") as file:
        file.write("".join(f"E,{site},winter_road,2,80\n" for site in ("KA", "KB", "KD", "A", "B", "D")))
    assert ask(forest, "--problem", "center", "--open", 2, *ON)["unreached"] == ["E"]
    ice = ask(forest, "--problem", "center", "--open", 2, "--season", "winter_road", *ON)
    assert ice["unreached"] == [] and ice["quiet"] == 1


def test_a_village_without_a_way_in_the_season_does_not_stop_the_others(ask, kust, forest) -> None:
    # D brings 4 of 13 t; over winter roads alone it is out, and KA serves A, KB serves B on the spot.
    (forest / "travel_times.csv").write_text(
        "from_id,to_id,season,hours,km\nB,KA,summer,2,80\nKD,A,winter_road,5,150\nKD,B,winter_road,5,150\n"
        "D,KA,winter_road,5,150\nD,KB,winter_road,5,150\nD,KD,winter_road,1,1\n",
        encoding="utf-8",
    )
    with (forest / "processing_sites.csv").open(encoding="utf-8") as file:
        kept = [line for line in file if not line.startswith("KD")]
    (forest / "processing_sites.csv").write_text("".join(kept), encoding="utf-8")
    answer = ask(forest, "--open", 2, *ON)
    assert (answer["value"], answer["lost_t"], answer["unreached"]) == (0, 4, ["D"])
    _, out, err = kust(forest, "--open", 2, *ON, "--lang", "en")
    assert "Дубки (D)" in out and "4.0" in err


def test_rows_with_and_without_weeks_are_not_taken_together(kust, forest, tmp_path) -> None:
    # One kilogram without a week would let KA take the whole season's capacity each week.
    (mixed,) = write(
        tmp_path,
        intake="settlement_id,species_id,mass_t,week_on\nA,cep,30,2020-08-03\nB,cep,0.001,\nA,cep,30,2020-08-10\n",
    )
    code, _, err = kust(forest, "--problem", "capacitated", "--intake", mixed, *ON, "--lang", "en")
    assert code == 2 and "row 3" in err and "1 of 3" in err and "week_on" in err


def test_an_unused_station_costs_nothing(ask, forest, tmp_path) -> None:
    # Stopped before it begins the search may have opened more than anybody goes to: the value has to be without them.
    for limit in (0, 5):
        answer = ask(forest, "--problem", "capacitated", "--open", 3, "--time-limit", limit, *ON)
        paid = sum(one["cost_krub"] for one in answer["stations"] if one["open"])
        lost = answer["lost_t"] * answer["lost_krub_t"]
        assert answer["value"] == pytest.approx(paid + lost)
        assert answer["lower_bound"] <= answer["value"]
    dataset = read_dataset(forest).dataset
    wish = Wish(problem="capacitated", count=2)
    case = _put_together(dataset, wish, HarvestSitingSettings(), HarvestSettings(), date(2020, 1, 1))
    best = case.solve(Clock(5))
    (closed,) = {0, 1, 2} - set(best.answer.open)
    # 150 more for a station that takes nothing.
    worse = replace(best.answer, open=(0, 1, 2), value=best.answer.value + 150)
    kept, unused = drop_unused(case, replace(best, answer=worse))
    assert unused == (case.stations[closed].site_id,)
    assert kept.answer.value == pytest.approx(best.answer.value)


def test_names_of_a_matrix_say_which_point_is_which(ask, tmp_path) -> None:
    points, matrix = write(tmp_path, points=POINTS, matrix=MATRIX)
    # C stands; alone it costs 5·10 + 2·9 = 68.
    one = ask(points, "--distances", matrix, "--median", 1)
    assert (one["open"], one["value"]) == (["C"], 68)
    # A opens for 1: B goes there, 2·1; C stays, 7: 10 in all.
    both = ask(points, "--distances", matrix, "--problem", "capacitated")
    assert (both["open"], both["value"]) == (["C", "A"], 10)
    assert both["assignment"] == {"B": {"A": 1.0}, "A": {"A": 1.0}, "C": {"C": 1.0}}


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ("from_id,C,A\nB,9,1\nA,10,0\nB,0,10\n", "the row «B» stands twice"),
        ("from_id,A,A\nB,9,1\nA,10,0\nC,0,10\n", "the column «A» stands twice"),
        ("from_id,C,Q\nB,9,1\nA,10,0\nC,0,10\n", "«Q»"),
        ("from_id,C,A\nB,9,1\nA,10,0\n", None),
        ("9,1\n10,0\n0,10\n", "the columns have no names"),
    ],
)
def test_a_matrix_that_does_not_fit_its_points_is_refused(kust, ask, tmp_path, matrix, words) -> None:
    points, path = write(tmp_path, points=POINTS, matrix=matrix)
    if words is None:
        # C is a site alone: nothing comes from it, and its weight counts nothing.
        assert ask(points, "--distances", path, "--median", 1)["value"] == 68
        return
    code, _, err = kust(points, "--distances", path, "--median", 1, "--lang", "en")
    assert code == 2 and words in err


@pytest.mark.parametrize("problem", ["center", "coverage"])
def test_options_that_would_be_ignored_are_refused(kust, forest, tmp_path, problem) -> None:
    (points,) = write(tmp_path, points="point_id,x,y,weight,capacity\na,0,0,1,5\nb,1,0,2,5\n")
    code, _, err = kust(points, "--problem", problem, "--open", 1, "--hours", 1, "--capacity", "--lang", "en")
    assert code == 2 and "--capacity" in err
    code, _, err = kust(forest, "--median", 2, "--lang", "en")
    assert code == 2 and "--open 2" in err
