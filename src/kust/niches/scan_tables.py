"""The sums of a scan as tables: by product and region, and by product over the country."""

import polars as pl

from kust.niches.scan_codes import Codes
from kust.niches.scan_flows import CELL, LARGEST, Purchases

_SUMS = ("amount_krub", "imported_krub", "unplaced_krub", "_quantity")


def tell_cells(purchases: Purchases, codes: Codes, makers: pl.DataFrame | None) -> pl.DataFrame:
    """Tell demand, imports, buyers, sources and makers of each product in each region."""
    cells = purchases.sums.join(purchases.sources, on=CELL, how="left").join(
        _pick_largest(purchases.buyers, codes, CELL), on=CELL, how="left"
    )
    told = _name(cells, codes).with_columns(region=codes.regions.gather(cells["_region"]))
    told = told.select("product_id", "region", *_tell(codes))
    return _join_country(_join_regions(told, makers), makers)


def tell_country(purchases: Purchases, codes: Codes, makers: pl.DataFrame | None) -> pl.DataFrame:
    """Tell the same of each product over all regions; whoever is largest there is among the largest of its region."""
    place = pl.col("amount_krub").rank("min", descending=True)
    largest = purchases.buyers.filter(place.over("_product") <= LARGEST)
    of_region = purchases.buyers.group_by(CELL).agg(pl.col("buyers").first())
    sums = purchases.sums.group_by("_product").agg(
        pl.col(_SUMS).sum(), pl.col("_untold").max(), regions=pl.len().cast(pl.Int64)
    )
    cells = (
        sums.join(of_region.group_by("_product").agg(pl.col("buyers").sum()), on="_product", how="left")
        .join(purchases.sources_of_country, on="_product", how="left")
        .join(_pick_largest(largest, codes, ("_product",)).drop("buyers"), on="_product", how="left")
    )
    told = _name(cells, codes).select("product_id", "regions", *_tell(codes))
    return _join_country(told, makers)


def _pick_largest(buyers: pl.DataFrame, codes: Codes, cell: tuple[str, ...]) -> pl.DataFrame:
    """Put the largest buyers of a cell in columns, of equal ones the first by id, beside the number of all."""
    numbered = buyers.join(codes.buyers.select("_buyer", "_organisation"), on="_buyer")
    ordered = numbered.sort("amount_krub", "_organisation", descending=[True, False])
    largest = ordered.group_by(cell).agg(
        pl.col("buyers").first(), pl.col("_organisation", "amount_krub").head(LARGEST)
    )
    columns = {}
    for place in range(LARGEST):
        columns[f"_buyer_{place + 1}"] = pl.col("_organisation").list.get(place, null_on_oob=True)
        columns[f"_bought_{place + 1}"] = pl.col("amount_krub").list.get(place, null_on_oob=True)
    return largest.select(*cell, "buyers", **columns)


def _name(cells: pl.DataFrame, codes: Codes) -> pl.DataFrame:
    return cells.with_columns(product_id=codes.products["product_id"].gather(cells["_product"]))


def _tell(codes: Codes) -> list[pl.Expr]:
    amount, imported = pl.col("amount_krub"), pl.col("imported_krub")
    squares = pl.when(imported > 0).then(pl.col("_squares") / (imported * imported))
    largest = []
    for place in range(1, LARGEST + 1):
        number = pl.col(f"_buyer_{place}")
        ids = pl.lit(codes.organisations).gather(number)
        largest += [
            ids.alias(f"buyer_{place}"),
            (pl.col(f"_bought_{place}") / amount).alias(f"buyer_{place}_share"),
        ]
    return [
        amount,
        pl.when(pl.col("_untold") == 0).then("_quantity").alias("quantity"),
        imported,
        (imported / amount).clip(0, 1).alias("import_share"),
        ((imported + pl.col("unplaced_krub")) / amount).clip(0, 1).alias("import_share_max"),
        pl.col("buyers", "sources", "foreign_sources").cast(pl.Int64),
        squares.clip(0, 1).alias("foreign_concentration"),
        *largest,
    ]


def _join_regions(cells: pl.DataFrame, makers: pl.DataFrame | None) -> pl.DataFrame:
    """Add who makes it in the region; where buyers are of no known region nobody can say."""
    places = ("product_id", "region")
    sums = None if makers is None else makers.filter(pl.col("region").is_not_null())
    return _join_made(cells, sums, places, "in_region", pl.col("region").is_not_null())


def _join_country(cells: pl.DataFrame, makers: pl.DataFrame | None) -> pl.DataFrame:
    return _join_made(cells, makers, ("product_id",), "in_country", pl.lit(True))


def _join_made(
    cells: pl.DataFrame, makers: pl.DataFrame | None, places: tuple[str, ...], where: str, known: pl.Expr
) -> pl.DataFrame:
    """Add makers and output; nobody makes 0, what a maker does not tell is null, and so is all without outputs."""
    columns = {
        "makers": f"makers_{where}",
        "output_krub": f"output_{where}_krub",
        "output": f"output_{where}",
    }
    if makers is None:
        types = {"makers": pl.Int64, "output_krub": pl.Float64, "output": pl.Float64}
        return cells.with_columns(pl.lit(None, types[old]).alias(new) for old, new in columns.items())
    untold = [pl.col(name).is_null().any().alias(f"_{name}") for name in ("output_krub", "output")]
    sums = makers.group_by(places).agg(pl.col(*columns).sum(), *untold)
    joined = cells.join(sums, on=places, how="left")
    told = {"makers": known} | {
        name: known & ~pl.col(f"_{name}").fill_null(False) for name in ("output_krub", "output")
    }
    return joined.with_columns(
        pl.when(told[old]).then(pl.col(old).fill_null(0)).alias(new) for old, new in columns.items()
    ).drop(*columns, "_output_krub", "_output")
