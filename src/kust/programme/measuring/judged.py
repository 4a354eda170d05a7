"""A figure held against its target, in the direction of its indicator; three-valued."""

from typing import NamedTuple

from kust.programme.measuring.filled import NOT_NEGATIVE
from kust.programme.measuring.indicator_figures import MET, NOT_MET, UNKNOWN, Figure
from kust.programme.programme import Indicator
from kust.quantities import TOLERANCE


class Judged(NamedTuple):
    """Deviation from the target, its share of the target's size, and the state."""

    deviation: float | None
    deviation_share: float | None
    state: str


def judge(one: Indicator, figure: Figure, target: float | None) -> Judged:
    """Hold a figure against its target.

    Where parts are missing that cannot be below zero, what is known may be enough to say that the target is reached
    (more is better) or missed (less is better).

    >>> from kust.programme.programme import Indicator
    >>> jobs = Indicator(indicator="jobs", filled_from="jobs")
    >>> judge(jobs, Figure(90.0), 100.0).state, judge(jobs, Figure(None, 120.0, missing=("M1",)), 100.0).state
    ('not_met', 'met')
    """
    if target is None:
        return Judged(None, None, UNKNOWN)
    if figure.value is not None:
        deviation = figure.value - target
        share = deviation / abs(target) if target else None
        return Judged(deviation, share, MET if _reaches(one, figure.value, target) else NOT_MET)
    if figure.known is not None and one.filled_from in NOT_NEGATIVE:
        surely = _reaches(one, figure.known, target)
        if one.direction == "up" and surely:
            return Judged(None, None, MET)
        if one.direction == "down" and not surely:
            return Judged(None, None, NOT_MET)
    return Judged(None, None, UNKNOWN)


def _reaches(one: Indicator, value: float, target: float) -> bool:
    gap = value - target if one.direction == "up" else target - value
    return gap >= -TOLERANCE * abs(target)
