"""The scan for niches in Polars, written by hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars import col

NEAR = 1e-9  # figures this close to a threshold (relative) count as equal to it
HIGH, HIGH_TOO, CRITICAL = 0.7, 0.6, 0.9
CELL = ["product", "region"]
SIDES = ("buyer", "supplier", "ledger")


def run(folder: Path, year: int, least: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return every product in every region, and every product of the country."""
    firms, suppliers, buyers, products = _registers(folder)
    flows = _match(folder, year, suppliers, buyers, products)
    makers = _makers(folder, year, firms)
    largest = _largest(flows, buyers)
    sums = flows.lazy().group_by(CELL).agg(*_sums()).collect()
    cells = sums.join(_sources(flows, CELL), on=CELL).join(_columns(largest, CELL), on=CELL)
    everywhere = largest.unique(CELL).group_by("product").agg(col("buyers").sum())
    country = (
        sums.group_by("product")
        .agg(col("amount", "imported", "unplaced", "quantity").sum(), col("untold").max(), regions=pl.len())
        .join(_sources(flows, ["product"]), on="product")
        .join(_columns(largest.drop("buyers"), ["product"]), on="product")
        .join(everywhere, on="product")
    )
    region_names = buyers.select("region", region_code="region_code").unique()
    cells = cells.join(region_names, on="region").drop("region").rename({"region_code": "region"})
    return tuple(_finish(table, products, firms, makers, least) for table in (cells, country))


def _registers(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Firms by number; suppliers with where they are; buyers at home with their region; products by number."""
    firms = (
        pl.read_parquet(folder / "organisations.parquet", columns=["organisation_id", "country", "region"])
        .sort("organisation_id")
        .with_columns(number=pl.int_range(pl.len(), dtype=pl.UInt32))
    )
    home = col("country").is_null() | (col("country") == "RU")
    suppliers = firms.select(
        supplier_id="organisation_id",
        supplier="number",
        place=pl.when(col("country").is_null()).then(None).otherwise(col("country") != "RU"),
    )
    buyers = firms.filter(home).select(
        buyer_id="organisation_id",
        buyer="number",
        region_code="region",
        region=col("region").rank("dense").fill_null(0).cast(pl.UInt16),
    )
    products = pl.read_parquet(folder / "products.parquet", columns=["product_id", "name", "unit"])
    return firms, suppliers, buyers, products.with_columns(product=pl.int_range(pl.len(), dtype=pl.UInt16))


def _match(
    folder: Path, year: int, suppliers: pl.DataFrame, buyers: pl.DataFrame, products: pl.DataFrame
) -> pl.DataFrame:
    """One row a flow: what was bought, what of it was made abroad or nobody knows where, how many units."""
    rows = (
        pl.scan_parquet(folder / "supplies.parquet")
        .filter(col("year") == year, col("supplier_id") != col("buyer_id"))
        .join(suppliers.lazy().select("supplier_id", "supplier"), on="supplier_id")
        .join(buyers.lazy().select("buyer_id", "buyer"), on="buyer_id")
        .join(products.lazy().select("product_id", "product"), on="product_id")
    )
    # One number for the three keys makes the grouping several times quicker.
    width, kinds = len(suppliers), len(products)
    flow = (col("buyer").cast(pl.Int64) * width + col("supplier")) * kinds + col("product")
    by = col("reported_by").fill_null("ledger")
    amount, origin, sold = col("amount_krub"), col("origin_country"), col("amount_krub") > 0
    sums = []
    for side in SIDES:
        mine = by == side
        sums += [
            pl.when(mine & (origin != "RU")).then(amount).otherwise(0).sum().alias(f"abroad_{side}"),
            pl.when(mine & (origin == "RU")).then(amount).otherwise(0).sum().alias(f"home_{side}"),
            pl.when(mine & origin.is_null()).then(amount).otherwise(0).sum().alias(f"blank_{side}"),
            pl.when(mine & sold).then(col("quantity").fill_null(float("nan"))).otherwise(0).sum().alias(side),
        ]
    first = pl.when(by == "buyer").then(0).when(by == "supplier").then(1).otherwise(2).min().alias("first")
    flows = rows.group_by(flow=flow).agg(first, *sums).with_columns(_words()).filter(col("amount") > 0)
    pair = col("flow") // kinds
    supplier = (pair % width).cast(pl.UInt32)
    placed = flows.with_columns(
        product=(col("flow") % kinds).cast(pl.UInt16),
        supplier=supplier,
        buyer=(pair // width).cast(pl.UInt32),
    )
    placed = placed.join(suppliers.lazy().select("supplier", "place"), on="supplier")
    placed = placed.join(buyers.lazy().select("buyer", "region"), on="buyer")
    whole = col("abroad") + col("home") + col("blank")
    abroad = col("abroad") + pl.when("place").then("blank").otherwise(0)
    return placed.select(
        "product",
        "region",
        "buyer",
        "supplier",
        "amount",
        imported=col("amount") * abroad / whole,
        unplaced=col("amount") * pl.when(col("place").is_null()).then("blank").otherwise(0) / whole,
        quantity=col("quantity").fill_nan(0),
        untold=col("quantity").is_nan(),
    ).collect(engine="streaming")


def _words() -> list[pl.Expr]:
    """Whose amount counts, whose word on the origin, whose quantity."""
    whole = {side: col(f"abroad_{side}") + col(f"home_{side}") + col(f"blank_{side}") for side in SIDES}
    knows = [(col(f"abroad_{side}") + col(f"home_{side}")) > 0 for side in SIDES]
    sells = [whole[side] > 0 for side in SIDES]
    counts = [sold & col(side).is_not_nan() for side, sold in zip(SIDES, sells, strict=True)]

    def of_first(conditions: list[pl.Expr], values: list[pl.Expr], otherwise: pl.Expr) -> pl.Expr:
        chosen = otherwise
        for condition, value in reversed(list(zip(conditions, values, strict=True))):
            chosen = pl.when(condition).then(value).otherwise(chosen)
        return chosen

    words = [
        of_first(
            knows, parts := [col(f"{place}_{side}") for side in SIDES], of_first(sells, parts, pl.lit(0.0))
        ).alias(place)
        for place in ("abroad", "home", "blank")
    ]
    amount = of_first([col("first") == place for place in range(3)], list(whole.values()), pl.lit(None))
    quantity = of_first(counts, [col(side) for side in SIDES], pl.lit(float("nan")))
    return [*words, amount.alias("amount"), quantity.alias("quantity")]


def _sums() -> list[pl.Expr]:
    return [col("amount", "imported", "unplaced", "quantity").sum(), col("untold").max()]


def _largest(flows: pl.DataFrame, buyers: pl.DataFrame) -> pl.DataFrame:
    """The three largest buyers of each cell, of equal ones the first, with the number of all its buyers."""
    sums = flows.lazy().group_by("product", "buyer").agg(col("amount").sum().round(6))
    sums = sums.join(buyers.lazy().select("buyer", "region"), on="buyer")
    ranked = sums.with_columns(
        place=col("amount").rank("min", descending=True).over(CELL), buyers=pl.len().over(CELL)
    )
    return ranked.filter(col("place") <= 3).collect(engine="streaming")


def _columns(largest: pl.DataFrame, cell: list[str]) -> pl.DataFrame:
    ordered = largest.sort("amount", "buyer", descending=[True, False])
    more = [col("buyers").first()] if "buyers" in largest.columns else []
    listed = ordered.group_by(cell, maintain_order=True).agg(col("buyer", "amount").head(3), *more)
    return listed.select(
        *cell,
        *(["buyers"] if more else []),
        *(col("buyer").list.get(n, null_on_oob=True).alias(f"buyer_{n + 1}") for n in range(3)),
        *(col("amount").list.get(n, null_on_oob=True).alias(f"bought_{n + 1}") for n in range(3)),
    )


def _sources(flows: pl.DataFrame, cell: list[str]) -> pl.DataFrame:
    imported = col("imported")
    suppliers = flows.lazy().group_by(*cell, "supplier").agg(imported.sum())
    return (
        suppliers.group_by(cell)
        .agg(sources=pl.len(), foreign_sources=(imported > 0).sum(), squares=(imported**2).sum())
        .collect(engine="streaming")
    )


def _makers(folder: Path, year: int, firms: pl.DataFrame) -> pl.DataFrame | None:
    """Who at home makes what in which region; whoever states 0 does not."""
    made, quantity = col("amount_krub"), col("quantity")
    told = (
        pl.scan_parquet(folder / "outputs.parquet")
        .filter(col("year") == year)
        .select("organisation_id", "product_id", "quantity", "amount_krub")
        .join(firms.lazy().select("organisation_id", "country", "region"), on="organisation_id")
        .collect()
    )
    if told.is_empty():
        return None
    makes = (made.fill_null(0) > 0) | (quantity.fill_null(0) > 0) | (made.is_null() & quantity.is_null())
    return (
        told.filter(makes, col("country").is_null() | (col("country") == "RU"))
        .group_by("product_id", "region")
        .agg(pl.len().alias("makers"), made.sum(), quantity.sum(), *_untold(made, quantity))
    )


def _untold(made: pl.Expr, quantity: pl.Expr) -> list[pl.Expr]:
    return [made.is_null().any().alias("no_made"), quantity.is_null().any().alias("no_quantity")]


def _finish(
    table: pl.DataFrame,
    products: pl.DataFrame,
    firms: pl.DataFrame,
    makers: pl.DataFrame | None,
    least: float,
) -> pl.DataFrame:
    amount, imported = col("amount"), col("imported")
    share = (imported / amount).clip(0, 1)
    grade = (
        pl.when(share >= CRITICAL * (1 - NEAR))
        .then(pl.lit("critical"))
        .when(share > HIGH * (1 + NEAR))
        .then(pl.lit("high"))
        .when(share >= HIGH_TOO * (1 - NEAR))
        .then(pl.lit("between"))
    )
    ids = firms["organisation_id"]
    place = [name for name in ("product_id", "region") if name != "region" or "region" in table.columns]
    told = (
        table.join(products, on="product")
        .select(
            *place,
            "name",
            "unit",
            *(["regions"] if "regions" in table.columns else []),
            amount_krub=amount,
            quantity=pl.when(col("untold").not_()).then("quantity"),
            imported_krub=imported,
            import_share=share,
            import_share_max=((imported + col("unplaced")) / amount).clip(0, 1),
            buyers="buyers",
            sources="sources",
            foreign_sources="foreign_sources",
            foreign_concentration=pl.when(imported > 0).then(col("squares") / imported**2).clip(0, 1),
            **{f"buyer_{n}": pl.lit(ids).gather(col(f"buyer_{n}")) for n in (1, 2, 3)},
            **{f"buyer_{n}_share": col(f"bought_{n}") / amount for n in (1, 2, 3)},
            grade=grade,
            above_minimum=imported >= least * (1 - NEAR),
        )
        .with_columns(candidate=col("grade").is_not_null() & col("above_minimum"))
    )
    if "region" in place:
        told = _add_makers(told, makers, ["product_id", "region"], "in_region")
    told = _add_makers(told, makers, ["product_id"], "in_country")
    ranked = told.sort(place, nulls_last=True).sort(
        "candidate", col("imported_krub").round(6), descending=True, maintain_order=True
    )
    return ranked.with_columns(rank=pl.int_range(1, pl.len() + 1))


def _add_makers(
    told: pl.DataFrame, makers: pl.DataFrame | None, place: list[str], where: str
) -> pl.DataFrame:
    columns = {
        "makers": f"makers_{where}",
        "amount_krub": f"output_{where}_krub",
        "quantity": f"output_{where}",
    }
    if makers is None:
        return told.with_columns(pl.lit(None).alias(name) for name in columns.values())
    sums = makers.group_by(place).agg(pl.col(*columns).sum(), col("no_made").any(), col("no_quantity").any())
    sums = sums.select(
        *place,
        makers_=col("makers"),
        made_=pl.when(col("no_made").not_()).then("amount_krub"),
        quantity_=pl.when(col("no_quantity").not_()).then("quantity"),
    )
    joined = told.join(sums, on=place, how="left")
    known, nobody = col(place[-1]).is_not_null(), col("makers_").is_null()
    figures = [
        pl.when(known).then(pl.when(nobody).then(0).otherwise(col(old))).alias(new)
        for old, new in zip(("makers_", "made_", "quantity_"), columns.values(), strict=True)
    ]
    return joined.with_columns(figures).drop("makers_", "made_", "quantity_")
