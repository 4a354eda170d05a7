"""Where stations should stand, against spopt and the plain model: `python -m bench.siting [--limit 120]`.

p-median of 300 and 900 seeded points, and a capacitated one of 100, each contender in a process of its own: kust,
spopt with HiGHS, and the textbook programme given to HiGHS directly. Peers have so many seconds in all, building
included; one that reaches them counts with them, so that the ratio reads "at least". The gap is to the best bound that
anybody proved.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from threading import Timer
from time import perf_counter, process_time
from typing import Any

import numpy as np

from bench.stopwatch import FailedError, time_command

ROOT = Path(__file__).parents[1]
LIMIT = 120.0
# A peer that overstays its limit by so much is stopped from outside.
_PATIENCE = 20
_PACKAGES = ("highspy", "spopt", "pulp", "numpy")


@dataclass(frozen=True)
class Case:
    """So many points, so many of them open; with a tightness also capacities: load / (open · capacity)."""

    title: str
    points: int
    count: int
    tightness: float | None = None


CASES = {
    "median_300": Case("p-median, 300 points, p = 15", 300, 15),
    "median_900": Case("p-median, 900 points, p = 30", 900, 30),
    "capacitated_100": Case("capacitated p-median, 100 points, p = 10, 85 % full", 100, 10, 0.85),
}


@dataclass(frozen=True)
class Question:
    """Distances, weights that are loads too, capacities (None: none)."""

    distances: Any
    weights: Any
    count: int
    capacities: Any


def make(case: Case) -> Question:
    """Make points by seed 1: places first, distances rounded to three decimals, then whole weights."""
    rng = np.random.default_rng(1)
    places = 100 * rng.random((case.points, 2))
    distances = np.round(np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2)), 3)
    weights = rng.integers(1, 100, case.points).astype(float)
    if case.tightness is None:
        return Question(distances, weights, case.count, None)
    most = np.ceil(weights.sum() / case.count / case.tightness)
    return Question(distances, weights, case.count, np.full(case.points, most))


@dataclass(frozen=True)
class Told:
    """What a contender answers: its value, the bound it proved, the status in its own words."""

    value: float | None
    bound: float | None
    status: str


def solve_by_kust(question: Question, limit: float) -> Told:
    """Ask kust."""
    from kust.harvest.siting import solve_median
    from kust.harvest.siting.capacitated import solve_capacitated_median

    common: dict[str, Any] = {"weights": question.weights, "time_limit": limit}
    if question.capacities is None:
        answer = solve_median(question.distances, question.count, **common)
    else:
        answer = solve_capacitated_median(
            question.distances, question.count, capacities=question.capacities, **common
        )
    return Told(answer.value, answer.lower_bound, answer.status)


def solve_by_spopt(question: Question, limit: float) -> Told:
    """Ask spopt with HiGHS; what is left of the limit after building is the solver's."""
    import pulp
    from spopt.locate import PMedian

    started = perf_counter()
    model = PMedian.from_cost_matrix(
        question.distances,
        question.weights,
        question.count,
        facility_capacities=question.capacities,
    )
    left = max(limit - (perf_counter() - started), 1.0)
    model = model.solve(pulp.HiGHS(msg=False, timeLimit=left, gapRel=1e-6))
    return Told(float(model.problem.objective.value()), None, pulp.LpStatus[model.problem.status])


def solve_plainly(question: Question, limit: float) -> Told:
    """Give the textbook programme, x_ji ≤ y_i, to HiGHS."""
    import highspy

    started = perf_counter()
    points = len(question.weights)
    pairs = points * points
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 1e-6)
    highs.addVars(points + pairs, np.zeros(points + pairs), np.ones(points + pairs))
    cost = np.concatenate([np.zeros(points), (question.weights[:, None] * question.distances).ravel()])
    numbers = np.arange(points + pairs, dtype=np.int32)
    highs.changeColsCost(points + pairs, numbers, cost)
    whole = numbers if question.capacities is not None else numbers[:points]
    highs.changeColsIntegrality(len(whole), whole, np.array([highspy.HighsVarType.kInteger] * len(whole)))
    highs.addRow(question.count, question.count, points, numbers[:points], np.ones(points))
    _add_rows(highs, question, points, pairs)
    highs.setOptionValue("time_limit", max(limit - (perf_counter() - started), 1.0))
    highs.run()
    information = highs.getInfo()
    found = information.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    bound = float(information.mip_dual_bound)
    return Told(
        float(highs.getObjectiveValue()) if found else None,
        bound if isfinite(bound) else None,
        highs.modelStatusToString(highs.getModelStatus()),
    )


def _add_rows(highs: Any, question: Question, points: int, pairs: int) -> None:
    """Everybody is served once, only where it is open, and no more than fits."""
    infinite = float("inf")
    x = points + np.arange(pairs, dtype=np.int32)
    starts = np.arange(points, dtype=np.int32) * points
    highs.addRows(points, np.ones(points), np.ones(points), pairs, starts, x, np.ones(pairs))
    both = np.column_stack([x, np.tile(np.arange(points, dtype=np.int32), points)]).ravel()
    signs = np.tile([1.0, -1.0], pairs)
    starts = 2 * np.arange(pairs, dtype=np.int32)
    highs.addRows(pairs, np.full(pairs, -infinite), np.zeros(pairs), 2 * pairs, starts, both, signs)
    if question.capacities is None:
        return
    for site in range(points):
        columns = np.append(x[site::points], np.int32(site)).astype(np.int32)
        values = np.append(question.weights, -question.capacities[site])
        highs.addRow(-infinite, 0.0, len(columns), columns, values)


CONTENDERS: dict[str, tuple[str, Callable[[Question, float], Told]]] = {
    "kust": ("kust", solve_by_kust),
    "spopt": ("spopt with HiGHS", solve_by_spopt),
    "plain": ("plain model in HiGHS", solve_plainly),
}


def measure(case: str, contender: str, limit: float) -> dict[str, Any]:
    """Measure one contender on one case in a process of its own."""
    title, _ = CONTENDERS[contender]
    figure: dict[str, Any] = {"case": CASES[case].title, "contender": title, "key": contender}
    asked = [sys.executable, "-m", "bench.siting", "--one", case, contender, "--limit", f"{limit:g}"]
    try:
        run = time_command(asked, cwd=ROOT)
    except FailedError as error:
        unknown = dict.fromkeys(("value", "bound", "peak_gib", "cpu_seconds"))
        return (
            figure | unknown | {"seconds": limit, "status": "stopped", "reached": True, "failed": str(error)}
        )
    reached = contender != "kust" and run.seconds >= 0.98 * limit
    # One that reached the limit counts with it, however long it took to stop.
    seconds = limit if reached else run.seconds
    costs = {"seconds": seconds, "cpu_seconds": run.cpu_seconds, "peak_gib": run.peak_gib}
    return figure | run.stages | costs | {"reached": reached, "failed": None}


def compare(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Hold each figure against kust's of the same case, and each value against the best bound of all."""
    told = []
    for figure in figures:
        same = [one for one in figures if one["case"] == figure["case"]]
        bounds = [one["bound"] for one in same if one["bound"] is not None]
        own = next((one for one in same if one["key"] == "kust"), None)
        best, value = max(bounds, default=None), figure["value"]
        gap = None if best is None or not value else max(value - best, 0.0) / value
        ratio = memory = None
        if own is not None and figure is not own:
            ratio = figure["seconds"] / own["seconds"]
            memory = figure["peak_gib"] / own["peak_gib"] if figure["peak_gib"] else None
        told.append(figure | {"gap": gap, "ratio": ratio, "memory_ratio": memory})
    return told


def describe(limit: float = LIMIT, cases: tuple[str, ...] = tuple(CASES)) -> dict[str, Any]:
    """Measure all contenders on all cases."""
    load = os.getloadavg()[0]
    figures = [measure(case, contender, limit) for case in cases for contender in CONTENDERS]
    return {
        "limit_seconds": limit,
        "cores": len(os.sched_getaffinity(0)),
        "load": (load, os.getloadavg()[0]),
        "versions": {name: version(name) for name in _PACKAGES},
        "figures": compare(figures),
    }


def _stop_after(seconds: float) -> None:
    """Have this process say that it was stopped, with what it cost so far; where nothing lets it, kill it."""
    started = perf_counter()

    def stop() -> None:
        costs = {"seconds": perf_counter() - started, "cpu_seconds": process_time()}
        print(json.dumps(costs | {"stages": asdict(Told(None, None, "stopped"))}), flush=True)
        os._exit(0)

    watch = Timer(seconds, stop)
    watch.daemon = True
    watch.start()
    signal.alarm(int(seconds) + _PATIENCE)


def _tell_one(case: str, contender: str, limit: float) -> None:
    """Answer one case and print its cost; making the question is not counted."""
    question = make(CASES[case])
    _stop_after(limit + _PATIENCE)
    started, worked = perf_counter(), process_time()
    told = CONTENDERS[contender][1](question, limit)
    costs = {"seconds": perf_counter() - started, "cpu_seconds": process_time() - worked}
    print(json.dumps(costs | {"stages": asdict(told)}))


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.siting", description=__doc__.split("\n")[0])
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for each contender")
    parser.add_argument("--cases", default=",".join(CASES))
    parser.add_argument("--one", nargs=2, metavar=("CASE", "CONTENDER"), help="one run in this process")
    asked = parser.parse_args()
    if asked.one:
        _tell_one(*asked.one, asked.limit)
        return
    print(json.dumps(describe(asked.limit, tuple(asked.cases.split(","))), indent=1))


if __name__ == "__main__":
    main()
