"""What is said about a candidate beside its size: scale, cautions, confidence, proofs, rivals of a printed figure."""

from dataclasses import replace

from kust.niches.candidates import Candidate
from kust.niches.cautions import CAUTIONS, list_cautions
from kust.niches.confidence import grade
from kust.niches.criteria import calc_proven
from kust.niches.makers import HomeMaker
from kust.niches.market import describe_market
from kust.niches.need import Cause, Maker
from kust.niches.niche import Economics, Figure, Proof, Range
from kust.niches.scale import Plants, hold_against
from kust.niches.unpaired import read_candidates
from tests.niches.made import buyer, declared_need, declared_niche, need

PRECURSOR = (
    "Спрос: «100-150 тонн в год» и «400 тонн в год» (D): одна из двух – этой ниши. Инвестиции 6,9 млрд руб."
)
UNKNOWN = Range()


def candidate(own=None, declared=()) -> Candidate:
    return Candidate("P1", own, (), tuple(declared))


def plan(quantity: float | None, probability: float | None, year: int = 2019) -> Proof:
    return Proof("plan", "A", "Firm A", year, Range(quantity, None), None, probability, "a plan")


def economics(npv: float | None = 10.0, basis: str = "user") -> Economics:
    figures = (Figure("investment", 100.0, basis),)
    nothing = dict.fromkeys(("irr", "profitability_index", "payback", "discounted_payback"))
    rest = dict.fromkeys(("break_even_quantity", "break_even_price", "simulation"))
    return Economics(figures, (), Range(100.0, 100.0), npv, irr_note="", sensitivity=(), **nothing, **rest)


def cautions_of(
    one: Candidate, ratio: Range = UNKNOWN, npv: float | None = 10.0, projects=frozenset()
) -> tuple[str, ...]:
    return list_cautions(one, describe_market(one), ratio, economics(npv), projects, 1000.0)


def test_the_precursor_plant_makes_far_more_than_the_demand_that_is_printed() -> None:
    # 5,000 t a year against 100–150 t or 400 t: 2 % to 8 % of the plant.
    one = candidate(declared=[declared_niche("P1", unpaired=PRECURSOR)])
    ratio = hold_against(5000.0, describe_market(one), one)
    assert ratio == Range(0.02, 0.08)
    assert cautions_of(one, ratio)[:2] == ("below_minimum_scale", "demand_unpaired")


def test_printed_quantities_are_read_with_their_thousands_and_money_is_not() -> None:
    assert read_candidates(PRECURSOR) == (Range(100.0, 150.0), Range(400.0, 400.0))
    assert read_candidates("«20 тыс. шт. в год»") == (Range(20_000.0, 20_000.0),)
    assert read_candidates("«1 200,5 т»") == (Range(1200.5, 1200.5),)
    assert read_candidates("«2,2 млрд руб.»") == read_candidates("сто тонн") == read_candidates(None) == ()


def test_scale_is_held_against_both_ends_of_the_demand() -> None:
    one = candidate(need(buyers=(buyer("A", 1.0, 400.0, 1.0), buyer("B", 1.0, None, 1.0))))
    assert hold_against(500.0, describe_market(one), one) == Range(0.8, 0.8)
    assert hold_against(None, describe_market(one), one) == Range()
    assert "may_be_below_minimum_scale" in cautions_of(one, Range(0.8, 1.2))
    assert "below_minimum_scale" not in cautions_of(one, Range(1.0, 1.2))


def test_the_user_s_scale_goes_first_then_the_smaller_of_projects_and_makers() -> None:
    known = Plants({"P1": (300.0, "project-1")}, {"P1": (200.0, "M")}, {"P2": 50.0})
    assert known.smallest("P1") == (200.0, "maker:M")
    assert known.smallest("P2") == (50.0, "settings")
    assert known.smallest("P3") == (None, "")


def test_nothing_is_cautioned_of_where_nothing_stands_against() -> None:
    two = (buyer("A", 1000.0, 50.0, 900.0), buyer("B", 1000.0, 50.0, 900.0))
    assert cautions_of(candidate(need(buyers=two)), Range(2.0, 2.0)) == ()


def test_each_caution_has_its_reason() -> None:
    makers = (Maker("M", "Firm M", 5.0, None),)
    between = (Cause("import_dependence", 0.65, 0.7, "between"),)
    assert cautions_of(candidate(need()), npv=0.0) == ("never_pays", "one_buyer")
    assert "free_capacity_in_part" in cautions_of(candidate(need(makers=makers, free_capacity=10.0)))
    assert "capacity_unknown" in cautions_of(candidate(need(makers=makers, free_capacity=None)))
    assert "project_exists" in cautions_of(candidate(need()), projects=frozenset({"P1"}))
    assert "other_reading_of_high" in cautions_of(candidate(need(causes=between)))
    small = need(imported_krub=900.0)
    assert "small" in cautions_of(candidate(small))
    assert "demand_unknown" in cautions_of(candidate(declared_need("P1")))


def test_what_is_declared_of_another_year_and_who_is_silent_is_cautioned() -> None:
    row = declared_need("P1").declared[0]
    earlier = declared_need("P1", declared=(replace(row, year=2016),))
    assert "another_year" in cautions_of(candidate(earlier))
    assert "another_year" not in cautions_of(
        candidate(declared_need("P1", declared=(replace(row, year=2018),)))
    )
    one = candidate(need())
    told = list_cautions(one, describe_market(one), UNKNOWN, None, frozenset(), 1000.0, (), ("M9",))
    assert "participants_silent" in told


def test_others_at_home_that_could_make_more_are_cautioned_of() -> None:
    one = candidate(need())
    for free, member, told in (
        (10.0, False, True),
        (0.0, False, False),
        (None, False, False),
        (10.0, True, False),
    ):
        maker = HomeMaker("G", "Firm G", "00", member, 5.0, None, free)
        found = list_cautions(one, describe_market(one), UNKNOWN, None, frozenset(), 1000.0, (maker,))
        assert ("domestic_capacity" in found) is told


def test_a_grade_is_no_a_where_participants_are_silent() -> None:
    known = describe_market(candidate(need()))
    assert grade(known, economics(), [plan(10.0, 0.5)], (), silent=True)[0] == "B"


def test_every_caution_has_words() -> None:
    from kust.i18n import has_words

    assert all(has_words(f"niches.caution.{code}") for code in CAUTIONS)


def test_the_grade_falls_with_what_is_missing() -> None:
    known = describe_market(candidate(need()))
    proofs = [plan(10.0, 0.5)]
    assert grade(known, economics(), proofs, ())[0] == "A"
    assert grade(known, economics(), (), ())[0] == "B"
    assert grade(known, economics(basis="assumption"), proofs, ())[0] == "B"
    no_quantity = describe_market(candidate(need(quantity=None, buyers=(buyer("A", 1000.0, None, 900.0),))))
    assert grade(no_quantity, economics(), proofs, ())[0] == "C"
    nothing = describe_market(candidate(declared_need("P1")))
    assert grade(nothing, None, (), ())[0] == "D"


def test_without_purchases_a_grade_is_no_better_than_the_certainty_of_the_source() -> None:
    doubtful = declared_niche("P1", certainty="D", quantity=Range(150.0, 150.0))
    sure = declared_niche("P1", certainty="A", quantity=Range(150.0, 150.0))
    grades = [
        grade(describe_market(candidate(declared=[one])), None, (), [one.declared])[0]
        for one in (doubtful, sure)
    ]
    assert grades == ["D", "C"]


def test_plans_prove_their_lower_end_times_their_probability_in_the_first_year_alone() -> None:
    market = describe_market(candidate(need()))
    # (40 · 0.5 + 30 · 1) / 100; a plan without a probability and one of a later year prove nothing.
    plans = [plan(40.0, 0.5), plan(30.0, 1.0), plan(50.0, None), plan(90.0, 1.0, 2020)]
    assert calc_proven(market, plans) == 0.5
    assert calc_proven(market, ()) == 0.0
    assert calc_proven(describe_market(candidate(declared_need("P1"))), plans) is None
