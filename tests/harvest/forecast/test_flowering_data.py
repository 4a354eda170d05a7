"""Real flowering: Vaccinium corymbosum, Harvard Forest 1990–2001, shipped in the package pyPhenology (MIT)."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from kust.harvest.forecasts.phenology import fit_thermal_time
from tests.docs.worked import holds, read_tables

FOUND = find_spec("pyPhenology")
pytestmark = pytest.mark.skipif(FOUND is None, reason="pyPhenology, whose data these are, is not installed")
FLOWERING, BUDBURST = 501, 371


def read(phase: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean temperatures (observations, 365), numbers of days, years. The package itself need not run."""
    folder = Path(FOUND.origin).parent / "data"
    seen = pl.read_csv(folder / "vaccinium_obs.csv").filter(pl.col("phenophase") == phase)
    daily = pl.read_csv(folder / "vaccinium_temperature.csv").filter(pl.col("doy").is_between(1, 365))
    rows = []
    for site, year in seen.select("site_id", "year").iter_rows():
        own = daily.filter((pl.col("site_id") == site) & (pl.col("year") == year))
        row = np.full(365, np.nan)
        row[own["doy"].to_numpy() - 1] = own["temperature"].to_numpy()
        rows.append(row)
    return np.array(rows), seen["doy"].to_numpy() - 1.0, seen["year"].to_numpy()


def leave_years_out(phase: int, variant: str) -> tuple[float, float]:
    """Root mean squared errors of thermal time and of the mean day, each year told from the others."""
    t_mean, days, years = read(phase)
    thermal, mean_day = [], []
    for year in np.unique(years):
        kept = years != year
        fitted = fit_thermal_time(t_mean[kept], days[kept], variant)
        thermal += (fitted.find(t_mean[~kept]) - days[~kept]).tolist()
        mean_day += (days[~kept] - days[kept].mean()).tolist()
    return float(np.sqrt(np.mean(np.square(thermal)))), float(np.sqrt(np.mean(np.square(mean_day))))


def test_errors_are_those_of_the_method_page() -> None:
    page = Path(__file__).parents[3] / "docs/methods/harvest-phenology.md"
    tables = read_tables(page.read_text("utf-8").splitlines())
    rows = next(table.rows for table in tables if table.headings[0] == "phase")
    for row, phase in zip(rows, (FLOWERING, BUDBURST), strict=True):
        for variant in ("excess", "full"):
            thermal, mean_day = leave_years_out(phase, variant)
            assert holds(row[variant], thermal)
            assert holds(row["mean day"], mean_day)


@pytest.mark.parametrize("variant", ["excess", "full"])
def test_flowering_is_told_within_three_days_and_a_half_of_what_the_mean_day_errs(variant: str) -> None:
    thermal, mean_day = leave_years_out(FLOWERING, variant)
    assert mean_day == pytest.approx(6.43, abs=0.01)
    assert thermal <= 3.3
    assert thermal <= 0.55 * mean_day


def test_budburst_is_told_within_six_days_by_the_full_sum() -> None:
    assert leave_years_out(BUDBURST, "full")[0] <= 6.0
