"""Targets, growth and the page are worked out from the figures of one run."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench import report
from bench.measure import Figure
from bench.stopwatch import Run
from bench.targets import judge, slopes_of

MILLION = 1_000_000


def figure(name: str, rows: int, seconds: float, peak: float = 1.0) -> Figure:
    made = Figure(name, name, rows, f"python -m bench.one {name} DATASET")
    made.add(Run(seconds, seconds + 1, seconds, peak, {}))
    return made


@pytest.fixture
def figures() -> list[Figure]:
    """At 20 million rows: by hand 2, 3, 12 s, kust 2.4, 4.5 s, bare columns 1.0 s; scans by hand 5 and 6 s."""
    seconds = {
        "hand_polars": 2.0,
        "hand_duckdb": 3.0,
        "hand_pandas": 12.0,
        "kust_polars": 2.4,
        "kust_duckdb": 4.5,
        "bare_polars": 1.0,
        "bare_pyarrow": 1.5,
        "kust_polars_prepared": 0.7,
        "scan_hand_polars": 5.0,
        "scan_kust_polars": 6.0,
        "scan_hand_duckdb": 6.0,
        "scan_kust_duckdb": 9.0,
    }
    small = [figure(name, 5 * MILLION, time / 4) for name, time in seconds.items()]
    return small + [figure(name, 20 * MILLION, time, 2.0) for name, time in seconds.items()]


def reached(figures: list[Figure], target: str) -> tuple[float | None, bool | None]:
    return next((found.reached, found.met) for found in judge(figures) if found.target == target)


@pytest.mark.parametrize(
    ("target", "value", "met"),
    [
        ("kust on Polars, raw ÷ by hand on Polars", 2.4 / 2.0, True),
        ("kust on Polars, raw ÷ best by hand", 2.4 / 2.0, True),
        ("pandas ÷ kust on Polars, raw", 12 / 2.4, True),
        ("kust on DuckDB, raw ÷ by hand on DuckDB", 4.5 / 3.0, False),
        ("kust on DuckDB, raw ÷ best by hand", 4.5 / 2.0, False),
        ("pandas ÷ kust on DuckDB, raw", 12 / 4.5, True),
        ("kust on Polars, prepared ÷ five columns decoded", 0.7 / 1.0, True),
        ("peak memory of kust on Polars, raw", 2.0, True),
        ("kust scan on Polars ÷ by hand on Polars", 6.0 / 5.0, True),
        ("kust scan on DuckDB ÷ by hand on DuckDB", 9.0 / 6.0, False),
        ("peak memory of kust scan on DuckDB", 2.0, True),
    ],
)
def test_a_target_is_held_against_the_figures_of_twenty_million_rows(
    figures: list[Figure], target: str, value: float, met: bool
) -> None:
    assert reached(figures, target) == (pytest.approx(value), met)


def test_what_could_not_be_measured_neither_meets_nor_misses_its_target(figures: list[Figure]) -> None:
    assert reached(figures, "kust on DuckDB, prepared ÷ five columns decoded") == (None, None)


def package(name: str, times_slower: float | None, same: bool | None = True) -> dict[str, Any]:
    told = {
        "contender": name,
        "entities": 200,
        "products": 1000,
        "seconds": 1.0,
        "peak_gib": 0.5,
        "failed": "",
    }
    return told | {"figures": {}, "times_slower": times_slower, "same": same}


def test_a_package_is_held_to_the_size_where_it_comes_off_best_and_to_the_same_figures() -> None:
    runs = [
        package("kust", None, None),
        package("quick", 40.0),
        package("quick", 8.0),
        package("slow", 300.0),
        package("wrong", 50.0, same=False),
    ]
    told = {
        target.target: (target.reached, target.met)
        for target in judge([], runs)
        if "relatedness" in target.target
    }
    assert told == {
        "quick ÷ kust, relatedness": (8.0, False),
        "slow ÷ kust, relatedness": (300.0, True),
        "wrong ÷ kust, relatedness": (0.0, False),
    }


def test_the_page_shows_scans_packages_and_stops(figures: list[Figure]) -> None:
    stops = {"case": "members", "title": "stops of 300", "stops": 300, "seconds": 2.0, "cpu_seconds": 2.0}
    stops |= {"peak_gib": 0.4, "largest_index": 0.1, "largest_error": None}
    content = report.describe(
        figures, "python -m bench", date(2026, 11, 21), (0.1, 0.2), [package("quick", 40.0)], [stops]
    )
    page = report.render(content)
    assert "| quick | 200 × 1000 | 1.00 | 0.50 | 40.0 | yes |" in page
    assert "| stops of 300 | 300 | 2.00 | 2.00 | 0.40 | – |" in page
    scans = page.partition("### Scan of 20 M supplies")[2].partition("##")[0]
    assert "| scan_kust_polars | 6.00 | 6.00 | 7.00 | 2.00 |" in scans
    assert "scan_kust_polars" not in page.partition("## The question, by size")[2].partition("## The scan")[0]


def test_growth_is_the_exponent_of_the_time() -> None:
    # 4 times the rows take 8 times as long: 4 ** 1.5 = 8.
    found = slopes_of([figure("kust_polars", 5 * MILLION, 1.0), figure("kust_polars", 20 * MILLION, 8.0)])
    assert [slope.fitted for slope in found] == [pytest.approx(1.5)]


def test_the_last_step_of_growth_leaves_out_the_small_sizes() -> None:
    found = slopes_of(
        [figure("kust_polars", rows * MILLION, time) for rows, time in ((1, 0.9), (5, 1.0), (20, 4.0))]
    )
    assert found[0].last_step == pytest.approx(1.0)
    assert found[0].fitted < 0.6


def test_of_several_runs_the_fastest_counts_and_the_highest_peak() -> None:
    made = figure("kust_polars", MILLION, 2.0, peak=1.0)
    made.add(Run(1.5, 2.5, 1.6, 1.2, {}))
    made.add(Run(1.9, 2.9, 1.6, 1.1, {}))
    assert (made.seconds, made.process_seconds, made.peak_gib, made.runs) == (1.5, 2.5, 1.2, 3)


def test_the_page_keeps_a_missed_target_and_a_contender_that_failed(figures: list[Figure]) -> None:
    broken = Figure(
        "kust_duckdb_prepared", "kust on DuckDB, prepared", 20 * MILLION, "", failed="no such table"
    )
    page = report.render(
        report.describe([*figures, broken], "python -m bench", date(2026, 11, 21), (0.1, 0.9))
    )
    assert "| kust on DuckDB, raw ÷ by hand on DuckDB | 20 M | ≤ 1.3 × | 1.50 × | 1.50 | **missed** |" in page
    assert "| kust on DuckDB, prepared | failed: no such table |" in page


def test_the_page_warns_of_figures_taken_on_a_busy_machine(figures: list[Figure]) -> None:
    def page(after: float) -> str:
        return report.render(report.describe(figures, "python -m bench", date(2026, 11, 21), (0.1, after)))

    assert "busy" not in page(0.2).partition("## The question")[0]
    assert "busy" in page(1000.0).partition("## The question")[0]


def test_the_documents_can_be_written_anew_without_measuring(figures: list[Figure], tmp_path: Path) -> None:
    report.write(report.describe(figures, "python -m bench", date(2026, 11, 21), (0.1, 0.2)), tmp_path)
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    report.conclude_again(tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == written
