"""Money and days of proposals: the tables of the method page, and what holds for all of them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kust.programme.drafting.costs import Funds, split_costs
from kust.programme.drafting.days import Span, calc_programme_days, find_span
from kust.programme.drafting.placing import costs_of, place_tasks
from kust.programme.drafting.task import Task
from kust.programme.programme import Cost, Programme
from tests.docs.worked import read_tables

PAGE = (Path(__file__).parents[2] / "docs/methods/programme-draft.md").read_text("utf-8")
TABLES = {table.headings[0]: table.rows for table in read_tables(PAGE.splitlines())}


def block(name: str) -> dict[str, Any]:
    return yaml.safe_load(PAGE.split(f"```yaml {name}\n")[1].split("```")[0])


def test_costs_of_the_page_are_split_as_its_table_says() -> None:
    data = block("costs")
    found = split_costs(
        data["costs"], [Funds(year, who, None, amount) for year, who, amount in data["funds"]]
    )
    assert [(str(one.year), one.source or "–", one.amount_krub) for one in found] == [
        (row["year"], row["source"], float(row["amount"])) for row in TABLES["year"]
    ]
    # By hand: own money 15000 pays 12400 and leaves 2600; the loan pays 47300 − 2600, then the 300 that are left.
    assert [one.amount_krub for one in found] == [
        12400,
        15000 - 12400,
        47300 - 2600,
        45000 - 44700,
        7900 - 300,
    ]


years = st.integers(2018, 2022)
amounts = st.integers(0, 1000).map(float)
funds = st.lists(
    st.builds(
        Funds, years, st.sampled_from(["own", "loan", "investor", "federal", "regional"]), st.none(), amounts
    )
)


@given(st.dictionaries(years, amounts), funds)
def test_rows_of_a_year_add_up_to_its_costs_and_no_source_gives_more_than_it_has(costs, money) -> None:
    found = split_costs(costs, money)
    for year, cost in costs.items():
        assert sum(one.amount_krub for one in found if one.year == year) == pytest.approx(cost, abs=1e-3)
    for source in {one.source for one in money}:
        for year in range(2018, 2023):
            given_ = sum(one.amount_krub for one in found if one.source == source and one.year <= year)
            there = sum(one.amount_krub for one in money if one.source == source and one.year <= year)
            assert given_ <= there + 1e-3


def test_an_unknown_cost_stays_unknown_and_takes_nobody_s_money() -> None:
    found = split_costs({2019: None, 2020: 10.0}, [Funds(2019, "own", None, 10.0)])
    assert found == (Cost(year=2019, amount_krub=None), Cost(year=2020, amount_krub=10.0, source="own"))


def test_days_of_the_page_are_those_that_tasks_get() -> None:
    data = block("days")
    programme = Programme(
        cluster_id="C", cluster="", title="P", starts_on=data["programme"][0], ends_on=data["programme"][1]
    )
    rows = TABLES["task"]
    tasks = [Task(role=row["task"], code=row["task"], after=_names(row["after"])) for row in rows]
    placed = place_tasks(tasks, find_span(programme, data["day"]))
    for row in rows:
        days = placed[row["task"]]
        told = ("–", "–") if days is None else tuple(day.isoformat() for day in days)
        assert told == (row["begins"], row["ends"]), row["task"]
        if days is not None:
            assert (days[1] - days[0]).days == int(row["days"])


def _names(cell: str) -> tuple[str, ...]:
    return () if cell == "–" else tuple(cell.split(", "))


def test_without_a_programme_three_years_from_the_next_quarter_are_taken() -> None:
    nothing = Programme(cluster_id="C", cluster="", title="")
    assert calc_programme_days(nothing, date(2019, 3, 31)) == (date(2019, 4, 1), date(2022, 4, 1))
    assert calc_programme_days(nothing, date(2019, 10, 1)) == (date(2020, 1, 1), date(2023, 1, 1))


def test_after_the_end_of_a_programme_nothing_gets_days() -> None:
    over = Programme(
        cluster_id="C", cluster="", title="", starts_on=date(2015, 1, 1), ends_on=date(2018, 1, 1)
    )
    span = find_span(over, date(2019, 3, 1))
    assert place_tasks([Task(role="admit", code="admit")], span) == {"admit": None}
    assert span.clip(date(2016, 1, 1), date(2020, 1, 1)) is None


def test_a_project_is_planned_only_inside_the_programme_and_costs_outside_of_it_are_left_out() -> None:
    span = Span(date(2019, 4, 1), date(2021, 1, 1))
    costs = tuple(Cost(year=year, amount_krub=1.0) for year in (2018, 2019, 2020, 2021))
    task = Task(
        role="p", code="project", is_dated=True, days=(date(2018, 1, 1), date(2022, 1, 1)), costs=costs
    )
    (days,) = place_tasks([task], span).values()
    assert days == (date(2019, 4, 1), date(2021, 1, 1))
    # The programme is over on 1 January 2021, but the year of that day is in the measure's by its last day only.
    assert [one.year for one in costs_of(task, days, span)] == [2019, 2020]


def test_an_investment_told_as_a_range_has_no_amount() -> None:
    span = Span(date(2019, 4, 1), date(2022, 4, 1))
    days = (date(2020, 2, 1), date(2021, 2, 1))
    one = Task(role="r", code="production", investment=(300.0, None, None))
    several = Task(role="r", code="production", investment=(None, 200.0, 400.0))
    unknown = Task(role="r", code="production", investment=(None, None, None))
    assert list(costs_of(one, days, span)) == [Cost(year=2020, amount_krub=300.0)]
    assert list(costs_of(several, days, span)) == [Cost(year=2020, amount_krub=None)]
    assert list(costs_of(unknown, days, span)) == []
