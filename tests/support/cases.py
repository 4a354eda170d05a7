"""The cases of support measures that a lawyer can read, and how to turn one into a dataset.

They stand in ``tests/cases/support/measures/``; a file is named after its measure and holds a list of cases. Keys:

    case          what is so, in a sentence
    day           day asked about
    project       columns of `projects`; kind is joint unless said otherwise, the cluster C, the initiator A
    cluster       columns of `clusters`; confirmed on 2016-10-01 unless said otherwise
    participants  enterprises of the cluster, A and B where not given; all of them take part in the project
    outside       organisations that are not in the cluster
    costs         rows of `project_costs`: `of` who bears it (A), `what` the category, `year`, `amount` (thousand
                  roubles), `basis` (plan); further columns under their names
    elsewhere     rows of costs of another project, Y, of the same cluster
    funding       rows of `project_funding`; `measure` is the code of the measure
    payroll       by organisation: jobs and wage (roubles a month) of the year before `day`
    rates         by name: the value since 1 January of the year of `day`
    answers       what the user says of conditions that no table holds
    conforms      what `kust check` says of the cluster (met)
    settings      settings of `support`; `terms` by project and measure
    own           measures of the user's own, as in a file of measures
    expect        what the measure gives: eligible; amount (null: not known); range; binding; conditions; decided (by
                  condition: by what); left_out (who is kept out); missing (the places); term (starts, ends, basis);
                  instalments (by year), unpaid; claimed (by cost, in the order of `costs`); rate; scenario;
                  alternatives; best (measures and krub) and possible: the best combinations
    because       the calculation by hand

All of it is made up.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kust.data import read_dataset
from kust.law.measures import read_measures
from kust.settings import SupportSettings
from kust.support import Support, calc_support

FOLDER = Path(__file__).parents[1] / "cases/support/measures"
KEYS = {
    "case", "day", "project", "cluster", "participants", "outside", "costs", "elsewhere", "funding", "payroll", "rates",
    "answers", "conforms", "settings", "own", "expect", "because",
}  # fmt: skip
EXPECTED = {
    "eligible", "amount", "range", "binding", "conditions", "missing", "instalments", "unpaid", "claimed",
    "rate", "scenario", "alternatives", "best", "possible", "cautions", "not_together", "intakes", "granted", "paid",
    "decided", "left_out", "term",
}  # fmt: skip
PROJECT = {
    "project_id": "X",
    "cluster_id": "C",
    "title": "Проект (вымышленные данные)",
    "kind": "joint",
    "initiator_id": "A",
}


@dataclass(frozen=True)
class Case:
    id: str
    measure: str
    told: dict[str, Any]

    @property
    def expect(self) -> dict[str, Any]:
        return self.told["expect"]


def load_cases() -> list[Case]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        cases = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        for number, told in enumerate(cases, 1):
            place = f"{path.stem}-{number:02}"
            strange = (set(told) - KEYS) | (set(told["expect"]) - EXPECTED)
            assert not strange, f"{place}: unknown {', '.join(sorted(strange))}"
            assert told["because"], place
            found.append(Case(place, path.stem, told))
    return found


def run_case(case: Case, folder: Path) -> Support:
    """Write the case as a dataset, read it, and ask."""
    told = case.told
    write_case(told, folder / "data")
    dataset = read_dataset(folder / "data").dataset
    own = ()
    if "own" in told:
        file = folder / "own.yaml"
        file.write_text(yaml.safe_dump(told["own"], allow_unicode=True), "utf-8")
        own = read_measures([file])
    settings = SupportSettings(**told.get("settings", {}), answers={"X": told.get("answers", {})})
    conforms = {"C": told.get("conforms", "met")}
    return calc_support(dataset, "X", on=told["day"], conforms=conforms, settings=settings, own=own)


def write_case(told: dict[str, Any], folder: Path) -> None:
    on: date = told["day"]
    inside = told.get("participants", ["A", "B"])
    firms = [*inside, *told.get("outside", [])]
    tables: dict[str, list[dict[str, Any]]] = {
        "organisations": [
            {"organisation_id": one, "name": f"{one} (вымышленные данные)", "country": "RU"} for one in firms
        ],
        "clusters": [
            {"cluster_id": "C", "name": "Кластер (вымышленные данные)", "kind": "industrial"}
            | {"confirmed_on": "2016-10-01"}
            | told.get("cluster", {})
        ],
        "memberships": [{"cluster_id": "C", "organisation_id": one, "role": "enterprise"} for one in inside],
        "projects": [
            PROJECT | told.get("project", {}),
            *(PROJECT | {"project_id": other} for other in ("Y",) if "elsewhere" in told),
        ],
        "project_participants": [{"project_id": "X", "organisation_id": one} for one in inside],
        "project_costs": [
            *(_cost(number, row) for number, row in enumerate(told.get("costs", []), 1)),
            *(_cost(number, row) | {"project_id": "Y"} for number, row in enumerate(told.get("elsewhere", []), 1001)),
        ],
        "project_funding": [
            {"funding_id": f"f{number}", "project_id": "X"} | row
            for number, row in enumerate(told.get("funding", []), 1)
        ],
        "accounts": [
            {"organisation_id": one, "year": on.year - 1, "jobs": row.get("jobs"), "average_wage_rub": row.get("wage")}
            for one, row in told.get("payroll", {}).items()
        ],
        "rates": [
            {"rate": name, "from_on": f"{on.year}-01-01", "value": value, "source": "случай"}
            for name, value in told.get("rates", {}).items()
        ],
    }  # fmt: skip
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        if rows:
            _write(folder / f"{name}.csv", rows)


def _cost(number: int, row: dict[str, Any]) -> dict[str, Any]:
    known = {"of": "organisation_id", "what": "category", "amount": "amount_krub"}
    plain = {"organisation_id": "A", "basis": "plan"}
    return {"cost_id": f"c{number}", "project_id": "X"} | plain | {known.get(k, k): v for k, v in row.items()}


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
