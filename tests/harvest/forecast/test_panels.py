"""The interval of a region's total holds it as often as promised; without the shared year it does not."""

from pathlib import Path

import numpy as np
import pytest

from tests.docs.worked import read_tables

from .panels import run

RUNS = 200


@pytest.fixture(scope="module")
def covered() -> dict[bool, np.ndarray]:
    return run(RUNS)


def test_the_total_falls_into_the_80_per_cent_interval_in_about_80_of_100_panels(covered) -> None:
    assert 0.68 <= covered[True][:, 0].mean() <= 0.88


def test_year_variance_spread_as_independent_noise_fails_the_total(covered) -> None:
    assert covered[False][:, 0].mean() < 0.5


def test_single_sites_are_covered_in_both_ways_so_that_they_alone_prove_nothing(covered) -> None:
    assert covered[True][:, 1].mean() == pytest.approx(0.8, abs=0.05)
    assert covered[False][:, 1].mean() == pytest.approx(0.8, abs=0.05)


def test_coverage_is_what_the_method_page_says(covered) -> None:
    page = Path(__file__).parents[3] / "docs/methods/harvest-forecast.md"
    tables = read_tables(page.read_text("utf-8").splitlines())
    rows = next(table.rows for table in tables if table.headings[0] == "year effect")
    for row, shared in zip(rows, (True, False), strict=True):
        assert float(row["total"]) == pytest.approx(covered[shared][:, 0].mean(), abs=0.006)
        assert float(row["sites"]) == pytest.approx(covered[shared][:, 1].mean(), abs=0.006)
