"""A snapshot says what the registry said, to the digit, and its name is its digest."""

from datetime import date

import pytest
from django.utils import timezone

from kust.checks import check
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.data.schema import tables
from kust.examples import load as example_folder
from kust_web.registry import snapshot
from kust_web.registry.changes import Edit, write
from kust_web.registry.load import find_edits
from kust_web.registry.models import Snapshot, model_of

pytestmark = pytest.mark.django_db


def read_example() -> Dataset:
    return read_dataset(example_folder("machine-building")).dataset


def test_loading_the_same_dataset_again_writes_nothing() -> None:
    assert list(find_edits(read_example())) == []


def test_a_cluster_is_judged_the_same_from_its_snapshot_and_from_its_file() -> None:
    taken = snapshot.current("VB")
    asked = {"on": date(2019, 3, 1), "year": 2018, "edition": "all", "clusters": ["VB"]}
    from_files = check(read_example(), **asked).clusters
    assert check(snapshot.open_snapshot(taken.digest), **asked).clusters == from_files


def test_the_snapshot_of_everything_holds_every_row() -> None:
    dataset = snapshot.open_snapshot(snapshot.take().digest)
    for name in tables():
        rows = model_of(name).objects.filter(is_removed=False).count()
        assert dataset.rows(name).collect().height == rows


def test_the_same_figures_have_the_same_digest_and_are_taken_once() -> None:
    first = snapshot.current("VB")
    assert snapshot.current("VB").pk == first.pk
    again = snapshot.take("VB")
    assert (again.pk != first.pk, again.digest) == (True, first.digest)


def test_what_touches_another_cluster_takes_no_new_snapshot() -> None:
    taken = snapshot.current("VB")
    write([Edit("cluster_regions", {"cluster_id": "UG", "region": "77"})], user=None, kind="form")
    assert snapshot.current("VB").pk == taken.pk
    write([Edit("cluster_regions", {"cluster_id": "VB", "region": "77"})], user=None, kind="form")
    assert snapshot.current("VB").digest != taken.digest


def test_a_snapshot_of_a_moment_says_what_held_then() -> None:
    before = snapshot.take("VB")
    moment = timezone.now()
    row = model_of("accounts").objects.filter(organisation_id="M01", year=2018).get()
    write([Edit("accounts", {"output_krub": 1.0}, row_id=row.pk)], user=None, kind="form")
    assert snapshot.take("VB").digest != before.digest
    assert snapshot.take("VB", as_of=moment).digest == before.digest


def test_a_removed_row_is_in_no_snapshot_but_stays_in_the_database() -> None:
    row = model_of("accounts").objects.filter(organisation_id="M01", year=2018).get()
    write([Edit("accounts", row_id=row.pk, remove=True)], user=None, kind="form")
    frame = snapshot.open_snapshot(snapshot.current("VB").digest).rows("accounts").collect()
    assert frame.filter(organisation_id="M01", year=2018).is_empty()
    assert model_of("accounts").objects.filter(pk=row.pk).exists()


def test_a_snapshot_that_fails_midway_leaves_nothing(settings, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(snapshot, "calc_digest", fail)
    count = Snapshot.objects.count()
    with pytest.raises(OSError, match="disk is full"):
        snapshot.take("VB")
    assert Snapshot.objects.count() == count
    assert not list(settings.SNAPSHOTS.glob(".taking-*"))


def test_of_a_firm_that_has_gone_the_snapshot_holds_the_years_in_which_it_was_a_member() -> None:
    """Else whoever manages the cluster would see its figures for ever, by asking of a day on which it was there."""
    row = model_of("memberships").objects.get(cluster_id="VB", organisation_id="M01")
    last = model_of("accounts").objects.filter(organisation_id="M01").latest("year").year
    among = model_of("memberships").objects.filter(cluster_id="VB").exclude(organisation_id="M01")
    others = set(among.values_list("organisation_id", flat=True))

    def told() -> tuple[bool, set[str]]:
        dataset = snapshot.open_snapshot(snapshot.current("VB").digest)
        own = dataset.rows("accounts").filter(organisation_id="M01", year=last).collect()
        sold = dataset.rows("supplies").filter(supplier_id="M01", year=last).collect()
        return own.height > 0, set(sold["buyer_id"].to_list())

    def leave(left_on: date) -> None:
        write([Edit("memberships", {"left_on": left_on}, row_id=row.pk)], user=None, kind="form")

    leave(date(last, 12, 31))
    has_figures, buyers = told()
    assert has_figures
    leave(date(last - 1, 12, 31))
    # What a member that stays buys from it is the member's own figure too.
    assert told() == (False, buyers & others)
