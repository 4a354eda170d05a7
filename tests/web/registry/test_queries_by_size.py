"""A page takes as many queries for many participants, supplies and changes as for a few."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kust_web.people.models import Duty
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import Change, model_of
from tests.web.conftest import make_user
from tests.web.registry.test_queries import _count

pytestmark = pytest.mark.django_db
FEW, MANY, YEAR = 3, 60, 2025
OF_MANAGER = {
    "/clusters/VB/": 17,
    "/clusters/VB/?as_of=2026-11-01": 8,
    "/clusters/VB/summary/": 9,
    "/clusters/VB/verdicts/": 10,
    "/clusters/VB/history/": 8,
    "/clusters/VB/history/{change}/?table=supplies": 36,
    "/clusters/VB/differences/": 12,
    "/clusters/VB/differences/?kind=one_sided": 12,
    "/clusters/VB/what-if/": 10,
    "/clusters/VB/manage/members/": 8,
    "/clusters/VB/manage/people/": 10,
    "/clusters/VB/manage/progress/": 14,
    "/clusters/VB/returns/": 11,
    "/clusters/VB/uploads/": 7,
    "/map/?cluster=VB": 7,
    "/entry/": 9,
    "/jobs/": 7,
    "/api/package?cluster_id=VB": 60,
    "/api/tables/supplies": 5,
}
OF_FIRM = {
    "/firms/M01/": 15,
    "/firms/M01/sides/": 11,
    f"/firms/M01/returns/{YEAR}/": 8,
    "/firms/M01/lookup/organisations/?q=за": 8,
}


def _grow(count: int) -> Change:
    """Let the cluster VB have more participants, who trade with one another and with M01, each seven times."""
    ids = [f"Q{count}-{number}" for number in range(count)]
    edits = [
        _edit("organisations", organisation_id=one, name=f"Завод {one}", country="RU", region="00")
        for one in ids
    ]
    edits += [_edit("memberships", cluster_id="VB", organisation_id=one, role="enterprise") for one in ids]
    edits += [_edit("accounts", organisation_id=one, year=YEAR, output_krub=1e5) for one in ids]
    product = model_of("products").objects.values_list("product_id", flat=True)[0]
    for number in range(7 * count):
        buyer = "M01" if number % 4 == 0 else ids[(number * 7 + 1) % count]
        sides = {"supplier_id": ids[number % count], "buyer_id": buyer, "product_id": product, "year": YEAR}
        for by, amount in (("supplier", 10.0 + number), ("buyer", 2.0 * number)):
            edits.append(_edit("supplies", **sides, amount_krub=amount, reported_by=by))
    return write(edits, user=None, kind="load", reason="made up")


def _edit(table: str, **values: Any) -> Edit:
    return Edit(table, values)


def _queries(client: Client, address: str) -> int:
    client.get(address)  # what is worked out once is there by now
    return _count(client, address)


def test_a_large_cluster_takes_as_many_queries_as_a_small_one(client_of: Callable[..., Client]) -> None:
    clients = {"manager": client_of("manager"), "participant": client_of("participant")}
    most = {("manager", page): count for page, count in OF_MANAGER.items()}
    most |= {("participant", page): count for page, count in OF_FIRM.items()}
    counts = []
    for size in (FEW, MANY):
        change = _grow(size)
        clients["manager"].get("/clusters/VB/verdicts/")  # there is a snapshot, and an answer on it
        counts.append({(who, page): _queries(clients[who], _place(page, change)) for who, page in most})
    few, many = counts
    assert {key: few[key] for key in few if few[key] > most[key]} == {}
    assert {key: (few[key], many[key]) for key in few if many[key] > few[key]} == {}


def _place(page: str, change: Change) -> str:
    return page.replace("{change}", str(change.pk))


def test_many_questions_to_a_reviewer_take_as_many_queries_as_one(client_of: Callable[..., Client]) -> None:
    from kust_web.moderation.models import Joining

    client, asker = client_of("reviewer"), make_user(Duty.MANAGER, {"cluster_id": "UG"})

    def question(firm: str) -> Joining:
        one = Joining(cluster_id="UG", organisation_id=firm, role="enterprise", asked_by=asker)
        one.step(Joining.ASKED, asker)
        one.save()
        return one

    question("M03")
    one = _queries(client, "/review/")
    for number in range(20):
        question(f"M{number + 4:02}")
    assert _queries(client, "/review/") == one
