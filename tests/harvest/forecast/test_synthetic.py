"""The made-up forest: sound data, a stated truth, the same bytes from the same seed."""

import json
from datetime import date

import numpy as np
import polars as pl
import pytest
import shapely

from kust.data.read import read_dataset
from kust.data.validate import validate
from kust.examples import load
from kust.harvest.made_up.synthetic import TRUTH_FILE, write_forest

from .conftest import Forest

# Published openings of the season in Tomsk oblast, south and north (rg.ru, news of the region).
PUBLISHED = {
    "cowberry": ["08-15/08-20", "08-25/08-31", "08-09/08-15", "08-14/08-21", "08-15/08-22"],
    "cranberry": ["08-21/08-28", "09-01/09-10", "09-01/09-10", "09-11/09-18", "09-12/09-19"],
    "pine-nut": ["08-10/08-15", "08-20/08-25", "08-15/08-20"],
    "bilberry": ["07-16/07-20"],
}


def read(forest: Forest, name: str) -> pl.DataFrame:
    return pl.read_csv(forest.folder / f"{name}.csv", infer_schema_length=None)


def test_it_is_read_and_checked_without_an_error(forest: Forest) -> None:
    reading = read_dataset(forest.folder)
    findings = validate(reading.dataset, reading.findings)
    assert [one for one in findings if one.severity == "error"] == []
    # The one warning is the example's own.
    assert {one.code for one in findings if one.severity == "warning"} == {"supply.reports_differ"}


def test_the_truth_lies_beside_the_tables_and_is_no_table(forest: Forest) -> None:
    assert not [one for one in read_dataset(forest.folder).findings if one.file == TRUTH_FILE]
    told = json.loads((forest.folder / TRUTH_FILE).read_text("utf-8"))
    assert told["made_up"] is True
    assert told["species"]["cep"]["weather"] == forest.truth.crops["cep"].weather
    assert told["years"][-1] == 2020


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path) -> None:
    for name, seed in (("a", 4), ("b", 4), ("c", 5)):
        write_forest(tmp_path / name, seed=seed, years=2, plots=12)
    files = sorted(file.name for file in (tmp_path / "a").iterdir())
    same = {
        name for name in files if (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    }
    other = {
        name for name in files if (tmp_path / "a" / name).read_bytes() == (tmp_path / "c" / name).read_bytes()
    }
    assert same == set(files)
    assert not other & {"weather.csv", "yields.csv", "plots.csv", "harvest_purchases.csv", TRUTH_FILE}


def test_what_was_weighed_is_the_truth_and_a_lost_record_is_no_row(forest: Forest) -> None:
    made = forest.truth.made
    rows = read(forest, "yields").filter(pl.col("yield_kg_ha").is_not_null())
    for plot, species, year, kg_ha in rows.select("plot_id", "species_id", "year", "yield_kg_ha").iter_rows():
        place = made.plots[species].index(plot)
        assert kg_ha == pytest.approx(made.kg_ha[species][place, made.years.index(year)], abs=0.051)
    assert rows["year"].max() == 2019
    assert rows.height < sum(len(plots) for plots in made.plots.values()) * 15


def test_every_species_has_kilograms_and_balls_and_some_crops_are_zero(forest: Forest) -> None:
    rows = read(forest, "yields")
    assert set(rows["species_id"]) == set(forest.truth.crops)
    assert set(rows.filter(pl.col("ball").is_not_null())["species_id"]) == set(forest.truth.crops)
    zero = set(rows.filter(pl.col("yield_kg_ha") == 0)["species_id"])
    assert zero == {name for name, crop in forest.truth.crops.items() if crop.occurrence}


def test_outlines_are_valid_and_have_the_area_that_is_told(forest: Forest) -> None:
    for wkt, area in read(forest, "plots").select("geometry", "area_ha").iter_rows():
        outline = shapely.from_wkt(wkt)
        assert outline.is_valid
        metre = 111_320.0
        narrow = np.cos(np.radians(outline.centroid.y))
        assert outline.area * metre**2 * narrow / 1e4 == pytest.approx(area, rel=0.02)


def test_weather_has_every_day_once_and_stops_before_the_season_is_over(forest: Forest) -> None:
    rows = read(forest, "weather").with_columns(pl.col("day").str.to_date())
    for _, own in rows.group_by("weather_station_id"):
        days = own["day"].sort()
        assert days[-1] == date(2020, 8, 31)
        assert (days.diff().drop_nulls().dt.total_days() == 1).all()
    assert (rows.drop_nulls()["t_min_c"] < rows.drop_nulls()["t_max_c"]).all()
    assert 0 < rows["rain_mm"].null_count() < 0.02 * rows.height


def test_the_north_opens_four_to_ten_days_after_the_south_as_published_seasons_did(forest: Forest) -> None:
    def days(text: str) -> int:
        south, north = (date.fromisoformat(f"2023-{part}") for part in text.split("/"))
        return (north - south).days

    assert all(4 <= days(text) <= 10 for listed in PUBLISHED.values() for text in listed)
    rows = read(forest, "permits").drop_nulls("opens_on").with_columns(pl.col("opens_on").str.to_date())
    for _, own in rows.group_by("species_id", "year"):
        first = own["opens_on"].min()
        assert set((own["opens_on"] - first).dt.total_days()) <= {0, *range(4, 11)}
        assert own["opens_on"].n_unique() == 2


def test_the_season_to_come_has_volumes_but_no_days_and_no_crops_yet(forest: Forest) -> None:
    coming = read(forest, "permits").filter(pl.col("year") == 2020)
    assert coming["opens_on"].null_count() == coming.height > 0
    assert coming["admissible_t"].min() > 0


def test_the_example_s_own_rows_stay_and_former_purchases_follow_the_crop(forest: Forest) -> None:
    own = pl.read_csv(load("wild-harvest") / "harvest_purchases.csv")
    rows = read(forest, "harvest_purchases")
    assert rows.filter(pl.col("week_on").str.starts_with("2019")).height == own.height
    by_year = (
        rows.filter(pl.col("species_id") == "cep")
        .group_by(pl.col("week_on").str.slice(0, 4).cast(pl.Int64).alias("year"))
        .agg(pl.col("mass_kg").sum(), pl.col("price_rub_kg").mean())
        .sort("year")
    )
    crop = forest.truth.made.total_kg_ha("cep")[: by_year.height]
    assert np.corrcoef(np.log(crop), np.log(by_year["mass_kg"].to_numpy()))[0, 1] > 0.95
    slope = np.polyfit(np.log(crop), np.log(by_year["price_rub_kg"].to_numpy()), 1)[0]
    assert slope == pytest.approx(forest.truth.elasticity, abs=0.1)


def test_ids_of_the_example_stay_valid_and_there_are_twenty_villages_more(forest: Forest) -> None:
    homes = read(forest, "settlements")
    assert homes["settlement_id"].to_list()[:6] == ["V1", "V2", "V3", "V4", "V5", "V6"]
    assert homes.height == 26
    assert {"K1", "K2", "K3", "T1"} < set(read(forest, "processing_sites")["site_id"])


@pytest.mark.parametrize("asked", [{"years": 0}, {"plots": 11}])
def test_a_forest_too_small_is_refused(tmp_path, asked: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="12 plots"):
        write_forest(tmp_path, **asked)
