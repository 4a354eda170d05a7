"""Numbers in place of long codes: what makes millions of flows quick to group."""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from kust.chain.purchases import HOME
from kust.data.dataset import Dataset
from kust.data.engines import LazyFrame

# Where whole numbers still are exact as doubles, in which some engines divide.
_EXACT = 2**53
# Numbers below this fit into half the room.
_SMALL = 2**31


@dataclass(frozen=True)
class Codes:
    """Organisations, regions and products as numbers.

    ``organisations``: ids in order; the number of an organisation is its place. ``suppliers``: ``supplier_id``,
    ``_supplier``; numbers below ``abroad`` are foreign, below ``told`` their country is told. ``buyers``, without the
    foreign ones: ``buyer_id``, ``_organisation``, ``_buyer`` = number of the region · ``width`` + place in it.
    ``regions``: code by number, the last one null for those whose region is not told. ``products``: ``product_id``,
    ``_product``.
    """

    organisations: pl.Series
    suppliers: pl.DataFrame
    buyers: pl.DataFrame
    products: pl.DataFrame
    regions: pl.Series
    width: int
    abroad: int
    told: int

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns that make a flow: supplier and buyer as one number where it is exact."""
        exact = len(self.regions) * self.width * len(self.organisations) < _EXACT
        return ("_pair", "_product") if exact else ("_buyer", "_supplier", "_product")

    def put_in(self, dataset: Dataset, rows: LazyFrame) -> LazyFrame:
        """Put numbers in place of the ids of supplies; what no register knows and foreign buyers are left out."""
        for frame in (self.suppliers, self.buyers.drop("_organisation"), self.products):
            column = frame.columns[0]
            rows = rows.join(dataset.engine.open_frame(frame), on=column, how="inner").drop(column)
        if "_pair" not in self.keys:
            return rows
        pair = nw.col("_buyer").cast(nw.Int64()) * len(self.organisations) + nw.col("_supplier")
        return rows.with_columns(_pair=pair).drop("_buyer", "_supplier")

    def take_apart(self) -> dict[str, nw.Expr]:
        """Return supplier, buyer and the buyer's region from the columns that make a flow."""
        buyer, supplier = nw.col("_buyer"), nw.col("_supplier")
        if "_pair" in self.keys:
            supplier = (nw.col("_pair") % len(self.organisations)).cast(self._number)
            buyer = (nw.col("_pair") // len(self.organisations)).cast(self._number)
        return {"_supplier": supplier, "_buyer": buyer, "_region": self.region_of(buyer)}

    def region_of(self, buyer: nw.Expr) -> nw.Expr:
        """Return the number of a buyer's region."""
        return (buyer // self.width).cast(nw.Int32())

    @property
    def _number(self) -> nw.dtypes.DType:
        return nw.Int32() if self.buyers.schema["_buyer"] == pl.Int32 else nw.Int64()


def find_codes(dataset: Dataset, year: int) -> Codes:
    """Number organisations, regions and products; where there is no register, those of the year's supplies."""
    firms = _read_organisations(dataset, year)
    home = pl.col("country").fill_null(HOME) == HOME
    place = pl.when(pl.col("country").is_null()).then(2).when(home).then(1).otherwise(0)
    suppliers = firms.select("organisation_id", _place=place.cast(pl.Int8)).sort(
        "_place", maintain_order=True
    )
    places = suppliers["_place"]
    buyers = firms.filter(home).select("organisation_id", "_organisation", "region")
    regions = buyers["region"].drop_nulls().unique().sort().extend(pl.Series([None], dtype=pl.String))
    numbered = pl.DataFrame({"region": regions, "_region": pl.int_range(len(regions), eager=True)})
    buyers = buyers.join(numbered, on="region", nulls_equal=True, maintain_order="left")
    in_region = pl.int_range(pl.len()).over("_region")
    width = int(buyers["_region"].value_counts()["count"].max() or 1)  # type: ignore[arg-type]
    number = pl.Int32 if max(len(regions) * width, len(firms)) < _SMALL else pl.Int64
    return Codes(
        organisations=firms["organisation_id"],
        suppliers=suppliers.select(
            supplier_id="organisation_id", _supplier=pl.int_range(pl.len(), dtype=number)
        ),
        buyers=buyers.select(
            pl.col("organisation_id").alias("buyer_id"),
            (pl.col("_region") * width + in_region).cast(number).alias("_buyer"),
            "_organisation",
        ),
        products=_read_products(dataset, year),
        regions=regions,
        width=width,
        abroad=int((places == 0).sum()),
        told=int((places < 2).sum()),
    )


def _read_organisations(dataset: Dataset, year: int) -> pl.DataFrame:
    columns = ("organisation_id", "country", "region")
    if dataset.has("organisations"):
        firms = dataset.rows("organisations").select(columns).collect().unique("organisation_id")
    else:
        traded = [_ids_in_supplies(dataset, year, column) for column in ("supplier_id", "buyer_id")]
        firms = pl.DataFrame({"organisation_id": pl.concat(traded).unique()}).with_columns(
            country=pl.lit(None, pl.String), region=pl.lit(None, pl.String)
        )
    ordered = firms.drop_nulls("organisation_id").sort("organisation_id")
    return ordered.with_columns(_organisation=pl.int_range(pl.len(), dtype=pl.Int64))


def _read_products(dataset: Dataset, year: int) -> pl.DataFrame:
    if dataset.has("products"):
        ids = dataset.rows("products").select("product_id").collect().to_series()
    else:
        ids = _ids_in_supplies(dataset, year, "product_id")
    ordered = ids.drop_nulls().unique().sort()
    return pl.DataFrame({"product_id": ordered}).with_columns(_product=pl.int_range(pl.len(), dtype=pl.Int64))


def _ids_in_supplies(dataset: Dataset, year: int, column: str) -> pl.Series:
    rows = dataset.table("supplies").filter(nw.col("year") == year).select(column).unique()
    return pl.DataFrame(dataset.collect(rows).to_native())[column]
