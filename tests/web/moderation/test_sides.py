"""Both sides of a supply: what a partner tells is confirmed, corrected or denied, and never silently written over."""

import json

import pytest

from kust.data.differences import find_differences as find_by_library
from kust_web.moderation.sides import supplies as sides
from kust_web.moderation.sides.cluster import find_differences
from kust_web.moderation.sides.forms import read_token, write_token
from kust_web.moderation.sides.supplies import FlowKey, find_flow
from kust_web.registry import snapshot
from kust_web.registry.changes import Edit, undo, write
from kust_web.registry.models import Change, model_of

pytestmark = pytest.mark.django_db
KEY = FlowKey("buyer", "M02", "P101", 2019)


def report(by: str, amount: float, **more):
    """M02 supplies M01 in a year of which nothing else is told; return the row."""
    flow = {"supplier_id": "M02", "buyer_id": "M01", "product_id": "P101", "year": 2019}
    values = {**flow, "amount_krub": amount, "reported_by": by, **more}
    write([Edit("supplies", values)], user=None, kind="load")
    return model_of("supplies").objects.latest("pk")


def own_rows():
    rows = model_of("supplies").objects.filter(
        buyer_id="M01", year=2019, reported_by="buyer", is_removed=False
    )
    return sorted(rows.values_list("amount_krub", "quantity", "contract"))


def token() -> str:
    return write_token(find_flow("M01", KEY))


def confirm(client, *tokens: str):
    return client.post("/firms/M01/sides/confirm/", {"flow": tokens, "year": 2019}, follow=True)


def answer(client, **data):
    address = "/firms/M01/sides/flow/?as=buyer&partner=M02&product=P101&year=2019"
    return client.post(address, {"seen": find_flow("M01", KEY).seen, **data}, follow=True)


@pytest.mark.parametrize(
    ("supplier", "buyer", "ledger", "state"),
    [
        (100.0, None, None, "waiting"),
        (None, None, 100.0, "waiting"),
        (100.0, 100.0, None, "agreed"),
        (100.0, 100.0 + 1e-8, None, "agreed"),
        (100.0, 90.0, None, "differs"),
        (100.0, 0.0, None, "not_ours"),
        (0.0, 90.0, None, "denied"),
        (None, 90.0, None, "unconfirmed"),
        (100.0, 90.0, 90.0, "differs"),  # the ledger is asked only where the partner is silent
    ],
)
def test_a_supply_is_in_the_state_that_the_two_reports_make(supplier, buyer, ledger, state) -> None:
    for by, amount in (("supplier", supplier), ("buyer", buyer), ("ledger", ledger)):
        if amount is not None:
            report(by, amount)
    assert find_flow("M01", KEY).state == state


def test_confirming_writes_the_same_rows_as_one_s_own_report_in_one_change(client_of) -> None:
    report("supplier", 60.0, quantity=6.0, contract="1")
    report("supplier", 40.0, quantity=4.0, contract="2")
    page = confirm(client_of("participant"), token())
    assert own_rows() == [(40.0, 4.0, "2"), (60.0, 6.0, "1")]
    change = Change.objects.first()
    assert (change.kind, change.written, change.user.email) == (
        "confirm",
        {"supplies": [2, 0, 0]},
        "participant-m01@kust.example",
    )
    assert "Подтверждено: 1 поставка" in page.content.decode()
    undo(change, user=change.user)
    assert own_rows() == []


def test_what_changed_since_it_was_looked_at_is_told_and_the_rest_is_confirmed(client_of) -> None:
    row = report("supplier", 100.0)
    other = {"supplier_id": "M03", "buyer_id": "M01", "product_id": "P101", "year": 2019}
    write(
        [Edit("supplies", {**other, "amount_krub": 7.0, "reported_by": "supplier"})], user=None, kind="load"
    )
    seen = [write_token(flow) for flow in sides.find_flows("M01", 2019)]
    write([Edit("supplies", {"amount_krub": 120.0}, row_id=row.pk)], user=None, kind="load")
    page = confirm(client_of("participant"), *seen).content.decode()
    assert own_rows() == [(7.0, None, None)]
    assert "данные изменились" in page
    assert "120,0" in page


def test_a_double_click_writes_once(client_of) -> None:
    report("supplier", 100.0)
    seen, client = token(), client_of("participant")
    confirm(client, seen)
    confirm(client, seen)
    assert own_rows() == [(100.0, None, None)]


def test_own_figures_need_a_comment_which_the_partner_reads(client_of) -> None:
    report("supplier", 100.0)
    client = client_of("participant")
    typed = {"act": "correct", "amount-0": "1 234,5", "quantity-0": "12", "amount-3": "0,5"}
    assert answer(client, **typed).status_code == 422
    assert own_rows() == []
    answer(client, **typed, comment="Часть отгрузки в январе")
    assert own_rows() == [(0.5, None, None), (1234.5, 12.0, None)]
    partner = client_of("participant", elsewhere=True)
    told = partner.get("/firms/M02/sides/?year=2019").content.decode()
    assert "Часть отгрузки в январе" in told
    assert "1\u00a0235,0" in told


@pytest.mark.parametrize("wrong", [{"amount-0": "много"}, {"amount-0": "-5"}, {"quantity-0": "3"}, {}])
def test_a_line_that_cannot_be_read_writes_nothing_and_stays_as_typed(client_of, wrong) -> None:
    report("supplier", 100.0)
    page = answer(client_of("participant"), act="correct", comment="x", **wrong)
    assert page.status_code == 422
    assert own_rows() == []
    assert all(f'value="{value}"' in page.content.decode() for value in wrong.values())


def test_not_ours_is_a_report_of_zero_instead_of_all_own_rows(client_of) -> None:
    report("supplier", 100.0)
    report("buyer", 50.0)
    report("buyer", 40.0)
    answer(client_of("participant"), act="deny", comment="Договор расторгнут")
    assert own_rows() == [(0.0, None, None)]
    flow = find_flow("M01", KEY)
    assert (flow.state, flow.comment) == ("not_ours", "Договор расторгнут")
    assert find_flow("M02", FlowKey("supplier", "M01", "P101", 2019)).state == "denied"


def test_an_answer_to_figures_that_changed_meanwhile_is_shown_again_with_what_was_typed(client_of) -> None:
    row = report("supplier", 100.0)
    client, seen = client_of("participant"), find_flow("M01", KEY).seen
    write([Edit("supplies", {"amount_krub": 120.0}, row_id=row.pk)], user=None, kind="load")
    page = answer(client, act="correct", comment="x", **{"amount-0": "95", "seen": seen})
    assert page.status_code == 409
    assert own_rows() == []
    text = page.content.decode()
    assert 'value="95"' in text
    assert "120,0" in text


def test_whoever_writes_over_an_answer_by_other_means_is_named(client_of) -> None:
    report("supplier", 100.0)
    client = client_of("participant")
    confirm(client, token())
    own = model_of("supplies").objects.get(buyer_id="M01", year=2019, reported_by="buyer")
    assert sides.find_overwritten("M01", 2019) == {}
    write([Edit("supplies", {"amount_krub": 80.0}, row_id=own.pk)], user=None, kind="upload")
    found = sides.find_overwritten("M01", 2019)[KEY]
    assert (found.said_krub, found.now_krub, found.change.kind) == (100.0, 80.0, "upload")
    assert "вы сообщили 100,0" in client.get("/firms/M01/sides/?year=2019").content.decode()
    write([Edit("supplies", row_id=own.pk, remove=True)], user=None, kind="upload")
    assert sides.find_overwritten("M01", 2019)[KEY].now_krub is None


def test_a_partner_who_changes_its_figures_after_the_answer_is_told_of(client_of) -> None:
    row = report("supplier", 100.0)
    confirm(client_of("participant"), token())
    write([Edit("supplies", {"amount_krub": 130.0}, row_id=row.pk)], user=None, kind="load")
    flow = find_flow("M01", KEY)
    assert (flow.state, flow.partner_spoke_last) == ("differs", True)


def test_nobody_answers_for_another_firm(client_of) -> None:
    report("supplier", 100.0)
    assert confirm(client_of("participant", elsewhere=True), token()).status_code == 404
    assert answer(client_of("reviewer"), act="confirm").status_code == 404
    assert own_rows() == []
    assert answer(client_of("manager"), act="confirm").status_code == 200
    assert own_rows() == [(100.0, None, None)]


def test_a_field_that_nobody_wrote_here_is_no_supply() -> None:
    good = ["buyer", "M02", "P101", 2019, "x"]
    assert read_token(json.dumps(good)) == (KEY, "x")
    for place, wrong in ((0, "owner"), (1, 5), (2, "\x00"), (3, "2019"), (3, 10**9)):
        assert read_token(json.dumps([*good[:place], wrong, *good[place + 1 :]])) is None
    assert read_token("[") is None
    assert read_token("5") is None


def test_differences_of_a_cluster_are_those_of_the_library(client_of) -> None:
    dataset = snapshot.open_snapshot(snapshot.current("VB").digest)
    expected = [
        (one.supplier_id, one.buyer_id, one.product_id, one.supplier_krub, one.buyer_krub)
        for one in find_by_library(dataset.rows("supplies").collect(), [2018])
    ]
    found = find_differences("VB", 2018)
    assert [
        (o.supplier_id, o.buyer_id, o.product_id, o.supplier_krub, o.buyer_krub) for o in found
    ] == expected
    assert len(found) == 3


def test_the_list_of_differences_is_narrowed_and_taken_away_as_it_is_shown(client_of) -> None:
    client = client_of("manager")
    address = "/clusters/VB/differences/?year=2018&q=отливки"
    assert "3\u00a0600,0" in client.get(address).content.decode()
    lines = client.get(f"{address}&format=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].split(";")[7:] == ["45000,0", "41400,0", "3600,0", "0,08"]
    assert client.get(f"{address}&format=xlsx").content[:2] == b"PK"


def test_one_sided_supplies_are_those_between_two_members() -> None:
    report("supplier", 100.0)
    outside = {
        "supplier_id": "M01",
        "buyer_id": "D01",
        "product_id": "P101",
        "year": 2019,
        "amount_krub": 5.0,
    }
    write([Edit("supplies", {**outside, "reported_by": "supplier"})], user=None, kind="load")
    found = find_differences("VB", 2019, one_sided=True)
    assert [(one.supplier_id, one.buyer_id, one.gap) for one in found] == [("M02", "M01", 100.0)]


def test_pages_ask_the_database_no_more_for_more_supplies(client_of, django_assert_max_num_queries) -> None:
    client = client_of("participant")
    client.get("/firms/M01/sides/?year=2018")
    with django_assert_max_num_queries(16):
        client.get("/firms/M01/sides/?year=2018")
    seen = [write_token(flow) for flow in sides.find_flows("M01", 2018)]
    with django_assert_max_num_queries(26):
        client.post("/firms/M01/sides/confirm/", {"flow": seen})
    manager = client_of("manager")
    with django_assert_max_num_queries(24):
        manager.get("/clusters/VB/differences/?year=2018")


def test_differences_of_other_years_are_told_and_can_be_listed_together(client_of) -> None:
    """2017 and 2018 have three differences each; one report of 2019 alone differs from nobody's."""
    report("supplier", 100.0)
    client = client_of("manager")
    page = client.get("/clusters/VB/differences/")
    assert page.context["year"] == 2018, "the latest year with a difference"
    assert '<option value="2019">2019 (0)</option>' in page.content.decode()
    report("buyer", 70.0)
    page = " ".join(client.get("/clusters/VB/differences/").content.decode().split())
    assert "Показан 2019 год. В других годах:" in page
    assert "6 поставок</a>" in page
    both = client.get("/clusters/VB/differences/?year=all")
    assert sorted(row["one"].year for row in both.context["rows"]) == [2017] * 3 + [2018] * 3 + [2019]
    assert len(client.get("/clusters/VB/differences/?year=all&format=csv").content.splitlines()) == 8


def test_a_firm_is_told_of_the_years_in_which_supplies_wait_for_it(client_of) -> None:
    row = {"supplier_id": "M02", "buyer_id": "M01", "product_id": "P101", "amount_krub": 5.0}
    for year in (2019, 2020):
        write([Edit("supplies", {**row, "year": year, "reported_by": "supplier"})], user=None, kind="load")
    page = client_of("participant").get("/firms/M01/sides/").content.decode()
    assert "year=2019&amp;state=open" in page
    assert "2019 (1)" in page
