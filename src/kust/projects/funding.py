"""Budget money of projects by year, over all measures."""

from datetime import date

from kust.data.dataset import Dataset
from kust.data.project_funding import NO_MONEY, Money, read_budget_money

Key = tuple[str, str, int]


def read_funding(dataset: Dataset, on: date) -> dict[Key, Money]:
    """Read the money of each project, budget and year as of a day."""
    found: dict[Key, Money] = {}
    for line, money in read_budget_money(dataset, on).items():
        key = (line.project_id, line.source, line.year)
        found[key] = found.get(key, NO_MONEY) + money
    return found
