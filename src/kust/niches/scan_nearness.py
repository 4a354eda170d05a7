"""How near each region stands to each product of a scan, by what its firms make."""

from dataclasses import replace

import numpy as np
import polars as pl
from scipy import sparse

from kust.data.dataset import Dataset
from kust.niches.complexity import calc_presence
from kust.niches.production import read_production
from kust.niches.relatedness import calc_density, calc_proximity
from kust.niches.scan import Scan


def add_relatedness(dataset: Dataset, scan: Scan) -> Scan:
    """Add the column ``relatedness`` to the cells of a scan.

    Of a region c to a product p, 0..1, as :func:`kust.niches.relatedness.calc_density` works it out: the proximity of
    products comes from all organisations at home, the advantage of a region from the sum of its organisations that tell
    their amounts. Null where nothing goes with the product, or the region is not told or makes nothing.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> from kust.niches.scan import scan_niches
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> "relatedness" in add_relatedness(dataset, scan_niches(dataset, year=2018)).cells.columns
    True
    """
    production = read_production(dataset, scan.year)
    names, places = production.regions
    told = np.flatnonzero(places >= 0)
    sums = sparse.csr_array((np.ones(len(told)), (places[told], told)), shape=(len(names), len(places)))
    near = calc_density(calc_presence(sums @ production.amounts), calc_proximity(production.presence))
    table = pl.DataFrame(
        {
            "product_id": pl.Series(production.products, dtype=pl.String).gather(
                np.tile(np.arange(near.shape[1]), len(names))
            ),
            "region": pl.Series(names, dtype=pl.String).gather(
                np.repeat(np.arange(len(names)), near.shape[1])
            ),
            "relatedness": pl.Series(near.ravel(), dtype=pl.Float64).fill_nan(None),
        }
    )
    cells = scan.cells.drop("relatedness", strict=False)
    return replace(
        scan, cells=cells.join(table, on=["product_id", "region"], how="left", maintain_order="left")
    )
