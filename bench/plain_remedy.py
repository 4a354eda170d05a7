"""The question of `bench.remedies` written down plainly: SciPy's `milp`, every bound as it first comes to mind."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from bench.remedies import Links

OWN, LEAST, SHARE, AT_MOST = 0.2, 0.05, 0.2, 0.3


@dataclass(frozen=True)
class PlainAnswer:
    """What the plain model came to."""

    status: str
    cost: float | None
    rows: int
    columns: int
    build_seconds: float
    solve_seconds: float
    solve_cpu: float


class _Rows:
    """Rows Σ a·x ≥ b."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.least: list[float] = []

    def add(self, terms: dict[int, float], least: float) -> None:
        for column, value in terms.items():
            self.rows.append(len(self.least))
            self.columns.append(column)
            self.values.append(value)
        self.least.append(least)


def solve_plainly(made: Links, participants: int, limit: float) -> PlainAnswer:
    """Solve min Σy + 3Σw over links x ≤ u·y, y ≤ w, both sides of cooperation, who is below its own 20 %."""
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    started = perf_counter()
    rows, highs, integers, costs = _write(made, participants)
    matrix = sparse.csr_array((rows.values, (rows.rows, rows.columns)), shape=(len(rows.least), len(highs)))
    constraint = LinearConstraint(matrix, rows.least, np.inf)
    built, cpu = perf_counter(), process_time()
    answer = milp(
        costs,
        constraints=constraint,
        integrality=integers,
        bounds=Bounds(0, highs),
        options={"time_limit": limit, "mip_rel_gap": 0.0},
    )
    status = {0: "optimal", 1: "time_limit", 2: "infeasible"}.get(answer.status, "failed")
    cost = None if answer.x is None else float(answer.fun)
    size = (len(rows.least), len(highs))
    seconds = (built - started, perf_counter() - built, process_time() - cpu)
    return PlainAnswer(status, cost, *size, *seconds)


def _write(made: Links, participants: int) -> tuple[_Rows, Any, Any, Any]:
    firms, links = len(made.outputs), len(made.most)
    x, y, below, admitted, path = 0, links, 2 * links, 2 * links + firms, 2 * links + 2 * firms
    columns = path + 1
    highs, integers, costs = np.ones(columns), np.ones(columns), np.zeros(columns)
    highs[x:y], integers[x:y] = made.most, 0
    costs[y:below], costs[admitted + participants : path] = 1, 3
    rows = _Rows()
    for link in range(links):
        rows.add({y + link: made.most[link], x + link: -1.0}, 0)
        for firm in (made.suppliers[link], made.buyers[link]):
            if firm >= participants:
                rows.add({admitted + int(firm): 1.0, y + link: -1.0}, 0)
    total = float(made.outputs.sum())
    for firm in range(firms):
        sold = {x + int(link): 1.0 for link in np.flatnonzero(made.suppliers == firm)}
        output, newcomer = made.outputs[firm], firm >= participants
        now = made.now[firm]
        rows.add({k: -v for k, v in sold.items()}, now - output)
        if not made.final[firm]:
            if newcomer:
                rows.add(sold | {admitted + firm: -LEAST * output}, 0)
            else:
                rows.add(sold, LEAST * output - now)
        # Below its own 20 %, or (path = 1) only makers of final products on the purchase side are asked.
        if newcomer:
            rows.add(sold | {below + firm: output, admitted + firm: -OWN * output}, 0)
        else:
            rows.add(sold | {below + firm: output}, OWN * output - now)
    _write_sides(made, participants, rows, (x, below, admitted, path), total)
    return rows, highs, integers, costs


def _write_sides(
    made: Links, participants: int, rows: _Rows, starts: tuple[int, int, int, int], total: float
) -> None:
    """Write the sides with one switch: path 0 is the supply side, path 1 the purchase side, out of reach here."""
    x, below, admitted, path = starts
    firms, links = len(made.outputs), len(made.most)
    shares = {x + link: 1.0 for link in range(links)} | {path: total}
    for firm in range(participants, firms):
        shares[admitted + firm] = -SHARE * made.outputs[firm]
    rows.add(shares, SHARE * float(made.outputs[:participants].sum()) - float(made.now.sum()))
    counts = {below + firm: -1.0 for firm in range(firms)} | {path: float(firms)}
    for firm in range(participants, firms):
        counts[admitted + firm] = AT_MOST
    rows.add(counts, -AT_MOST * participants)
    rows.add({path: -1.0}, 0)
