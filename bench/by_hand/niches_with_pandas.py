"""The scan for niches in pandas, written by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

NEAR = 1e-9  # figures this close to a threshold (relative) count as equal to it
SIDES = ("buyer", "supplier", "ledger")
CELL = ["product", "place"]


def run(folder: Path, year: int, least: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return every product in every region, and every product of the country."""
    firms, products = _registers(folder)
    flows = _match(_rows(folder, year, firms, products), firms)
    makers = _makers(folder, year, firms)
    largest = _largest(flows)
    sums = flows.groupby(CELL).agg(
        amount=("amount", "sum"),
        imported=("imported", "sum"),
        unplaced=("unplaced", "sum"),
        quantity=("quantity", "sum"),
        untold=("untold", "any"),
    )
    cells = sums.join(_sources(flows, CELL)).join(_columns(largest, CELL))
    cells["buyers"] = largest.groupby(CELL)["buyers"].first()
    country = sums.groupby(level=0).agg("sum")
    country["untold"] = country["untold"] > 0
    country["regions"] = sums.groupby(level=0).size()
    country = country.join(_sources(flows, ["product"])).join(_columns(largest, ["product"]))
    country["buyers"] = cells["buyers"].groupby(level=0).sum()
    names = firms.drop_duplicates("place").set_index("place")["region"]
    cells["region"] = names.reindex(cells.index.get_level_values(1)).to_numpy()
    return tuple(_finish(table.reset_index(), products, firms, makers, least) for table in (cells, country))


def _registers(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    firms = pd.read_parquet(
        folder / "organisations.parquet", columns=["organisation_id", "country", "region"]
    )
    firms = firms.sort_values("organisation_id", ignore_index=True)
    firms["nowhere"] = firms["country"].isna()
    firms["at_home"] = firms["nowhere"] | (firms["country"] == "RU")
    firms["place"] = pd.factorize(firms["region"])[0]  # -1: no region
    products = pd.read_parquet(folder / "products.parquet", columns=["product_id", "name", "unit"])
    return firms, products.sort_values("product_id", ignore_index=True)


def _rows(folder: Path, year: int, firms: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """The year's supplies to buyers at home, by number."""
    keys = ["supplier_id", "buyer_id", "product_id"]
    rows = pd.read_parquet(
        folder / "supplies.parquet",
        columns=[*keys, "origin_country", "quantity", "amount_krub", "reported_by"],
        filters=[("year", "==", year)],
        read_dictionary=["product_id", "origin_country", "reported_by"],
    )
    known = (pd.Index(firms["organisation_id"]),) * 2
    supplier, buyer = (
        index.get_indexer(ids)[codes]
        for index, (codes, ids) in zip(known, (pd.factorize(rows[key]) for key in keys[:2]), strict=True)
    )
    product = _codes(rows["product_id"], products["product_id"])
    side = _codes(rows["reported_by"], SIDES)
    origin = rows["origin_country"]
    abroad = np.append(origin.cat.categories != "RU", False)[origin.cat.codes]
    keep = (supplier != buyer) & (supplier >= 0) & (buyer >= 0) & (product >= 0)
    keep &= firms["at_home"].to_numpy()[buyer]
    table = {
        "flow": (buyer.astype(np.int64) * len(firms) + supplier) * len(products) + product,
        "side": np.where(side < 0, 2, side),
        "abroad": abroad,
        "told": origin.notna().to_numpy(),
        "amount": rows["amount_krub"].to_numpy(),
        "quantity": rows["quantity"].to_numpy(),
    }
    flows = pd.DataFrame({name: column[keep] for name, column in table.items()})
    flows.attrs["products"] = len(products)
    return flows


def _codes(column: pd.Series, known: object) -> np.ndarray:
    """Numbers of a dictionary-encoded column among what is known; -1 for others and for empty cells."""
    places = pd.Index(known).get_indexer(column.cat.categories)
    return np.append(places, -1)[column.cat.codes]


def _match(rows: pd.DataFrame, firms: pd.DataFrame) -> pd.DataFrame:
    """One row a flow: what was bought, what of it was made abroad or nobody knows where, how many units."""
    sold = rows["amount"] > 0
    sides = pd.DataFrame(
        {
            "flow": rows["flow"],
            "side": rows["side"],
            "whole": rows["amount"],
            "abroad": rows["amount"].where(rows["abroad"], 0.0),
            "blank": rows["amount"].where(~rows["told"], 0.0),
            "knows": sold & rows["told"],
            "units": rows["quantity"].fillna(np.inf).where(sold, 0.0),
        }
    )
    sides = sides.groupby(["flow", "side"]).sum().reset_index()
    # Of the sides of a flow in order the first one that says enough has the word.
    bought = sides.drop_duplicates("flow").set_index("flow")["whole"]
    sells = sides["whole"] > 0
    silent = np.where(sells, np.where(sides["knows"] > 0, 0, 1), 2)
    word = sides.assign(silent=silent).sort_values(["flow", "silent"], kind="stable")
    word = word.drop_duplicates("flow").set_index("flow")
    counted = sides[sells & np.isfinite(sides["units"])].drop_duplicates("flow").set_index("flow")["units"]
    flows = pd.DataFrame({"amount": bought}).join(word[["whole", "abroad", "blank"]]).join(counted)
    return _place(flows[flows["amount"] > 0], firms, rows.attrs["products"])


def _place(flows: pd.DataFrame, firms: pd.DataFrame, products: int) -> pd.DataFrame:
    """Give what no row tells the origin of to the supplier's country."""
    flow = flows.index.to_numpy()
    supplier, buyer = flow // products % len(firms), flow // products // len(firms)
    at_home, nowhere = (firms[name].to_numpy()[supplier] for name in ("at_home", "nowhere"))
    part = flows["amount"] / flows["whole"]
    return pd.DataFrame(
        {
            "product": flow % products,
            "place": firms["place"].to_numpy()[buyer],
            "buyer": buyer,
            "supplier": supplier,
            "amount": flows["amount"],
            "imported": part * (flows["abroad"] + np.where(at_home, 0.0, flows["blank"])),
            "unplaced": part * np.where(nowhere, flows["blank"], 0.0),
            "quantity": flows["units"].fillna(0.0),
            "untold": flows["units"].isna(),
        }
    ).reset_index(drop=True)


def _largest(flows: pd.DataFrame) -> pd.DataFrame:
    """The three largest buyers of each cell, of equal ones the first, with the number of all its buyers."""
    sums = flows.groupby(["product", "buyer"]).agg(bought=("amount", "sum"), place=("place", "first"))
    sums = sums.reset_index()
    sums["bought"] = sums["bought"].round(6)
    order = np.lexsort((sums["buyer"], -sums["bought"], sums["place"], sums["product"]))
    sums = sums.iloc[order]
    cells = sums.groupby(CELL, sort=False)
    sums = sums.assign(rank=cells.cumcount(), buyers=cells["buyer"].transform("size"))
    return sums[sums["rank"] < 3]


def _columns(largest: pd.DataFrame, cell: list[str]) -> pd.DataFrame:
    order = np.lexsort((largest["buyer"], -largest["bought"]))
    ordered = largest.iloc[order]
    ordered = ordered.assign(rank=ordered.groupby(cell, sort=False).cumcount() + 1)
    columns = {}
    for rank in (1, 2, 3):
        of_rank = ordered[ordered["rank"] == rank].set_index(cell)
        columns |= {f"buyer_{rank}": of_rank["buyer"], f"bought_{rank}": of_rank["bought"]}
    return pd.DataFrame(columns)


def _sources(flows: pd.DataFrame, cell: list[str]) -> pd.DataFrame:
    suppliers = flows.groupby([*cell, "supplier"])["imported"].sum().reset_index()
    suppliers = suppliers.assign(foreign=suppliers["imported"] > 0, squares=suppliers["imported"] ** 2)
    return suppliers.groupby(cell).agg(
        sources=("supplier", "size"), foreign_sources=("foreign", "sum"), squares=("squares", "sum")
    )


def _makers(folder: Path, year: int, firms: pd.DataFrame) -> pd.DataFrame | None:
    """Who at home makes what in which region; whoever states 0 does not."""
    told = pd.read_parquet(
        folder / "outputs.parquet",
        columns=["organisation_id", "product_id", "quantity", "amount_krub"],
        filters=[("year", "==", year)],
    )
    if told.empty:
        return None
    made, quantity = told["amount_krub"], told["quantity"]
    told = told[(made > 0) | (quantity > 0) | (made.isna() & quantity.isna())]
    told = told.merge(firms.loc[firms["at_home"], ["organisation_id", "region"]], on="organisation_id")
    return told.assign(no_made=told["amount_krub"].isna(), no_quantity=told["quantity"].isna())


def _finish(
    table: pd.DataFrame,
    products: pd.DataFrame,
    firms: pd.DataFrame,
    makers: pd.DataFrame | None,
    least: float,
) -> pd.DataFrame:
    amount, imported = table["amount"], table["imported"]
    share = (imported / amount).clip(0, 1)
    ids = firms["organisation_id"].to_numpy()
    named = products.iloc[table["product"]]
    told = pd.DataFrame({name: named[name].to_numpy() for name in ("product_id", "name", "unit")})
    told["regions" if "regions" in table else "region"] = table["regions" if "regions" in table else "region"]
    told["amount_krub"], told["quantity"] = amount, table["quantity"].mask(table["untold"])
    told["imported_krub"], told["import_share"] = imported, share
    told["import_share_max"] = ((imported + table["unplaced"]) / amount).clip(0, 1)
    for name in ("buyers", "sources", "foreign_sources"):
        told[name] = table[name].astype(np.int64)
    told["foreign_concentration"] = (table["squares"] / imported**2).where(imported > 0).clip(0, 1)
    for rank in (1, 2, 3):
        buyer = table[f"buyer_{rank}"]
        told[f"buyer_{rank}"] = np.where(buyer.notna(), ids[buyer.fillna(0).astype(np.int64)], None)
        told[f"buyer_{rank}_share"] = table[f"bought_{rank}"] / amount
    if "region" in told:
        told = _add_makers(told, makers, ["product_id", "region"], "in_region")
    told = _add_makers(told, makers, ["product_id"], "in_country")
    grades = (share >= 0.9 * (1 - NEAR), share > 0.7 * (1 + NEAR), share >= 0.6 * (1 - NEAR))
    told["grade"] = np.select(grades, ["critical", "high", "between"], default=None)
    told["above_minimum"] = imported >= least * (1 - NEAR)
    told["candidate"] = told["grade"].notna() & told["above_minimum"]
    told["_imported"] = imported.round(6)
    places = [name for name in ("product_id", "region") if name in told]
    told = told.sort_values(
        ["candidate", "_imported", *places], ascending=[False, False, *[True] * len(places)]
    )
    return told.drop(columns="_imported").assign(rank=np.arange(1, len(told) + 1))


def _add_makers(
    told: pd.DataFrame, makers: pd.DataFrame | None, place: list[str], where: str
) -> pd.DataFrame:
    names = [f"makers_{where}", f"output_{where}_krub", f"output_{where}"]
    if makers is None:
        return told.assign(**dict.fromkeys(names))
    sums = makers.groupby(place).agg(
        makers=("product_id", "size"),
        made=("amount_krub", "sum"),
        units=("quantity", "sum"),
        no_made=("no_made", "any"),
        no_quantity=("no_quantity", "any"),
    )
    sums["made"], sums["units"] = sums["made"].mask(sums["no_made"]), sums["units"].mask(sums["no_quantity"])
    joined = told.merge(sums, left_on=place, right_index=True, how="left")
    nobody = joined["makers"].isna() & joined[place[-1]].notna()
    figures = {
        new: joined[old].mask(nobody, 0.0)
        for new, old in zip(names, ("makers", "made", "units"), strict=True)
    }
    return told.assign(**figures)
