"""The worked tables of docs/methods/effects.md are what the program gives."""

from pathlib import Path

import pytest
import yaml

from kust.projects import calc_effects
from tests.docs.worked import holds, read_tables

from .made import EFFECTS, FUNDING, ON, write

PAGE = Path(__file__).parents[2] / "docs/methods/effects.md"


@pytest.fixture
def effects(tmp_path: Path):
    block = yaml.safe_load(PAGE.read_text("utf-8").split("```yaml effects\n")[1].split("```")[0])
    heads = {"project_effects": EFFECTS, "project_funding": FUNDING}
    return calc_effects(
        write(tmp_path, **{name: ";".join([heads[name], *rows]) for name, rows in block.items()}), on=ON
    )


def tables():
    return {table.headings[0]: table for table in read_tables(PAGE.read_text("utf-8").splitlines())}


def test_indicators_of_the_page(effects) -> None:
    found = {one.indicator: one for one in effects.effects if one.level == "total"}
    assert {row["indicator"] for row in tables()["indicator"].rows} == set(found)
    for row in tables()["indicator"].rows:
        one = found[row["indicator"]]
        assert holds(row["plan"], one.plan.value)
        assert holds(row["fact"], one.fact.value)
        assert holds(row["compared plan"], one.compared_plan)
        assert holds(row["compared fact"], one.compared_fact)
        assert holds(row["deviation"], one.deviation)


def test_taxes_of_the_page(effects) -> None:
    found = {one.basis: one for one in effects.taxes if one.level == "total"}
    for row in tables()["basis"].rows:
        one = found[row["basis"]]
        assert holds(row["taxes"], one.taxes_krub)
        assert holds(row["subsidy"], one.subsidy_krub)
        assert holds(row["taxes / subsidy"], one.taxes_per_rouble)
        assert row["left out"] == str(one.left_out)


def test_budgets_of_the_page(effects) -> None:
    found = {one.project_id: one for one in effects.budgets if (one.budget, one.basis) == ("federal", "plan")}
    assert {row["project"] for row in tables()["project"].rows} == set(found)
    for row in tables()["project"].rows:
        years = found[row["project"]].years
        assert holds(row["planned taxes"], sum(year.taxes_krub for year in years))
        assert holds(row["expected support"], sum(year.support_krub for year in years))
        assert holds(row["hoped for"], sum(year.hoped_krub for year in years))
        assert holds(row["net"], found[row["project"]].net_krub)
