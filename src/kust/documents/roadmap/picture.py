"""A roadmap as a picture: measures by goal, in the words of a language."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kust.documents.roadmap.words import Teller, count_states, tell_subtitle
from kust.drawings.gantt_parts import GanttBar, GanttGroup, GanttMark, GanttPicture, GanttWords
from kust.i18n import percent, plural
from kust.programme.programme import Goal, Measure, Programme
from kust.programme.timeline.awaited import Awaited
from kust.programme.timeline.roadmap import Roadmap, Scheduled

_MARKS = {"reached_late": "reached", "unknown": "expected"}
# The day asked about is shown where it is not farther than so many days from the programme.
_NEAR = 92
_MOST_NAMED = 12


def make_picture(programme: Programme, roadmap: Roadmap, lang: str) -> GanttPicture:
    """Put the picture together; a group a goal in the order of the programme, last what leads to no goal."""
    tell = Teller(programme, lang)
    scheduled = {one.measure_id: one for one in roadmap.measures}
    marks = _marks_by_measure(roadmap, tell)
    groups = [
        _make_group(goal, measures, scheduled, marks, tell) for goal, measures in group_measures(programme)
    ]
    loose = tuple(mark for name, found in marks.items() if name not in scheduled for mark in found)
    if loose:
        groups.insert(0, GanttGroup(tell.t("programme_marks"), "", (), loose))
    first, last = _bounds(programme, roadmap)
    return GanttPicture(
        tell.t("title", title=tell.title()),
        tell_subtitle(roadmap, tell),
        tuple(groups),
        first,
        last,
        roadmap.on,
        _make_words(groups, roadmap, tell),
        tell.labels,
    )


def describe(roadmap: Roadmap, tell: Teller) -> str:
    """Say what the picture shows to whom cannot see it."""
    late = [one.measure_id for one in roadmap.measures if one.is_late]
    return tell.t(
        "gantt.desc",
        counts=count_states(roadmap, tell),
        path=_few_chains(roadmap, tell),
        late=_few(late, tell),
    )


def _few(measures: Sequence[str], tell: Teller) -> str:
    words = tell.short(measures[:_MOST_NAMED]) or tell.t("gantt.nothing")
    return words + ("…" if len(measures) > _MOST_NAMED else "")


def _few_chains(roadmap: Roadmap, tell: Teller) -> str:
    """Number the measures of the critical chains, as many as are named of anything else."""
    shown: list[str] = []
    left = _MOST_NAMED
    for path in roadmap.paths:
        if left <= 0:
            return "; ".join(shown) + "; …"
        shown.append(tell.chain(path[:left]) + (" → …" if len(path) > left else ""))
        left -= len(path)
    return "; ".join(shown) or tell.t("gantt.nothing")


def group_measures(programme: Programme) -> Iterator[tuple[Goal | None, list[Measure]]]:
    """Group the standing measures by goal, their own or that of their problem."""
    goals = {one.goal_id: one for one in programme.goals if one.stands}
    goal_of = {one.problem_id: one.goal_id for one in programme.problems if one.stands}
    found: dict[str | None, list[Measure]] = {name: [] for name in (*goals, None)}
    for one in programme.standing_measures:
        name = one.goal_id if one.goal_id in goals else goal_of.get(one.problem_id or "")
        found[name if name in goals else None].append(one)
    for name, measures in found.items():
        if measures:
            yield goals.get(name or ""), measures


def _make_group(
    goal: Goal | None,
    measures: Sequence[Measure],
    scheduled: dict[str, Scheduled],
    marks: dict[str, tuple[GanttMark, ...]],
    tell: Teller,
) -> GanttGroup:
    rows = [scheduled[one.measure_id] for one in measures]
    done = sum(row.state == "done" for row in rows)
    late = sum(row.is_late for row in rows)
    noun = plural(len(rows), tell.lang, tell.t("forms.measures"))
    told = {"count": len(rows), "noun": noun, "done": done}
    note = tell.t("group.note_late", late=late, **told) if late else tell.t("group.note", **told)
    starts = [row.planned.starts_on for row in rows if row.planned.starts_on]
    ends = [row.planned.ends_on for row in rows if row.planned.ends_on]
    return GanttGroup(
        _title_goal(goal, tell),
        note,
        tuple(_make_bar(one, scheduled[one.measure_id], marks, tell) for one in measures),
        (),
        min(starts, default=None),
        max(ends, default=None),
        done / len(rows),
        count=len(rows),
    )


def _title_goal(goal: Goal | None, tell: Teller) -> str:
    if goal is None:
        return tell.t("without_goal")
    return tell.t("goal", number=goal.number, title=goal.title) if goal.number else goal.title


def _make_bar(
    measure: Measure, row: Scheduled, marks: dict[str, tuple[GanttMark, ...]], tell: Teller
) -> GanttBar:
    planned, ahead = row.planned, row.ahead
    delayed = row.delay_days is not None and row.delay_days > 0
    plus = tell.t("plus_days", count=row.delay_days) if delayed else ""
    own = marks.get(measure.measure_id, ())
    facts = tuple(_list_facts(measure, row, plus, own, tell))
    return GanttBar(
        key=measure.measure_id,
        number=tell.labels[measure.measure_id],
        title=measure.title,
        starts=planned.starts_on,
        ends=planned.ends_on,
        note=tell.owner(measure),
        facts=facts,
        tooltip="\n".join((measure.title, *facts)),
        state=row.state,
        progress=measure.progress if row.state == "under_way" else None,
        critical=bool(planned.critical),
        late=row.is_late,
        forecast=ahead.ends_on if delayed else None,
        forecast_words=plus,
        slack_to=None if row.state == "done" else planned.late_finish,
        after=tuple(one for one in measure.depends_on if one in tell.labels),
        marks=own,
    )


def _list_facts(
    measure: Measure, row: Scheduled, plus: str, marks: Sequence[GanttMark], tell: Teller
) -> Iterator[str]:
    """Tell a measure in lines: first that it is late, then owner, days, state, what it waits for."""
    planned = row.planned
    if row.is_late:
        yield tell.forecast(row, plus)
    if owner := tell.owner(measure):
        yield owner
    days = ""
    if planned.starts_on and planned.ends_on:
        days = tell.days((planned.ends_on - planned.starts_on).days)
    if days:
        yield tell.t(
            "gantt.facts.days", starts=tell.day(planned.starts_on), ends=tell.day(planned.ends_on), days=days
        )
    else:
        yield tell.t("gantt.open")
    if (row.should_start_on, row.should_end_on) != (planned.starts_on, planned.ends_on):
        stated = {"starts": tell.day(row.stated_starts_on), "ends": tell.day(row.stated_ends_on)}
        yield tell.t("gantt.facts.stated", **stated)
    state = tell.t(f"state.{row.state}")
    if row.state == "under_way" and measure.progress is not None:
        ready = percent(measure.progress, tell.lang, 0)
        state = tell.t("gantt.facts.progress", state=state, progress=ready)
    place = [state]
    if planned.critical:
        place.append(tell.t("gantt.facts.critical"))
    elif planned.total_slack and row.state != "done":
        place.append(tell.t("gantt.facts.slack", days=tell.days(planned.total_slack)))
    if measure.depends_on:
        place.append(tell.t("gantt.facts.after", names=tell.short(measure.depends_on)))
    yield "; ".join(place)
    for mark in marks:
        yield tell.t("gantt.facts.milestone", title=mark.title, status=tell.t(f"mark.{mark.status}"))


def _marks_by_measure(roadmap: Roadmap, tell: Teller) -> dict[str, tuple[GanttMark, ...]]:
    titles = {one.milestone_id: one.title for one in tell.programme.milestones}
    found: dict[str, list[GanttMark]] = {}
    for one in roadmap.milestones:
        found.setdefault(one.measure_id or "", []).append(_make_mark(one, titles[one.milestone_id], tell))
    return {name: tuple(marks) for name, marks in found.items()}


def _make_mark(one: Awaited, title: str, tell: Teller) -> GanttMark:
    words = f"{title}, {tell.day(one.due_on)}"
    return GanttMark(one.due_on, _MARKS.get(one.status, one.status), words)


def _bounds(programme: Programme, roadmap: Roadmap) -> tuple[date, date]:
    """Find the first and the last day to draw; the first day after the end of something is not one of them."""
    day = timedelta(days=1)
    starts = [one.planned.starts_on for one in roadmap.measures]
    ends = [
        end
        for one in roadmap.measures
        for end in (one.planned.ends_on, one.planned.late_finish, one.ahead.ends_on)
    ]
    due = [one.due_on for one in programme.standing_milestones]
    told = [one for one in (*starts, programme.starts_on, *due) if one]
    last = [one - day for one in (*ends, programme.ends_on) if one] + due
    first, end = min(told, default=roadmap.on), max(last, default=roadmap.on)
    if first - _NEAR * day <= roadmap.on <= end + _NEAR * day:
        first, end = min(first, roadmap.on), max(end, roadmap.on)
    return min(first, end), max(first, end)


def _make_words(groups: Sequence[GanttGroup], roadmap: Roadmap, tell: Teller) -> GanttWords:
    bars = [bar for group in groups for bar in group.bars]
    statuses = {mark.status for group in groups for mark in group.marks}
    statuses |= {mark.status for bar in bars for mark in bar.marks}
    occurs = {
        "plan": True,
        "done": any(bar.progress or bar.state == "done" for bar in bars),
        "critical": any(bar.critical for bar in bars),
        "slack": any(bar.slack_to and bar.ends and bar.slack_to > bar.ends for bar in bars),
        "late": any(bar.late for bar in bars),
        "delay": any(bar.forecast for bar in bars),
        "after": any(bar.after for bar in bars),
        "reached": "reached" in statuses,
        "expected": "expected" in statuses,
        "at_risk": "at_risk" in statuses,
        "milestone_late": "late" in statuses,
    }
    return GanttWords(
        number=tell.t("column.number"),
        title=tell.t("column.measure"),
        note=tell.t("column.owner"),
        today=tell.t("today", on=tell.day(roadmap.on)),
        open=tell.t("gantt.open"),
        quarters=(tell.t("quarter.1"), tell.t("quarter.2"), tell.t("quarter.3"), tell.t("quarter.4")),
        legend={code: tell.t(f"legend.{code}") for code, is_there in occurs.items() if is_there},
    )
