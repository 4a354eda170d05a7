"""The best combination of measures is the best of all there are, found by trying every one."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.support.combine import Choice, Group, combine

ROWS = ("r1", "r2", "r3")
AMOUNT = st.integers(0, 100).map(float)


@st.composite
def choices(draw: st.DrawFn) -> list[Choice]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        rows = draw(st.lists(st.sampled_from(ROWS), unique=True, max_size=3))
        counted = {row: draw(AMOUNT) for row in rows}
        claimed = {row: draw(st.integers(0, int(counted[row]))) * 1.0 for row in rows}
        cap = draw(st.one_of(AMOUNT, st.just(float("inf"))))
        ceilings = draw(st.sampled_from([(), ((0.5, None),), ((0.3, 120.0),)]))
        groups = (Group(claimed, counted, cap, ceilings),) if rows else ()
        relief = draw(st.sampled_from([0.0, 7.0])) if not rows else 0.0
        excluded = draw(st.sets(st.sampled_from(["m0", "m1", "m2"]), max_size=1))
        found.append(Choice(f"m{number}", groups, relief, frozenset(excluded - {f"m{number}"})))
    return found


def amount(group: Group, rows: list[str]) -> float:
    limits = [sum(group.claimed[row] for row in rows), group.cap]
    for share, base in group.ceilings:
        limits.append(share * (sum(group.counted[row] for row in rows) if base is None else base))
    return min(limits)


def try_all(found: list[Choice]) -> float:
    """Every set of measures without two that exclude each other, every way to share out the rows."""
    best = 0.0
    for used in product([False, True], repeat=len(found)):
        chosen = [one for one, take in zip(found, used, strict=True) if take]
        if any(b.measure in a.not_with for a in chosen for b in chosen):
            continue
        for goes in product([None, *(one.measure for one in chosen)], repeat=len(ROWS)):
            total = 0.0
            for one in chosen:
                total += one.relief
                for group in one.groups:
                    own = [row for row, to in zip(ROWS, goes, strict=True) if to == one.measure]
                    total += amount(group, [row for row in own if row in group.claimed])
            best = max(best, total)
    return best


@settings(max_examples=80, deadline=None)
@given(choices())
def test_the_programme_finds_what_trying_everything_finds(found: list[Choice]) -> None:
    best = combine(found)
    assert best.krub + best.yearly_krub == pytest.approx(try_all(found), abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(choices())
def test_what_the_combination_names_makes_its_total_and_breaks_no_rule(found: list[Choice]) -> None:
    best = combine(found)
    by_code = {one.measure: one for one in found}
    rows = [row for share in best.shares for row in share.rows]
    assert len(rows) == len(set(rows))
    used = {share.measure for share in best.shares}
    assert not any(by_code[one].not_with & used for one in used)
    for share in best.shares:
        groups = by_code[share.measure].groups
        possible = sum(amount(group, [row for row in share.rows if row in group.claimed]) for group in groups)
        assert share.krub <= possible + by_code[share.measure].relief + 1e-6


def test_without_measures_there_is_no_combination() -> None:
    assert combine([]).shares == ()
