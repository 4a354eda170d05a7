"""Demand of a candidate: missing figures left missing, declared ones as ranges."""

from kust.niches.candidates import Candidate
from kust.niches.market import describe_market
from kust.niches.need import Cause, Source
from kust.niches.niche import Range
from tests.niches.made import buyer, declared_need, declared_niche, need


def candidate(own=None, joined=(), declared=()) -> Candidate:
    return Candidate("P1", own, tuple(joined), tuple(declared))


def test_a_quantity_that_one_buyer_does_not_tell_leaves_the_upper_end_open() -> None:
    two = (buyer("A", 1000.0, 10.0, 0.0), buyer("B", 500.0, None, 0.0))
    assert describe_market(candidate(need(buyers=two))).quantity == Range(10.0, None)


def test_an_import_share_is_a_range_where_the_origin_of_a_part_is_not_told() -> None:
    market = describe_market(candidate(need(import_share=0.5, import_share_max=0.8)))
    assert market.import_share == Range(0.5, 0.8)
    assert describe_market(candidate(need(import_share=None))).import_share == Range(None, None)


def test_without_purchases_the_declared_ranges_stand() -> None:
    market = describe_market(candidate(declared_need("P1")))
    assert (market.amount_krub, market.import_share, market.quantity) == (None, Range(0.6, 0.7), Range())
    assert [one.name for one in market.suppliers] == ["Far Ltd (Далеко)", "Farther"]
    assert not market.is_traded


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


def test_what_is_not_about_imports_would_replace_everything() -> None:
    far = (Cause("long_haul", basis="declared"),)
    assert describe_market(candidate(need(causes=far))).replaced_krub == 2000.0
    assert describe_market(candidate(need())).replaced_krub == 1800.0
