"""Plans that were worked out by hand."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kust.checks import Readings
from kust.data import read_dataset
from kust.law import find_edition
from kust.remedies.options import Wishes
from kust.remedies.search import find_conflict, start_search
from kust.remedies.seek import find_plan
from kust.remedies.slices import cut
from kust.remedies.standing import read_situation
from kust.settings import RemedyPrices, RemedySettings

from ..cases.rows import tables

FOLDER = Path(__file__).parent
ON, YEAR, CLUSTER = date(2019, 3, 1), 2018, "C"
CASES = yaml.load((FOLDER / "cases.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506


def write(case: dict[str, Any], folder: Path) -> Path:
    """The case as CSV files, in the short form of tests/cases."""
    written = tables(case, "industrial", str(YEAR))
    candidates = [{"cluster_id": CLUSTER, **row} for row in case.get("candidates", [])]
    known = {row["organisation_id"] for row in written["organisations"]}
    for row in candidates:
        if row["organisation_id"] not in known:
            name = f"{row['organisation_id']} (вымышленные данные)"
            written["organisations"].append(
                {"organisation_id": row["organisation_id"], "name": name, "country": "RU", "region": "00"}
            )
    for name, rows in {**written, "candidates": candidates}.items():
        if rows:
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, columns, restval="")
                writer.writeheader()
                writer.writerows(rows)
    return folder


def numbers(written: dict[str, str]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else float(value) for key, value in written.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_plan_is_the_one_worked_out_by_hand(case: dict[str, Any], tmp_path: Path) -> None:
    data = read_dataset(write(case, tmp_path)).dataset
    edition = find_edition(case["edition"])
    wishes = Wishes(
        RemedySettings.model_validate(numbers(case.get("settings", {}))),
        RemedyPrices.model_validate(numbers(case.get("prices", {}))),
    )
    slices = cut(data, [CLUSTER], ON, YEAR)
    search = start_search(read_situation(slices, CLUSTER, edition, Readings()), wishes)
    rules = [rule for rule in edition.requirements if rule.code in case["rules"]]
    assert len(rules) == len(case["rules"])
    status, plan, _ = find_plan(search, rules)
    expect = case["expect"]
    assert status == expect["status"]
    if "cost" in expect:
        assert plan is not None
        assert plan.cost == pytest.approx(float(expect["cost"]))
        assert sum(step.cost for step in plan.steps) == pytest.approx(plan.cost)
    if "kinds" in expect:
        assert plan is not None
        assert [step.kind for step in plan.steps] == expect["kinds"]
    if "steps" in expect:
        assert plan is not None
        assert [told(step, asked) for step, asked in zip(plan.steps, expect["steps"], strict=True)] == [
            worded(asked) for asked in expect["steps"]
        ]
    if "conflict" in expect:
        assert list(find_conflict(search, rules).codes) == expect["conflict"]
    for row in expect.get("find_out", []):
        named = [{"requirement": one.requirement, **one.gap._asdict()} for one in search.find_out]
        assert any(row.items() <= {k: str(v) for k, v in one.items()}.items() for one in named)
    if expect.get("find_out") == []:
        asked = {one.requirement for one in search.find_out}
        assert not asked & set(case["rules"])


def worded(asked: dict[str, Any]) -> dict[str, Any]:
    figures = {key: pytest.approx(float(asked[key])) for key in ("before", "after") if key in asked}
    replaces = {who: pytest.approx(float(amount)) for who, amount in asked.get("replaces", {}).items()}
    return {**asked, **figures, **({"replaces": replaces} if "replaces" in asked else {})}


def told(step: Any, asked: dict[str, Any]) -> dict[str, Any]:
    return {key: dict(step.replaces) if key == "replaces" else getattr(step, key) for key in asked}
