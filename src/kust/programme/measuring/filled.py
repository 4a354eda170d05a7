"""Figures of a cluster that indicators are filled with; each is the sum that a check or the effects of projects use."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from math import fsum

import narwhals as nw
import polars as pl

from kust.chain.accounts import count_high_productivity_jobs
from kust.chain.members import find_members, merge_roles
from kust.checks.run import ENTERPRISES, evidence_of
from kust.data.dataset import Dataset
from kust.data.engines import Frame
from kust.programme.measuring.indicator_figures import Figure
from kust.projects.cells import read_cells
from kust.settings import Settings

# Columns of the participants that are added up.
SUMS = {
    "output": "output_krub",
    "supplies_inside": "sold_inside_krub",
    "purchases": "purchases_krub",
    "purchases_inside": "bought_inside_krub",
    "jobs": "jobs",
    "high_productivity_jobs": "high_productivity_jobs",
}
PARTICIPANTS, PROJECT = "participants", "project_"
# Filled in thousand roubles.
MONEY = {
    *("output", "supplies_inside", "purchases", "purchases_inside", "project_investment"),
    *("project_extra_budget_investment", "project_cooperation_growth", "project_exports"),
    "project_federal_taxes",
}
# Of these no organisation's part is below zero, so that what is known is the least there can be.
NOT_NEGATIVE = {*SUMS, PARTICIPANTS}
NO_DATA = Figure(None, why="no_data")


class Filler:
    """Fills indicators of a cluster from a dataset.

    Members are those of the day asked about, for every year, so that years compare; who is a participant goes by
    ``readings.participants``. Only ``participants`` itself counts those of the last day of each year.
    """

    def __init__(self, dataset: Dataset, cluster: str, on: date, settings: Settings) -> None:
        self.dataset, self.cluster, self.on = dataset, cluster, on
        self._readings = settings.readings
        self._roles = ENTERPRISES if settings.readings.participants == "enterprises" else None

    def fill(self, source: str, year: int) -> Figure:
        """Work out a figure of a year; ``source`` as in ``indicators.filled_from``."""
        if source == PARTICIPANTS:
            return self._count(year)
        if source in SUMS:
            return self._add_up(SUMS[source], year)
        return self.project(source, year, "fact") if source.startswith(PROJECT) else NO_DATA

    def project(self, source: str, year: int, basis: str) -> Figure:
        """Add up an indicator of the cluster's projects in a year, by basis.

        The fact of a project that has a plan for the year and no fact is missing.
        """
        cells = self._cells.filter(
            (pl.col("indicator") == source.removeprefix(PROJECT)) & (pl.col("year") == year)
        )
        told = cells.filter((pl.col("basis") == basis) & pl.col("known") & pl.col("value").is_not_null())
        values = dict(told.select("project_id", "value").iter_rows())
        waited = set(cells["project_id"] if basis == "fact" else cells.filter(basis="plan")["project_id"])
        return _sum(values, waited)

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """List the participants of the day."""
        return tuple(self._participants_of(self.on.year)["organisation_id"].sort().to_list())

    def _participants_of(self, year: int) -> Frame:
        figures = evidence_of(self.dataset, self.on, year).participants(self._roles).figures
        return figures.filter(nw.col("cluster_id") == self.cluster)

    def _add_up(self, column: str, year: int) -> Figure:
        own = self._participants_of(year)
        if column == "high_productivity_jobs":
            own = count_high_productivity_jobs(own, self._readings.wage_at_threshold_counts)
        told = own.filter(~nw.col(column).is_null())
        values = dict(zip(told["organisation_id"].to_list(), told[column].to_list(), strict=True))
        return _sum(values, set(own["organisation_id"].to_list()))

    def _count(self, year: int) -> Figure:
        if not self.dataset.has("memberships"):
            return NO_DATA
        day = min(self.on, date(year, 12, 31))
        members = find_members(self.dataset, day).filter(nw.col("cluster_id") == self.cluster)
        count = float(len(merge_roles(members, self._roles)))
        return Figure(count, count, "dataset")

    @cached_property
    def _cells(self) -> pl.DataFrame:
        own = self.dataset.rows("projects").filter(pl.col("cluster_id") == self.cluster)
        cells, _ = read_cells(self.dataset, own.select("project_id").collect().to_series())
        return cells


Fill = Callable[[str, int], Figure]


def _sum(values: dict[str, float], waited: set[str]) -> Figure:
    """Add up parts; where one of those waited for is missing, there is only a known part."""
    missing = tuple(sorted(waited - values.keys()))
    known = fsum(values.values()) if values else None
    if known is None:
        return Figure(None, None, None, missing, "no_data")
    return Figure(None if missing else known, known, "dataset", missing, "parts_missing" if missing else None)
