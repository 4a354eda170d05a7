"""Critical places as a whole: the rows they rest on, what is not known, and what must hold."""

from datetime import date

import pytest

from kust.chain.critical_places import GAPS, KINDS, Criticality
from kust.chain.critical_rows import find_place_rows, narrow_places
from kust.chain.criticality import calc_criticality
from kust.data import read_dataset
from kust.errors import UsageError
from kust.examples import load
from kust.i18n import has_words

from .critical_data import CHAIN, MACHINES, MAKES, find, find_in_machines, members, plain_flows, rows
from .small import write


@pytest.fixture
def machines() -> Criticality:
    return find_in_machines()


def test_places_lead_to_the_rows_they_rest_on(machines: Criticality) -> None:
    number = next(n for n, place in enumerate(machines.places) if place.product_id == "P307")
    dataset = read_dataset(MACHINES).dataset
    found = {(row.file, row.row) for row in find_place_rows(dataset, machines, [number])[number]}
    expected = {
        ("supplies.csv", line)
        for line, row in enumerate(rows("supplies"), 2)
        if row["year"] == "2018" and row["product_id"] == "P307"
    }
    assert found == expected
    every = find_place_rows(dataset, machines, range(len(machines.places)))
    assert all(every[number] for number in range(len(machines.places)))


def test_what_a_member_hangs_on_is_told_with_its_own_amounts_and_rows(machines: Criticality) -> None:
    own = narrow_places(machines, "M13")
    assert {(place.kind, place.product_id) for place in own.places} >= {
        ("sole_supplier", "P307"),
        ("single_buyer", None),
        ("single_source", "P302"),
        ("foreign_source", "P308"),
    }
    flows = plain_flows()
    amounts = {p.product_id: p.amount_krub for p in own.places if p.kind == "sole_supplier"}
    assert amounts["P307"] == flows["D07", "M13", "P307"] == 184900
    number = next(n for n, p in enumerate(own.places) if p.kind == "sole_supplier" and p.product_id == "P307")
    (row,) = find_place_rows(read_dataset(MACHINES).dataset, own, [number])[number]
    line = rows("supplies")[row.row - 2]
    assert (line["supplier_id"], line["buyer_id"], line["product_id"]) == ("D07", "M13", "P307")


def test_what_is_not_known_of_members_is_told(machines: Criticality) -> None:
    buys = {key[1] for key in plain_flows()}
    enterprises = {r["organisation_id"] for r in rows("memberships") if r["role"] == "enterprise"} & members()
    assert (
        {gap.organisation_id for gap in machines.gaps if gap.code == "no_purchases"}
        == enterprises - buys
        == {"M01"}
    )


def test_a_member_without_any_figure_is_a_gap_and_not_a_zero(tmp_path) -> None:
    data = write(
        tmp_path, {"A": {"car": 9}}, [("S", "A", "steel", 5)], members=["A", "Z"], products=["car,,yes"]
    )
    found = find(data)
    assert {(gap.organisation_id, gap.code) for gap in found.gaps} == {
        ("A", "no_sales"),
        ("Z", "no_trade"),
        ("Z", "no_size"),
        ("Z", "no_outputs"),
    }
    assert "Z" not in {firm.organisation_id for firm in found.firms}


def test_without_supplies_there_is_nothing_to_find(tmp_path) -> None:
    found = find(write(tmp_path, {"A": {"car": 9}}, []))
    assert (found.firms, found.places, found.products) == ((), (), ())
    assert {gap.code for gap in found.gaps} == {"no_trade"}


def test_the_order_of_rows_changes_nothing(tmp_path) -> None:
    one, other = (find(write(tmp_path / f"{n}", MAKES, CHAIN, shuffle=n)) for n in (1, 2))
    for key in ("firms", "places", "products", "gaps"):
        assert getattr(one, key) == getattr(other, key)


def test_members_of_one_cluster_lose_the_same_in_a_larger_dataset(tmp_path) -> None:
    clusters = "cluster_id,name,kind K,К,industrial L,Л,industrial"
    memberships = "cluster_id,organisation_id,role K,Press,enterprise K,Plant,enterprise L,Steel,enterprise"
    data = write(tmp_path, MAKES, CHAIN, clusters=clusters, memberships=memberships)
    both, one = find(data), find(data, cluster="K")
    assert one.clusters == ("K",) and both.clusters == ("K", "L")
    esri = {firm.organisation_id: firm.esri for firm in both.firms}
    assert {firm.organisation_id for firm in one.firms if firm.member} == {"Press", "Plant"}
    assert all(firm.esri == pytest.approx(esri[firm.organisation_id]) for firm in one.firms)


def test_an_unknown_cluster_is_refused(tmp_path) -> None:
    with pytest.raises(UsageError, match="Z"):
        find(write(tmp_path, {"A": {"car": 9}}, []), cluster="Z")


def test_other_engines_find_the_same(machines: Criticality) -> None:
    pytest.importorskip("duckdb")
    other = find(read_dataset(MACHINES, "duckdb").dataset)
    assert len(other.places) == len(machines.places)
    for a, b in zip(machines.places, other.places, strict=True):
        assert (a.kind, a.organisation_id, a.product_id, a.affected) == (
            b.kind,
            b.organisation_id,
            b.product_id,
            b.affected,
        )
        assert b.amount_krub == pytest.approx(a.amount_krub)
    for one, same in zip(machines.firms, other.firms, strict=True):
        assert one.organisation_id == same.organisation_id
        assert same.esri == pytest.approx(one.esri)


@pytest.mark.parametrize("example", ["registry-2019", "composites", "wild-harvest"])
def test_every_example_can_be_asked(example: str) -> None:
    found = calc_criticality(read_dataset(load(example)).dataset, on=date(2020, 3, 1), year=2019)
    assert all(0 <= firm.esri <= 1 for firm in found.firms if firm.esri is not None)


def test_every_kind_of_place_and_gap_has_its_words() -> None:
    for kind in KINDS:
        assert has_words(f"critical.reason.{kind}") and has_words(f"critical.advice.{kind}")
        assert has_words(f"critical.why.{kind}")
    assert all(has_words(f"critical.gap.{code}") for code in GAPS)
