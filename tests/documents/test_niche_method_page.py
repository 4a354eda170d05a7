"""The tables of docs/methods/niche-card.md: money as the program writes it, ratios by arithmetic."""

from dataclasses import replace
from pathlib import Path

import pytest

from kust.documents.niches.card import make_booklet
from kust.documents.niches.text import write_money_range, write_range
from kust.i18n import NO_BREAK_SPACE
from kust.niches.niche import Range
from tests.docs.worked import read_tables

from .made_up_niches import PRECURSOR, booklet

PAGE = Path(__file__).parents[2] / "docs/methods/niche-card.md"
TABLES = {table.headings[0]: table for table in read_tables(PAGE.read_text("utf-8").splitlines())}


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_money_is_written_as_the_page_says(lang: str) -> None:
    rows = TABLES["thousand roubles, from"].rows
    assert len(rows) >= 5
    for row in rows:
        krub = Range(float(row["thousand roubles, from"]), float(row["to"]))
        words = write_money_range(krub, lang).replace(NO_BREAK_SPACE, " ")
        assert words == row["Russian" if lang == "ru" else "English"]


def test_ratios_of_the_page_are_demand_by_plant_and_below_one_is_said_first() -> None:
    for row in TABLES["demand, from"].rows:
        plant = float(row["smallest plant"])
        ends = [float(row["demand, from"]) / plant, float(row["to"]) / plant]
        assert write_range(Range(*ends), "en", share=True) == row["ratio"]
        assert row["said first"] == ("yes" if max(ends) < 1 else "no")


def test_the_card_of_the_first_row_says_that_ratio_first() -> None:
    row = TABLES["demand, from"].rows[0]
    plant = float(row["smallest plant"])
    demand = Range(float(row["demand, from"]), float(row["to"]))
    niche = replace(PRECURSOR, quantity=demand, minimum_scale=plant)
    first = make_booklet(booklet(niche), lang="en").cards[0].warnings[0]
    assert first.endswith(f"that is {row['ratio']} of it.")
