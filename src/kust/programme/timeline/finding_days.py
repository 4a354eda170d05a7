"""Findings about days: dependencies, the span of the programme, what is late, facts that contradict each other."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from kust.programme.programme import CANCELLED, DONE, PLANNED, PROPOSED, UNDER_WAY, Measure, Programme
from kust.programme.timeline.finding import MEASURE, MILESTONE, PROGRAMME, ProgrammeFinding, error, warning
from kust.programme.timeline.schedule import stated_end, stated_start

if TYPE_CHECKING:
    from kust.programme.timeline.roadmap import Roadmap

_WHOLE = 1.0


def find_days(programme: Programme, roadmap: "Roadmap") -> Iterator[ProgrammeFinding]:
    """Find what is wrong with the days of measures and milestones."""
    if programme.starts_on and programme.ends_on and programme.ends_on <= programme.starts_on:
        days = {"starts": programme.starts_on, "ends": programme.ends_on}
        yield error("programme_ends_not_after_start", PROGRAMME, programme.cluster_id, **days)
    for cycle in roadmap.cycles:
        yield error("cycle", MEASURE, *cycle, count=len(cycle), chain=" → ".join((*cycle, cycle[0])))
    if not roadmap.all_cycles:
        yield error("more_cycles", PROGRAMME, programme.cluster_id, count=len(roadmap.cycles))
    planned = {one.measure_id: one.planned for one in roadmap.measures}
    for one in programme.standing_measures:
        yield from _look_at_days(one)
        days_known = planned[one.measure_id]
        yield from _find_outside(one, days_known.starts_on, days_known.ends_on, programme)
        yield from _look_at_facts(one, roadmap.on)
    yield from _find_disorder(programme)
    yield from _find_late(roadmap)
    yield from _find_milestones(programme, roadmap)


def _look_at_days(one: Measure) -> Iterator[ProgrammeFinding]:
    starts, ends, days = one.starts_on, one.ends_on, one.duration_days
    if starts and ends and ends <= starts:
        yield error("ends_not_after_start", MEASURE, one.measure_id, starts=starts, ends=ends)
    elif starts and ends and days is not None and (ends - starts).days != days:
        told = (ends - starts).days
        yield warning("days_differ", MEASURE, one.measure_id, stated=days, between=told)
    if days is not None and days < 0:
        yield error("negative_days", MEASURE, one.measure_id, stated=days)
    if one.days is None:
        yield warning("measure_without_days", MEASURE, one.measure_id)


def _find_outside(
    one: Measure, starts: date | None, ends: date | None, programme: Programme
) -> Iterator[ProgrammeFinding]:
    """Hold stated days against the programme's, and the days that dependencies make of them."""
    stated_from, stated_to = stated_start(one), stated_end(one)
    first, last = programme.starts_on, programme.ends_on
    if first and stated_from and stated_from < first:
        yield warning("measure_before_programme", MEASURE, one.measure_id, day=stated_from, bound=first)
    if last and stated_to and stated_to > last:
        yield warning("measure_after_programme", MEASURE, one.measure_id, day=stated_to, bound=last)
    elif last and ends and ends > last:
        yield warning("measure_moved_out", MEASURE, one.measure_id, day=ends, bound=last, starts=starts)


def _look_at_facts(one: Measure, on: date) -> Iterator[ProgrammeFinding]:
    started, finished, progress = one.started_on, one.finished_on, one.progress
    if one.state == DONE and finished is None:
        yield warning("done_without_day", MEASURE, one.measure_id)
    if one.state == DONE and progress is not None and progress < _WHOLE:
        yield warning("done_but_progress", MEASURE, one.measure_id, progress=progress)
    if one.state != DONE and finished is not None:
        yield warning("finished_but_state", MEASURE, one.measure_id, day=finished, state=one.state)
    elif one.state != DONE and progress is not None and progress >= _WHOLE:
        yield warning("whole_but_not_done", MEASURE, one.measure_id, state=one.state)
    if one.state == PLANNED and (started is not None or (progress is not None and 0 < progress < _WHOLE)):
        yield warning("begun_but_planned", MEASURE, one.measure_id, day=started, progress=progress)
    if one.state == UNDER_WAY and started is None:
        yield warning("under_way_without_day", MEASURE, one.measure_id)
    if one.state == UNDER_WAY and progress is None:
        yield warning("under_way_without_progress", MEASURE, one.measure_id)
    if started and finished and finished < started:
        yield error("finished_before_started", MEASURE, one.measure_id, started=started, finished=finished)
    later = [day for day in (started, finished) if day is not None and day > on]
    if later:
        yield warning("fact_ahead", MEASURE, one.measure_id, day=max(later), on=on)


def _find_disorder(programme: Programme) -> Iterator[ProgrammeFinding]:
    """Find what is to end, or was over, only after what waits for it starts."""
    of = {one.measure_id: one for one in programme.standing_measures}
    for one in of.values():
        for name in sorted({*one.depends_on} & of.keys() - {one.measure_id}):
            ends, starts = stated_end(of[name]), stated_start(one)
            if ends and starts and ends > starts:
                days = (ends - starts).days
                ids = (one.measure_id, name)
                yield warning("dependency_ends_late", MEASURE, *ids, ends=ends, starts=starts, days=days)
            over, begun = of[name].finished_on, one.started_on
            not_over = of[name].state != DONE and over is None
            if begun and (not_over or (over is not None and over > begun)):
                yield warning("begun_before_dependency", MEASURE, one.measure_id, name, day=begun, ends=over)


def _find_late(roadmap: "Roadmap") -> Iterator[ProgrammeFinding]:
    for one in roadmap.measures:
        if one.is_late:
            yield warning(
                one.timing,
                MEASURE,
                one.measure_id,
                starts=one.should_start_on,
                ends=one.should_end_on,
                forecast=one.ahead.ends_on,
                days=one.delay_days,
                moves=len(one.delays),
            )


def _find_milestones(programme: Programme, roadmap: "Roadmap") -> Iterator[ProgrammeFinding]:
    planned = {one.measure_id: one.planned for one in roadmap.measures}
    yield from _find_astray(programme)
    for one in programme.standing_milestones:
        if days := planned.get(one.measure_id or ""):
            if days.starts_on and one.due_on < days.starts_on:
                bound = {"due": one.due_on, "bound": days.starts_on}
                yield warning(
                    "milestone_before_measure", MILESTONE, one.milestone_id, days.measure_id, **bound
                )
            if days.ends_on and one.due_on > days.ends_on:
                bound = {"due": one.due_on, "bound": days.ends_on}
                yield warning(
                    "milestone_after_measure", MILESTONE, one.milestone_id, days.measure_id, **bound
                )
        outside = (programme.starts_on and one.due_on < programme.starts_on) or (
            programme.ends_on and one.due_on > programme.ends_on
        )
        if outside:
            yield warning("milestone_outside_programme", MILESTONE, one.milestone_id, due=one.due_on)
    for awaited in roadmap.milestones:
        if awaited.status in ("late", "at_risk"):
            yield warning(
                f"milestone_{awaited.status}",
                MILESTONE,
                awaited.milestone_id,
                due=awaited.due_on,
                forecast=awaited.expected_on,
                days=awaited.delay_days,
            )


def _find_astray(programme: Programme) -> Iterator[ProgrammeFinding]:
    """Find milestones whose measure is out or unknown; that of a proposed measure waits for the decision with it."""
    of = {one.measure_id: one for one in programme.measures}
    standing = {one.measure_id for one in programme.standing_measures}
    for one in programme.milestones:
        if one.measure_id is None or one.measure_id in standing:
            continue
        measure = of.get(one.measure_id)
        if measure is None:
            yield error("milestone_of_unknown_measure", MILESTONE, one.milestone_id, measure=one.measure_id)
        elif measure.decision != PROPOSED:
            why = CANCELLED if measure.state == CANCELLED else measure.decision
            yield warning("milestone_of_measure_out", MILESTONE, one.milestone_id, one.measure_id, why=why)
