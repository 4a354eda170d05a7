"""How far purchases travel: from the supplier to the buyer as the crow flies, weighted by amount."""

import polars as pl

from kust.data.dataset import Dataset

# Mean radius of the Earth by the International Union of Geodesy and Geophysics.
EARTH_RADIUS_KM = 6371.0088


def calc_hauls(dataset: Dataset, flows: pl.DataFrame) -> pl.DataFrame:
    """Work out the mean distance of what each cluster bought of each product.

    The distance is that on a great circle (haversine formula)::

        d = 2 R asin √(sin²(Δφ/2) + cos φ₁ · cos φ₂ · sin²(Δλ/2))

    Parameters
    ----------
    dataset
        Uses ``organisations`` (``latitude``, ``longitude``).
    flows
        Purchases of a year: ``cluster_id``, ``product_id``, ``supplier_id``, ``buyer_id``, ``bought_krub``.

    Returns
    -------
    pl.DataFrame
        ``cluster_id``, ``product_id``, ``haul_km``, ``haul_known_share``: of what share of the amount both places are
        known; a row only where some are.
    """
    places = dataset.rows("organisations").select("organisation_id", "latitude", "longitude").collect()
    places = places.drop_nulls().unique("organisation_id")
    for side in ("supplier", "buyer"):
        at = places.select(
            pl.col("organisation_id").alias(f"{side}_id"),
            *(pl.col(c).radians().alias(f"{side}_{c}") for c in ("latitude", "longitude")),
        )
        flows = flows.join(at, on=f"{side}_id", how="left")
    distance = _great_circle()
    amount = pl.col("bought_krub")
    hauls = flows.with_columns(_km=distance).group_by("cluster_id", "product_id").agg(
        (amount * pl.col("_km")).sum().alias("_weighted"),
        amount.filter(pl.col("_km").is_not_null()).sum().alias("_known"),
        amount.sum().alias("_whole"),
    )  # fmt: skip
    return hauls.filter(pl.col("_known") > 0).select(
        "cluster_id",
        "product_id",
        haul_km=pl.col("_weighted") / pl.col("_known"),
        haul_known_share=pl.col("_known") / pl.col("_whole"),
    )


def _great_circle() -> pl.Expr:
    here, there = pl.col("supplier_latitude"), pl.col("buyer_latitude")
    along = pl.col("buyer_longitude") - pl.col("supplier_longitude")
    half = ((there - here) / 2).sin().pow(2) + here.cos() * there.cos() * (along / 2).sin().pow(2)
    return 2 * EARTH_RADIUS_KM * half.clip(0, 1).sqrt().arcsin()
