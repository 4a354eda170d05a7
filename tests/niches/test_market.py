"""Demand of a candidate: every buyer once, missing figures left missing."""

import pytest

from kust.niches.candidates import Candidate
from kust.niches.market import describe_market
from kust.niches.need import Cause, Source
from kust.niches.niche import Range
from tests.niches.made import buyer, declared_need, declared_niche, need


def candidate(*needs, joined=(), declared=()) -> Candidate:
    return Candidate("P1", tuple(needs), tuple(joined), tuple(declared))


def test_a_buyer_in_two_clusters_counts_once() -> None:
    # A buys 1,000 (900 abroad) and is in both clusters; B buys 500 (100 abroad): 1,500 and 1,000, a share of 2/3.
    first = need(amount_krub=1000.0, buyers=(buyer("A", 1000.0, 10.0, 900.0),))
    second = need(
        cluster="C2",
        amount_krub=1500.0,
        buyers=(buyer("A", 1000.0, 10.0, 900.0), buyer("B", 500.0, 5.0, 100.0)),
    )
    market = describe_market(candidate(first, second))
    assert (market.amount_krub, market.imported_krub) == (1500.0, 1000.0)
    assert market.import_share.least == pytest.approx(2 / 3)
    assert market.quantity == Range(15.0, 15.0)
    assert [(one.organisation_id, one.share) for one in market.consumers] == [
        ("A", pytest.approx(2 / 3)),
        ("B", pytest.approx(1 / 3)),
    ]


def test_a_quantity_that_one_buyer_does_not_tell_leaves_the_upper_end_open() -> None:
    market = describe_market(
        candidate(need(buyers=(buyer("A", 1000.0, 10.0, 0.0), buyer("B", 500.0, None, 0.0))))
    )
    assert market.quantity == Range(10.0, None)


def test_an_amount_that_is_missing_makes_the_sum_missing_not_smaller() -> None:
    market = describe_market(
        candidate(need(buyers=(buyer("A", 1000.0, 1.0, None), buyer("B", 500.0, 1.0, 5.0))))
    )
    assert market.imported_krub is None
    assert market.import_share == Range(None, None)


def test_without_purchases_the_declared_ranges_stand() -> None:
    market = describe_market(candidate(declared_need("P1")))
    assert (market.amount_krub, market.import_share, market.quantity) == (None, Range(0.6, 0.7), Range())
    assert [one.name for one in market.suppliers] == ["Far Ltd (Далеко)", "Farther"]


def test_the_need_of_a_neighbour_lends_its_import_share_and_causes_but_not_its_quantity() -> None:
    other = declared_need("P0")
    market = describe_market(candidate(joined=(other,), declared=(declared_niche("P1"),)))
    assert market.import_share == Range(0.6, 0.7)
    assert [cause.cause for cause in market.causes] == ["import_dependence"]
    assert market.quantity == Range()
    assert [one.organisation_id for one in market.consumers] == ["K"]


def test_a_domestic_dealer_of_foreign_goods_is_told_with_the_country_of_origin() -> None:
    sources = (
        Source("D", "Dealer", "CN", False, 1500.0, 0.75),
        Source("H", "Home", "RU", False, 500.0, 0.25),
    )
    market = describe_market(candidate(need(sources=sources)))
    assert [(one.name, one.country, one.share) for one in market.suppliers] == [("Dealer", "CN", 0.75)]


def test_of_the_same_cause_in_two_clusters_the_gravest_counts() -> None:
    high = Cause("import_dependence", 0.75, 0.7, "high")
    critical = Cause("import_dependence", 0.95, 0.9, "critical")
    market = describe_market(candidate(need(causes=(high,)), need(cluster="C2", causes=(critical,))))
    assert [cause.grade for cause in market.causes] == ["critical"]
