"""Money of the programme by source and year, plan and fact, and what support could cover of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kust.programme.programme import PLANNED, Cost, Measure, Programme
from kust.programme.timeline.forecast import state_on

Support = Mapping[str, Mapping[int, float]]
_Stated = tuple[str, Cost]


@dataclass(frozen=True)
class Sum:
    """A sum in thousand roubles; ``krub`` is None where an amount of it is missing, ``known_krub`` adds up the others.

    ``missing``: measures whose amount is missing.
    """

    krub: float | None
    known_krub: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """Money of a year and a source; None stands for all years, for all sources (``*``), or nobody said which source.

    ``plan`` or ``fact`` is None where no row states any: nothing is stated, not zero.
    """

    year: int | None
    source: str | None
    plan: Sum | None
    fact: Sum | None


@dataclass(frozen=True)
class Covered:
    """What support could cover of the planned money of a project in a year: the lesser of the two.

    ``public_krub``: planned from federal and regional money; None where an amount is missing.
    """

    project_id: str
    year: int
    planned_krub: float | None
    public_krub: float | None
    support_krub: float
    covered_krub: float | None


@dataclass(frozen=True)
class Budget:
    """Money by year and source, sums by year, by source and in all.

    ``without_costs``: measures that state no planned money at all; they are in no sum.
    """

    lines: tuple[Line, ...]
    by_year: tuple[Line, ...]
    by_source: tuple[Line, ...]
    total: Line
    covered: tuple[Covered, ...]
    without_costs: tuple[str, ...]


ALL = "*"
_PUBLIC = ("federal", "regional")


def calc_budget(programme: Programme, support: Support | None = None, *, on: date | None = None) -> Budget:
    """Add up the costs of the standing measures.

    Parameters
    ----------
    support
        Project → year → thousand roubles, as :func:`kust.programme.timeline.cover.calc_cover` estimates them.
    on
        The day asked about: where a fact should be there by then and is not, the sum of the facts lacks it
        (:func:`find_untold`). Without a day only what is stated is added up.

    Examples
    --------
    >>> from kust.programme.programme import Cost, Measure
    >>> costs = (Cost(year=2025, amount_krub=10.0), Cost(year=2025, amount_krub=None))
    >>> measure = Measure(measure_id="a", title="A", costs=costs)
    >>> calc_budget(Programme(cluster_id="k", cluster="K", title="P", measures=(measure,))).total.plan
    Sum(krub=None, known_krub=10.0, missing=('a',))
    """
    measures = programme.standing_measures
    stated = [(one.measure_id, cost) for one in measures for cost in one.costs]
    if on is not None:
        stated += [
            (one.measure_id, replace(cost, amount_krub=None, basis="fact"))
            for one in measures
            for cost in find_untold(one, on)
        ]
    years = sorted({cost.year for _, cost in stated})
    sources = sorted({cost.source for _, cost in stated}, key=lambda one: (one is None, one or ""))
    pairs = sorted(
        {(cost.year, cost.source) for _, cost in stated},
        key=lambda pair: (pair[0], pair[1] is None, pair[1] or ""),
    )
    told = {name for name, cost in stated if cost.basis == "plan"}
    return Budget(
        tuple(_line(stated, year, source) for year, source in pairs),
        tuple(_line(stated, year, ALL) for year in years),
        tuple(_line(stated, None, source) for source in sources),
        _line(stated, None, ALL),
        _cover(programme, support or {}),
        tuple(one.measure_id for one in measures if one.measure_id not in told),
    )


def find_untold(measure: Measure, on: date) -> tuple[Cost, ...]:
    """List the planned costs of which a fact should be told on a day and none is.

    A fact is due for years that are over, and for the current one where the measure has begun or is done. One of the
    same year and source tells it, or one of that year that names no source; nothing is due where 0 is planned.

    >>> costs = (Cost(year=2024, amount_krub=5.0, source="own"), Cost(year=2025, amount_krub=7.0, source="own"))
    >>> [cost.year for cost in find_untold(Measure(measure_id="a", title="A", costs=costs), date(2025, 3, 1))]
    [2024]
    """
    last = on.year - 1 if state_on(measure, on) == PLANNED else on.year
    told = {(cost.year, cost.source) for cost in measure.costs if cost.basis == "fact"}
    return tuple(
        cost
        for cost in measure.costs
        if cost.basis == "plan" and cost.year <= last and cost.amount_krub != 0
        if not {(cost.year, cost.source), (cost.year, None)} & told
    )


def _line(stated: Iterable[_Stated], year: int | None, source: str | None) -> Line:
    here = [
        (name, cost) for name, cost in stated if year in (None, cost.year) and source in (ALL, cost.source)
    ]
    by_basis = {
        basis: add_up((name, cost) for name, cost in here if cost.basis == basis)
        for basis in ("plan", "fact")
    }
    return Line(year, source, by_basis["plan"], by_basis["fact"])


def add_up(stated: Iterable[_Stated]) -> Sum | None:
    """Add up amounts; None of no rows."""
    rows = list(stated)
    if not rows:
        return None
    missing = tuple(sorted({name for name, cost in rows if cost.amount_krub is None}))
    known = float(sum(cost.amount_krub for _, cost in rows if cost.amount_krub is not None))
    return Sum(None if missing else known, known, missing)


def _cover(programme: Programme, support: Support) -> tuple[Covered, ...]:
    costs: defaultdict[tuple[str, int], list[_Stated]] = defaultdict(list)
    projects = set()
    for one in programme.standing_measures:
        if one.project_id is not None:
            projects.add(one.project_id)
            for cost in one.costs:
                if cost.basis == "plan":
                    costs[one.project_id, cost.year].append((one.measure_id, cost))
    wanted = {(project, year) for project in projects for year in support.get(project, {})} | costs.keys()
    return tuple(
        _covered(project, year, costs[project, year], support[project].get(year, 0.0))
        for project, year in sorted(wanted)
        if project in support
    )


def _covered(project: str, year: int, rows: list[_Stated], support: float) -> Covered:
    planned = add_up(rows)
    public = add_up((name, cost) for name, cost in rows if cost.source in _PUBLIC)
    krub = planned.krub if planned else None
    return Covered(
        project,
        year,
        krub,
        public.krub if public else None,
        support,
        None if krub is None else min(support, krub),
    )
