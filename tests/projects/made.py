"""Small datasets of projects, written as tables."""

from datetime import date
from pathlib import Path

from kust.data import read_dataset
from kust.data.dataset import Dataset

ON = date(2020, 3, 1)
PLAIN = {
    "organisations": "organisation_id,name,country\nA,А (вымышленные данные),RU\nB,Б (вымышленные данные),RU\n",
    "clusters": "cluster_id,name,kind\nC,Ц (вымышленные данные),industrial\nD,Д (вымышленные данные),industrial\n",
    "projects": "project_id,cluster_id,title,kind,region\nX,C,Икс,joint,16\nY,C,Игрек,joint,70\nZ,D,Зет,joint,16\n",
}


def write(folder: Path, **tables: str) -> Dataset:
    """Write tables; each is given as rows, its heading the first, `;` between rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {
        **PLAIN,
        **{name: rows.replace(";", "\n") + "\n" for name, rows in tables.items()},
    }.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    reading = read_dataset(folder)
    assert not [finding for finding in reading.findings if finding.severity == "error"]
    return reading.dataset


EFFECTS = "project_id,organisation_id,indicator,year,basis,value,numerator,denominator"
FUNDING = "funding_id,project_id,source,measure,year,amount_krub,status,status_on"
COSTS = "cost_id,project_id,organisation_id,category,basis,year,amount_krub"
