"""The question in pandas, written by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

NEAR = 1e-9  # figures this close to a threshold (relative) count as equal to it
NOT_MET, UNKNOWN, MET = 0, 1, 2
WORDS = np.array(["not_met", "unknown", "met"])
SIDES = {"supply_side": ("made", "sold"), "purchase_side": ("spent", "got")}
PLACE = ["cluster_id", "member"]


def run(folder: Path, on: date, year: int) -> pd.DataFrame:
    """Return the verdicts and values of every cluster of the dataset in `folder`."""
    members, enterprises = _members(folder, on, year)
    rows = _rows_that_touch(folder, year, enterprises)
    matched = _match(rows, members, len(enterprises))
    members = _judge_members(_figures(members, rows, matched))
    clusters = pd.read_parquet(folder / "clusters.parquet", columns=["cluster_id"])
    return _answer(clusters.merge(_sums(members), on="cluster_id", how="left"))


def _members(folder: Path, on: date, year: int) -> tuple[pd.DataFrame, pd.Index]:
    """One row a cluster and enterprise on the day, with what its books say; `member` numbers them."""
    this_year = [("year", "==", year)]
    members = pd.read_parquet(
        folder / "memberships.parquet",
        columns=["cluster_id", "organisation_id", "makes_final_products", "joined_on", "left_on"],
        filters=[("role", "==", "enterprise")],
    )
    day, joined, left = (
        pd.Timestamp(on),
        pd.to_datetime(members["joined_on"]),
        pd.to_datetime(members["left_on"]),
    )
    present = (joined.isna() | (joined <= day)) & (left.isna() | (left > day))
    members = members[present].assign(said=_truth(members["makes_final_products"]))
    members = members.groupby(["cluster_id", "organisation_id"], sort=False)["said"].max().reset_index()
    accounts = pd.read_parquet(
        folder / "accounts.parquet",
        columns=["organisation_id", "output_krub", "purchases_krub", "purchases_complete"],
        filters=this_year,
    )
    members = members.merge(accounts, on="organisation_id", how="left")
    members = members.merge(_outputs(folder, this_year, members), on="organisation_id", how="left")
    member, enterprises = pd.factorize(members["organisation_id"])
    return (
        pd.DataFrame(
            {
                "cluster_id": members["cluster_id"],
                "member": member,
                "final": members["said"].fillna(members["lists_final"]),
                "made": members["output_krub"].fillna(members["listed"]),
                "spent": members["purchases_krub"],
                "complete": _truth(members["purchases_complete"]) == 1,
            }
        ),
        pd.Index(enterprises),
    )


def _outputs(folder: Path, this_year: list[tuple[str, str, int]], members: pd.DataFrame) -> pd.DataFrame:
    """The sum of what each enterprise lists as made, and whether any of it is a final product."""
    columns = ["organisation_id", "product_id", "amount_krub"]
    outputs = pd.read_parquet(folder / "outputs.parquet", columns=columns, filters=this_year)
    outputs = outputs[outputs["organisation_id"].isin(members["organisation_id"])]
    products = pd.read_parquet(folder / "products.parquet", columns=["product_id", "is_final"])
    outputs = outputs.merge(products, on="product_id")
    made, final = outputs["amount_krub"], _truth(outputs["is_final"])
    outputs = outputs.assign(
        unstated=made.isna(),
        certain=made > 0,
        final=(made > 0) & (final == 1),
        not_final=(final == 0) | (made == 0),
    )
    by_organisation = outputs.groupby("organisation_id", sort=False)
    total = by_organisation.agg(
        listed=("amount_krub", "sum"),
        unstated=("unstated", "any"),
        certain=("certain", "any"),
        final=("final", "any"),
        not_final=("not_final", "all"),
    )
    total["listed"] = total["listed"].mask(total["unstated"])
    total["lists_final"] = (
        total["final"].astype(float).where(total["final"] | (total["certain"] & total["not_final"]))
    )
    return total[["listed", "lists_final"]].reset_index()


def _truth(column: pd.Series) -> pd.Series:
    """1, 0 or NaN."""
    return column.astype("boolean").astype("Float64").astype("float64")


def _rows_that_touch(folder: Path, year: int, enterprises: pd.Index) -> pd.DataFrame:
    """The year's supplies that touch an enterprise of any cluster; `seller`, `buyer` are -1 for others."""
    rows = pd.read_parquet(
        folder / "supplies.parquet",
        columns=["supplier_id", "buyer_id", "product_id", "amount_krub", "reported_by"],
        filters=[("year", "==", year)],
        read_dictionary=["product_id", "reported_by"],
    )
    supplier, suppliers = pd.factorize(rows["supplier_id"])
    buyer, buyers = pd.factorize(rows["buyer_id"])
    seller = enterprises.get_indexer(suppliers)[supplier]
    buyer = enterprises.get_indexer(buyers)[buyer]
    keep = np.flatnonzero((seller >= 0) | (buyer >= 0))
    reporter, codes = rows["reported_by"].cat, rows["reported_by"].cat.codes.to_numpy()[keep]
    told_by = pd.Index(["supplier", "buyer", "ledger"]).get_indexer(reporter.categories)
    told_by = np.append(told_by, 2)  # the last place stands for an empty cell, code -1
    return pd.DataFrame(
        {
            "supplier": supplier[keep],
            "seller": seller[keep],
            "buyer": buyer[keep],
            "product": rows["product_id"].cat.codes.to_numpy()[keep],
            "amount": rows["amount_krub"].to_numpy()[keep],
            "reporter": told_by[codes],
        }
    )


def _match(rows: pd.DataFrame, members: pd.DataFrame, enterprises: int) -> pd.DataFrame:
    """One row a flow, told as the supplier sees it (`s`) and as the buyer sees it (`p`)."""
    lacks = members["spent"].isna() & members["complete"] & (members["final"] != 0)
    lacks_total = np.zeros(enterprises + 1, dtype=bool)  # the last place stands for -1
    lacks_total[members.loc[lacks, "member"]] = True
    needed = (rows["buyer"] >= 0) & ((rows["seller"] >= 0) | lacks_total[rows["buyer"]])
    rows = rows[needed & (rows["seller"] != rows["buyer"])]
    flow = ["supplier", "seller", "buyer", "product"]
    told = rows.groupby([*flow, "reporter"], sort=False)["amount"].sum().unstack("reporter")
    told = told.reindex(columns=[0, 1, 2])
    return (
        pd.DataFrame(
            {
                "s": told[0].fillna(told[1]).fillna(told[2]),
                "p": told[1].fillna(told[0]).fillna(told[2]),
            }
        )
        .reset_index()
        .drop(columns=["supplier", "product"])
    )


def _figures(members: pd.DataFrame, rows: pd.DataFrame, matched: pd.DataFrame) -> pd.DataFrame:
    """Add what each member sold to and got from the others of its cluster, and all it bought."""
    place = members[PLACE]
    inside = (
        matched[matched["seller"] >= 0]
        .merge(place, left_on="seller", right_on="member")
        .drop(columns="member")
    )
    inside = inside.merge(place, left_on=["cluster_id", "buyer"], right_on=PLACE)
    sold = inside.groupby(["cluster_id", "seller"], sort=False)["s"].sum().rename_axis(PLACE).rename("sold")
    got = inside.groupby(["cluster_id", "buyer"], sort=False)["p"].sum().rename_axis(PLACE).rename("got")
    bought = matched.groupby("buyer", sort=False)["p"].sum()
    members = members.join(sold, on=PLACE).join(got, on=PLACE)
    sells = members["member"].isin(rows["seller"].unique())
    buys = members["member"].isin(rows["buyer"].unique())
    all_bought = members["member"].map(bought).fillna(0).where(members["complete"] & buys)
    return members.assign(
        sold=members["sold"].fillna(0).where(sells),
        got=members["got"].fillna(0).where(buys),
        spent=members["spent"].fillna(all_bought),
    )


def _own(whole: pd.Series, part: pd.Series, threshold: float) -> pd.Series:
    """Verdict on each member's share; NaN where there is nothing to divide."""
    reached = np.where(part >= threshold * (1 - NEAR) * whole, MET, NOT_MET)
    verdict = np.where(whole.isna() | part.isna(), UNKNOWN, reached).astype(float)
    return pd.Series(np.where(whole == 0, np.nan, verdict), index=whole.index)


def _judge_members(members: pd.DataFrame) -> pd.DataFrame:
    """Add each member's own verdict and the ends between which its part of each sum lies."""
    each = _own(members["made"], members["sold"], 0.05).fillna(MET)
    perhaps = members["final"].isna()
    judged = members.assign(
        perhaps=perhaps,
        each=each.mask(perhaps & (each == NOT_MET), UNKNOWN).mask(members["final"] == 1, MET),
        each_share=(members["sold"] / members["made"]).where((members["final"] != 1) & (members["made"] > 0)),
    )
    for side, (whole, part) in SIDES.items():
        y, x = members[whole], members[part]
        own = _own(y, x, 0.2)
        threshold, most = 0.2 * (1 - NEAR), 0.3 * (1 + NEAR)
        certain = pd.Series(True, members.index) if side == "supply_side" else members["final"] == 1
        doubtful = perhaps & ~certain
        low = (x.fillna(0) - threshold * y).fillna(-np.inf)
        high = (x.fillna(y) - threshold * y.fillna(x)).fillna(np.inf)
        few = ((own == NOT_MET) - most).where(own.notna(), 0)
        many = ((own < MET) - most).where(own.notna(), 0)
        for name, end, bound in (
            ("low", low, np.minimum),
            ("high", high, np.maximum),
            ("few", few, np.minimum),
            ("many", many, np.maximum),
        ):
            judged[f"{side}_{name}"] = end.where(certain, bound(end, 0).where(doubtful, 0))
        judged[f"{side}_members"] = certain
        judged[f"{side}_counted"] = certain & own.notna()
        judged[f"{side}_failed"] = certain & (own == NOT_MET)
        judged[f"{side}_open"] = (doubtful & own.notna()) | (certain & (own == UNKNOWN))
        judged[f"{side}_missing"] = doubtful | (certain & (x.isna() | y.isna()))
        judged[f"{side}_hopeful"] = doubtful & (high >= 0)
        judged[f"{side}_x"], judged[f"{side}_y"] = x.where(certain), y.where(certain)
    return judged


def _sums(members: pd.DataFrame) -> pd.DataFrame:
    """One row a cluster: everything that the verdicts are read from."""
    members = members.assign(count=1, makers=members["final"] == 1)
    by_cluster = members.groupby("cluster_id", sort=False)
    added = [name for name in members if name.startswith(tuple(SIDES))]
    sums = by_cluster[["count", "makers", "perhaps", *added]].sum()
    lowest = by_cluster[["each", "each_share"]].min()
    return sums.join(lowest).reset_index()


def _verdict(met: pd.Series, possible: pd.Series) -> np.ndarray:
    return np.where(met, MET, np.where(possible, UNKNOWN, NOT_MET))


def _judge_side(
    sums: pd.DataFrame, side: str
) -> tuple[tuple[np.ndarray, pd.Series], tuple[np.ndarray, pd.Series]]:
    """Verdict and value of a side's share, and of its limit on those below."""
    of = {
        name: sums[f"{side}_{name}"] for name in ("low", "high", "few", "many", "counted", "failed", "x", "y")
    }
    some, counted = sums[f"{side}_members"] > 0, of["counted"] > 0
    may_do = (some & (of["high"] >= 0)) | (~some & (sums[f"{side}_hopeful"] > 0))
    share = (of["x"] / of["y"]).where((sums[f"{side}_missing"] == 0) & (of["y"] > 0))
    may_fit = (of["few"] < 0) | (counted & (of["few"] == 0))
    below = (of["failed"] / of["counted"]).where((sums[f"{side}_open"] == 0) & counted)
    return (_verdict(some & (of["low"] >= 0), may_do), share), (
        _verdict(counted & (of["many"] <= 0), may_fit),
        below,
    )


def _answer(sums: pd.DataFrame) -> pd.DataFrame:
    """Read the verdicts from the sums; a cluster without members has none of them."""
    sums = sums.fillna({name: 0 for name in sums if name not in ("each", "each_share")})
    count, makers = sums["count"], sums["makers"]
    supply, supply_below = _judge_side(sums, "supply_side")
    purchase, purchase_below = _judge_side(sums, "purchase_side")
    supplies, purchases = np.minimum(supply[0], supply_below[0]), np.minimum(purchase[0], purchase_below[0])
    larger = np.fmax(supply[1], purchase[1])
    value = np.where(supplies == MET, supply[1], np.where(purchases == MET, purchase[1], larger))
    parts = {
        ("industrial.enterprises", ""): (_verdict(count >= 10, count < 0), count),
        ("industrial.final_maker", ""): (_verdict(makers >= 1, sums["perhaps"] >= 1), makers),
        ("industrial.supply_share_each", ""): (sums["each"].fillna(MET), sums["each_share"]),
        ("industrial.cooperation", "supply_side"): supply,
        ("industrial.cooperation", "supply_side_below"): supply_below,
        ("industrial.cooperation", "purchase_side"): purchase,
        ("industrial.cooperation", "purchase_side_below"): purchase_below,
        ("industrial.cooperation", ""): (np.maximum(supplies, purchases), value),
    }
    return pd.concat(
        pd.DataFrame(
            {
                "cluster_id": sums["cluster_id"],
                "requirement": requirement,
                "part": part,
                "verdict": WORDS[np.asarray(verdict, dtype=int)],
                "value": np.asarray(figure, dtype=float),
            }
        )
        for (requirement, part), (verdict, figure) in parts.items()
    )
