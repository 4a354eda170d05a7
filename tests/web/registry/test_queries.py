"""So many queries a page takes, however much the registry holds."""

from collections.abc import Callable

import pytest
from django.test import Client

from kust_web.registry.models import Change, Standing, model_of

pytestmark = pytest.mark.django_db
# The address and the most queries for somebody logged in: two of them are session and person, one the duties.
PAGES = {
    "/": 11,
    "/dashboard/": 13,
    "/map/?cluster=VB": 7,
    "/clusters/": 11,
    "/clusters/?q=кластер&region=16&sort=-participants&verdict=unknown": 11,
    "/clusters/VB/": 14,
    "/clusters/VB/?as_of=2020-01-01": 5,
    "/compare/?cluster=VB&cluster=UG": 15,
    "/clusters/VB/history/": 7,
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_no_more_queries_than_this(
    address: str,
    client_of: Callable[..., Client],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    client = client_of("manager")
    client.get(address)  # what is worked out once is there by now
    with django_assert_max_num_queries(PAGES[address]):
        assert client.get(address).status_code == 200


def test_two_thousand_clusters_take_as_many_queries_as_a_few(
    client_of: Callable[..., Client], django_assert_num_queries: Callable[..., object]
) -> None:
    client = client_of("visitor")
    few, many = "/clusters/?region=16", "/clusters/?sort=-participants"
    with django_assert_num_queries(_count(client, few)):
        client.get(few)
    before = _count(client, many)
    _fill(2000)
    with django_assert_num_queries(before):
        page = client.get(many).content.decode()
    assert "2\u00a0046" in page and "страница 1 из 41" in page


def _count(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def _fill(count: int) -> None:
    change = Change.objects.create(kind="load")
    ids = [f"N{number:04}" for number in range(count)]
    made = {
        "clusters": [
            {"cluster_id": name, "name": f"Кластер {name}", "kind": "industrial", "folded": name}
            for name in ids
        ],
        "cluster_regions": [{"cluster_id": name, "region": "16"} for name in ids],
        "memberships": [
            {"cluster_id": name, "organisation_id": firm, "role": "enterprise"}
            for name in ids
            for firm in ("M01", "M02")
        ],
    }
    for table, rows in made.items():
        model = model_of(table)
        model.objects.bulk_create([model(change=change, **row) for row in rows])
    counts = {"met": 1, "not_met": 0, "unknown": 0}
    Standing.objects.bulk_create(
        [
            Standing(
                cluster_id=name, edition="779-2023", on="2026-08-01", year=2025, conforms="met", **counts
            )
            for name in ids
        ]
    )
