"""What the participants of each cluster bought: summed by product, by buyer and by source."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import narwhals as nw
import polars as pl

from kust.chain.imports import HOME, split_by_country
from kust.chain.members import find_members
from kust.chain.purchases import match_purchases
from kust.data.dataset import Dataset, Origin
from kust.data.flows import KEYS

DEMAND = ("bought_krub", "imported_krub", "unplaced_krub", "quantity")


@dataclass(frozen=True)
class Purchased:
    """Purchases of the participants, in memory, thousand roubles and units of the product.

    ``participants``, ``members``: ``cluster_id``, ``organisation_id``. ``flows``: a row a cluster and matched flow of
    any year, as :func:`kust.chain.purchases.match_purchases` gives them; a buyer of two clusters stands in each.
    """

    participants: pl.DataFrame
    members: pl.DataFrame
    flows: pl.DataFrame

    def of(self, year: int) -> pl.DataFrame:
        """Return the flows of a year."""
        return self.flows.filter(pl.col("year") == year)


def has_supplies(dataset: Dataset, year: int) -> bool:
    """Tell whether the table of supplies has any row of a year: without one nobody's purchases are known, not 0."""
    if not dataset.has("supplies"):
        return False
    rows = dataset.table("supplies").filter(nw.col("year") == year).select("year").head(1)
    return len(dataset.collect(rows)) > 0


def narrow(dataset: Dataset, participants: pl.DataFrame) -> Dataset:
    """Read once the supplies that touch the participants, so that what is asked of them does not read all again."""
    ids = participants["organisation_id"].unique()
    rows = dataset.engine.mark(dataset.table("supplies"), "supplier_id", "_sells", ids)
    rows = dataset.engine.mark(rows, "buyer_id", "_buys", ids).filter(nw.col("_sells") | nw.col("_buys"))
    touching = pl.DataFrame(dataset.collect(rows.drop("_sells", "_buys")).to_native())
    nowhere = {"_file": pl.lit(None, pl.String), "_sheet": pl.lit(None, pl.String)}
    frame = touching.with_columns(**nowhere, _row=pl.lit(None, pl.Int64))
    supplies = Origin((), touching.height, frozenset(touching.columns), frame)
    return replace(dataset, origins={**dataset.origins, "supplies": supplies})


def read_purchased(dataset: Dataset, members: pl.DataFrame, participants: pl.DataFrame) -> Purchased:
    """Match the purchases of the participants in all years."""
    buyers = participants["organisation_id"].unique()
    flows = pl.DataFrame(dataset.collect(match_purchases(dataset, buyers=buyers)).to_native())
    own = participants.join(flows, left_on="organisation_id", right_on="buyer_id")
    own = own.rename({"organisation_id": "buyer_id"}).sort("cluster_id", "year", *KEYS)
    return Purchased(participants, members, own)


def find_participants(
    dataset: Dataset, clusters: Sequence[str], members: pl.DataFrame, *, everybody: bool
) -> pl.DataFrame:
    """List who counts: members with role enterprise; every member of an innovation cluster, or of all by a reading."""
    innovation = dataset.rows("clusters").filter(
        pl.col("cluster_id").is_in(list(clusters)), pl.col("kind") == "innovation"
    )
    whole = list(clusters) if everybody else innovation.collect()["cluster_id"].to_list()
    counts = (pl.col("role") == "enterprise") | pl.col("cluster_id").is_in(whole)
    chosen = members.filter(counts.fill_null(False))
    return chosen.select("cluster_id", "organisation_id").unique().sort("cluster_id", "organisation_id")


def sum_demand(flows: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Sum purchases; a quantity is null where a flow does not tell it, prices rest on the flows that do.

    Returns
    -------
    pl.DataFrame
        The keys, the columns of ``DEMAND``, and ``price_krub``, ``import_price_krub``, ``domestic_price_krub``,
        thousand roubles a unit: null where no flow tells both its amount and its quantity. Money of unknown origin is
        in none of the last two.
    """
    bought, quantity = pl.col("bought_krub"), pl.col("quantity")
    imported, of_imported = pl.col("imported_krub"), pl.col("imported_quantity")
    told = (bought > 0) & (quantity > 0)
    split = told & of_imported.is_not_null()
    prices = {
        "price_krub": (bought, quantity, told),
        "import_price_krub": (imported, of_imported, split & (imported > 0) & (of_imported > 0)),
        "domestic_price_krub": (bought - imported, quantity - of_imported, split & _is_above(bought, imported)
                                & _is_above(quantity, of_imported)),
    }  # fmt: skip
    sums = flows.group_by(*keys).agg(
        pl.col("bought_krub", "imported_krub", "unplaced_krub").sum(),
        pl.when(quantity.is_not_null().all()).then(quantity.sum()).alias("quantity"),
        *(amount.filter(which).sum().alias(f"_{name}") for name, (amount, _, which) in prices.items()),
        *(units.filter(which).sum().alias(f"_{name}_units") for name, (_, units, which) in prices.items()),
    )
    divided = {
        name: pl.when(pl.col(f"_{name}_units") > 0).then(pl.col(f"_{name}") / pl.col(f"_{name}_units"))
        for name in prices
    }
    return sums.with_columns(**divided).select(*keys, *DEMAND, *prices).sort(*keys)


def _is_above(whole: pl.Expr, part: pl.Expr) -> pl.Expr:
    """Tell whether something is left beyond the rounding of sums."""
    return whole - part > 1e-9 * whole


def find_sources(dataset: Dataset, purchased: Purchased, year: int) -> pl.DataFrame:
    """Sum what each supplier sold of each product to a cluster, by the country where it was made.

    Returns
    -------
    pl.DataFrame
        ``cluster_id``, ``product_id``, ``supplier_id``, ``country`` (null where not told), ``bought_krub``, ``member``,
        the largest of a product first.
    """
    flows = purchased.of(year)
    split = split_by_country(dataset, flows.unique(KEYS), year)
    split = purchased.participants.join(split, left_on="organisation_id", right_on="buyer_id")
    sums = split.group_by("cluster_id", "product_id", "supplier_id", "country").agg(
        pl.col("bought_krub").sum()
    )
    members = purchased.members.select("cluster_id", pl.col("organisation_id").alias("supplier_id")).unique()
    sums = sums.join(members.with_columns(member=True), on=["cluster_id", "supplier_id"], how="left")
    order = ["cluster_id", "product_id", "bought_krub", "supplier_id", "country"]
    falling = [False, False, True, False, False]
    return sums.with_columns(pl.col("member").fill_null(False)).sort(order, descending=falling)


def calc_concentration(sources: pl.DataFrame) -> pl.DataFrame:
    """Work out how concentrated the suppliers of each product are: the sum of their squared shares, 0..1.

    ``concentration`` of all of them, ``foreign_concentration`` of what was made abroad; null where nothing was.
    """
    keys = ("cluster_id", "product_id")
    foreign = sources.filter(pl.col("country") != HOME)
    return _index(sources, "concentration").join(
        _index(foreign, "foreign_concentration"), on=list(keys), how="left"
    )


def _index(sources: pl.DataFrame, name: str) -> pl.DataFrame:
    amounts = sources.group_by("cluster_id", "product_id", "supplier_id").agg(pl.col("bought_krub").sum())
    amount = pl.col("bought_krub")
    return amounts.group_by("cluster_id", "product_id").agg(
        ((amount / amount.sum()) ** 2).sort(descending=True).sum().alias(name)
    )


def read_members(dataset: Dataset, on: date, clusters: Sequence[str]) -> pl.DataFrame:
    """List the membership rows of the day."""
    members = find_members(dataset, on).filter(nw.col("cluster_id").is_in(list(clusters)))
    return pl.DataFrame(members.to_native()).select("cluster_id", "organisation_id", "role")
