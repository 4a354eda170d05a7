"""The question in Polars, written by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from polars import col

NEAR = 1e-9  # figures this close to a threshold (relative) count as equal to it
NOT_MET, UNKNOWN, MET = 0, 1, 2
SIDES = {"supply_side": ("made", "sold"), "purchase_side": ("spent", "got")}
FLOW = ("supplier_id", "buyer_id", "product_id")


def run(folder: Path, on: date, year: int) -> pl.DataFrame:
    """Return the verdicts and values of every cluster of the dataset in `folder`."""
    members = _members(folder, on, year)
    rows = _rows_that_touch(folder, year, members)
    matched = _match(rows, members)
    members = _judge_members(_figures(members, rows, matched))
    clusters = pl.read_parquet(folder / "clusters.parquet", columns=["cluster_id"])
    return _answer(clusters.join(_sums(members), on="cluster_id", how="left"))


def _members(folder: Path, on: date, year: int) -> pl.DataFrame:
    """One row a cluster and enterprise on the day, with what its books say of the year."""
    present = (
        pl.scan_parquet(folder / "memberships.parquet")
        .filter(
            col("role") == "enterprise",
            col("joined_on").is_null() | (col("joined_on") <= on),
            col("left_on").is_null() | (col("left_on") > on),
        )
        .group_by("cluster_id", "organisation_id")
        .agg(col("makes_final_products").max())
    ).collect()
    accounts = pl.scan_parquet(folder / "accounts.parquet").filter(col("year") == year)
    accounts = accounts.select("organisation_id", "output_krub", "purchases_krub", "purchases_complete")
    return (
        present.lazy()
        .join(accounts, on="organisation_id", how="left")
        .join(_outputs(folder, year, present["organisation_id"].unique()), on="organisation_id", how="left")
        .select(
            "cluster_id",
            "organisation_id",
            pl.coalesce("makes_final_products", "lists_final").alias("final"),
            pl.coalesce("output_krub", "listed").alias("made"),
            "purchases_krub",
            "purchases_complete",
        )
        .collect()
    )


def _outputs(folder: Path, year: int, enterprises: pl.Series) -> pl.LazyFrame:
    """The sum of what each enterprise lists as made, and whether any of it is a final product."""
    products = pl.scan_parquet(folder / "products.parquet").select("product_id", "is_final")
    made, is_final = col("amount_krub"), col("is_final")
    return (
        pl.scan_parquet(folder / "outputs.parquet")
        .filter(col("year") == year, col("organisation_id").is_in(enterprises.implode()))
        .join(products, on="product_id")
        .with_columns(surely=is_final & (made > 0), surely_not=(~is_final | (made == 0)).fill_null(False))
        .group_by("organisation_id")
        .agg(
            pl.when(made.is_not_null().all()).then(made.sum()).alias("listed"),
            pl.when(col("surely").any())
            .then(True)
            .when((made > 0).any() & col("surely_not").all())
            .then(False)
            .alias("lists_final"),
        )
    )


def _rows_that_touch(folder: Path, year: int, members: pl.DataFrame) -> pl.DataFrame:
    """The year's supplies from or to an enterprise of any cluster."""
    enterprises = members["organisation_id"].unique().implode()
    return (
        pl.scan_parquet(folder / "supplies.parquet")
        .filter(col("year") == year)
        .select(*FLOW, "amount_krub", "reported_by")
        .with_columns(
            col("supplier_id").is_in(enterprises).alias("sold_by_member"),
            col("buyer_id").is_in(enterprises).alias("bought_by_member"),
        )
        .filter(col("sold_by_member") | col("bought_by_member"))
        .collect()
    )


def _match(rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """One row a flow, told as the supplier sees it (`s`) and as the buyer sees it (`p`)."""
    lacks_total = members.filter(
        col("purchases_krub").is_null(), col("purchases_complete"), col("final").fill_null(True)
    )["organisation_id"].unique()
    told = {name: pl.when(col("reported_by") == name).then("amount_krub") for name in ("supplier", "buyer")}
    entered = pl.when(col("reported_by").fill_null("ledger") == "ledger").then("amount_krub")
    flows = (
        rows.lazy()
        .filter(
            (col("sold_by_member") & col("bought_by_member")) | col("buyer_id").is_in(lacks_total.implode()),
            col("supplier_id") != col("buyer_id"),
        )
        .group_by(FLOW)
        .agg(
            *(side.sum().alias(name) for name, side in told.items()),
            *(side.is_not_null().any().alias(f"{name}_told") for name, side in told.items()),
            entered.sum().alias("ledger"),
        )
    )
    by_supplier = pl.when("supplier_told").then("supplier")
    by_buyer = pl.when("buyer_told").then("buyer")
    return flows.select(
        "supplier_id",
        "buyer_id",
        by_supplier.otherwise(by_buyer.otherwise("ledger")).alias("s"),
        by_buyer.otherwise(by_supplier.otherwise("ledger")).alias("p"),
    ).collect()


def _figures(members: pl.DataFrame, rows: pl.DataFrame, matched: pl.DataFrame) -> pl.DataFrame:
    """Add what each member sold to and got from the others of its cluster, and all it bought."""
    place = members.lazy().select("cluster_id", "organisation_id")
    inside = (
        matched.lazy()
        .join(place, left_on="supplier_id", right_on="organisation_id")
        .join(place, left_on=["buyer_id", "cluster_id"], right_on=["organisation_id", "cluster_id"])
    )
    sold = inside.group_by("cluster_id", organisation_id="supplier_id").agg(sold=col("s").sum())
    got = inside.group_by("cluster_id", organisation_id="buyer_id").agg(got=col("p").sum())
    bought = matched.lazy().group_by(organisation_id="buyer_id").agg(bought=col("p").sum())
    sellers = rows.lazy().filter("sold_by_member").select(organisation_id="supplier_id", sells=True).unique()
    buyers = rows.lazy().filter("bought_by_member").select(organisation_id="buyer_id", buys=True).unique()
    key = ["cluster_id", "organisation_id"]
    return (
        members.lazy()
        .join(sold, on=key, how="left")
        .join(got, on=key, how="left")
        .join(bought, on="organisation_id", how="left")
        .join(sellers, on="organisation_id", how="left")
        .join(buyers, on="organisation_id", how="left")
        .select(
            *key,
            "final",
            "made",
            pl.when("sells").then(col("sold").fill_null(0)).alias("sold"),
            pl.when("buys").then(col("got").fill_null(0)).alias("got"),
            pl.coalesce(
                "purchases_krub",
                pl.when(col("purchases_complete") & col("buys")).then(col("bought").fill_null(0)),
            ).alias("spent"),
        )
        .collect()
    )


def _own(whole: str, part: str, threshold: float) -> pl.Expr:
    """Verdict on one member's share; null where there is nothing to divide."""
    return (
        pl.when(col(whole) == 0)
        .then(None)
        .when(col(whole).is_null() | col(part).is_null())
        .then(UNKNOWN)
        .when(col(part) >= threshold * (1 - NEAR) * col(whole))
        .then(MET)
        .otherwise(NOT_MET)
    )


def _judge_members(members: pl.DataFrame) -> pl.DataFrame:
    """Add each member's own verdict and the ends between which its part of each sum lies."""
    each = _own("made", "sold", 0.05)
    judged = members.with_columns(
        pl.when(col("final") | each.is_null())
        .then(MET)
        .when(col("final").is_null())
        .then(pl.when(each == MET).then(MET).otherwise(UNKNOWN))
        .otherwise(each)
        .alias("each"),
        supply_side_in=pl.lit(True),
        purchase_side_in=col("final"),
    )
    return judged.with_columns(_ends("supply_side") + _ends("purchase_side"))


def _ends(side: str) -> list[pl.Expr]:
    """A member's own verdict on a side, and the ends of what it adds to the two sums of the side.

    A missing x lies between 0 and y, a missing y between x and infinity; who counts only perhaps can add 0.
    """
    y, x = (col(name) for name in SIDES[side])
    own, counts = _own(*SIDES[side], 0.2), col(f"{side}_in")
    threshold, most = 0.2 * (1 - NEAR), 0.3 * (1 + NEAR)
    low = pl.when(y.is_null()).then(-float("inf")).otherwise(x.fill_null(0) - threshold * y)
    high = (x.fill_null(y) - threshold * y.fill_null(x)).fill_null(float("inf"))
    few, many = ((fails.cast(pl.Float64) - most) for fails in (own == NOT_MET, own < MET))

    def end(value: pl.Expr, perhaps: pl.Expr) -> pl.Expr:
        return pl.when(counts).then(value).when(counts.is_null()).then(perhaps)

    return [
        end(low, pl.min_horizontal(low, 0.0)).alias(f"{side}_low"),
        end(high, pl.max_horizontal(high, 0.0)).alias(f"{side}_high"),
        end(few, pl.min_horizontal(few, 0.0)).alias(f"{side}_below_low"),
        end(many, pl.max_horizontal(many, 0.0)).alias(f"{side}_below_high"),
        pl.when(counts).then(own).alias(f"{side}_own"),
        (counts.is_null() & (high >= 0)).alias(f"{side}_hopeful"),
    ]


def _sums(members: pl.DataFrame) -> pl.DataFrame:
    """One row a cluster: everything that the verdicts are read from."""
    sums: list[pl.Expr] = [
        pl.len().alias("members"),
        col("final").sum().alias("makers"),
        col("final").is_null().sum().alias("perhaps_makers"),
        col("each").min(),
        (col("sold") / col("made"))
        .filter(col("final").not_().fill_null(True), col("made") > 0)
        .min()
        .alias("lowest"),
    ]
    for side, (whole, part) in SIDES.items():
        counts, own = col(f"{side}_in"), col(f"{side}_own")
        all_known = counts.is_not_null().all()
        figures_known = (~counts | (col(whole).is_not_null() & col(part).is_not_null())).all()
        x, y = col(part).filter(counts).sum(), col(whole).filter(counts).sum()
        sums += [
            col(f"^{side}_(below_)?(low|high)$").sum(),
            counts.sum().alias(f"{side}_members"),
            own.count().alias(f"{side}_below_members"),
            col(f"{side}_hopeful").sum(),
            pl.when(all_known & figures_known & (y > 0)).then(x / y).alias(side),
            pl.when(
                (counts.is_not_null() | (col(whole) == 0).fill_null(False)).all()
                & (own != UNKNOWN).all()
                & (own.count() > 0)
            )
            .then((own == NOT_MET).sum() / own.count())
            .alias(f"{side}_below"),
        ]
    return members.group_by("cluster_id").agg(sums)


def _verdict(met: pl.Expr, possible: pl.Expr) -> pl.Expr:
    return pl.when(met).then(MET).when(possible).then(UNKNOWN).otherwise(NOT_MET)


def _side_parts(side: str) -> dict[str, tuple[pl.Expr, pl.Expr]]:
    """Verdict and value of a side's share, and of its limit on those below."""
    below = f"{side}_below"
    low, high, few, many = (
        col(f"{name}_{end}").fill_null(0) for name in (side, below) for end in ("low", "high")
    )
    some, some_below = col(f"{side}_members") > 0, col(f"{below}_members") > 0
    may_do = pl.when(some).then(high >= 0).otherwise(col(f"{side}_hopeful") > 0)
    may_fit = (some_below & (few <= 0)) | (few < 0)
    return {
        side: (_verdict(some & (low >= 0), may_do), col(side)),
        below: (_verdict(some_below & (many <= 0), may_fit), col(below)),
    }


def _answer(sums: pl.DataFrame) -> pl.DataFrame:
    """Read the verdicts from the sums; a cluster without members has none of them."""
    count, makers = col("members").fill_null(0), col("makers").fill_null(0)
    parts = {
        "industrial.enterprises": (_verdict(count >= 10, count >= 10), count.cast(pl.Float64)),
        "industrial.final_maker": (
            _verdict(makers >= 1, col("perhaps_makers") >= 1),
            makers.cast(pl.Float64),
        ),
        "industrial.supply_share_each": (col("each").fill_null(MET), col("lowest")),
    }
    parts |= _side_parts("supply_side") | _side_parts("purchase_side")
    supply, purchase = (pl.min_horizontal(parts[side][0], parts[f"{side}_below"][0]) for side in SIDES)
    value = (
        pl.when(supply == MET)
        .then("supply_side")
        .when(purchase == MET)
        .then("purchase_side")
        .otherwise(pl.max_horizontal(*SIDES))
    )
    parts["industrial.cooperation"] = (pl.max_horizontal(supply, purchase), value)
    return pl.concat(
        sums.select(
            "cluster_id",
            requirement=pl.lit(name if name.startswith("industrial.") else "industrial.cooperation"),
            part=pl.lit("" if name.startswith("industrial.") else name),
            verdict=verdict.replace_strict({NOT_MET: "not_met", UNKNOWN: "unknown", MET: "met"}),
            value=figure,
        )
        for name, (verdict, figure) in parts.items()
    )
