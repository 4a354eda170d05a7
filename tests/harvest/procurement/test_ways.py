"""Ways between places: what the table says of a season, a site or its settlement, the way back; what settings say."""

import numpy as np
import pytest

from kust.harvest.land.ways import Spots, read_ways
from kust.harvest.purchase.stations import read_network
from kust.settings import HarvestSitingSettings

from .small import write

# V2 lies 0.4° east of V1 on the 58th parallel: 111.195 · cos 58° · 0.4 = 23.57 km.
KM = 23.57
SITE = ("K1", "V2", "buying_point", "true", 10, 1, "", "")


def read(folder, *rows, settings=None, season="summer"):
    dataset = write(folder, processing_sites=[SITE], travel_times=rows)
    home = Spots(("V1",), np.array([58.0]), np.array([83.0]))
    site = Spots(("K1",), np.array([58.0]), np.array([83.4]))
    ways = read_ways(dataset, home, site, settings, season=season, homes=["V2"])
    return ways.hours[0, 0], ways.km[0, 0], ways.basis[0][0]


def test_without_a_row_the_settings_give_detour_and_speed(tmp_path) -> None:
    own = HarvestSitingSettings(detour_factor=2.0, speed_km_h={"summer": 10})
    hours, km, basis = read(tmp_path, settings=own)
    assert (hours, km, basis) == (
        pytest.approx(2 * KM / 10, rel=1e-3),
        pytest.approx(2 * KM, rel=1e-3),
        "estimated",
    )
    # The plan of purchases goes by the same ways.
    network = read_network(write(tmp_path, processing_sites=[SITE]), own)
    assert network.ways.km[0, 0] == pytest.approx(2 * KM, rel=1e-3)


@pytest.mark.parametrize(
    "row",
    [
        ("V1", "K1", "", 3, 30),
        ("V1", "V2", "", 3, 30),
        ("V2", "V1", "summer", 3, 30),
        ("K1", "V1", "", 3, 30),
    ],
)
def test_a_row_tells_of_the_site_or_of_its_settlement_and_of_the_way_back(tmp_path, row) -> None:
    assert read(tmp_path, row) == (3, 30, "table")


def test_the_row_of_the_season_and_of_the_site_itself_wins(tmp_path) -> None:
    rows = [
        ("V1", "V2", "", 3, 30),
        ("V1", "K1", "", 4, 30),
        ("V1", "K1", "summer", 5, 30),
        ("V2", "V1", "summer", 6, 30),
    ]
    assert read(tmp_path, *rows)[0] == 5


def test_a_way_that_the_table_knows_in_winter_alone_is_none_in_summer(tmp_path) -> None:
    row = ("V1", "V2", "winter_road", 3, 30)
    hours, km, basis = read(tmp_path, row)
    assert np.isnan([hours, km]).all()
    assert basis == "none"
    assert read(tmp_path, row, season="winter_road") == (3, 30, "table")


def test_a_station_that_works_over_the_new_year_is_open_in_january(tmp_path) -> None:
    from datetime import date

    site = (*SITE[:6], "11-01", "03-31")
    station = read_network(write(tmp_path, processing_sites=[site])).stations[0]
    assert [station.open_share(date(2020, *day)) for day in ((1, 13), (6, 15))] == [1.0, 0.0]
    # Monday 30 March: two days before the end.
    assert station.open_share(date(2020, 3, 30)) == pytest.approx(2 / 7)
