"""Write a dataset in the form that is fast to ask.

Typed Parquet sorted for the questions, both sides' reports already matched into flows, and the two small tables
that a check needs: the trade between members, and who traded at all. The stamp carries the digest of the
dataset that it came from.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.data.flows import KEYS, match_flows
from kust.data.schema import tables
from kust.data.stamp import write_stamp
from kust.errors import UnreadableError, UsageError

_SORTED = {"supplies": ["year", "supplier_id", "buyer_id"], "outputs": ["year"], "accounts": ["year"]}
_ROW_GROUP = 250_000


def prepare(dataset: Dataset, output: Path, progress: Callable[[str], None] = lambda name: None) -> None:
    """Write a prepared dataset into a new folder.

    Parameters
    ----------
    dataset
        As it was read; it should have been validated.
    output
        A folder that does not exist yet. It appears only when all of it is written.
    progress
        Called with the name of each table.

    Raises
    ------
    UsageError
        The folder is already there.
    UnreadableError
        The folder cannot be written.
    """
    if output.exists():
        raise UsageError("target_exists", path=output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    except OSError as error:
        raise UnreadableError("not_writable", path=output, reason=error.strerror) from error
    try:
        _write(dataset, folder, progress)
        folder.chmod(0o755)
        folder.rename(output)
    except OSError as error:
        raise UnreadableError("not_writable", path=output, reason=error.strerror) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(dataset: Dataset, folder: Path, progress: Callable[[str], None]) -> None:
    for name in dataset.origins:
        progress(name)
        columns = [
            column.name for column in tables()[name].columns if column.name in dataset.origins[name].columns
        ]
        rows = dataset.rows(name).select(columns)
        if name in _SORTED:
            rows = rows.sort(_SORTED[name], maintain_order=True)
        rows.sink_parquet(folder / f"{name}.parquet", row_group_size=_ROW_GROUP)
    (folder / "figures").mkdir()
    progress("flows")
    _write_flows(dataset, folder)
    write_stamp(folder, dataset.digest, {name: f"{name}.parquet" for name in ("flows", "inside", "traders")})


def _write_flows(dataset: Dataset, folder: Path) -> None:
    """Match the flows a year at a time and write them with what a check needs of them."""
    target = folder / "figures"
    supplies = dataset.rows("supplies")
    years = supplies.select(pl.col("year").unique().sort()).collect().to_series().drop_nulls()
    members = dataset.rows("memberships").select("cluster_id", "organisation_id").unique().collect()
    foreign = (
        dataset.rows("organisations").filter(pl.col("country") != "RU").select("organisation_id").collect()
    )
    pieces: dict[str, list[pl.DataFrame]] = {"inside": [], "traders": []}
    files = []
    for year in years:
        rows = supplies.filter(pl.col("year") == year).select(*KEYS, "amount_krub", "reported_by")
        flows = match_flows(nw.from_native(rows)).to_native().collect()
        flows = flows.with_columns(pl.lit(year, dtype=pl.Int64).alias("year")).sort(KEYS)
        files.append(target / f"flows-{year}.parquet")
        flows.write_parquet(files[-1], row_group_size=_ROW_GROUP)
        pieces["inside"].append(_inside(flows, members))
        pieces["traders"].append(_traders(flows, foreign))
    schema = {
        "supplier_id": pl.String,
        "buyer_id": pl.String,
        "product_id": pl.String,
        "sold_krub": pl.Float64,
    }
    schema |= {"bought_krub": pl.Float64, "differs": pl.Boolean, "year": pl.Int64}
    everything = (
        pl.concat([pl.scan_parquet(file) for file in files]) if files else pl.LazyFrame(schema=schema)
    )
    everything.sink_parquet(target / "flows.parquet", row_group_size=_ROW_GROUP)
    for file in files:
        file.unlink()
    none = pl.DataFrame(schema=schema)
    empty = {"inside": _inside(none, members), "traders": _traders(none, foreign)}
    for name, frames in pieces.items():
        pl.concat([empty[name], *frames]).write_parquet(target / f"{name}.parquet")


def _inside(flows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Keep the flows between two organisations that are ever in one cluster together, a row a pair."""
    others = flows.filter(pl.col("supplier_id") != pl.col("buyer_id"))
    suppliers = members.rename({"organisation_id": "supplier_id"})
    buyers = members.rename({"organisation_id": "buyer_id"})
    everyone = members.select(pl.col("organisation_id").alias("supplier_id")).unique()
    of_members = others.join(everyone, on="supplier_id", how="semi")
    of_members = of_members.group_by("year", "supplier_id", "buyer_id").agg(
        pl.col("sold_krub", "bought_krub").sum()
    )
    together = of_members.join(suppliers, on="supplier_id").join(
        buyers, on=["cluster_id", "buyer_id"], how="semi"
    )
    pairs = together.select("year", "supplier_id", "buyer_id", "sold_krub", "bought_krub").unique()
    return pairs.sort("year", "supplier_id", "buyer_id")


def _traders(flows: pl.DataFrame, foreign: pl.DataFrame) -> pl.DataFrame:
    """Say of each organisation whether a row names it as supplier or buyer, what it bought, if it sells abroad."""
    others = flows.filter(pl.col("supplier_id") != pl.col("buyer_id"))
    abroad = others.filter(pl.col("sold_krub") > 0)
    abroad = abroad.join(foreign, left_on="buyer_id", right_on="organisation_id", how="semi")

    def named(rows: pl.DataFrame, side: str, mark: str) -> pl.DataFrame:
        return (
            rows.select("year", pl.col(side).alias("organisation_id"))
            .unique()
            .with_columns(pl.lit(True).alias(mark))
        )

    bought = others.group_by("year", pl.col("buyer_id").alias("organisation_id"))
    joined = named(flows, "supplier_id", "sells").join(
        named(flows, "buyer_id", "buys"), on=["year", "organisation_id"], how="full", coalesce=True
    )
    joined = joined.join(
        bought.agg(pl.col("bought_krub").sum().alias("all_bought_krub")),
        on=["year", "organisation_id"],
        how="left",
    )
    joined = joined.join(
        named(abroad, "supplier_id", "sells_abroad"), on=["year", "organisation_id"], how="left"
    )
    return joined.sort("year", "organisation_id")
