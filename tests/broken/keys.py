"""Keys that lead nowhere, rows that stand twice, figures that cannot all be true."""

from pathlib import Path
from typing import Any

from .case import broken, error, notice, warning
from .sound import MADE_UP, Tables, sound, write_folder, write_workbook


def _changed(table: str, row: int, **cells: Any) -> Tables:
    made = sound()
    made[table][row] |= cells
    return made


def _added(table: str, **cells: Any) -> Tables:
    made = sound()
    made[table].append({**made[table][0], **cells})
    return made


def _in(table: str) -> dict[str, str]:
    return {"table": table, "file": f"{table}.csv"}


for _column, _target in (
    ("supplier_id", "organisations"),
    ("buyer_id", "organisations"),
    ("product_id", "products"),
):

    @broken(f"A supply whose {_column} is not in {_target}", error("key.broken", 3, _column, "нет такого"))
    def _(folder: Path, column: str = _column) -> Path:
        return write_folder(folder / "data", _changed("supplies", 1, **{column: "нет такого"}))


@broken(
    "A membership of a cluster and of an organisation that are not there",
    error("key.broken", 4, "cluster_id", "C2", **_in("memberships")),
    error("key.broken", 4, "organisation_id", "F9", **_in("memberships")),
)
def _(folder: Path) -> Path:
    return write_folder(folder / "data", _changed("memberships", 2, cluster_id="C2", organisation_id="F9"))


@broken(
    "The table that others refer to is missing altogether",
    warning("key.no_table", None, "product_id", "products"),
)
def _(folder: Path) -> Path:
    made = sound()
    del made["products"]
    return write_folder(folder / "data", made)


@broken(
    "Ids that only look alike: a Russian letter, another case, a zero in front",
    error("key.broken_near", 2, "product_id", "Р1"),
    error("key.broken_near", 3, "product_id", "p2"),
    error("key.broken_near", 4, "product_id", "7"),
)
def _(folder: Path) -> Path:
    made = sound()
    made["products"][2]["product_id"] = "007"
    for row, product in zip(made["supplies"], ("Р1", "p2", "7"), strict=True):
        row["product_id"] = product
    return write_folder(folder / "data", made)


@broken(
    "An organisation that stands twice, the second time with another name",
    error("key.twice", 5, "organisation_id", "F1", **_in("organisations")),
)
def _(folder: Path) -> Path:
    return write_folder(folder / "data", _added("organisations", name=f"Завод Другой {MADE_UP}"))


@broken(
    "A year of one organisation that stands twice, word for word",
    error("key.twice", 5, "year", "F1 · 2018", **_in("accounts")),
)
def _(folder: Path) -> Path:
    return write_folder(folder / "data", _added("accounts"))


@broken(
    "Leaving before joining, and on the day of joining",
    *(
        error("membership.days", row, "left_on", value, **_in("memberships"))
        for row, value in ((2, "2015-12-31"), (3, "2016-01-01"))
    ),
)
def _(folder: Path) -> Path:
    made = sound()
    made["memberships"][0]["left_on"] = "31.12.2015"
    made["memberships"][1]["left_on"] = "2016-01-01"
    return write_folder(folder / "data", made)


@broken(
    "One role three times, each within the days of the first",
    warning("key.role_twice", 5, "organisation_id", "F1", **_in("memberships")),
    warning("key.role_twice", 6, "organisation_id", "F1", **_in("memberships")),
)
def _(folder: Path) -> Path:
    made = _added("memberships", joined_on="2017-01-01", left_on="2017-02-01")
    made["memberships"].append({**made["memberships"][0], "joined_on": "2018-01-01"})
    return write_folder(folder / "data", made)


@broken("A role left and taken again, and several objects of infrastructure, are in order")
def _(folder: Path) -> Path:
    made = _changed("memberships", 0, left_on="2017-01-01")
    made["memberships"].append({**made["memberships"][0], "joined_on": "2017-01-01", "left_on": None})
    made["memberships"] += [{**made["memberships"][1], "role": "infrastructure"}] * 2
    return write_folder(folder / "data", made)


@broken("A supply to itself", warning("supply.self", 3, "buyer_id", "F2"))
def _(folder: Path) -> Path:
    return write_folder(folder / "data", _changed("supplies", 1, buyer_id="F2"))


# The supplier says 100.5, the buyer 100.
@broken("Two reports of one flow that differ", warning("supply.reports_differ", 5, "amount_krub", "100.0"))
def _(folder: Path) -> Path:
    return write_folder(folder / "data", _added("supplies", amount_krub=100, reported_by="buyer"))


@broken("Two reports of one flow that agree, one of them in two rows")
def _(folder: Path) -> Path:
    made = _added("supplies", amount_krub="60,5", reported_by="buyer")
    made["supplies"].append({**made["supplies"][0], "amount_krub": "40", "reported_by": "buyer"})
    return write_folder(folder / "data", made)


# F1 sells 100.5 and made 100; F2 sells 200, and of its two products 150 and 49; F3 buys 200 inside and 199 in all.
@broken(
    "More sold than made, and more bought inside than bought at all",
    warning("supply.above_output", 2, "output_krub", "100.0", **_in("accounts")),
    warning("supply.above_output", 2, "amount_krub", "199.0", **_in("outputs")),
    warning("supply.inside_above_purchases", 4, "purchases_krub", "199.0", **_in("accounts")),
)
def _(folder: Path) -> Path:
    made = _changed("accounts", 0, output_krub=100)
    made["accounts"][1]["output_krub"] = None
    made["accounts"][2]["purchases_krub"] = 199
    made["outputs"] = [
        {"organisation_id": firm, "product_id": product, "year": 2018, "amount_krub": amount}
        for firm, product, amount in (("F2", "P1", 150), ("F2", "P2", 49), ("F1", "P1", 1))
    ]
    return write_folder(folder / "data", made)


@broken("Exactly as much sold as made, in parts that do not add up in binary")
def _(folder: Path) -> Path:
    made = _changed("accounts", 0, output_krub="0.3")
    made["supplies"][0]["amount_krub"] = "0.1"
    made["supplies"].append({**made["supplies"][0], "amount_krub": "0.2"})
    return write_folder(folder / "data", made)


@broken(
    "More high-productivity jobs than jobs",
    warning("account.above_jobs", 3, "high_productivity_jobs", "11.0", **_in("accounts")),
)
def _(folder: Path) -> Path:
    made = sound()
    for row, jobs, better in zip(made["accounts"], (10, 10, None), (10, 11, 5), strict=True):
        row |= {"jobs": jobs, "high_productivity_jobs": better}
    return write_folder(folder / "data", made)


@broken(
    "A year a thousand times the year before",
    warning("year.far", 5, "output_krub", "1000000.0", **_in("accounts")),
)
def _(folder: Path) -> Path:
    return write_folder(folder / "data", _added("accounts", year=2019, output_krub=1_000_000))


@broken(
    "Latitude and longitude of one village exchanged",
    warning("place.swapped", 3, "latitude", "83.0, 57.0", **_in("settlements")),
)
def _(folder: Path) -> Path:
    made = sound()
    villages = (("A", "70", 57.0, 84.0), ("B", "70", 83.0, 57.0), ("C", None, 58.0, 83.0))
    made["settlements"] = [
        {
            "settlement_id": code,
            "name": f"{code} {MADE_UP}",
            "region": region,
            "latitude": lat,
            "longitude": lon,
        }
        for code, region, lat, lon in villages
    ]
    return write_folder(folder / "data", made)


def _firm(folder: Path, name: str, tables: Tables) -> None:
    write_workbook(folder / "data" / f"{name}.xlsx", tables)


@broken(
    "Two firms' workbooks with the same organisations: each is taken once",
    notice("row.repeated", table="organisations", file=None),
    reads={
        "organisations.organisation_id": ["F1", "F2", "F3"],
        "supplies.amount_krub": [100.5, 200.0, 300.0],
    },
)
def _(folder: Path) -> Path:
    made = sound()
    _firm(folder, "A", made)
    _firm(folder, "B", {"organisations": made["organisations"]})
    return folder / "data"


@broken(
    "Two firms' workbooks that describe one organisation differently",
    error(
        "key.twice", 2, "organisation_id", "F1", table="organisations", file="B.xlsx", sheet="organisations"
    ),
)
def _(folder: Path) -> Path:
    made = sound()
    _firm(folder, "A", made)
    _firm(folder, "B", {"organisations": [{**made["organisations"][0], "region": "16"}]})
    return folder / "data"


@broken(
    "Two firms' workbooks with the same supply and nobody named who reported it",
    warning("row.repeated_counted", 3, file="B.xlsx", sheet="supplies"),
    reads={"supplies.amount_krub": [100.5, 200.0, 300.0, 7.0, 100.5]},
)
def _(folder: Path) -> Path:
    made = sound()
    made["supplies"][0]["reported_by"] = None
    _firm(folder, "A", made)
    other = {**made["supplies"][0], "amount_krub": 7}
    _firm(folder, "B", {"supplies": [other, made["supplies"][0]]})
    return folder / "data"


@broken(
    "Two equal rows of one workbook are two supplies, or one pasted twice",
    warning("row.equal", 5, file="A.xlsx", sheet="supplies"),
    reads={"supplies.amount_krub": [100.5, 200.0, 300.0, 100.5]},
)
def _(folder: Path) -> Path:
    _firm(folder, "A", _added("supplies"))
    return folder / "data"
