"""The demonstration of the forest, and the commands that draw its map and write its report."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from kust.cli import harvest_demo
from kust.data.dataset import Dataset
from kust.documents.harvest.season import Season, calc_season
from kust.harvest.made_up.synthetic import write_forest


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A forest that is quick to work out stands for the large one."""
    monkeypatch.setattr(
        "kust.harvest.made_up.synthetic.write_forest", lambda folder: write_forest(folder, years=5, plots=12)
    )


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was worked out for the first run serves the second: the forest is the same."""
    made: list[Season] = []

    def calc(data: Dataset, **asked: Any) -> Season:
        made[:] = made or [calc_season(data, **asked)]
        return made[0]

    monkeypatch.setattr("kust.documents.harvest.season.calc_season", calc)


def test_the_demonstration_writes_the_forest_the_map_and_the_report_and_may_be_repeated(
    kust, small: None, once: None, tmp_path: Path
) -> None:
    folder = tmp_path / "shown"
    files = [folder / name for name in ("map.html", "report.html", "report.xlsx")]
    ran = kust("demo", "harvest", "--output", folder, "--lang", "ru")
    assert ran.code == 0, ran.err
    assert "Данные вымышлены" in ran.out
    assert all(file.is_file() and str(file.resolve()) in ran.err for file in files)
    assert (folder / "forest" / "plots.csv").is_file()
    told = json.loads(kust("demo", "harvest", "--output", folder, "--lang", "en", "--format", "json").out)
    assert told["made_up"] and told["files"] == [str(file) for file in files]
    assert all(told[step]["on"] == "2020-06-15" for step in ("stock", "forecast", "procure"))


def test_a_folder_with_something_else_is_left_alone(kust, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    ran = kust("demo", "harvest", "--output", tmp_path)
    assert ran.code == 2
    ran = kust("demo", "harvest", "--output", tmp_path / "report.html", "--lang", "en")
    assert ran.code == 2 and "Name a folder" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_map_and_report_are_written_for_one_species_and_foreign_files_stay(kust, tmp_path: Path) -> None:
    forest = tmp_path / "forest"
    write_forest(forest, years=5, plots=12)
    for verb, name in (("map", "map.html"), ("map", "map.svg"), ("report", "report.xlsx")):
        ran = kust(
            "harvest", verb, forest, "--on", "2020-06-15", "--species", "cowberry", "-o", tmp_path / name
        )
        assert ran.code == 0, ran.err
        assert (tmp_path / name).stat().st_size > 5000
    (tmp_path / "other.html").write_text("mine", encoding="utf-8")
    ran = kust("harvest", "report", forest, "-o", tmp_path / "other.html")
    assert (ran.code, (tmp_path / "other.html").read_text(encoding="utf-8")) == (2, "mine")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("map", "-o", "map.pdf"), ".geojson"),
        (("map", "-o", "map.tif"), "--species"),
        (("map", "-o", "map.html", "--problem", "capacitated"), "median, center"),
        (("map", "-o", "map.html", "--resolution", "12"), "0 … 9"),
        (("map", "-o", "map.html", "--species", "banana"), "cowberry"),
        (("report", "-o", "report.pdf"), ".xlsx"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_line(kust, tmp_path: Path, words, said: str) -> None:
    forest = tmp_path / "forest"
    write_forest(forest, years=2, plots=12)
    os.chdir(tmp_path)
    ran = kust("harvest", words[0], forest, *words[1:], "--on", "2020-06-15", "--lang", "en")
    assert ran.code == 2
    assert said in ran.err and ran.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["forest"]


def test_the_day_of_the_demonstration_lies_before_its_season() -> None:
    assert harvest_demo.ON.year == harvest_demo.YEAR
