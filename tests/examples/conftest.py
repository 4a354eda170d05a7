"""Rows of the shipped examples as text, read without the library, and what the library says of them."""

import csv
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from kust.checks import check
from kust.checks.as_json import as_json
from kust.data import read_dataset
from kust.examples import load

Rows = list[dict[str, str]]


def read_rows(example: str, table: str, **wanted: str) -> Rows:
    with (load(example) / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    return [row for row in found if all(row[column] == value for column, value in wanted.items())]


@cache
def judge(example: str, on: date, year: int, edition: str, **asked: Any) -> dict[str, Any]:
    dataset = read_dataset(load(example)).dataset
    (cluster,) = as_json(check(dataset, on=on, year=year, edition=edition, **asked))["clusters"]
    return {verdict["requirement"]: verdict for verdict in cluster["verdicts"]}


@pytest.fixture
def rows() -> Callable[..., Rows]:
    return read_rows


@pytest.fixture
def verdicts() -> Callable[..., dict[str, Any]]:
    return judge
