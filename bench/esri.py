"""How fast the spread of stops is worked out on a made-up network of a nation's size: `python -m bench.esri`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bench.stopwatch import time_command
from kust.chain.esri import Esri, EsriSettings, calc_stops
from kust.chain.esri_spread import SupplyLinks

FIRMS, LINKS, PRODUCTS, MEMBERS = 100_000, 1_000_000, 2_000, 300
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Case:
    """Stops of `stops` firms, `essential` of the inputs essential, losses below `cutoff` not carried on."""

    title: str
    stops: int
    essential: float
    cutoff: float


CASES = {
    "members": Case("stops of 300 members, exact, no input essential", MEMBERS, 0.0, 0.0),
    "members_essential": Case(
        "stops of 300 members, exact, a tenth of the inputs essential", MEMBERS, 0.1, 0.0
    ),
    "members_leontief": Case("stops of 300 members, exact, every input essential", MEMBERS, 1.0, 0.0),
    "members_rough": Case("stops of 300 members, losses below 0.0001 left out", MEMBERS, 0.1, 1e-4),
    "everybody_rough": Case("stops of all 100,000 firms, losses below 0.0001 left out", FIRMS, 0.1, 1e-4),
}


@dataclass(frozen=True)
class EsriFigure:
    """Cost of a case; `seconds` of the calculation, memory of the whole process."""

    case: str
    title: str
    stops: int
    seconds: float
    cpu_seconds: float
    peak_gib: float
    largest_index: float
    largest_error: float | None


def make_network(essential: float, seed: int = 1) -> SupplyLinks:
    """Make a network with power-law numbers of buyers, suppliers and amounts; a part of all sales leaves it."""
    rng = np.random.default_rng(seed)
    sells, buys = rng.pareto(1.3, FIRMS) + 1, rng.pareto(1.5, FIRMS) + 1
    supplier = rng.choice(FIRMS, LINKS, p=sells / sells.sum())
    buyer = rng.choice(FIRMS, LINKS, p=buys / buys.sum())
    pairs = np.unique((supplier * FIRMS + buyer)[supplier != buyer])
    supplier, buyer = pairs // FIRMS, pairs % FIRMS
    product = rng.integers(0, PRODUCTS, FIRMS)[supplier]
    amount = rng.pareto(1.2, len(pairs)) + 1
    sold, bought = np.bincount(supplier, amount, FIRMS), np.bincount(buyer, amount, FIRMS)
    # The same for every entry of a buyer's product, without a table of them.
    kind = np.where((product * 7919 + buyer * 104_729) % 1000 < 1000 * essential, 2, 1)
    revenue = np.maximum(sold * (1 + rng.exponential(1, FIRMS)), 1)
    return SupplyLinks(
        supplier, buyer, product, amount, kind, revenue, bought * (1 + rng.exponential(0.5, FIRMS))
    )


def run(case: Case) -> tuple[Esri, float, float, SupplyLinks]:
    """Work a case out; the making of the network is not counted."""
    links = make_network(case.essential)
    members = np.random.default_rng(2).choice(FIRMS, case.stops, replace=False)
    started, worked = time.perf_counter(), time.process_time()
    esri = _stops(links, members, case.cutoff)
    return esri, time.perf_counter() - started, time.process_time() - worked, links


def _stops(links: SupplyLinks, members: np.ndarray, cutoff: float) -> Esri:
    return calc_stops(
        links,
        scenarios=[[firm] for firm in members],
        weights=links.revenue,
        settings=EsriSettings(cutoff=cutoff),
    )


def measure(*names: str) -> Iterator[EsriFigure]:
    """Measure cases, each in a process of its own so that its memory is its own."""
    for name in names or CASES:
        cost = time_command([sys.executable, "-m", "bench.esri", "--one", name], cwd=ROOT)
        told = cost.stages
        yield EsriFigure(
            name,
            CASES[name].title,
            CASES[name].stops,
            cost.seconds,
            cost.cpu_seconds,
            cost.peak_gib,
            told["largest_index"],
            told.get("largest_error"),
        )


def _tell_one(name: str) -> None:
    """Print the cost of one case as JSON; of a rough one also the largest error of what it gives for 300 members."""
    case = CASES[name]
    esri, seconds, cpu_seconds, links = run(case)
    stages = {"largest_index": float(esri.index.max())}
    if case.cutoff and case.stops == MEMBERS:
        members = np.random.default_rng(2).choice(FIRMS, MEMBERS, replace=False)
        stages["largest_error"] = float(np.abs(_stops(links, members, 0.0).index - esri.index).max())
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "stages": stages}))


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.esri", description=__doc__)
    parser.add_argument("cases", nargs="*", help=f"by default all of {', '.join(CASES)}")
    parser.add_argument("--one", choices=CASES, help="one case in this process")
    asked = parser.parse_args()
    if asked.one:
        _tell_one(asked.one)
        return
    for figure in measure(*asked.cases):
        print(json.dumps(asdict(figure)), flush=True)


if __name__ == "__main__":
    main()
