"""What proves the demand: plans of purchases with their probability, running contracts, needs that were told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.niches.candidates import Candidate
from kust.niches.niche import Proof, Range
from kust.niches.products import names_of

KINDS = ("plan", "contract", "need")


@dataclass(frozen=True)
class Papers:
    """Plans and contracts by product; ``told``: somebody filled in plans, so that their absence says something."""

    plans: Mapping[str, Sequence[Proof]]
    contracts: Mapping[str, Sequence[Proof]]
    told: bool

    def of(self, candidate: Candidate) -> tuple[Proof, ...]:
        """List what proves the demand for a candidate: plans and contracts of its buyers, and what was declared."""
        buyers = {buyer.organisation_id for need in candidate.all_needs for buyer in need.buyers}
        plans = [
            one
            for one in self.plans.get(candidate.product_id, ())
            if not buyers or one.organisation_id in buyers
        ]
        contracts = [
            one for one in self.contracts.get(candidate.product_id, ()) if one.organisation_id in buyers
        ]
        told = [
            Proof(
                "need",
                one.need_id,
                "",
                one.year,
                Range(one.quantity_min, one.quantity_max),
                one.amount_krub,
                None,
                one.source or "",
            )
            for need in candidate.all_needs
            for one in need.declared
        ]
        return (*plans, *contracts, *told)


def read_papers(dataset: Dataset, products: Iterable[str], year: int) -> Papers:
    """Read the plans for years after this one, and the contracts of its supplies."""
    asked = sorted(set(products))
    plans = _read_plans(dataset, asked, year)
    contracts = _read_contracts(dataset, asked, year)
    names = names_of(dataset, [one[1] for one in (*plans, *contracts)])
    return Papers(
        _by_product(plans, names, "plan"), _by_product(contracts, names, "contract"), dataset.has("plans")
    )


_Row = tuple[str, str, int, Range, float | None, float | None, str]


def _by_product(rows: Iterable[_Row], names: Mapping[str, str], kind: str) -> dict[str, list[Proof]]:
    found: dict[str, list[Proof]] = {}
    for product, organisation, year, quantity, amount, probability, source in rows:
        name = names.get(organisation, organisation)
        proof = Proof(kind, organisation, name, year, quantity, amount, probability, source)
        found.setdefault(product, []).append(proof)
    return found


def _read_plans(dataset: Dataset, products: list[str], year: int) -> list[_Row]:
    rows = dataset.rows("plans").filter(pl.col("product_id").is_in(products), pl.col("year") > year)
    return [
        (
            row["product_id"],
            row["organisation_id"],
            row["year"],
            Range(row["quantity_min"], row["quantity_max"]),
            row["amount_krub"],
            row["probability"],
            row["source"],
        )
        for row in rows.collect().sort("product_id", "year", "plan_id").iter_rows(named=True)
    ]


def _read_contracts(dataset: Dataset, products: list[str], year: int) -> list[_Row]:
    """Read who buys under which contract; a row a buyer and contract."""
    rows = dataset.table("supplies").filter(
        nw.col("year") == year, ~nw.col("contract").is_null(), nw.col("product_id").is_in(products)
    )
    columns = ("product_id", "buyer_id", "contract", "quantity", "amount_krub", "reported_by")
    told = pl.DataFrame(dataset.collect(rows.select(*columns)).to_native())
    # Both sides may tell the same contract: the larger of what they say of it, not the sum.
    sums = told.group_by("product_id", "buyer_id", "contract", "reported_by").agg(
        pl.col("amount_krub").sum(),
        pl.when(pl.col("quantity").is_null().any())
        .then(None)
        .otherwise(pl.col("quantity").sum())
        .alias("quantity"),
    )
    best = sums.group_by("product_id", "buyer_id", "contract").agg(pl.col("amount_krub", "quantity").max())
    return [
        (product, buyer, year, Range(quantity, quantity), amount, None, contract)
        for product, buyer, contract, amount, quantity in best.sort(pl.all()).iter_rows()
    ]
