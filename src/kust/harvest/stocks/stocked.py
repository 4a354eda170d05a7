"""What a stock is told as: rows by species and unit, caps of permits, plots that rest, and what it all stands on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kust.data.findings import Finding
from kust.harvest.land.geometry import Shape
from kust.harvest.stocks.ranges import Range
from kust.harvest.stocks.stock_rules import Assumption

UNITS = ("species", "plot", "forestry", "cell")


@dataclass(frozen=True)
class Balls:
    """Balls (0 … 5) of several surveys: an order, so only their places in it are told, never a mean.

    ``counts``: by ball how many; ``median`` may stand between two balls: then it is the lower one.
    """

    counts: tuple[int, int, int, int, int, int]
    lowest: int
    lower_quartile: int
    median: int
    upper_quartile: int
    highest: int


@dataclass(frozen=True)
class StockRow:
    """The stock of a species in a unit, on plots whose areas have one base.

    ``unit``: a plot, forestry or cell; None for a whole species, or where the plot names none. ``plots``: of how many
    plots kilograms are known; ``without``: by reason how many were surveyed but have none. Kilograms of fresh mass:
    ``stock_kg``: its low end is the exploitation stock, its high end the biological stock. ``harvest_kg``: possible
    annual harvest; its low end is the rule's. ``accessible_kg``: of it within reach. ``dry_kg``: the harvest,
    air-dry. ``convention_kg``: the share of the stock that regulations take. ``kg_ha``: of the base's hectares.
    ``exploitation`` and ``biological`` are the ends of ``stock_kg``.
    """

    species_id: str
    unit: str | None
    area_base: str
    plots: int
    without: Mapping[str, int]
    area_ha: float | None
    kg_ha: Range
    stock_kg: Range
    harvest_kg: Range
    accessible_kg: Range
    dry_kg: Range
    convention_kg: Range
    balls: Balls | None
    years: tuple[int, int] | None
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Cap:
    """Harvest within reach held against the admissible volume of a forestry.

    Both bases of area are in it, for a permit asks for kilograms. ``status``: ``binds``, ``may_bind``, ``free``,
    ``no_permit`` (the volume is not known: up to the whole harvest may or may not be taken), ``no_stock``.
    """

    forestry: str
    species_id: str
    year: int
    admissible_kg: float | None
    accessible_kg: Range
    permitted_kg: Range
    area_bases: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Rest:
    """Whether a plot may be harvested this year: ``may``, ``rests`` or ``unknown`` (``why``).

    ``why``: ``no_years`` (when it was harvested is not known), ``no_recovery`` (how long the species rests is not),
    else None. ``rests_until``: the last year of rest. ``stock_kg``: what stands on it.
    """

    plot_id: str
    species_id: str
    status: str
    why: str | None
    last_harvest: int | None
    rests_until: int | None
    stock_kg: Range


@dataclass(frozen=True)
class Stock:
    """Stocks of a forest.

    ``names``: by species id; ``unsurveyed``: by species of how many plots nothing is known of it; ``places``: outlines
    of the plots or cells.
    """

    path: str
    digest: str
    on: date
    by: str
    resolution: int | None
    names: Mapping[str, str]
    unsurveyed: Mapping[str, int]
    findings: tuple[Finding, ...]
    rows: tuple[StockRow, ...] = ()
    caps: tuple[Cap, ...] = ()
    rests: tuple[Rest, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    places: Mapping[str, Shape] = field(repr=False, default_factory=dict)


def tell_balls(balls: Sequence[int]) -> Balls | None:
    """Tell the places of balls in their order; of an even number the lower of the two in the middle.

    >>> tell_balls([1, 5, 3, 2]).median, tell_balls([])
    (2, None)
    """
    if not balls:
        return None
    ordered = sorted(balls)
    last = len(ordered) - 1
    counts = tuple(ordered.count(ball) for ball in range(6))
    low, middle, high = (ordered[int(last * share)] for share in (0.25, 0.5, 0.75))
    return Balls(counts, ordered[0], low, middle, high, ordered[-1])  # type: ignore[arg-type]


def as_json(stock: Stock) -> dict[str, Any]:
    """Bring stocks into JSON: codes and unrounded figures, null where not known."""
    return {
        "dataset": stock.path,
        "digest": stock.digest,
        "on": stock.on.isoformat(),
        "by": stock.by,
        "resolution": stock.resolution,
        "species": dict(stock.names),
        "rows": [row_as_json(row) for row in stock.rows],
        "caps": [_plain(cap) for cap in stock.caps],
        "rests": [_plain(rest) for rest in stock.rests],
        "unsurveyed": dict(stock.unsurveyed),
        "assumptions": [_plain(one) for one in stock.assumptions],
        "findings": [
            {"code": f.code, "severity": f.severity, "table": f.table, "file": f.file, "sheet": f.sheet}
            | {"row": f.row, "column": f.column, "value": f.value, "values": f.values}
            for f in stock.findings
        ],
    }


def row_as_json(row: StockRow) -> dict[str, Any]:
    """Bring a row into JSON; the two stocks of the rule stand beside the interval that they are the ends of."""
    told = _plain(row)
    return told | {"exploitation_kg": row.stock_kg.low, "biological_kg": row.stock_kg.high}


def _plain(record: Any) -> dict[str, Any]:
    return {key: _value(value) for key, value in vars(record).items()}


def _value(value: Any) -> Any:
    if isinstance(value, Range | Balls):
        return {key: _value(one) for key, one in vars(value).items()}
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
