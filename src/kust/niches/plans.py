"""Buyers' plans: what those with a stated probability come to, and apart from them those without one."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from kust.data.dataset import Dataset
from kust.niches.need import Place
from kust.niches.niche import Range
from kust.niches.ranges import add, scale


@dataclass(frozen=True)
class Plan:
    """A row of the table ``plans``: quantity in units of the product, ends null where not told.

    ``probability`` is null where the plan states none.
    """

    plan_id: str
    organisation_id: str
    name: str
    product_id: str
    year: int
    quantity: Range
    amount_krub: float | None
    probability: float | None
    source: str
    place: Place

    def figure(self, dimension: str) -> Range:
        """Return what the plan says in a dimension, ``quantity`` or ``krub``; money is one figure."""
        return self.quantity if dimension == "quantity" else Range(self.amount_krub, self.amount_krub)


@dataclass(frozen=True)
class PlanSums:
    """Plans of some buyers for one product, year and dimension.

    ``stated``: plans with a probability, as planned; ``expected``: each times its probability; ``unstated``: plans
    without one, from none of them to all. ``buyers``: who plans anything in this dimension.
    """

    stated: Range
    expected: Range
    unstated: Range
    buyers: frozenset[str]


def sum_plans(plans: Iterable[Plan], dimension: str) -> PlanSums:
    """Sum up plans of one product and year; one that says nothing in the dimension is left out.

    Expected value, only over the plans k whose probability π is stated: ``Σ π_k · [from_k, to_k]``. The range of the
    others is ``[0, Σ to_k]``. Several plans of one buyer add up.

    Parameters
    ----------
    plans
        Plans of one product and year.
    dimension
        ``quantity`` or ``krub``.
    """
    telling = [plan for plan in plans if plan.figure(dimension).is_known]
    stated = [(plan.figure(dimension), plan.probability) for plan in telling if plan.probability is not None]
    unstated = add(plan.figure(dimension) for plan in telling if plan.probability is None)
    return PlanSums(
        stated=add(figure for figure, _ in stated),
        expected=add(scale(figure, probability) for figure, probability in stated),
        unstated=Range(0.0 if unstated.most is not None else None, unstated.most),
        buyers=frozenset(plan.organisation_id for plan in telling),
    )


def read_plans(dataset: Dataset, years: Iterable[int]) -> tuple[Plan, ...]:
    """Read the plans of some years, with their rows.

    Parameters
    ----------
    dataset
        Uses ``plans``, ``organisations``.
    years
        Calendar years of the plans.
    """
    rows = dataset.rows("plans").filter(pl.col("year").is_in(list(years)))
    names = dataset.rows("organisations").select("organisation_id", "name").unique("organisation_id")
    joined = (
        rows.join(names, on="organisation_id", how="left").sort("product_id", "year", "plan_id").collect()
    )
    return tuple(
        Plan(
            row["plan_id"],
            row["organisation_id"],
            row["name"] or row["organisation_id"],
            row["product_id"],
            row["year"],
            Range(row["quantity_min"], row["quantity_max"]),
            row["amount_krub"],
            row["probability"],
            row["source"],
            Place("plans", row["_file"], row["_sheet"], row["_row"]),
        )
        for row in joined.iter_rows(named=True)
    )
