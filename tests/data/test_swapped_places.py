"""Latitude and longitude that changed seats are told, whatever says where the data lie."""

from pathlib import Path

import pytest

from kust.data import read_dataset
from kust.data.validate import validate

# Villages of the Tomsk region lie between 55.7 and 61 N, 75 and 89.4 E; those of Tyumen at 57 N, 65 E.
RIGHT = [("A", "70", 57.0, 84.0), ("B", "70", 58.0, 83.0), ("C", "", 56.5, 84.5)]


def told(
    folder: Path, villages: list[tuple[str, str, float, float]], plots: str = ""
) -> list[tuple[str, str]]:
    rows = "".join(f"{code},село {code},{region},{lat},{lon}\n" for code, region, lat, lon in villages)
    heading = "settlement_id,name,region,latitude,longitude\n"
    (folder / "settlements.csv").write_text(heading + rows, encoding="utf-8")
    if plots:
        body = f"plot_id,geometry,area_base\n{plots}\n"
        (folder / "plots.csv").write_text(body, encoding="utf-8")
    reading = read_dataset(folder)
    found = validate(reading.dataset, reading.findings)
    return [(one.table or "", one.value or "") for one in found if one.code == "place.swapped"]


@pytest.mark.parametrize(
    ("villages", "expected"),
    [
        (RIGHT, []),
        # All exchanged: the region's box says so.
        ([(c, "70", lon, lat) for c, _, lat, lon in RIGHT], ["84.0, 57.0", "83.0, 58.0", "84.5, 56.5"]),
        # No region, but north of all Russia.
        ([("D", "", 84.0, 57.0)], ["84.0, 57.0"]),
        # 65 N, 57 E is in Russia too, but far from the other villages.
        ([("A", "", 57.0, 65.0), ("B", "", 57.2, 65.5), ("C", "", 65.0, 57.0)], ["65.0, 57.0"]),
        # A village in the wrong region, not exchanged.
        ([*RIGHT, ("E", "70", 55.75, 37.6)], []),
        # Chukotka on both sides of 180 degrees.
        ([("F", "87", 66.0, -170.0), ("G", "87", 64.7, 177.5)], []),
    ],
)
def test_exchanged_places_are_told(
    tmp_path: Path, villages: list[tuple[str, str, float, float]], expected: list[str]
) -> None:
    assert told(tmp_path, villages) == [("settlements", value) for value in expected]


def test_a_contour_with_latitude_first_is_told(tmp_path: Path) -> None:
    plots = 'p1,"POLYGON ((83 57, 83.1 57, 83 57.1, 83 57))",all_forest\np2,POINT (57.5 84),all_forest'
    assert told(tmp_path, RIGHT, plots) == [("plots", "84.0, 57.5")]


def test_a_firm_registered_in_one_region_may_stand_in_another(tmp_path: Path) -> None:
    # Perm is at 58.01 N, 56.25 E: exchanged it would lie in the region 02 where this firm is registered.
    rows = "A,Завод (вымышленные данные),02,58.01,56.25\nB,Цех (вымышленные данные),77,84.9,56.5\n"
    heading = "organisation_id,name,region,latitude,longitude\n"
    (tmp_path / "organisations.csv").write_text(heading + rows, encoding="utf-8")
    reading = read_dataset(tmp_path)
    found = validate(reading.dataset, reading.findings)
    assert [one.value for one in found if one.code == "place.swapped"] == ["84.9, 56.5"]


def test_a_text_that_is_marked_twice_is_read(tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("\ufeff\ufefforganisation_id;name\nA;a\n", encoding="utf-8")
    assert read_dataset(tmp_path).dataset.rows("organisations").collect()["organisation_id"].to_list() == [
        "A"
    ]
