"""The worked example of docs/methods/remedies.md, its prices and its answers are the program's and arithmetic's."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kust.checks import Readings
from kust.data import read_dataset
from kust.law import find_edition
from kust.remedies.options import KINDS, Wishes
from kust.remedies.search import start_search
from kust.remedies.seek import find_plan
from kust.remedies.slices import cut
from kust.remedies.standing import read_situation
from kust.settings import RemedyPrices, RemedySettings
from tests.docs.worked import holds, read_tables

from .test_cases import CLUSTER, ON, YEAR, numbers, write

PAGE = Path(__file__).parents[2] / "docs/methods/remedies.md"
TABLES = {table.headings[0]: table for table in read_tables(PAGE.read_text("utf-8").splitlines())}


def test_prices_of_the_page_are_the_default_ones() -> None:
    prices = RemedyPrices()
    rows = {row["step"]: row["price"] for row in TABLES["step"].rows}
    assert set(rows) == {*KINDS, "supply_krub"} == set(RemedyPrices.model_fields)
    for step, price in rows.items():
        assert float(price) == getattr(prices, step)


def test_the_worked_example_is_what_the_program_and_arithmetic_give(tmp_path: Path) -> None:
    text = PAGE.read_text("utf-8").split("```yaml remedy\n")[1].split("```")[0]
    case: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506
    data = read_dataset(write(case, tmp_path)).dataset
    edition = find_edition(case["edition"])
    wishes = Wishes(
        RemedySettings.model_validate(numbers(case["settings"])),
        RemedyPrices.model_validate(numbers(case["prices"])),
    )
    slices = cut(data, [CLUSTER], ON, YEAR)
    search = start_search(read_situation(slices, CLUSTER, edition, Readings()), wishes)
    status, plan, _ = find_plan(search, [rule for rule in edition.requirements if rule.code in case["rules"]])
    assert status == "optimal"
    assert plan is not None
    (step,) = plan.steps
    figures = {row["figure"]: row for row in TABLES["figure"].rows}
    assert holds(figures["A → F"]["before"], step.before) and holds(figures["A → F"]["after"], step.after)
    assert dict(step.replaces) == {
        "O": pytest.approx(float(figures["O → F"]["before"]) - float(figures["O → F"]["after"]))
    }
    cooperation = next(one for one in plan.requirements if one.requirement.code == "industrial.cooperation")
    assert holds(figures["bought inside / purchases"]["before"], cooperation.before)
    assert holds(figures["bought inside / purchases"]["after"], cooperation.after)
    for when in ("before", "after"):
        inside, purchases = (float(figures[name][when]) for name in ("bought inside", "purchases"))
        assert holds(figures["bought inside / purchases"][when], inside / purchases)
    costs = {row["part of the cost"]: float(row["points"]) for row in TABLES["part of the cost"].rows}
    assert costs["together"] == pytest.approx(costs["more of a supply"] + costs["volume"])
    assert plan.cost == pytest.approx(costs["together"])
