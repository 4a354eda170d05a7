"""Fact and forecast, loads, money: small programmes by hand, and what holds of any."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kust.documents.roadmap.tables import word_sum
from kust.documents.roadmap.words import Teller, tell_answer
from kust.law.measures import shipped_measures
from kust.programme.programme import Cost, Milestone, Programme
from kust.programme.timeline.budget import Covered, Sum, calc_budget
from kust.programme.timeline.cover import spread
from kust.programme.timeline.dues import find_dues
from kust.programme.timeline.roadmap import Delayed, calc_roadmap
from kust.support.result import Between, Combination, Instalment, Offer, Share

from .roadmaps import END, START, changed, measure, programme, sound


def day(month: int, number: int) -> date:
    return date(2025, month, number)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    measures = []
    for place in range(draw(st.integers(1, 6))):
        after = [f"m{one}" for one in range(place) if draw(st.booleans())]
        start = draw(st.none() | st.integers(0, 60))
        told = {"starts_on": None if start is None else START + timedelta(days=start)}
        measures.append(measure(f"m{place}", *after, duration_days=draw(st.integers(0, 40)), **told))
    return programme(*measures)


@given(programmes())
@settings(max_examples=60, deadline=None)
def test_on_the_first_day_the_forecast_is_the_plan(found: Programme) -> None:
    roadmap = calc_roadmap(found, on=START)
    for one in roadmap.measures:
        assert (one.ahead.starts_on, one.ahead.ends_on) == (one.planned.starts_on, one.planned.ends_on)
    assert roadmap.forecast_on == roadmap.ends_on


@given(programmes(), st.integers(0, 120), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_the_longer_nothing_happens_the_later_all_is_over(found: Programme, first: int, more: int) -> None:
    early, late = (calc_roadmap(found, on=START + timedelta(days=days)) for days in (first, first + more))
    for one, two in zip(early.measures, late.measures, strict=True):
        assert one.ahead.ends_on is not None
        assert two.ahead.ends_on is not None
        assert one.ahead.ends_on <= two.ahead.ends_on
        assert one.ahead.starts_on is not None
        assert one.ahead.starts_on >= early.on


@given(programmes(), st.integers(1, 50))
@settings(max_examples=60, deadline=None)
def test_what_one_late_measure_delays_is_what_the_plan_moves_by_where_it_lasts_longer(
    found: Programme, days: int
) -> None:
    whole = found.measures[0].duration_days or 0
    run = {"starts_on": START, "state": "under_way", "started_on": START}
    late = changed(found, "m0", **run)
    # Nobody tells its progress and its days have passed: it is over so many days late at the earliest.
    seen = calc_roadmap(late, on=START + timedelta(days=whole + days)).measures[0]
    plans = [calc_roadmap(changed(late, "m0", duration_days=whole + more), on=START) for more in (0, days)]
    ends = [{one.measure_id: one.planned.ends_on for one in plan.measures} for plan in plans]
    moved = {name: (ends[1][name] - end).days for name, end in ends[0].items() if name != "m0"}
    assert {one.id: one.days for one in seen.delays} == {name: by for name, by in moved.items() if by}


def test_the_delay_of_each_is_told_apart_from_what_it_inherits() -> None:
    found = programme(
        measure("a", starts_on=START, duration_days=31),
        measure("b", "a", duration_days=28),
        measure("c", "b", starts_on=day(3, 11), duration_days=10),
        milestones=(Milestone(milestone_id="v", title="V", due_on=day(3, 6), measure_id="b"),),
    )
    # a: 1 January to 1 February, b to 1 March, c from 11 March, ten days later. Seen on 21 January a has lost 20 days.
    roadmap = calc_roadmap(found, on=day(1, 21))
    first, second, third = roadmap.measures
    assert (first.timing, first.delay_days, first.ahead.ends_on) == ("late_to_start", 20, day(2, 21))
    # b ends 20 days later, its milestone lies 5 days behind its end, c had ten days of slack before it.
    assert first.delays == (
        Delayed("measure", "b", 20),
        Delayed("measure", "c", 10),
        Delayed("milestone", "v", 15),
    )
    assert (second.timing, second.delay_days, second.delays) == ("will_be_late", 20, ())
    assert (third.delay_days, third.delays) == (10, ())
    assert [(one.status, one.delay_days) for one in roadmap.milestones] == [("at_risk", 15)]


def test_without_progress_and_past_its_days_a_measure_is_over_not_before_the_day_asked() -> None:
    found = programme(
        measure("a", starts_on=START, duration_days=31, state="under_way", started_on=START),
        measure("b", "a", duration_days=10),
    )
    roadmap = calc_roadmap(found, on=day(2, 11))
    first, second = roadmap.measures
    assert (first.ahead.ends_on, first.ahead.at_least, first.timing) == (day(2, 11), True, "late_to_finish")
    assert (second.ahead.ends_on, second.ahead.at_least) == (day(2, 21), True)
    assert roadmap.at_least
    assert not calc_roadmap(found, on=day(1, 31)).measures[0].ahead.at_least


def test_progress_told_in_whole_percent_makes_no_delay_of_a_day() -> None:
    # After 30 of 90 days a third is done: 33 %, so 61 days are left by the figure, one more than by the plan.
    run = {"starts_on": START, "duration_days": 90, "state": "under_way", "started_on": START}
    on_plan, behind = (measure("a", **run, progress=progress) for progress in (0.33, 0.30))
    assert calc_roadmap(programme(on_plan), on=day(1, 31)).measures[0].delay_days == 0
    assert calc_roadmap(programme(behind), on=day(1, 31)).measures[0].delay_days == 3


def test_facts_of_later_days_are_not_known_yet() -> None:
    found = programme(
        measure(
            "a", starts_on=START, duration_days=31, state="done", started_on=START, finished_on=day(1, 20)
        )
    )
    assert [calc_roadmap(found, on=on).measures[0].state for on in (START, day(1, 20))] == [
        "under_way",
        "done",
    ]


def test_the_progress_of_what_was_over_later_says_nothing_of_an_earlier_day() -> None:
    done = {"state": "done", "started_on": START, "finished_on": day(2, 10), "progress": 1.0}
    seen = calc_roadmap(programme(measure("a", starts_on=START, duration_days=31, **done)), on=day(1, 11))
    assert seen.measures[0].ahead.ends_on == day(2, 1)


def test_days_that_nobody_stated_stay_unknown() -> None:
    lost = replace(
        programme(measure("a", duration_days=3), measure("b", "a", duration_days=2)), starts_on=None
    )
    roadmap = calc_roadmap(lost, on=START)
    assert {(one.planned.starts_on, one.planned.ends_on, one.timing) for one in roadmap.measures} == {
        (None, None, "unknown")
    }
    assert (roadmap.ends_on, roadmap.forecast_on, roadmap.path) == (None, None, ())


def test_an_empty_programme_has_an_empty_roadmap() -> None:
    roadmap = calc_roadmap(programme(), on=START)
    assert (roadmap.measures, roadmap.findings, roadmap.ends_on) == ((), (), None)


def test_two_measures_in_one_quarter_one_after_the_other_are_no_overload() -> None:
    told = {"owner_id": "s", "load": 0.7, "duration_days": 20}
    found = programme(measure("a", starts_on=START, **told), measure("b", "a", **told))
    [load] = calc_roadmap(found, on=START).loads
    assert (load.year, load.quarter, load.load, load.at_once, load.over) == (2025, 1, 0.7, 1, False)


def test_support_covers_no_more_than_is_planned_and_nothing_that_is_not_known() -> None:
    def costs(year: int, amount: float | None, source: str) -> Cost:
        return Cost(year=year, amount_krub=amount, source=source)

    one = measure("a", project_id="x", costs=(costs(2025, 60.0, "own"), costs(2025, 40.0, "federal")))
    two = measure("b", project_id="x", costs=(costs(2026, 30.0, "own"), costs(2027, None, "own")))
    support = {"x": {2025: 70.0, 2026: 50.0, 2027: 5.0, 2028: 1.0}, "y": {2025: 9.0}}
    assert calc_budget(programme(one, two), support).covered == (
        Covered("x", 2025, 100.0, 40.0, 70.0, 70.0),
        Covered("x", 2026, 30.0, None, 50.0, 30.0),
        Covered("x", 2027, None, None, 5.0, None),
        Covered("x", 2028, None, None, 1.0, None),
    )


def test_what_a_combination_gives_is_spread_as_the_instalments_of_its_measures() -> None:
    subsidy = shipped_measures()[0]
    offer = Offer.__new__(Offer)
    for name, value in {
        "measure": subsidy,
        "amount": Between(100.0, 100.0),
        "instalments": (Instalment(2025, 60.0), Instalment(2026, 40.0)),
    }.items():
        object.__setattr__(offer, name, value)
    # Half of what the measure could give alone: the other rows of costs go elsewhere.
    best = Combination((Share(subsidy.code, 50.0, "project", ()),), 50.0, 0.0)
    assert spread(best, (offer,)) == {2025: 30.0, 2026: 20.0}


def test_a_calendar_reminds_of_what_is_ahead_and_not_of_what_is_done() -> None:
    found = changed(sound(), "a", state="done", started_on=START, finished_on=day(4, 1))
    found = replace(
        found, milestones=(Milestone(milestone_id="v", title="V", due_on=day(5, 5), measure_id="b"),)
    )
    dues = find_dues(found, calc_roadmap(found, on=day(4, 1)))
    assert [(due.day, due.kind, due.id) for due in dues] == [
        (day(4, 1), "starts", "b"),
        (day(5, 5), "milestone", "v"),
        (day(6, 1), "ends", "b"),
    ]
    moved = changed(found, "b", ends_on=day(7, 1))
    again = find_dues(moved, calc_roadmap(moved, on=day(4, 1)))
    assert {due.key("k") for due in dues} == {due.key("k") for due in again}


def test_the_programme_s_own_days_bound_nothing_but_findings() -> None:
    found = programme(measure("a", starts_on=END, duration_days=10))
    assert calc_roadmap(found, on=START).ends_on == END + timedelta(days=10)


def test_milestones_of_measures_that_do_not_stand_are_in_no_roadmap_and_no_calendar() -> None:
    names = ("kept", "proposed", "dropped", "cancelled")
    decided = [measure(one, starts_on=START, duration_days=31, decision=one) for one in names[:3]]
    found = programme(
        *decided,
        measure("cancelled", starts_on=START, duration_days=31, state="cancelled"),
        milestones=tuple(
            Milestone(milestone_id=f"of {one}", title=one, due_on=day(1, 20), measure_id=one) for one in names
        ),
    )
    roadmap = calc_roadmap(found, on=START)
    assert [one.milestone_id for one in roadmap.milestones] == ["of kept"]
    assert [one.id for one in find_dues(found, roadmap) if one.kind == "milestone"] == ["of kept"]
    # A proposal waits for a decision: only what was decided against leaves a milestone behind.
    out = [one.ids for one in roadmap.findings if one.code == "milestone_of_measure_out"]
    assert out == [("of dropped", "dropped"), ("of cancelled", "cancelled")]


def test_a_delay_is_counted_from_the_day_agreed_on_and_not_from_what_dependencies_make_of_it() -> None:
    # b was agreed for 1 February to 1 March, but waits for a, which ends on 1 March: 28 days more, 29 March.
    found = programme(
        measure("a", starts_on=START, ends_on=day(3, 1)),
        measure("b", "a", starts_on=day(2, 1), ends_on=day(3, 1)),
        milestones=(Milestone(milestone_id="v", title="V", due_on=day(3, 6), measure_id="b"),),
    )
    roadmap = calc_roadmap(found, on=START)
    second = roadmap.measures[1]
    assert (second.stated_ends_on, second.planned.ends_on, second.delay_days) == (day(3, 1), day(3, 29), 28)
    assert second.timing == "will_be_late"
    assert (roadmap.due_on, roadmap.ends_on, roadmap.forecast_on) == (day(3, 1), day(3, 29), day(3, 29))
    # The milestone lies five days behind the end agreed on.
    assert [(one.status, one.delay_days) for one in roadmap.milestones] == [("at_risk", 23)]
    said = tell_answer(roadmap, Teller(found, "ru"))
    assert said[0] == "not_met"
    assert "на 28 дней позже плана (01.03.2025)" in said[1]


def test_money_spent_of_which_nobody_told_the_fact_is_missing_and_not_zero() -> None:
    def of(year: int, krub: float, basis: str = "plan", source: str = "own") -> Cost:
        return Cost(year=year, amount_krub=krub, source=source, basis=basis)

    begun = measure(
        "a",
        starts_on=START,
        duration_days=600,
        state="under_way",
        started_on=START,
        costs=(of(2025, 10), of(2025, 20, source="loan"), of(2025, 8, "fact"), of(2026, 5)),
    )
    waits = measure("b", duration_days=10, costs=(of(2025, 7), of(2026, 3)))
    free = measure("c", duration_days=10, costs=(of(2025, 0),))
    found = programme(begun, waits, free)
    # In 2025 only a has begun: the loan of it is not told. In 2026 nobody tells what b took in 2025 either.
    this_year, next_year = (calc_roadmap(found, on=on) for on in (day(12, 1), date(2026, 1, 1)))
    assert this_year.budget.by_year[0].fact == Sum(None, 8, ("a",))
    assert next_year.budget.by_year[0].fact == Sum(None, 8, ("a", "b"))
    untold = {(*one.ids, *one.figures.values()) for one in next_year.findings if one.code == "fact_untold"}
    assert untold == {("a", 2025, 20), ("b", 2025, 7), ("a", 2026, 5)}
    assert "не менее 8" in word_sum(next_year.budget.total.fact, Teller(found, "ru"))
