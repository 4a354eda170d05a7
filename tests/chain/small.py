"""Small clusters written as tables: firms, what they make, who buys what from whom; all of 2018."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from kust.chain.staged import Stages
from kust.chain.stages import calc_stages
from kust.data import read_dataset
from kust.data.dataset import Dataset

ON, YEAR = date(2019, 3, 1), 2018

Makes = Mapping[str, Mapping[str, object]]
# supplier, buyer, product, amount
Supplies = Sequence[tuple[str, str, str, object]]


def write(
    folder: Path,
    makes: Makes,
    supplies: Supplies,
    /,
    *,
    members: Sequence[str] | None = None,
    products: Sequence[str] = (),
    shuffle: int | None = None,
    **tables: str,
) -> Dataset:
    """Write the tables and read them; every firm that makes something is a member unless told otherwise.

    ``products`` are rows ``product_id,declared_stage,is_final`` of those that say more than their id; an amount of None
    is an empty cell; ``shuffle`` puts the rows of every table in another order.
    """
    firms = sorted({*makes, *(side for row in supplies for side in row[:2])})
    told = {row.split(",")[0]: row for row in products}
    used = {row[2] for row in supplies} | {product for own in makes.values() for product in own}
    text = {
        "organisations": [
            "organisation_id,name,country",
            *(f"{f},{f} (вымышленные данные),RU" for f in firms),
        ],
        "clusters": ["cluster_id,name,kind", "K,Проба (вымышленные данные),industrial"],
        "memberships": [
            "cluster_id,organisation_id,role",
            *(f"K,{firm},enterprise" for firm in (members if members is not None else makes)),
        ],
        "products": [
            "product_id,declared_stage,is_final,name",
            *(f"{told.get(p, p + ',,')},{p} (вымышленные данные)" for p in sorted(used | told.keys())),
        ],
        "outputs": [
            "organisation_id,product_id,year,amount_krub",
            *(f"{f},{p},{YEAR},{'' if a is None else a}" for f, own in makes.items() for p, a in own.items()),
        ],
        "supplies": [
            "supplier_id,buyer_id,product_id,year,amount_krub",
            *(f"{s},{b},{p},{YEAR},{a}" for s, b, p, a in supplies),
        ],
    }
    text |= {name: rows.split() for name, rows in tables.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, (head, *rows) in text.items():
        if shuffle is not None:
            random.Random(f"{shuffle}-{name}").shuffle(rows)
        (folder / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    reading = read_dataset(folder)
    assert not [finding for finding in reading.findings if finding.severity == "error"]
    return reading.dataset


def lay_out(dataset: Dataset, last: int | None = None) -> Stages:
    return calc_stages(dataset, on=ON, year=YEAR, last_stage=last)


def stages_of(stages: Stages) -> dict[str, int | None]:
    return {product.product_id: product.stage for product in stages.products}
