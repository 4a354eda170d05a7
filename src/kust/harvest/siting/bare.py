"""A question of siting as a bare table asks it, and its answer by id."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kust.errors import UsageError
from kust.harvest.siting.answer import Answer
from kust.harvest.siting.capacitated import solve_capacitated_median
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.flows import solve_fixed_cost
from kust.harvest.siting.plain import solve_center, solve_coverage, solve_median
from kust.harvest.siting.points import Distances, Points, read_distances_file, read_points

Array = Any
PROBLEMS = ("median", "coverage", "center", "capacitated")


@dataclass(frozen=True)
class Bare:
    """Clients and sites with all their figures; what the files do not have is None."""

    clients: tuple[str, ...]
    sites: tuple[str, ...]
    distances: Array
    weights: Array | None
    capacities: Array | None
    fixed_costs: Array | None
    existing: tuple[int, ...]

    def find_sites(self, names: Sequence[str]) -> tuple[int, ...]:
        """Return the numbers of sites by id.

        Raises
        ------
        UsageError
            There is no site of that id.
        """
        number = {name: place for place, name in enumerate(self.sites)}
        for name in names:
            if name not in number:
                known = ", ".join(self.sites[:20])
                raise UsageError("siting_unknown_id", site=name, known=known)
        return tuple(number[name] for name in names)


def read_bare(points: Path | None, distances: Path | None) -> Bare:
    """Read a table of points, a matrix of distances, or both.

    With both, names of the matrix say which point a row and a column is; a row without names is the point of its
    number, and so is a column of a square matrix. What the table tells of sites (capacity, fixed cost, whether it
    stands) is that of the columns.

    Raises
    ------
    UsageError
        A name of one file that is not in the other, sizes that do not fit, figures of sites that no column is.
    """
    if distances is None:
        if points is None:
            raise UsageError("siting_nothing_given")
        read = read_points(points)
        return Bare(
            read.ids,
            read.ids,
            read.calc_distances(),
            read.weight,
            read.capacity,
            read.fixed_cost,
            read.exists,
        )
    matrix = read_distances_file(distances)
    if points is None:
        return Bare(matrix.clients, matrix.sites, matrix.table, None, None, None, ())
    return _join(read_points(points, placed=False), matrix, points, distances)


def _join(read: Points, matrix: Distances, points: Path, distances: Path) -> Bare:
    """Bring the figures of points to the rows and columns of a matrix."""
    number = {name: place for place, name in enumerate(read.ids)}
    is_named, has_heads = matrix.named
    clients = matrix.clients if is_named else read.ids
    if not is_named and len(read.ids) != len(matrix.table):
        raise UsageError(
            "siting_sizes", path=distances, rows=len(matrix.table), points=points, count=len(read.ids)
        )
    is_square = matrix.table.shape[0] == matrix.table.shape[1]
    sites = matrix.sites if has_heads else clients if is_square else matrix.sites
    told_of_sites = has_heads or is_square
    for name in (*clients, *(sites if has_heads else ())):
        if name not in number and (name in clients or _has_figures(read)):
            raise UsageError("siting_not_a_point", path=distances, value=name, points=points)
    for name in read.ids:
        if name not in clients and name not in sites:
            raise UsageError("siting_not_in_matrix", path=points, value=name, distances=distances)
    if not told_of_sites and _has_figures(read):
        raise UsageError("siting_unnamed_sites", path=distances, points=points)
    rows = [number[name] for name in clients]
    if not told_of_sites or not _has_figures(read):
        return Bare(clients, sites, matrix.table, read.weight[rows], None, None, ())
    at = [number[name] for name in sites]
    return Bare(
        clients,
        sites,
        matrix.table,
        read.weight[rows],
        None if read.capacity is None else read.capacity[at],
        None if read.fixed_cost is None else read.fixed_cost[at],
        tuple(place for place, one in enumerate(at) if one in read.exists),
    )


def _has_figures(read: Points) -> bool:
    """Tell whether a table says anything about its points as sites."""
    return read.capacity is not None or read.fixed_cost is not None or bool(read.exists)


@dataclass(frozen=True)
class Wish:
    """What is asked of a bare table. ``count``: how many open; ``radius``: in the unit of the distances."""

    problem: str
    count: int | None
    with_capacity: bool = False
    radius: float | None = None
    fixed: tuple[str, ...] = ()
    seed: int = 0


def answer_bare(bare: Bare, wish: Wish, clock: Clock) -> Answer:
    """Solve what is asked.

    Raises
    ------
    UsageError
        Something that the question needs is not given, or it has no answer.
    """
    if wish.with_capacity and wish.problem in ("coverage", "center"):
        raise UsageError("siting_capacity_ignored", problem=wish.problem)
    if wish.radius is not None and wish.problem != "coverage":
        raise UsageError("siting_hours_ignored", problem=wish.problem, known="coverage")
    try:
        return _answer(bare, wish, clock)
    except UsageError as error:
        raise _tell_by_id(error, bare) from error


def _tell_by_id(error: UsageError, bare: Bare) -> UsageError:
    """Name the points that an error counts."""
    values = dict(error.values)
    if error.code == "siting_too_large":
        return UsageError(
            "siting_too_large_id", **values | {"client": bare.clients[int(str(values["client"]))]}
        )
    if error.code == "siting_unreachable":
        numbers = str(values["clients"]).split(", ")
        named = ", ".join(bare.clients[int(number)] for number in numbers)
        return UsageError("siting_unreachable_ids", **values | {"clients": named})
    return error


def _answer(bare: Bare, wish: Wish, clock: Clock) -> Answer:
    fixed = tuple(sorted({*bare.existing, *bare.find_sites(wish.fixed)}))
    common: dict[str, Any] = {"weights": bare.weights, "fixed": fixed, "clock": clock}
    if wish.problem == "capacitated":
        return solve_fixed_cost(
            bare.distances,
            _need(bare.capacities, "capacity"),
            _need(bare.fixed_costs, "fixed_cost"),
            count=wish.count,
            **common,
        )
    if wish.count is None:
        raise UsageError("siting_no_count")
    if wish.problem == "coverage":
        if wish.radius is None:
            raise UsageError("siting_no_radius")
        return solve_coverage(bare.distances, wish.count, wish.radius, seed=wish.seed, **common)
    if wish.problem == "center":
        return solve_center(bare.distances, wish.count, seed=wish.seed, **common)
    if wish.with_capacity:
        capacities = _need(bare.capacities, "capacity")
        return solve_capacitated_median(
            bare.distances, wish.count, capacities=capacities, seed=wish.seed, **common
        )
    return solve_median(bare.distances, wish.count, seed=wish.seed, **common)


def _need(figures: Array | None, column: str) -> Array:
    if figures is None:
        raise UsageError("siting_column_needed", column=column)
    return figures


def bare_as_json(bare: Bare, answer: Answer) -> dict[str, Any]:
    """Bring an answer into JSON: exactly value, lower bound, gap, status, open, assignment."""
    return {
        "value": answer.value,
        "lower_bound": answer.lower_bound,
        "gap": answer.gap,
        "status": answer.status,
        "open": [bare.sites[site] for site in answer.open],
        "assignment": {client: _place(bare, answer, number) for number, client in enumerate(bare.clients)},
    }


def _place(bare: Bare, answer: Answer, number: int) -> Any:
    """Tell where a client goes: a site, None for nowhere, or the share of each site where it may be divided."""
    if answer.shares is None:
        site = answer.assignment[number]
        return None if site < 0 else bare.sites[site]
    shares = answer.shares[number]
    return {bare.sites[site]: float(shares[site]) for site in np.flatnonzero(shares > 1e-9).tolist()}
