"""Purchases matched from both sides with where the product was made: one pass over the supplies, for any size."""

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.data.engines import LazyFrame
from kust.data.flows import KEYS
from kust.quantities import divide

HOME = "RU"
# Who is believed first on what a buyer bought, on its origin and on its quantity.
SIDES = ("buyer", "supplier", "ledger")
_NOBODY = len(SIDES)
_PLACES = ("abroad", "home", "blank")
_UNTOLD = float("inf")


def match_purchases(
    dataset: Dataset, *years: int, buyers: pl.Series | None = None, products: pl.Series | None = None
) -> LazyFrame:
    """Match what each buyer bought from each supplier, and tell what of it was made abroad.

    The amount is the buyer's report where there is one, else the supplier's, else the ledger's, as in
    :func:`kust.data.flows.match_flows`. Where it was made says the first of them whose rows (amount above 0) tell any
    origin, for a report without one leaves the word to the others; row by row its ``origin_country``, else the
    supplier's country. With a the amount made abroad of all A that this side tells::

        imported = bought · a / A

    The quantity is that of the first side whose rows all tell it.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``organisations``.
    *years
        Calendar years; all years of the table where none is named.
    buyers, products
        Whose purchases of what are asked about; everybody's of everything by default.

    Returns
    -------
    nw.LazyFrame
        Lazy, on the dataset's engine, a row a ``year``, ``supplier_id``, ``buyer_id``, ``product_id``, self-supply left
        out: ``bought_krub``, ``imported_krub``, ``unplaced_krub`` (neither origin nor supplier's country is told),
        thousand roubles; ``quantity``, ``imported_quantity``, units of the product, null where not told (the second
        also where a part has no place, or where the side that knows the origin tells no quantity of a mixed flow);
        ``origin_by``, the side whose word on the origin was taken, null where nobody sold anything.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> bought = dataset.collect(match_purchases(dataset, 2018)).to_native()
    >>> bought.filter(product_id="P209").select(pl.col("bought_krub", "imported_krub").sum()).row(0)
    (32500.0, 26350.0)
    """
    rows = dataset.table("supplies").filter(nw.col("supplier_id") != nw.col("buyer_id"))
    if years:
        rows = rows.filter(nw.col("year") == years[0] if len(years) == 1 else nw.col("year").is_in(years))
    for column, ids in (("buyer_id", buyers), ("product_id", products)):
        if ids is not None:
            rows = dataset.engine.mark(rows, column, "_asked", ids).filter(nw.col("_asked")).drop("_asked")
    keys = KEYS if len(years) == 1 else ("year", *KEYS)
    flows = _mark_suppliers(dataset, match_rows(rows, keys))
    if len(years) == 1:
        flows = flows.with_columns(nw.lit(years[0]).cast(nw.Int64()).alias("year"))
    return tell_purchases(flows, ("year", *KEYS), nw.col("_foreign"), nw.col("_told"))


def match_rows(rows: LazyFrame, keys: tuple[str, ...]) -> LazyFrame:
    """Choose whose amount, whose word on the origin and whose quantity counts in each flow.

    Parameters
    ----------
    rows
        Rows of ``supplies`` without self-supply: ``keys``, ``amount_krub``, ``quantity``, ``origin_country``,
        ``reported_by``.
    keys
        Columns that make a flow, of any type.

    Returns
    -------
    nw.LazyFrame
        The keys and what :func:`tell_purchases` needs.
    """
    return _choose_sides(_sum_sides(rows, keys), keys)


def _sum_sides(rows: LazyFrame, keys: tuple[str, ...]) -> LazyFrame:
    """Sum each side's figures of a flow by origin; few sums, for they are most of the work on a national table."""
    by, origin = nw.col("reported_by"), nw.col("origin_country")
    rows = rows.select(
        *keys,
        "amount_krub",
        "quantity",
        _side=nw.when(by == "buyer").then(0).otherwise(nw.when(by == "supplier").then(1).otherwise(2)),
        _origin=nw.when(origin.is_null()).then(2).otherwise(nw.when(origin == HOME).then(1).otherwise(0)),
    )
    side, sold = nw.col("_side"), nw.col("amount_krub") > 0
    told = nw.coalesce("quantity", nw.lit(0.0))
    figures = {}
    for number, name in enumerate(SIDES):
        for origin_number, place in enumerate(_PLACES):
            chosen = (side == number) & (nw.col("_origin") == origin_number)
            figures[f"_{place}_{name}"] = nw.when(chosen).then(nw.col("amount_krub")).otherwise(0.0).sum()
            figures[f"_{place}_quantity_{name}"] = nw.when(chosen & sold).then(told).otherwise(0.0).sum()
        # One untold quantity makes the sum infinite: so it needs no count of its own.
        counted = nw.when((side == number) & sold).then(nw.coalesce("quantity", nw.lit(_UNTOLD)))
        figures[f"_quantity_{name}"] = counted.otherwise(0.0).sum()
    return rows.group_by(*keys).agg(side.min().alias("_reports"), **figures)


def _of(side: str, figure: str) -> nw.Expr:
    """Take the figure of the side whose number stands in a column; 0 where it is nobody's."""
    chosen: nw.Expr = nw.lit(0.0)
    for number, name in enumerate(SIDES):
        chosen = nw.when(nw.col(side) == number).then(nw.col(f"_{figure}_{name}")).otherwise(chosen)
    return chosen


def _choose_sides(sums: LazyFrame, keys: tuple[str, ...]) -> LazyFrame:
    counts, knows, sells = (nw.lit(_NOBODY) for _ in range(3))
    for number, name in reversed(list(enumerate(SIDES))):
        told = nw.col(f"_abroad_{name}") + nw.col(f"_home_{name}") > 0
        sold = told | (nw.col(f"_blank_{name}") > 0)
        counts = nw.when(sold & (nw.col(f"_quantity_{name}") < _UNTOLD)).then(number).otherwise(counts)
        knows = nw.when(told).then(number).otherwise(knows)
        sells = nw.when(sold).then(number).otherwise(sells)
    sides = sums.with_columns(_word=nw.when(knows < _NOBODY).then(knows).otherwise(sells), _counts=counts)
    return sides.select(
        *keys,
        "_word",
        "_counts",
        *(_of("_word", figure).alias(f"_{figure}") for figure in _PLACES),
        *(_of("_word", f"{place}_quantity").alias(f"_{place}_quantity") for place in _PLACES),
        _word_quantity=_of("_word", "quantity"),
        bought_krub=_sum_of("_reports", ""),
        quantity=_of("_counts", "quantity"),
    )


def _sum_of(side: str, figure: str) -> nw.Expr:
    abroad, home, blank = (_of(side, f"{place}{figure}") for place in _PLACES)
    return abroad + home + blank


def _mark_suppliers(dataset: Dataset, flows: LazyFrame) -> LazyFrame:
    """Mark whose country is told, and who is abroad."""
    told = dataset.rows("organisations").filter(pl.col("country").is_not_null()).collect()
    foreign = told.filter(pl.col("country") != HOME)["organisation_id"]
    flows = dataset.engine.mark(flows, "supplier_id", "_foreign", foreign)
    return dataset.engine.mark(flows, "supplier_id", "_told", told["organisation_id"])


def tell_purchases(flows: LazyFrame, keys: tuple[str, ...], foreign: nw.Expr, told: nw.Expr) -> LazyFrame:
    """Give what no row tells the origin of to the supplier's country, and tell the figures of each flow.

    Parameters
    ----------
    flows
        What :func:`match_rows` gives.
    keys
        Columns to keep beside the figures.
    foreign, told
        Whether the supplier is abroad, and whether its country is told at all; never null.

    Returns
    -------
    nw.LazyFrame
        The keys and the figures of :func:`match_purchases`.
    """
    where = {"abroad": foreign, "home": told & ~foreign}
    added = {
        f"_{place}{figure}": nw.col(f"_{place}{figure}")
        + nw.when(here).then(nw.col(f"_blank{figure}")).otherwise(0.0)
        for place, here in where.items()
        for figure in ("", "_quantity")
    }
    placed = flows.with_columns(**added, _blank=nw.when(told).then(0.0).otherwise(nw.col("_blank")))
    return _tell(placed, keys)


def _tell(flows: LazyFrame, keys: tuple[str, ...]) -> LazyFrame:
    """Bring the origins in proportion to the amount and to the quantity that count."""
    bought, nothing = nw.col("bought_krub") == 0, nw.lit(0.0)
    counted = nw.when(nw.col("_counts") < _NOBODY).then(nw.col("quantity"))
    flows = flows.with_columns(quantity=nw.when(bought).then(nothing).otherwise(counted))
    whole = nw.col("_abroad") + nw.col("_home") + nw.col("_blank")
    parts = {
        f"{name}_krub": nw.when(bought)
        .then(nothing)
        .otherwise(nw.col("bought_krub") * divide(nw.col(place), whole))
        for name, place in (("imported", "_abroad"), ("unplaced", "_blank"))
    }
    return flows.select(
        *keys,
        "bought_krub",
        "quantity",
        nw.when(bought).then(nothing).otherwise(_imported_quantity(whole)).alias("imported_quantity"),
        **parts,
        origin_by=_name_of("_word"),
    )


def _imported_quantity(whole: nw.Expr) -> nw.Expr:
    """Split the quantity as the side does that knows the origin; a flow of one origin needs no splitting."""
    quantity, abroad, home = nw.col("quantity"), nw.col("_abroad_quantity"), nw.col("_home_quantity")
    splits = (nw.col("_word_quantity") < _UNTOLD) & (nw.col("_blank") == 0)
    mixed = nw.when(splits).then(quantity * divide(abroad, abroad + home))
    of_places = nw.when(nw.col("_abroad") == whole).then(quantity).otherwise(mixed)
    return nw.when(nw.col("_home") == whole).then(nw.lit(0.0)).otherwise(of_places)


def _name_of(side: str) -> nw.Expr:
    """Name the side whose number stands in a column; null where it is nobody's."""
    name: nw.Expr = nw.lit(None).cast(nw.String())
    for number, known in enumerate(SIDES):
        name = nw.when(nw.col(side) == number).then(nw.lit(known)).otherwise(name)
    return name
