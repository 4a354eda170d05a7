"""Remedies of a large cluster: `python -m bench.remedies [--seeds 1,2,3] [--limit 100]`.

200 enterprises, 20 candidates and 2,000 possible supplies, made up by a seed, as a dataset on disk. Measured are
reading and working out the situation, building the model, solving it to the proven optimum, and the bare solver on the
very same model; beside them the plain model of the same question, written down without tight bounds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl

from bench.plain_remedy import PlainAnswer, solve_plainly

ON, YEAR, EDITION, CLUSTER = date(2019, 3, 1), 2018, "779-2018", "C"
RULES = ("industrial.supply_share_each", "industrial.cooperation")
PARTICIPANTS, CANDIDATES, LINKS = 200, 20, 2000


@dataclass(frozen=True)
class Links:
    """A made-up question: outputs and purchases of all firms, possible supplies with the largest amount of each."""

    outputs: Any
    purchases: Any
    final: Any
    suppliers: Any
    buyers: Any
    most: Any
    now: Any


def make_links(
    seed: int, participants: int = PARTICIPANTS, candidates: int = CANDIDATES, links: int = LINKS
) -> Links:
    """Make firms of very different sizes; the last ones are the candidates, every fifth makes final products."""
    rng = np.random.default_rng(seed)
    firms = participants + candidates
    outputs = np.round(np.exp(rng.normal(6.0, 1.0, firms)) * 100.0)
    final = np.arange(firms) % 5 == 0
    final[participants:] = False
    sellers = np.flatnonzero(~final)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < links:
        supplier, buyer = int(rng.choice(sellers)), int(rng.integers(firms))
        # Two candidates would need each other: their links say little and are left out.
        if supplier != buyer and (supplier < participants or buyer < participants):
            pairs.add((supplier, buyer))
    ordered = np.array(sorted(pairs))
    most = np.round(outputs[ordered[:, 0]] * rng.uniform(0.03, 0.35, links))
    purchases = np.round(outputs * rng.uniform(0.5, 0.8, firms))
    # So much is bought outside that the purchase side of cooperation is out of reach, for the plain model's sake.
    asked = np.bincount(ordered[:, 1], weights=most, minlength=firms)
    purchases = np.maximum(12 * purchases, np.round(12 * asked))
    # Some sell inside already, to the firm after them: enough for 5 % of their output or not.
    now = np.round(outputs * rng.uniform(0.0, 0.15, firms)) * (rng.random(firms) < 0.6)
    now[participants:] = 0
    return Links(outputs, purchases, final, ordered[:, 0], ordered[:, 1], most, now)


def write_links(made: Links, folder: Path, participants: int = PARTICIPANTS) -> Path:
    """Write the question as a dataset: what could be supplied inside is bought outside today."""
    firms = [f"E{place:03}" for place in range(len(made.outputs))]
    outside = [f"O{place:03}" for place in range(20)]
    names = [*firms, *outside]
    tables = {
        "organisations": {"organisation_id": names, "name": names, "country": "RU", "region": "00"},
        "clusters": {
            "cluster_id": [CLUSTER],
            "name": ["Кластер (вымышленные данные)"],
            "kind": ["industrial"],
        },
        "memberships": _people(firms[:participants], made),
        "candidates": _people(firms[participants:], made, participants),
        "products": {"product_id": firms, "name": firms},
        "outputs": {"organisation_id": firms, "product_id": firms, "year": YEAR, "amount_krub": made.outputs},
        "accounts": {
            "organisation_id": firms,
            "year": YEAR,
            "output_krub": made.outputs,
            "purchases_krub": made.purchases,
        },
        "supplies": {
            "supplier_id": [outside[place % 20] for place in range(len(made.most))] + firms,
            "buyer_id": [firms[buyer] for buyer in made.buyers]
            + [*firms[1:participants], firms[0]]
            + firms[:20],
            "product_id": [firms[supplier] for supplier in made.suppliers] + firms,
            "year": YEAR,
            "amount_krub": [*made.most, *made.now],
            "reported_by": ["buyer"] * len(made.most) + ["supplier"] * len(firms),
        },
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in tables.items():
        height = max(len(c) for c in columns.values() if not isinstance(c, str | int))
        full = {k: [c] * height if isinstance(c, str | int) else list(c) for k, c in columns.items()}
        pl.DataFrame(full).write_csv(folder / f"{name}.csv")
    return folder


def _people(firms: list[str], made: Links, first: int = 0) -> dict[str, Any]:
    final = ["yes" if made.final[first + place] else "no" for place in range(len(firms))]
    return {
        "cluster_id": [CLUSTER] * len(firms),
        "organisation_id": firms,
        "role": "enterprise",
        "makes_final_products": final,
    }


@dataclass(frozen=True)
class Measured:
    """One seed. ``ratio``: build and solve to the bare solver on the same model."""

    seed: int
    status: str
    cost: float | None
    rows: int
    columns: int
    read_seconds: float
    situation_seconds: float
    build_seconds: float
    solve_seconds: float
    bare_seconds: float
    ratio: float
    build_share: float
    plain: PlainAnswer | None


def measure(
    seeds: tuple[int, ...] = (1, 2, 3), *, limit: float = 100.0, plainly: bool = True
) -> list[Measured]:
    """Measure every seed."""
    return [measure_one(seed, limit, plainly=plainly) for seed in seeds]


def measure_one(seed: int, limit: float, *, plainly: bool) -> Measured:
    """Measure one seed: a contract is 1, to admit a candidate 3, as in the plain model."""
    from kust.checks.rule import Readings
    from kust.data import read_dataset
    from kust.law import find_edition
    from kust.remedies.options import Wishes
    from kust.remedies.programme import build, settle
    from kust.remedies.situation import read_situation
    from kust.remedies.slices import cut
    from kust.settings import RemedyPrices, RemedySettings

    made, clock = make_links(seed), [perf_counter()]
    prices = RemedyPrices(new_supply=1.0, raise_supply=1.0, supply_krub=0.0, admit=3.0)
    wishes = Wishes(RemedySettings(growth_share=0.0, least_supply_krub=1.0), prices)
    with tempfile.TemporaryDirectory() as folder:
        write_links(made, Path(folder))
        clock.append(perf_counter())
        data = read_dataset(folder).dataset
        clock.append(perf_counter())
        small = cut(data, [CLUSTER], ON, YEAR).of(CLUSTER)
        situation = read_situation(small, CLUSTER, find_edition(EDITION), ON, YEAR, Readings())
    clock.append(perf_counter())
    rules = [rule for rule in situation.edition.requirements if rule.code in RULES]
    programme = build(situation, wishes, rules)
    solution = programme.model.solve(time_limit=limit)
    if solution.values is not None:
        solution = settle(programme, solution)
    clock.append(perf_counter())
    bare = _solve_barely(programme.model, limit)
    ours = programme.seconds + solution.seconds
    return Measured(
        seed,
        solution.status,
        solution.cost,
        *programme.model.size,
        clock[2] - clock[1],
        clock[3] - clock[2],
        programme.seconds,
        solution.seconds,
        bare,
        ours / bare,
        programme.seconds / ours,
        solve_plainly(made, PARTICIPANTS, limit) if plainly else None,
    )


def _solve_barely(model: Any, limit: float) -> float:
    """Give the very same model to HiGHS in one call."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    problem, started = model.problem(), perf_counter()
    rows = LinearConstraint(problem.matrix, problem.row_low, problem.row_high)
    bounds, options = Bounds(problem.low, problem.high), {"time_limit": limit, "mip_rel_gap": 0.0}
    milp(problem.cost, constraints=rows, integrality=problem.integer, bounds=bounds, options=options)
    return perf_counter() - started


def main() -> None:
    """Print what was measured as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--limit", type=float, default=100.0)
    parser.add_argument("--no-plain", action="store_true")
    asked = parser.parse_args()
    seeds = tuple(int(part) for part in asked.seeds.split(","))
    for seed in seeds:
        print(json.dumps(asdict(measure_one(seed, asked.limit, plainly=not asked.no_plain))), flush=True)


if __name__ == "__main__":
    main()
