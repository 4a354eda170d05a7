"""The tables `outputs` and `accounts`, one year at a time: they fit the flows, some figures are missing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from bench.made_up.firms import PRODUCTS_OF_A_FIRM, Nation
from bench.made_up.flows import Totals, price_of


def total_outputs(totals: Totals, rng: np.random.Generator) -> np.ndarray:
    """Return what each firm made in each year: at least what it sold, 0 for some that sold nothing."""
    made = np.round(totals.sold * (1 + rng.exponential(0.15, totals.sold.shape)) + rng.uniform(1, 50), 1)
    idle = (totals.sold == 0) & (rng.random(totals.sold.shape) < 0.2)
    return np.where(idle, 0.0, made)


def outputs(nation: Nation, made: np.ndarray, rng: np.random.Generator) -> Iterator[pa.Table]:
    """Yield the outputs of each year; firms that keep bad books leave some out."""
    for year in range(nation.size.years):
        listed = ~nation.is_foreign & (made[:, year] > 0)
        listed &= rng.random(nation.size.firms) < np.where(nation.keeps_good_books, 1.0, 0.8)
        firm = np.flatnonzero(listed)
        part = rng.dirichlet(np.ones(PRODUCTS_OF_A_FIRM), len(firm))
        for place in range(PRODUCTS_OF_A_FIRM):
            product = nation.firm_products[firm, place]
            new = np.all(nation.firm_products[firm, :place] != product[:, None], axis=1)
            amount = np.round(made[firm[new], year] * part[new, place] + 0.01, 2)
            yield pa.table(
                {
                    "organisation_id": nation.firm_ids.take(pa.array(firm[new])),
                    "product_id": nation.product_ids.take(pa.array(product[new])),
                    "year": pa.array(np.full(new.sum(), nation.size.first_year + year, np.int32)),
                    "quantity": pa.array(np.round(amount / price_of(product[new]), 3)),
                    "amount_krub": pa.array(amount),
                }
            )


def accounts(
    nation: Nation, totals: Totals, made: np.ndarray, rng: np.random.Generator
) -> Iterator[pa.Table]:
    """Yield the accounts of each year; firms that keep bad books leave rows and cells empty."""
    tidy, jobs = nation.keeps_good_books, rng.integers(5, 900, nation.size.firms)
    for year in range(nation.size.years):
        firm = np.flatnonzero(
            ~nation.is_foreign & (rng.random(nation.size.firms) < np.where(tidy, 1.0, 0.98))
        )
        yield _accounts_of_year(nation, totals, made, jobs, firm, year, rng)


def _accounts_of_year(
    nation: Nation,
    totals: Totals,
    made: np.ndarray,
    jobs: np.ndarray,
    firm: np.ndarray,
    year: int,
    rng: np.random.Generator,
) -> pa.Table:
    tidy = nation.keeps_good_books[firm]
    count = len(firm)
    bought = np.round(totals.bought[firm, year] * rng.uniform(1.0, 1.5, count) + 10, 1)
    no_purchases = rng.random(count) < np.where(tidy, 0.15, 0.12)
    complete = np.where(tidy, no_purchases, no_purchases & (rng.random(count) < 0.5))
    jobs = (jobs[firm] * rng.uniform(0.9, 1.1, count)).astype(int)
    return pa.table(
        {
            "organisation_id": nation.firm_ids.take(pa.array(firm)),
            "year": pa.array(np.full(count, nation.size.first_year + year, np.int32)),
            "revenue_krub": pa.array(np.round(made[firm, year] * rng.uniform(1.0, 1.2, count), 1)),
            "output_krub": pa.array(made[firm, year], mask=rng.random(count) < np.where(tidy, 0.02, 0.06)),
            "purchases_krub": pa.array(bought, mask=no_purchases),
            "purchases_complete": pa.array(complete, mask=~complete & (rng.random(count) < 0.7)),
            "jobs": pa.array(jobs),
            "high_productivity_jobs": pa.array(
                (jobs * rng.random(count)).astype(int), mask=~tidy & (jobs < 40)
            ),
        }
    )
