"""The worked tables of docs/methods/support are what the program and arithmetic give."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kust.support.result import Offer
from tests.docs.worked import holds, number_of, read_tables

from .cases import Case, run_case

PAGES = Path(__file__).parents[2] / "docs/methods/support"


def read_page(path: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    text = path.read_text("utf-8")
    block, below = text.split("```yaml support\n")[1].split("```", 1)
    table = next(read_tables(below.splitlines()))
    return yaml.safe_load(block), list(table.rows)


def rows() -> list[tuple[str, dict[str, Any], dict[str, str]]]:
    found = []
    for path in sorted(PAGES.glob("*.md")):
        if "```yaml support" in path.read_text("utf-8"):
            block, table = read_page(path)
            found += [(path.stem, block, row) for row in table]
    return found


def work_out(block: dict[str, Any], situation: str, folder: Path) -> Offer:
    told = {key: value for key, value in block.items() if key not in ("situations", "payrolls", "measure")}
    if "payrolls" in block:
        told["payroll"] = {"A": block["payrolls"][situation]}
    else:
        told["costs"] = block["situations"][situation]
    support = run_case(Case(situation, block["measure"], {**told, "expect": {}}), folder)
    return next(one for one in support.offers if one.measure.code == block["measure"])


def limit(offer: Offer, code: str) -> float | None:
    return next((one.krub.value for one in offer.limits if one.code == code), None)


FIGURES = {
    "claimed": lambda offer: limit(offer, "costs"),
    "0.5 · counted": lambda offer: limit(offer, "ceiling"),
    "cap": lambda offer: limit(offer, "cap"),
    "amount": lambda offer: offer.amount.value,
    "by the rival cap": lambda offer: next(
        (one.krub.value for one in offer.alternatives if one.reading == "rival_cap"), None
    ),
    "lower rate": lambda offer: offer.rate,
}


@pytest.mark.parametrize(
    ("page", "block", "row"), rows(), ids=[f"{p} {r['situation']}" for p, _, r in rows()]
)
def test_a_row_of_the_page_is_what_the_program_gives(
    page: str, block: dict[str, Any], row: dict[str, str], tmp_path: Path
) -> None:
    offer = work_out(block, row["situation"], tmp_path)
    checked = 0
    for heading, figure in FIGURES.items():
        if heading in row:
            assert holds(row[heading], figure(offer)), heading
            checked += 1
    if "binding" in row:
        assert [one.code for one in offer.limits if one.binding] == [row["binding"]]
    assert checked


def test_the_columns_of_the_page_on_decree_41_follow_from_each_other() -> None:
    _, table = read_page(PAGES / "p41.md")
    for row in table:
        claimed, counted, half, cap, amount = (
            number_of(row[name]) or 0.0 for name in ("claimed", "counted", "0.5 · counted", "cap", "amount")
        )
        assert half == counted / 2
        assert amount == min(claimed, half, cap)


def test_the_columns_of_the_page_on_contributions_follow_from_each_other() -> None:
    block, table = read_page(PAGES / "contributions_64.md")
    limit, general, above = block["rates"].values()
    for row in table:
        wage, jobs = number_of(row["wage of a year"]), number_of(row["jobs"])
        assert wage is not None and jobs is not None
        assert wage == 12 * block["payrolls"][row["situation"]]["wage"]
        assert holds(row["within"], (general - 0.076) * min(wage, limit))
        assert holds(row["above"], above * max(wage - limit, 0))
        assert holds(row["amount"], jobs * (number_of(row["within"]) + number_of(row["above"])) / 1000)
