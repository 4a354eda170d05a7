"""What is declared to be needed, as demand: which rows of ``needs`` hold in a coming year, and what they come to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kust.data.dataset import Dataset
from kust.niches.need import Place
from kust.niches.niche import Range
from kust.niches.ranges import add


@dataclass(frozen=True)
class DeclaredDemand:
    """A row of the table ``needs`` as demand for a year.

    ``organisation_id``: whose need it is; null where it is declared for the cluster, or for the members among its
    ``buyers``. ``cluster_id``: null where the row names none.
    """

    need_id: str
    cluster_id: str | None
    organisation_id: str | None
    product_id: str
    year: int | None
    quantity: Range
    amount_krub: float | None
    source: str | None
    certainty: str | None
    buyers: Mapping[str, float | None]
    place: Place

    @property
    def is_whole(self) -> bool:
        """Tell whether it is declared for a cluster as a whole."""
        return self.cluster_id is not None and self.organisation_id is None

    def figure(self, dimension: str, members: frozenset[str]) -> Range:
        """Return what is needed in a dimension, ``quantity`` or ``krub``; money is one figure.

        Without a quantity of the row itself those of its buyers stand; without a cluster only those of members.
        """
        if dimension == "krub":
            return Range(self.amount_krub, self.amount_krub)
        if self.quantity.is_known and (self.cluster_id or self.organisation_id):
            return self.quantity
        told = [Range(q, q) for buyer, q in self.buyers.items() if self.cluster_id or buyer in members]
        return add(told) if told else Range()

    def concerns(self, cluster: str, members: frozenset[str]) -> bool:
        """Tell whether it is a need of this cluster; ``""`` stands for all of them together."""
        if self.cluster_id is not None:
            return cluster in ("", self.cluster_id)
        return (
            self.organisation_id in members if self.organisation_id else not members.isdisjoint(self.buyers)
        )


@dataclass(frozen=True)
class DeclaredSum:
    """What is declared for one product, year and dimension; ``is_whole``: for the cluster as a whole."""

    figure: Range
    is_whole: bool


def sum_declared(
    needs: Iterable[DeclaredDemand], year: int, dimension: str, members: frozenset[str]
) -> DeclaredSum | None:
    """Sum up what is declared for a product in a year; null where nothing is.

    Of each declarer (the cluster, or an organisation) the rows of its latest year not after the year asked about count;
    rows without a year only where it has no other. They add up; between the sum declared for the cluster and that of
    its organisations the greater ends count, as the first holds the second.
    """
    said = defaultdict(list)
    for need in needs:
        if need.figure(dimension, members).is_known and (need.year is None or need.year <= year):
            said[need.organisation_id if not need.is_whole else ""].append(need)
    sums: dict[bool, list[Range]] = {True: [], False: []}
    for rows in said.values():
        latest = max((row.year for row in rows if row.year is not None), default=None)
        figures = [row.figure(dimension, members) for row in rows if row.year == latest]
        sums[rows[0].is_whole].append(add(figures))
    whole, parts = add(sums[True]), add(sums[False])
    if not said:
        return None
    if not sums[True]:
        return DeclaredSum(parts, is_whole=False)
    least = max(whole.least or 0.0, parts.least or 0.0)
    both = whole.most is not None and parts.most is not None
    return DeclaredSum(
        Range(least, max(whole.most or 0.0, parts.most or 0.0) if both else None), is_whole=True
    )


def read_declared(dataset: Dataset) -> tuple[DeclaredDemand, ...]:
    """Read the declared needs with their buyers and rows.

    Parameters
    ----------
    dataset
        Uses ``needs``, ``need_buyers``.
    """
    buyers: dict[str, dict[str, float | None]] = defaultdict(dict)
    told = dataset.rows("need_buyers").select("need_id", "organisation_id", "quantity").collect()
    for need, organisation, quantity in told.iter_rows():
        buyers[need][organisation] = quantity
    rows = dataset.rows("needs").sort("product_id", "need_id").collect()
    return tuple(
        DeclaredDemand(
            row["need_id"],
            row["cluster_id"],
            row["organisation_id"],
            row["product_id"],
            row["year"],
            Range(row["quantity_min"], row["quantity_max"]),
            row["amount_krub"],
            row["source"],
            row["certainty"],
            buyers[row["need_id"]],
            Place("needs", row["_file"], row["_sheet"], row["_row"]),
        )
        for row in rows.iter_rows(named=True)
    )
