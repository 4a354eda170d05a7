"""Take the measurements: every contender in a process of its own, in turns, the best of several runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.contenders import APART, EVERYONE
from bench.datasets import Datasets
from bench.errands import ERRANDS, ROOT
from bench.stopwatch import FailedError, Run, time_command

Say = Callable[[str], None]


@dataclass
class Figure:
    """The best run of one contender on one size; `failed` says why there is none."""

    figure: str
    title: str
    rows: int
    command: str
    runs: int = 0
    seconds: float | None = None
    process_seconds: float | None = None
    cpu_seconds: float | None = None
    peak_gib: float | None = None
    stages: dict[str, float] = field(default_factory=dict)
    failed: str | None = None

    def add(self, run: Run) -> None:
        """Take one more run into account: the fastest counts, and the highest peak."""
        self.runs += 1
        self.peak_gib = max(run.peak_gib, self.peak_gib or 0.0)
        if self.seconds is None or run.seconds < self.seconds:
            self.seconds, self.process_seconds, self.cpu_seconds = (
                run.seconds,
                run.process_seconds,
                run.cpu_seconds,
            )
            self.stages = run.stages


def measure_question(
    datasets: Datasets, rows: int, repeat: int, say: Say, prepare: bool = True
) -> list[Figure]:
    """Ask every contender its question on a dataset of `rows` supplies, in turns."""
    raw = datasets.raw(rows)
    preparing = Figure("prepare", "kust prepare", rows, "kust prepare DATASET OUT")
    folders: dict[bool, Path | None] = {False: raw, True: None}
    with _failing(preparing):
        if not prepare:
            raise FailedError("left out at this size")
        folders[True], cost = datasets.prepare(rows)
        preparing.add(cost)
    figures = {
        name: Figure(name, one.title, rows, f"python -m bench.one {name} DATASET")
        for name, one in EVERYONE.items()
    }
    for turn in range(repeat):
        for name, contender in EVERYONE.items():
            if name in APART and turn:
                continue
            _take_turn(figures[name], folders[contender.prepared])
            say(_line(figures[name]))
    return [preparing, *figures.values()]


def _take_turn(figure: Figure, folder: Path | None) -> None:
    if figure.failed:
        return
    if folder is None:
        figure.failed = "there is no prepared dataset"
        return
    with _failing(figure):
        figure.add(time_command([sys.executable, "-m", "bench.one", figure.figure, str(folder)], cwd=ROOT))


def measure_errands(datasets: Datasets, repeat: int, say: Say) -> Iterator[Figure]:
    """Time the commands of a user; one run more than asked for, as the first one may still fill caches."""
    for name, errand in ERRANDS.items():
        figure = Figure(name, errand.title, errand.rows, errand.shown)
        with _failing(figure):
            dataset = datasets.in_form(errand.rows, errand.form) if errand.form else datasets.home
            for _ in range(repeat + 1):
                figure.add(time_command(errand.command(dataset), cwd=datasets.home))
        say(_line(figure))
        yield figure


@contextmanager
def _failing(figure: Figure) -> Iterator[None]:
    """Turn a failed command into a figure that says so: one that cannot run must not end the measurement."""
    try:
        yield
    except FailedError as error:
        figure.failed, figure.seconds = str(error), None


def _line(figure: Figure) -> str:
    size = f"{figure.rows / 1e6:g}M" if figure.rows else ""
    if figure.seconds is None:
        return f"{size:>6}  {figure.figure:28} failed: {figure.failed}"
    cost = f"{figure.seconds:8.3f} s  {figure.cpu_seconds:8.2f} CPU-s  {figure.peak_gib:6.2f} GiB"
    return f"{size:>6}  {figure.figure:28} {cost}"


def find(figures: Iterable[Figure], name: str, rows: int | None = None) -> Figure | None:
    """Return the figure of a name (and size) that could be measured."""
    for figure in figures:
        if figure.figure == name and rows in (None, figure.rows) and figure.seconds is not None:
            return figure
    return None
