"""Who may reach which address: one row an address, one column a role; an address without a row fails.

A row gives the codes for a visitor, the participant, the manager and the reviewer of this firm and cluster, the
administrator, and then the same three roles of another firm, cluster or region.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.access_table import TABLE
from tests.web.conftest import ROLES

pytestmark = pytest.mark.lengthy
COLUMNS = [(role, False) for role in ROLES] + [
    (role, True) for role in ("participant", "manager", "reviewer")
]


def list_addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLResolver):
            yield from list_addresses(entry, route)
        elif isinstance(entry, URLPattern):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", route)


def test_every_address_has_a_row() -> None:
    assert set(list_addresses()) == {row.route for row in TABLE}


@pytest.mark.django_db
@pytest.mark.usefixtures("only_asked")
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} {row.address}")
def test_an_address_answers_each_role_with_its_code(row: object, client_of: Callable[..., Client]) -> None:
    answered = []
    for role, elsewhere in COLUMNS:
        client = client_of(role, elsewhere=elsewhere)
        ask = client.get if row.method == "GET" else client.post
        answered.append(ask(row.address, row.data, headers=row.headers).status_code)
    # Accepted, and worked out later, is an answer as well.
    assert [200 if code == 202 else code for code in answered] == list(row.codes)
