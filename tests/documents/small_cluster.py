"""A cluster of three enterprises whose figures are worked out by hand.

Output: A 100, B 40, C 200 (it makes final products); purchases of C 120 thousand roubles. Flows of 2018:

    A → C, parts   the supplier says 30 (20 + 10 in two rows), the buyer 24
    A → B, parts   the ledger says 5
    B → C, units   only the supplier says 10

So A sold 35 inside, B 10; nothing names C as a supplier, so its sales are missing. C bought 24 + 10 = 34 inside.
"""

from datetime import date
from pathlib import Path

from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.documents.content import Answer, Report
from kust.documents.report import make_report
from kust.documents.write import write_report

ON = date(2019, 3, 1)
TABLES = {
    "organisations": """organisation_id,name,country,region,inn
        A,ООО «Альфа» (вымышленные данные),RU,00,
        B,ООО «Бета» (вымышленные данные),RU,00,
        C,АО «Гамма» (вымышленные данные),RU,00,
        U,Университет (вымышленные данные),RU,00,
        S,Центр кластера (вымышленные данные),RU,00,""",
    "clusters": """cluster_id,name,kind,registry_number,specialised_organisation_id
        K,Кластер «Проба» (вымышленные данные),industrial,7,S""",
    "cluster_regions": """cluster_id,region,agreement_on
        K,16,2018-05-10
        K,00,""",
    "memberships": """cluster_id,organisation_id,role,education_level,makes_final_products,in_governing_body
        K,A,enterprise,,no,yes
        K,B,enterprise,,no,no
        K,C,enterprise,,yes,
        K,U,education,higher,,""",
    "products": """product_id,name,unit,is_final
        parts,Детали,796,no
        units,Узлы,796,no""",
    "supplies": """supplier_id,buyer_id,product_id,year,amount_krub,reported_by
        A,C,parts,2018,20,supplier
        A,C,parts,2018,10,supplier
        A,C,parts,2018,24,buyer
        A,B,parts,2018,5,
        B,C,units,2018,10,supplier
        A,C,parts,2017,999,supplier""",
    "accounts": """organisation_id,year,output_krub,purchases_krub,jobs,high_productivity_jobs,average_wage_rub
        A,2018,100,,10,5,
        B,2018,40,,20,,50000
        C,2018,200,120,30,,""",
    "wage_thresholds": """region,year,threshold_rub
        00,2018,45000""",
}


def write_tables(folder: Path, **changed: str) -> Path:
    """Write the tables as a folder of CSV files; ``changed`` replaces or adds tables, an empty one is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**TABLES, **changed}.items():
        if text:
            lines = [line.strip(" ") for line in text.split("\n")]
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def read_small(folder: Path, **changed: str) -> Dataset:
    return read_dataset(write_tables(folder, **changed)).dataset


_REPORTS: dict[tuple[object, ...], Report] = {}
_FILES: dict[tuple[object, ...], Path] = {}


def report_on(folder: Path, edition: str | None = "779-2018", lang: str = "ru", **changed: str) -> Report:
    """Make the report on the small cluster, without the plan, which has tests of its own.

    A report is frozen and knows nothing of its folder: the same question is worked out once.
    """
    asked = (edition, lang, *sorted(changed.items()))
    if asked not in _REPORTS:
        dataset = read_small(folder, **changed)
        _REPORTS[asked] = make_report(
            dataset, cluster="K", on=ON, year=2018, edition=edition, lang=lang, with_plan=False
        )
    return _REPORTS[asked]


def file_of(folder: Path, suffix: str, lang: str = "ru", **changed: str) -> Path:
    """Write the report on the small cluster as a file; the same file is written once, so only read it."""
    asked = (suffix, lang, *sorted(changed.items()))
    if asked not in _FILES:
        _FILES[asked] = path = folder / f"report.{suffix}"
        write_report(
            read_small(folder / "data", **changed),
            path,
            cluster="K",
            on=ON,
            year=2018,
            edition="779-2018",
            lang=lang,
            with_plan=False,
        )
    return _FILES[asked]


def answer_to(report: Report, requirement: str) -> Answer:
    return next(answer for answer in report.editions[0].answers if answer.code == requirement)
