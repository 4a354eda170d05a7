"""Every table of docs/methods/critical.md is what the program and arithmetic give."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kust.chain.critical_places import GAPS, KINDS, CriticalSettings
from kust.chain.criticality import calc_criticality
from tests.docs.worked import Table, holds, number_of, read_tables

from .small import ON, YEAR, write

PAGE = Path(__file__).parents[2] / "docs/methods/critical.md"
TEXT = PAGE.read_text("utf-8")
TABLES = list(read_tables(TEXT.splitlines()))


def table(*headings: str) -> Table:
    return next(one for one in TABLES if one.headings[: len(headings)] == headings)


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return yaml.safe_load(TEXT.split("```yaml critical\n")[1].split("```")[0])


@pytest.fixture
def found(example, tmp_path):
    pairs = " ".join(f"{made},{input_}" for made, inputs in example["recipes"].items() for input_ in inputs)
    data = write(
        tmp_path,
        example["makes"],
        example["supplies"],
        products=[f"{example['final']},,yes"],
        recipes=f"product_id,input_id {pairs}",
    )
    return calc_criticality(data, on=ON, year=YEAR)


def test_places_of_the_page_are_those_found(found) -> None:
    told = {
        (row["kind"], row["organisation"], row["product"], row["affected"]): row["share"]
        for row in table("kind", "organisation").rows
    }
    places = {
        (p.kind, p.organisation_id, p.product_id or "–", ", ".join(p.affected)): p.share for p in found.places
    }
    assert told.keys() == places.keys()
    for key, share in told.items():
        assert holds(share, places[key])


def test_losses_of_the_page_are_those_found_and_add_up(example, found) -> None:
    revenue = {firm: sum(own.values()) for firm, own in example["makes"].items()}
    rows = table("stop").rows
    assert [row["stop"] for row in rows] == [firm.organisation_id for firm in found.firms]
    for row, firm in zip(rows, found.firms, strict=True):
        hits = {hit.organisation_id: hit.loss for hit in firm.hits}
        own = {firm.organisation_id: 1.0}
        for member in revenue:
            assert holds(row[member], (hits | own).get(member, 0.0)), (row["stop"], member)
        lost = sum(revenue[member] * number_of(row[member]) for member in revenue)
        assert holds(row["lost"], round(lost))
        assert lost == pytest.approx(number_of(row["lost"]), abs=0.1)
        assert holds(row["lost / 1550"], firm.members_loss)
    assert sum(revenue.values()) == 1550


def test_the_page_names_every_kind_and_gap_and_the_settings_as_they_are() -> None:
    assert {row["kind"] for row in table("kind", "rule").rows} == set(KINDS)
    assert {row["gap"] for row in table("gap").rows} == set(GAPS)
    usual = CriticalSettings()
    for name in ("buyer_from", "foreign_from", "single_from", "essential_from"):
        assert f"`{name}` ({getattr(usual, name)})" in TEXT
