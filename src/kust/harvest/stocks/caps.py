"""The legal cap: what is within reach, but not above the admissible volume of the forestry."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.data.schema import fold
from kust.harvest.land.plot_places import StockFinding
from kust.harvest.stocks.ranges import Range
from kust.harvest.stocks.stocked import Cap

KG_A_TONNE = 1000.0
Key = tuple[str, str]


def read_admissible(dataset: Dataset, year: int, species: Iterable[str]) -> dict[Key, float | None]:
    """Read the admissible kilograms of a year by forestry and species; None where the row gives no volume."""
    table = dataset.table("permits").filter(nw.col("year") == year)
    rows: Any = dataset.collect(table.select("forestry", "species_id", "admissible_t")).to_native()
    wanted = set(species)
    return {
        (forestry, one): None if tonnes is None else tonnes * KG_A_TONNE
        for forestry, one, tonnes in rows.iter_rows()
        if one in wanted
    }


def check_forestries(dataset: Dataset, year: int) -> Iterator[Finding]:
    """Warn of a forestry with admissible volumes in a year that no plot names: most often it is written otherwise."""
    if not dataset.has("plots") or not dataset.has("permits"):
        return
    named = set(dataset.rows("plots").select("forestry").collect()["forestry"].drop_nulls().to_list())
    if not named:
        return
    rows = dataset.rows("permits").filter(pl.col("year") == year, ~pl.col("forestry").is_in(named))
    first = rows.collect().unique("forestry", keep="first", maintain_order=True)
    folded = {fold(name): name for name in sorted(named)}
    for row in first.iter_rows(named=True):
        like = [one for one in folded if one.startswith(fold(row["forestry"]))]
        like += get_close_matches(fold(row["forestry"]), folded, n=1)
        near = {"near": folded[like[0]]} if like else {}
        yield StockFinding(
            "harvest_stock.forestry_unknown",
            "warning",
            table="permits",
            file=row["_file"],
            sheet=row["_sheet"],
            row=row["_row"],
            column="forestry",
            value=row["forestry"],
            values=near,
        )


def find_caps(
    accessible: Mapping[Key, tuple[Range, tuple[str, ...]]],
    admissible: Mapping[Key, float | None],
    year: int,
) -> tuple[Cap, ...]:
    """Hold the harvest within reach against the admissible volumes: min(harvest, volume).

    Parameters
    ----------
    accessible
        By forestry and species the harvest within reach, kg, and the bases of the areas in it.
    admissible
        By forestry and species kilograms of the year.
    """
    caps = []
    for key in sorted({*accessible, *admissible}):
        reach, bases = accessible.get(key, (Range(), ()))
        volume = admissible.get(key)
        caps.append(Cap(*key, year, volume, reach, _permit(reach, volume), bases, _status(reach, volume)))
    return tuple(caps)


def _permit(reach: Range, volume: float | None) -> Range:
    if volume is None:
        return Range(0.0 if reach.is_known else None, None, reach.high)
    return reach.at_most(volume) if reach.is_known else Range(0.0, None, volume)


def _status(reach: Range, volume: float | None) -> str:
    if reach.low is None or reach.high is None:
        return "no_stock"
    if volume is None:
        return "no_permit"
    if volume < reach.low:
        return "binds"
    return "free" if volume >= reach.high else "may_bind"
