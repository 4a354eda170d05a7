"""The made-up dataset of docs/methods/demand.md: eight years of purchases, plans with and without a probability."""

from datetime import date
from pathlib import Path

from kust.data import read_dataset
from kust.data.dataset import Dataset

ON, YEAR = date(2019, 3, 1), 2018
A = (60, 67, 73, 81, 85, 95, 100, 108)
B = (40, 45, 48, 54, 57, 63, 66, 72)
X = (30,) * 8


def supplies() -> list[str]:
    """Rows of purchases from S: A and B are members, X is not; 10 thousand roubles a unit."""
    bought = {"A": A, "B": B, "X": X}
    return [
        f"S,{buyer},p,{2011 + place},{quantity},{10 * quantity}"
        for buyer, own in bought.items()
        for place, quantity in enumerate(own)
    ]


PLANS = ["p1,B,p,2019,80,90,900,0.5,план B", "p2,C,p,2019,20,30,,,план C"]
NEEDS = ["n1,K,,p,2018,200,230,"]


def write(
    folder: Path,
    *,
    rows: list[str] | None = None,
    plans: list[str] | None = None,
    needs: list[str] | None = None,
    buyers: list[str] | None = None,
) -> Path:
    """Write the dataset; A, B and C are members of K, X and S are not."""
    tables = {
        "organisations": [
            "organisation_id,name,country",
            *(f"{o},{o} (вымышленные данные),RU" for o in "ABCSX"),
        ],
        "clusters": ["cluster_id,name,kind", "K,Проба (вымышленные данные),industrial"],
        "memberships": ["cluster_id,organisation_id,role", *(f"K,{one},enterprise" for one in "ABC")],
        "products": ["product_id,name,unit", "p,Насос (вымышленные данные),796"],
        "supplies": [
            "supplier_id,buyer_id,product_id,year,quantity,amount_krub",
            *(supplies() if rows is None else rows),
        ],
        "plans": [
            "plan_id,organisation_id,product_id,year,quantity_min,quantity_max,amount_krub,probability,source",
            *(PLANS if plans is None else plans),
        ],
        "needs": [
            "need_id,cluster_id,organisation_id,product_id,year,quantity_min,quantity_max,amount_krub",
            *(NEEDS if needs is None else needs),
        ],
        "need_buyers": ["need_id,organisation_id,quantity", *(buyers or [])],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in tables.items():
        if len(lines) > 1:
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def read(folder: Path, engine: str = "polars") -> Dataset:
    reading = read_dataset(folder, engine)
    assert not [finding for finding in reading.findings if finding.severity == "error"]
    return reading.dataset
