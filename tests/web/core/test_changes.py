"""Every write is a change: whole or not at all, told apart from somebody else's, taken back as a whole."""

import pytest
from django.db import connection

from kust_web.registry.changes import TURN, DanglingError, Edit, StaleError, undo, write
from kust_web.registry.models import Change, model_of

pytestmark = pytest.mark.django_db
NEW = {"organisation_id": "N1", "name": "ООО «Ёлка»", "country": "RU", "region": "00"}


def add_firm() -> Change:
    return write([Edit("organisations", NEW)], user=None, kind="form", reason="new firm")


def find(table: str, **which):
    return model_of(table).objects.get(**which)


def test_a_row_knows_the_change_that_wrote_it_and_its_earlier_states() -> None:
    first = add_firm()
    row = find("organisations", organisation_id="N1")
    assert (row.change_id, row.folded) == (first.pk, "ооо «елка»")
    second = write(
        [Edit("organisations", {"name": "АО «Ель»"}, row_id=row.pk, seen=first.pk)], user=None, kind="form"
    )
    states = model_of("organisations").history.filter(organisation_id="N1").order_by("history_id")
    assert [(state.name, state.change_id) for state in states] == [
        ("ООО «Ёлка»", first.pk),
        ("АО «Ель»", second.pk),
    ]
    assert second.written == {"organisations": [0, 1, 0]}


def test_the_second_of_two_who_save_the_same_row_is_told_and_nothing_is_lost() -> None:
    first = add_firm()
    row = find("organisations", organisation_id="N1")
    write([Edit("organisations", {"name": "A"}, row_id=row.pk, seen=first.pk)], user=None, kind="form")
    late = [
        Edit("organisations", {"name": "B"}, row_id=row.pk, seen=first.pk),
        Edit("organisations", {**NEW, "organisation_id": "N2"}),
    ]
    with pytest.raises(StaleError) as told:
        write(late, user=None, kind="form")
    conflict = told.value.conflicts[0]
    assert (conflict.row.name, conflict.edit.values["name"]) == ("A", "B")
    assert find("organisations", organisation_id="N1").name == "A"
    assert not model_of("organisations").objects.filter(organisation_id="N2").exists()


def test_a_key_that_is_taken_is_a_conflict_and_not_a_second_row() -> None:
    add_firm()
    with pytest.raises(StaleError):
        add_firm()


def test_a_reference_that_leads_nowhere_writes_nothing() -> None:
    output = {"organisation_id": "nobody", "product_id": "P308", "year": 2018, "amount_krub": 1.0}
    before = Change.objects.count()
    with pytest.raises(DanglingError) as told:
        write(
            [Edit("organisations", NEW), Edit("outputs", output, origin="a.xlsx · 7")], user=None, kind="form"
        )
    lost = told.value.references[0]
    assert (lost.table, lost.column, lost.value, lost.origin) == (
        "outputs",
        "organisation_id",
        "nobody",
        "a.xlsx · 7",
    )
    assert Change.objects.count() == before
    assert not model_of("organisations").objects.filter(organisation_id="N1").exists()


def test_what_one_change_brings_may_refer_to_itself_in_any_order() -> None:
    output = {"organisation_id": "N1", "product_id": "N-P", "year": 2018}
    product = {"product_id": "N-P", "name": "Ягода"}
    write(
        [Edit("outputs", output), Edit("organisations", NEW), Edit("products", product)],
        user=None,
        kind="form",
    )
    assert find("outputs", organisation_id="N1").product_id == "N-P"


def test_undoing_brings_back_what_was_there_and_removes_what_was_not() -> None:
    was = find("organisations", organisation_id="M01").name
    member = find("organisations", organisation_id="M01")
    change = write(
        [Edit("organisations", NEW), Edit("organisations", {"name": "Other"}, row_id=member.pk)],
        user=None,
        kind="form",
    )
    back = undo(change, user=None)
    assert back.undoes == change
    assert find("organisations", organisation_id="M01").name == was
    assert find("organisations", organisation_id="N1").is_removed
    again = undo(back, user=None)
    assert again.undoes == back
    assert find("organisations", organisation_id="M01").name == "Other"
    assert not find("organisations", organisation_id="N1").is_removed


def test_what_was_written_again_later_is_not_undone_over_it() -> None:
    change = add_firm()
    row = find("organisations", organisation_id="N1")
    write([Edit("organisations", {"name": "Later"}, row_id=row.pk)], user=None, kind="form")
    with pytest.raises(StaleError):
        undo(change, user=None)
    assert find("organisations", organisation_id="N1").name == "Later"


@pytest.mark.parametrize(
    ("table", "values", "clusters"),
    [
        ("accounts", {"organisation_id": "M01", "year": 2030, "output_krub": 5.0}, ["VB"]),
        ("cluster_regions", {"cluster_id": "UG", "region": "77"}, ["UG"]),
        (
            "project_costs",
            {"cost_id": "x", "project_id": "joint-axle", "year": 2030, "amount_krub": 1.0},
            ["VB"],
        ),
        ("products", {"product_id": "new", "name": "Новое"}, []),
        ("rates", {"rate": "key_rate", "from_on": "2030-01-01", "value": 0.1}, [""]),
    ],
)
def test_a_change_touches_the_clusters_whose_figures_it_moves(table, values, clusters) -> None:
    wanted = {column.column for column in model_of(table)._meta.concrete_fields}
    change = write([Edit(table, {k: v for k, v in values.items() if k in wanted})], user=None, kind="form")
    assert [touch.cluster_id for touch in change.touches.order_by("cluster_id")] == clusters


def test_of_two_changes_the_later_number_is_the_one_that_came_last() -> None:
    """Else a snapshot taken between the two would pass for one of the state after both."""
    add_firm()
    if connection.vendor == "sqlite":
        # There is one writer at a time, from the first statement of its transaction on.
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
            assert cursor.fetchone() == (False,)
    finally:
        other.close()
