"""Whether a thing stands in a programme, and the reason that is given for it."""

from typing import Any

from kust.programme.agreement.asked import list_asked
from kust.programme.programme import Decided, Measure, Programme, Stakeholder


def stands_in(one: Any, programme: Programme) -> bool:
    """Tell whether a thing is part of a programme; a milestone is where its measure is, whom a draft lists is not."""
    if one is None:
        return False
    if isinstance(one, Decided):
        return one.stands
    if isinstance(one, Stakeholder):
        return one in list_asked(programme)
    measure = measure_of(one, programme)
    return measure is None or measure.stands


def measure_of(one: Any, programme: Programme) -> Measure | None:
    """Find the measure of a milestone."""
    return next((m for m in programme.measures if m.measure_id == one.measure_id), None)


def reason_of(one: Any, programme: Programme) -> str | None:
    """Take the reason of a row, of a milestone that of its measure; a stakeholder has nowhere to give one."""
    if one is None or isinstance(one, Stakeholder):
        return None
    if isinstance(one, Decided):
        return one.reason
    measure = measure_of(one, programme)
    return measure.reason if measure is not None else None
