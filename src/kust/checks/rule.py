"""What a requirement is judged on, and what it answers."""

from dataclasses import dataclass, field, replace
from datetime import date

import narwhals as nw
import polars as pl

from kust.checks.judge import UNKNOWN
from kust.data.dataset import Dataset
from kust.data.engines import Frame
from kust.data.schema import tables as contract_tables
from kust.errors import UsageError


@dataclass(frozen=True)
class Readings:
    """How the open words of the rules are read; every result says which readings it was made with.

    participants
        ``enterprises`` (default) or ``all``: who is a participant in an industrial edition.
    final_makers_in_supply_side
        Whether makers of final products count on the supply side of cooperation.
    wage_at_threshold_counts
        Whether a wage equal to the threshold makes the jobs highly productive.
    """

    participants: str = "enterprises"
    final_makers_in_supply_side: bool = True
    wage_at_threshold_counts: bool = True

    def __post_init__(self) -> None:
        if self.participants not in ("enterprises", "all"):
            raise UsageError(
                "choice", option="participants", value=self.participants, known="enterprises, all"
            )

    def others(self, name: str) -> "Readings":
        """Return the readings with the one named turned to its other value."""
        if name == "participants":
            return replace(self, participants="all" if self.participants == "enterprises" else "enterprises")
        if name == "final_makers_in_supply_side":
            return replace(self, final_makers_in_supply_side=not self.final_makers_in_supply_side)
        return replace(self, wage_at_threshold_counts=not self.wage_at_threshold_counts)


@dataclass(frozen=True)
class Subject:
    """All clusters of a dataset on a day, with the figures of a year.

    ``clusters``: those judged. ``members``: membership rows of the day. ``participants``: one row a cluster and
    participant (:func:`kust.chain.participants.calc_participants`). ``inside``: the flows between two of them.
    ``enterprises``: the same, of role enterprise only.
    ``regions``: rows of ``cluster_regions``.
    """

    dataset: Dataset
    on: date
    year: int
    readings: Readings
    clusters: Frame
    members: Frame
    participants: Frame
    inside: Frame
    enterprises: Frame
    regions: Frame

    def rows(self, table: str) -> Frame:
        """Return a small table in memory."""
        return self.dataset.collect(self.dataset.table(table))

    def gaps(self, rows: Frame, table: str, column: str, *, yearly: bool = False) -> Frame:
        """Say that the figure of each of the rows' organisations is missing."""
        native: pl.DataFrame = rows.to_native()
        named = "organisation_id" in native.columns
        gaps = native.select(
            "cluster_id",
            pl.lit(table).alias("table"),
            pl.lit(column).alias("column"),
            pl.col("organisation_id") if named else pl.lit(None, pl.String).alias("organisation_id"),
            pl.lit(self.year if yearly else None, pl.Int64).alias("year"),
        )
        return nw.from_native(gaps, eager_only=True)


@dataclass(frozen=True)
class Outcome:
    """What a requirement answers for all clusters.

    ``clusters``: ``cluster_id``, ``verdict``, ``value``, ``threshold``. ``parts``: the same with ``part`` and
    ``comparison``. ``members``: ``cluster_id``, ``organisation_id``, ``value``, ``verdict`` and ``part`` where a
    requirement has sides. ``missing``: the gaps. ``shown_part``: for each cluster the side whose figures are shown.
    """

    clusters: Frame
    parts: tuple[tuple[str, str, Frame], ...] = ()
    members: tuple[tuple[str | None, Frame], ...] = ()
    missing: tuple[Frame, ...] = field(default_factory=tuple)

    @property
    def verdicts(self) -> dict[str, int]:
        ids, verdicts = self.clusters["cluster_id"].to_list(), self.clusters["verdict"].to_list()
        return dict(zip(ids, verdicts, strict=True))


def unknown(subject: Subject, outcome: Outcome, places: list[str], *, is_count: bool) -> Outcome:
    """Say of every cluster that nothing is known, because tables or columns were not filled in."""
    # A count keeps its value, the known yes; a share of figures that are missing has none.
    unsaid = [nw.lit(UNKNOWN).alias("verdict")]
    if not is_count:
        unsaid.append(nw.lit(None).cast(nw.Float64()).alias("value"))
    parts = tuple((name, sign, frame.with_columns(*unsaid)) for name, sign, frame in outcome.parts)
    missing = tuple(subject.gaps(subject.clusters, *_place(place)) for place in places)
    return Outcome(outcome.clusters.with_columns(*unsaid), parts, missing=missing)


def _place(place: str) -> tuple[str, str]:
    """Name the column by which a missing table is asked for."""
    table, _, column = place.partition(".")
    identified = contract_tables()[table].identified_by
    return table, column or (identified[-1] if identified else "organisation_id")
