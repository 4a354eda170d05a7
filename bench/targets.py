"""Targets, and what the figures of one run say about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from bench.measure import Figure, find

FULL_SIZE = 20_000_000
HAND = ("hand_polars", "hand_duckdb", "hand_pandas")
BARE = ("bare_polars", "bare_pyarrow")
NAMES = {"kust_polars": "Polars", "kust_duckdb": "DuckDB"}


@dataclass(frozen=True)
class Target:
    """A limit and what was reached (None: it could not be measured); `by_cpu`, the ratio of CPU seconds, is told
    beside the ratio of times because a busy machine disturbs it least.
    """

    target: str
    limit: float
    at_least: bool
    unit: str
    rows: int
    reached: float | None
    by_cpu: float | None = None

    @property
    def met(self) -> bool | None:
        """None where nothing was measured."""
        if self.reached is None:
            return None
        return self.reached >= self.limit if self.at_least else self.reached <= self.limit


@dataclass(frozen=True)
class Slope:
    """Growth with rows: log seconds over log rows, over all sizes and on the last step; the same of CPU seconds."""

    figure: str
    title: str
    fitted: float
    last_step: float
    fitted_cpu: float
    last_step_cpu: float


def judge(figures: list[Figure], relatedness: Sequence[Mapping[str, Any]] = ()) -> list[Target]:
    """Hold the figures against the targets, at 20 million rows or else at the largest size below.

    `relatedness` are runs as `bench.relatedness` tells them.
    """
    sizes = sorted({figure.rows for figure in figures if figure.figure in HAND})
    rows = max([size for size in sizes if size <= FULL_SIZE] or sizes or [0])
    return [
        *_ratios(figures, rows),
        *_growth(figures, rows),
        *_scans(figures, rows),
        *_packages(relatedness),
        *_errands(figures),
    ]


def _ratios(figures: list[Figure], rows: int) -> list[Target]:
    targets = []
    for name, engine in NAMES.items():
        same = f"hand_{engine.lower()}"
        for title, at_least, limit, above, below in (
            (f"kust on {engine}, raw ÷ by hand on {engine}", False, 1.3, (name,), (same,)),
            (f"kust on {engine}, raw ÷ best by hand", False, 1.5, (name,), HAND),
            (f"pandas ÷ kust on {engine}, raw", True, 2.5, ("hand_pandas",), (name,)),
            (f"kust on {engine}, prepared ÷ five columns decoded", False, 1.0, (f"{name}_prepared",), BARE),
        ):
            reached, by_cpu = (
                _divide(_least(figures, above, rows, clock), _least(figures, below, rows, clock))
                for clock in ("seconds", "cpu_seconds")
            )
            targets.append(Target(title, limit, at_least, "×", rows, reached, by_cpu))
    return targets


def _scans(figures: list[Figure], rows: int) -> list[Target]:
    """The scan against the program written by hand on the same engine; none where it was not measured."""
    targets = []
    for engine in NAMES.values():
        name, same = f"scan_kust_{engine.lower()}", f"scan_hand_{engine.lower()}"
        if not any(figure.figure == name for figure in figures):
            continue
        reached, by_cpu = (
            _divide(_least(figures, (name,), rows, clock), _least(figures, (same,), rows, clock))
            for clock in ("seconds", "cpu_seconds")
        )
        title = f"kust scan on {engine} ÷ by hand on {engine}"
        found = find(figures, name, rows)
        targets += [
            Target(title, 1.3, False, "×", rows, reached, by_cpu),
            Target(
                f"peak memory of kust scan on {engine}",
                6.0,
                False,
                "GiB",
                rows,
                found.peak_gib if found else None,
            ),
        ]
    return targets


def _packages(relatedness: Sequence[Mapping[str, Any]]) -> list[Target]:
    """Each package for economic complexity on the size where it comes off best; other figures than ours miss."""
    targets = []
    for package in dict.fromkeys(run["contender"] for run in relatedness if run["times_slower"] is not None):
        runs = [run for run in relatedness if run["contender"] == package and run["times_slower"] is not None]
        reached = min(run["times_slower"] if run["same"] else 0.0 for run in runs)
        targets.append(Target(f"{package} ÷ kust, relatedness", 10, True, "×", 0, reached))
    return targets


def _least(figures: list[Figure], names: tuple[str, ...], rows: int, clock: str) -> float | None:
    found = [figure for name in names if (figure := find(figures, name, rows))]
    return min((getattr(figure, clock) for figure in found), default=None)


def _growth(figures: list[Figure], rows: int) -> list[Target]:
    targets = []
    slopes = {slope.figure: slope for slope in slopes_of(figures)}
    for name, engine in NAMES.items():
        found, slope = find(figures, name, rows), slopes.get(name)
        peak = found.peak_gib if found else None
        steepest = max(slope.fitted, slope.last_step) if slope else None
        by_cpu = max(slope.fitted_cpu, slope.last_step_cpu) if slope else None
        targets += [
            Target(f"peak memory of kust on {engine}, raw", 2.5, False, "GiB", rows, peak),
            Target(f"growth of kust on {engine}, raw", 1.05, False, "", rows, steepest, by_cpu),
        ]
    return targets


def _errands(figures: list[Figure]) -> list[Target]:
    limits = {
        "validate_parquet": 2.0,
        "validate_csv": 2.0,
        "validate_workbook": 5.0,
        "help": 0.5,
        "demo": 3.0,
    }
    targets = []
    for name, limit in limits.items():
        asked = next((figure for figure in figures if figure.figure == name), None)
        if asked:
            targets.append(Target(asked.title, limit, False, "s", asked.rows, asked.seconds))
    return targets


def slopes_of(figures: list[Figure]) -> list[Slope]:
    """Return the growth of everything that was measured on two sizes or more."""
    slopes = []
    for name in dict.fromkeys(figure.figure for figure in figures if figure.rows):
        measured = [figure for figure in figures if figure.figure == name and figure.seconds]
        if len(measured) > 1 and not name.endswith("_apart"):
            grown = [part for clock in ("seconds", "cpu_seconds") for part in _growth_of(measured, clock)]
            slopes.append(Slope(name, measured[0].title, *grown))
    return slopes


def _growth_of(measured: list[Figure], clock: str) -> tuple[float, float]:
    points = sorted((log(figure.rows), log(getattr(figure, clock))) for figure in measured)
    return _fit(points), _fit(points[-2:])


def _fit(points: list[tuple[float, float]]) -> float:
    across = sum(x for x, _ in points) / len(points)
    up = sum(y for _, y in points) / len(points)
    return sum((x - across) * (y - up) for x, y in points) / sum((x - across) ** 2 for x, _ in points)


def _divide(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None
