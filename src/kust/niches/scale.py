"""The smallest plant that is known to make a product, held against the demand."""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.niches.candidates import Candidate
from kust.niches.market import Market
from kust.niches.niche import Range
from kust.niches.unpaired import read_candidates
from kust.settings import NicheSettings


@dataclass(frozen=True)
class Plants:
    """By product: capacities of projects and of those that make it already, with the id of whose it is."""

    projects: Mapping[str, tuple[float, str]]
    makers: Mapping[str, tuple[float, str]]
    settings: Mapping[str, float]

    def smallest(self, product_id: str) -> tuple[float | None, str]:
        """Return the least scale and whose it is: ``settings``, ``project:ID`` or ``maker:ID``.

        The user's own figure goes first. What somebody runs today shows that such a size can live, what a project
        plans shows what its initiators think can: the smaller of both counts.
        """
        if product_id in self.settings:
            return self.settings[product_id], "settings"
        known = [
            (*found, kind)
            for kind, plants in (("project", self.projects), ("maker", self.makers))
            if (found := plants.get(product_id))
        ]
        if not known:
            return None, ""
        capacity, whose, kind = min(known)
        return capacity, f"{kind}:{whose}"


def read_plants(dataset: Dataset, settings: NicheSettings) -> Plants:
    """Read the smallest capacity of each product among projects and among the outputs of all years."""
    projects = dataset.rows("projects").filter(pl.col("capacity") > 0).collect()
    outputs = dataset.table("outputs").filter(nw.col("capacity") > 0)
    made = dataset.collect(outputs.select("product_id", "capacity", "organisation_id")).to_native()
    return Plants(
        _smallest(projects.select("product_id", "capacity", "project_id")),
        _smallest(pl.DataFrame(made)),
        settings.minimum_scale,
    )


def _smallest(plants: pl.DataFrame) -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    for product, capacity, whose in plants.drop_nulls().sort(pl.all()).iter_rows():
        found.setdefault(product, (capacity, whose))
    return found


def hold_against(minimum: float | None, market: Market, candidate: Candidate) -> Range:
    """Divide the demand by the smallest plant: below 1 the plant is larger than the market.

    Where the source prints quantities without saying to which niche they belong, the range spans all of them.
    """
    if minimum is None:
        return Range()
    demand = [market.quantity] if market.quantity.is_known else find_rivals(candidate)
    ends = [end for one in demand for end in (one.least, one.most) if end is not None]
    if not ends:
        return Range()
    return Range(min(ends) / minimum, max(ends) / minimum)


def find_rivals(candidate: Candidate) -> list[Range]:
    """Read the quantities that are printed without saying to which niche they belong."""
    return [rival for niche in candidate.declared for rival in read_candidates(niche.declared.unpaired)]
