"""Relatedness and complexity against the PyPI packages: `python -m bench.relatedness [--full]`.

Each contender runs in a process of its own on the same made-up matrix, with a limit on its time; its figures are held
against ours. `--full` also takes 300,000 firms × 5,000 products, which no package can hold.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

ROOT = Path(__file__).parent.parent
SIZES = ((200, 1000), (200, 5000), (2000, 2000))
NATION = (300_000, 5000)
LIMIT_SECONDS = 300.0
REPEAT, LONG_SECONDS = 3, 20.0  # the best of three runs counts; of a long one there is only one
MEMORY_GIB = 12
ASKED = 200  # products whose nearest firms are sought in the nation
# What is the same in each package and in ours; the others differ by convention and by method.
SAME = {"ecomplexity": ("eci", "pci", "density"), "economic_complexity": ("density",)}
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Measured:
    """One contender on one size: the best wall and CPU seconds of its runs; null where it failed.

    ``figures``: checksums that are held against each other. ``times_slower``, ``times_more_cpu``: than ours; on a
    machine that others use too the second is the one to go by.
    """

    contender: str
    entities: int
    products: int
    seconds: float | None = None
    cpu_seconds: float | None = None
    peak_gib: float | None = None
    figures: dict[str, float] = field(default_factory=dict)
    failed: str = ""
    times_slower: float | None = None
    times_more_cpu: float | None = None
    same: bool | None = None


def make(entities: int, products: int, seed: int = 1) -> Any:
    """Make amounts: few make much, and near products are made together, as a nested matrix with noise is."""
    rng = np.random.default_rng(seed)
    per_entity = np.minimum(products // 2, 1 + rng.pareto(1.5, entities) * (90 if entities <= 200 else 4))
    rows = np.repeat(np.arange(entities), per_entity.astype(int))
    centre = rng.integers(0, products, entities)[rows]
    step = np.rint(rng.standard_t(2, len(rows)) * products / 30).astype(int)
    columns = np.where(rng.random(len(rows)) < 0.3, rng.integers(0, products, len(rows)), centre + step)
    amounts = rng.pareto(1.2, len(rows)) + 1
    made = sparse.csr_array((amounts, (rows, columns % products)), shape=(entities, products))
    made.sum_duplicates()
    return made if (entities, products) == NATION else _largest_block(made)


def _largest_block(made: Any) -> Any:
    """Leave out who shares nothing with the rest: of separate blocks `ecomplexity` tells only which is which."""
    from kust.niches.complexity import calc_complexity, calc_presence

    while True:
        found = calc_complexity(calc_presence(made))
        told = ~np.isnan(found.eci), ~np.isnan(found.pci)
        if all(known.all() for known in told) or not all(known.any() for known in told):
            return made
        made = made[told[0]][:, told[1]]


def _sums(eci: Any, pci: Any, density: Any) -> dict[str, float]:
    """Bring figures into numbers that do not depend on order: sums of cubes, so that a sign shows."""
    named = {"eci": eci, "pci": pci, "density": density}
    return {k: float(np.nansum(np.asarray(v, dtype=float) ** 3)) for k, v in named.items() if v is not None}


def _run_kust(amounts: Any, diagonal: bool) -> dict[str, float]:
    from kust.niches.complexity import calc_complexity, calc_presence
    from kust.niches.relatedness import calc_density, calc_proximity

    presence = calc_presence(amounts)
    complexity = calc_complexity(presence)
    density = calc_density(presence, calc_proximity(presence, own=diagonal))
    return _sums(complexity.eci, complexity.pci, density)


def _run_ecomplexity(amounts: Any) -> dict[str, float]:
    import pandas as pd

    package = import_module("ecomplexity")
    cells = amounts.tocoo()
    table = pd.DataFrame({"t": 1, "c": cells.row, "p": cells.col, "x": cells.data})
    names = {"time": "t", "loc": "c", "prod": "p", "val": "x"}
    told = package.ecomplexity(table, names, verbose=False, check_logsupermodularity=False)
    by_entity, by_product = told.groupby("c")["eci"].first(), told.groupby("p")["pci"].first()
    return _sums(by_entity, by_product, told["density"])


def _run_economic_complexity(amounts: Any) -> dict[str, float]:
    import pandas as pd

    package = import_module("economic_complexity")
    rca = package.rca(pd.DataFrame(amounts.toarray()))
    eci, pci = package.complexity(rca)
    # Its proximity writes into what pandas 3 gives read-only; the rest is the package's own.
    space = import_module("economic_complexity.product_space")
    plain = np.fill_diagonal
    space.np.fill_diagonal = lambda frame, value: plain(_writeable(frame), value)
    return _sums(eci, pci, package.relatedness(rca))


def _writeable(values: Any) -> Any:
    values.flags.writeable = True
    return values


def _run_nation(amounts: Any) -> dict[str, float]:
    from kust.niches.complexity import calc_complexity, calc_presence
    from kust.niches.relatedness import calc_proximity, find_closest

    stages, started = {}, time.perf_counter()

    def clock(name: str) -> None:
        nonlocal started
        stages[name] = time.perf_counter() - started
        started = time.perf_counter()

    presence = calc_presence(amounts)
    clock("presence_seconds")
    calc_complexity(presence)
    clock("complexity_seconds")
    proximity = calc_proximity(presence)
    clock("proximity_seconds")
    asked = range(min(ASKED, amounts.shape[1]))
    found = sum(len(best) for _, best, _ in find_closest(presence, proximity, asked, 10))
    clock("nearest_seconds")
    return stages | {"cells": presence.nnz, "links": proximity.nnz, "found": found}


CONTENDERS: dict[str, Callable[[Any], dict[str, float]]] = {
    "kust": lambda amounts: _run_kust(amounts, diagonal=False),
    "kust, diagonal kept": lambda amounts: _run_kust(amounts, diagonal=True),
    "ecomplexity": _run_ecomplexity,
    "economic_complexity": _run_economic_complexity,
    "kust, nation": _run_nation,
}
# Whose figures each package is held against: ecomplexity keeps the diagonal of proximity in density.
RIVALS = {"ecomplexity": "kust, diagonal kept", "economic_complexity": "kust"}


def run_one(contender: str, entities: int, products: int) -> Measured:
    """Run one contender in a process of its own, as long as the limit allows."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.relatedness", "--one", contender]
    command += ["--size", f"{entities}x{products}"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        return Measured(contender, entities, products, failed=f"over {LIMIT_SECONDS:g} s")
    if done.returncode:
        complaint = (done.stderr.strip().splitlines() or ["killed"])[-1]
        return Measured(contender, entities, products, failed=complaint.split(":")[0][:80])
    return Measured(contender, entities, products, **json.loads(done.stdout.splitlines()[-1]))


def measure(sizes: tuple[tuple[int, int], ...] = SIZES, *, full: bool = False) -> list[Measured]:
    """Measure every contender on every size, and say how much slower it is and whether its figures are ours."""
    found: list[Measured] = []
    for entities, products in sizes:
        ours = {name: run_one(name, entities, products) for name in dict.fromkeys(RIVALS.values())}
        found += ours.values()
        found += [_compare(run_one(rival, entities, products), ours[of]) for rival, of in RIVALS.items()]
    return [*found, run_one("kust, nation", *NATION)] if full else found


def _compare(rival: Measured, ours: Measured) -> Measured:
    if not (rival.seconds and ours.seconds and rival.cpu_seconds and ours.cpu_seconds):
        return rival
    same = all(
        np.isclose(rival.figures[name], ours.figures[name], rtol=TOLERANCE, atol=TOLERANCE)
        for name in SAME[rival.contender]
    )
    return replace(
        rival,
        times_slower=rival.seconds / ours.seconds,
        times_more_cpu=rival.cpu_seconds / ours.cpu_seconds,
        same=bool(same),
    )


def _answer(contender: str, size: str) -> None:
    """Run in this process and print one JSON line."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_GIB * 2**30, MEMORY_GIB * 2**30))
    entities, products = (int(part) for part in size.split("x"))
    amounts = make(entities, products)
    run = CONTENDERS[contender]
    run(make(20, 30))  # so that imports do not count
    seconds, cpu_seconds, figures = float("inf"), float("inf"), dict[str, float]()
    for _ in range(1 if amounts.shape == NATION else REPEAT):
        before, worked = time.perf_counter(), time.process_time()
        figures = run(amounts)
        seconds = min(seconds, time.perf_counter() - before)
        cpu_seconds = min(cpu_seconds, time.process_time() - worked)
        if seconds > LONG_SECONDS:
            break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    told = {"seconds": seconds, "cpu_seconds": cpu_seconds, "peak_gib": peak, "figures": figures}
    print(json.dumps(told))


def main() -> None:
    """Read the command line, print a line a run."""
    parser = argparse.ArgumentParser(prog="python -m bench.relatedness", description=__doc__.split("\n")[0])
    parser.add_argument("--full", action="store_true", help="also 300,000 firms × 5,000 products")
    parser.add_argument("--sizes", default=",".join(f"{e}x{p}" for e, p in SIZES))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--size", default="200x1000", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        _answer(given.one, given.size)
        return
    sizes = tuple(tuple(int(n) for n in size.split("x")) for size in given.sizes.split(",") if size)
    for one in measure(sizes, full=given.full):  # type: ignore[arg-type]
        print(json.dumps(asdict(one)), flush=True)


if __name__ == "__main__":
    main()
