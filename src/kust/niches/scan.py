"""Scan a whole country for niches: every product in every region, all buyers, not only members of clusters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from kust.data.dataset import Dataset
from kust.niches.causes import Threshold, read_thresholds
from kust.niches.scan_codes import find_codes
from kust.niches.scan_flows import sum_purchases
from kust.niches.scan_makers import count_makers
from kust.niches.scan_rank import rank_cells
from kust.niches.scan_tables import tell_cells, tell_country
from kust.settings import Settings


@dataclass(frozen=True)
class Scan:
    """Purchases of a year by product and region of the buyer, ranked, in memory.

    ``cells``: a row a product and region, ``country``: a row a product, without the columns of the region. Columns,
    null where not known:

    ``rank``
        From 1: first what is a candidate, each part by imports.
    ``candidate``
        Imports are high by ``thresholds`` (``grade``) and from ``min_amount_krub`` on (``above_minimum``).
    ``product_id``, ``name``, ``unit``, ``region``
        ``region`` of the buyers, null for those whose region is not told. ``regions`` in ``country``: how many buy.
    ``amount_krub``, ``quantity``
        Demand, thousand roubles and units; the quantity only where all of it is told.
    ``imported_krub``, ``import_share``, ``import_share_max``
        What was surely made abroad; the greatest share if all that has no known origin was.
    ``grade``
        Of the import share: ``between``, ``high``, ``critical``; null below.
    ``buyers``, ``sources``, ``foreign_sources``
        How many bought, sold, sold what was made abroad.
    ``foreign_concentration``
        Herfindahl–Hirschman index of the sources of imports, 0..1.
    ``buyer_1``, ``buyer_1_share`` … ``buyer_3_share``
        The largest buyers with their shares of the amount.
    ``makers_in_region``, ``output_in_region_krub``, ``output_in_region``, ``makers_in_country``, …
        Who makes it at home, thousand roubles and units; null where nobody told outputs of the year, output also where
        a maker does not tell, makers of the region also where that is not told.
    """

    path: str
    digest: str
    on: date
    year: int
    min_amount_krub: float
    thresholds: Mapping[str, Threshold]
    cells: pl.DataFrame
    country: pl.DataFrame


def scan_niches(
    dataset: Dataset,
    *,
    year: int,
    on: date | None = None,
    min_amount_krub: float | None = None,
    settings: Settings | None = None,
) -> Scan:
    """Scan every product in every region for imports that could be made at home.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``organisations``, ``products``, ``outputs``. Rows of ids that their register does not hold
        are left out, as are foreign buyers.
    year
        Calendar year of supplies and outputs.
    on
        The day of the question, the end of the year by default; it is only told again.
    min_amount_krub
        Imports a year from which on a cell can be a candidate, thousand roubles; by default ``niches.min_amount_krub``
        of the settings.
    settings
        Thresholds of import shares and the least amount.

    Returns
    -------
    Scan
        Sorted by rank; whatever the order of rows in the dataset.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> scan = scan_niches(read_dataset(load("machine-building")).dataset, year=2018)
    >>> scan.country.filter("candidate").select("product_id", "grade").rows()
    [('P308', 'critical'), ('P209', 'high'), ('P309', 'between')]
    """
    settings = settings or Settings()
    least = settings.niches.min_amount_krub if min_amount_krub is None else min_amount_krub
    thresholds = read_thresholds(settings.needs)
    codes = find_codes(dataset, year)
    purchases = sum_purchases(dataset, codes, year)
    makers = count_makers(dataset, year)
    cells = tell_cells(purchases, codes, makers)
    country = tell_country(purchases, codes, makers)
    products = dataset.rows("products").select("product_id", "name", "unit").collect().unique("product_id")
    return Scan(
        path=str(dataset.path),
        digest=dataset.digest,
        on=on or date(year, 12, 31),
        year=year,
        min_amount_krub=least,
        thresholds=thresholds,
        cells=rank_cells(cells, products, thresholds, least),
        country=rank_cells(country, products, thresholds, least),
    )
