"""The question that the tests of the workbench's pages ask, and what every page is held to."""

import csv
import io
from typing import Any

from django.test import Client

ASKED = "on=2019-03-01&year=2018"
OF_YEAR: dict[str, Any] = {"on": "2019-03-01", "year": 2018}
OF_EDITION = OF_YEAR | {"edition": "779-2018"}


def hold_queries(client: Client, address: str, most: int, assert_max: Any) -> None:
    """Read a page once, so that its answer is there, and count the queries of the second time."""
    client.get(address)
    with assert_max(most):
        assert client.get(address).status_code == 200


def hold_csv(client: Client, address: str) -> None:
    """Read the tables of a page as Excel of Russia does."""
    reply = client.get(f"{address}&as=csv")
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) > 3
    assert len(rows[0]) > 2
    assert reply.headers["Content-Disposition"].endswith('.csv"')
