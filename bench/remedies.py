"""Remedies of a large cluster and of many: `python -m bench.remedies [--seeds 1,2,3] [--limit 100] [--batch 2000]`.

200 enterprises, 20 candidates and 2,000 possible supplies, made up by a seed, as a dataset on disk. Measured are
reading and working out the situation, building the model, solving it to the proven optimum, and the bare solver on the
very same model; beside them the plain model of the same question, written down without tight bounds. Then the command
without `--cluster` on a made-up nation of many clusters, as a user calls it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import polars as pl

from bench import national
from bench.errands import KUST
from bench.plain_remedy import PlainAnswer, solve_plainly
from bench.stopwatch import FailedError, time_command

ON, YEAR, EDITION, CLUSTER = date(2019, 3, 1), 2018, "779-2018", "C"
RULES = ("industrial.supply_share_each", "industrial.cooperation")
PARTICIPANTS, CANDIDATES, LINKS = 200, 20, 2000
SEEDS = (1, 2, 3)
BATCH, ROWS_OF_A_CLUSTER, FIRMS_OF_A_CLUSTER = 2000, 500, 30


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
    seed: int,
    participants: int = PARTICIPANTS,
    candidates: int = CANDIDATES,
    links: int = LINKS,
    *,
    both_sides: bool = False,
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
    asked = np.bincount(ordered[:, 1], weights=most, minlength=firms)
    if both_sides:
        purchases = np.maximum(purchases, np.round(1.2 * asked))
    else:
        # So much is bought outside that the purchase side of cooperation is out of reach, as the plain model takes it.
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
    """One seed: wall and CPU seconds of building, of solving and of the bare solver on the same model.

    ``both_sides``: whether the purchase side of cooperation can be reached, too; the plain model does not know it.
    ``ratio``: build and solve to the bare solver, ``build_share``: building to both; of CPU seconds, as a busy machine
    disturbs these least.
    """

    seed: int
    both_sides: bool
    status: str
    cost: float | None
    rows: int
    columns: int
    read_seconds: float
    situation_seconds: float
    build_seconds: float
    solve_seconds: float
    bare_seconds: float
    build_cpu: float
    solve_cpu: float
    bare_cpu: float
    ratio: float
    build_share: float
    plain: PlainAnswer | None


def measure_one(seed: int, limit: float, *, plainly: bool, both_sides: bool = False) -> Measured:
    """Measure one seed: a contract is 1, to admit a candidate 3, as in the plain model."""
    from kust.checks.rule import Readings
    from kust.data import read_dataset
    from kust.law import find_edition
    from kust.remedies.linear_programme import build
    from kust.remedies.options import Wishes
    from kust.remedies.slices import cut
    from kust.remedies.standing import read_situation
    from kust.settings import RemedyPrices, RemedySettings

    made, clock = make_links(seed, both_sides=both_sides), [perf_counter()]
    prices = RemedyPrices(new_supply=1.0, raise_supply=1.0, supply_krub=0.0, admit=3.0)
    wishes = Wishes(RemedySettings(growth_share=0.0, least_supply_krub=1.0), prices)
    with tempfile.TemporaryDirectory() as folder:
        write_links(made, Path(folder))
        clock.append(perf_counter())
        data = read_dataset(folder).dataset
        clock.append(perf_counter())
        slices = cut(data, [CLUSTER], ON, YEAR)
        situation = read_situation(slices, CLUSTER, find_edition(EDITION), Readings())
    clock.append(perf_counter())
    rules = [rule for rule in situation.edition.requirements if rule.code in RULES]
    cpu = [process_time()]
    programme = build(situation, wishes, rules)
    cpu.append(process_time())
    solution = programme.solve(time_limit=limit)
    cpu.append(process_time())
    bare = _solve_barely(programme.model, limit)
    built, solved, barely = np.diff([*cpu, process_time()]).tolist()
    return Measured(
        seed,
        both_sides,
        solution.status,
        solution.cost,
        *programme.model.size,
        clock[2] - clock[1],
        clock[3] - clock[2],
        programme.seconds,
        solution.seconds,
        bare,
        built,
        solved,
        barely,
        (built + solved) / barely,
        built / (built + solved),
        solve_plainly(made, PARTICIPANTS, limit) if plainly and not both_sides else None,
    )


def _solve_barely(model: Any, limit: float) -> float:
    """Give the very same model to HiGHS in one call."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    problem, started = model.problem(), perf_counter()
    rows = LinearConstraint(problem.matrix, problem.row_low, problem.row_high)
    bounds, options = Bounds(problem.low, problem.high), {"time_limit": limit, "mip_rel_gap": 0.0}
    milp(problem.cost, constraints=rows, integrality=problem.integer, bounds=bounds, options=options)
    return perf_counter() - started


@dataclass(frozen=True)
class Batch:
    """The command on all clusters of a nation. ``answers``: clusters by status; ``failed`` says why there is none."""

    clusters: int
    rows: int
    firms: int
    seconds: float | None = None
    cpu_seconds: float | None = None
    peak_gib: float | None = None
    answers: dict[str, int] | None = None
    failed: str | None = None


def measure_batch(clusters: int = BATCH) -> Batch:
    """Measure `kust remedy DATASET` with every cluster of a nation; start-up and imports included."""
    size = national.size_of(clusters * ROWS_OF_A_CLUSTER, clusters * FIRMS_OF_A_CLUSTER, clusters)
    with tempfile.TemporaryDirectory() as folder:
        data, answer = Path(folder) / "nation", Path(folder) / "plans.json"
        national.make(data, size)
        asked = ["--on", ON.isoformat(), "--year", str(YEAR), "--edition", EDITION, "--format", "json"]
        # The answer is read afterwards, so a shell writes it down; what is measured is the command.
        line = 'out="$1"; shift; exec "$@" > "$out"'
        try:
            run = time_command(
                ["sh", "-c", line, "sh", str(answer), KUST, "remedy", str(data), *asked], cwd=Path(folder)
            )
        except FailedError as error:
            return Batch(clusters, size.rows, size.firms, failed=str(error))
        try:
            plans = json.loads(answer.read_text("utf-8"))["plans"]
        except ValueError as error:
            return Batch(clusters, size.rows, size.firms, failed=f"no JSON: {error}")
    answers = dict(sorted(Counter(plan["status"] for plan in plans).items()))
    costs = (run.seconds, run.cpu_seconds, run.peak_gib)
    return Batch(clusters, size.rows, size.firms, *costs, answers)


def describe(seeds: tuple[int, ...], limit: float, clusters: int, *, plainly: bool = True) -> dict[str, Any]:
    """Measure everything and say what it was measured with; figures of other parts are not touched by this."""
    from importlib.metadata import version

    loads = [os.getloadavg()[0]]
    found = []
    for both_sides in (False, True):
        for seed in seeds:
            found.append(asdict(measure_one(seed, limit, plainly=plainly, both_sides=both_sides)))
            print(json.dumps(found[-1]), file=sys.stderr, flush=True)
    batch = asdict(measure_batch(clusters)) if clusters else None
    print(json.dumps(batch), file=sys.stderr, flush=True)
    loads.append(os.getloadavg()[0])
    return {
        "cores": len(os.sched_getaffinity(0)),
        "load": loads,
        "versions": {name: version(name) for name in ("scipy", "numpy", "polars")},
        "participants": PARTICIPANTS,
        "candidates": CANDIDATES,
        "links": LINKS,
        "limit_seconds": limit,
        "seeds": found,
        "batch": batch,
    }


def main() -> None:
    """Print what was measured as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--limit", type=float, default=100.0)
    parser.add_argument("--no-plain", action="store_true")
    parser.add_argument("--batch", type=int, default=0, help="clusters of the nation; 0 leaves the batch out")
    asked = parser.parse_args()
    seeds = tuple(int(part) for part in asked.seeds.split(",") if part)
    print(json.dumps(describe(seeds, asked.limit, asked.batch, plainly=not asked.no_plain), indent=1))


if __name__ == "__main__":
    main()
