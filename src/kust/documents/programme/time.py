"""The roadmap in the document: rows of measures, milestones, who has too much, and the drawing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from math import ceil

from kust.documents.blocks import Amount, Judged
from kust.documents.programme.content import Drawing
from kust.documents.programme.table_lines import LoadLine, MilestoneLine, RoadmapLine
from kust.documents.programme.tell import ProgrammeTeller
from kust.documents.roadmap.picture import describe, group_measures, make_picture
from kust.documents.roadmap.sheets import draw_sheet
from kust.documents.roadmap.tables import pick_busiest
from kust.documents.roadmap.words import tell_answer, tell_paths
from kust.drawings.gantt import draw_gantt
from kust.drawings.gantt_list import draw_gantt_list
from kust.drawings.gantt_parts import split
from kust.programme.programme import Goal, Measure
from kust.programme.timeline.loads import OwnerLoad

_TIMING = {
    "done": "met",
    "done_late": "met",
    "under_way": "met",
    "ahead": "",
    "late_to_finish": "not_met",
    "late_to_start": "not_met",
    "will_be_late": "not_met",
    "unknown": "unknown",
}
_MARKS = {"reached": "met", "reached_late": "met", "late": "not_met", "at_risk": "unknown"}
# A telephone shows a list; a longer one than this is read in the table.
_MOST_ON_TELEPHONE = 60
# A sheet of A4 across less its margins and the words above it, in points of a screen.
_SHEET = (1120.0, 585.0)
# So many rows of two lines does it hold.
_ROWS = 19


def tell_end(tell: ProgrammeTeller) -> str:
    """Say in one sentence when the programme will be over."""
    return tell_answer(tell.file.roadmap, tell.roadmap)[1]


def tell_path(tell: ProgrammeTeller) -> tuple[str, ...]:
    """Name the measures of the critical path, or the chains where there are several."""
    return tell_paths(tell.file.roadmap, tell.roadmap)


def tell_roadmap(tell: ProgrammeTeller) -> Iterator[RoadmapLine]:
    """Tell the measures by goal in the order of the drawing."""
    for goal, measures in group_measures(tell.file.programme):
        for one in measures:
            yield _line(one, goal, tell)


def _line(measure: Measure, goal: Goal | None, tell: ProgrammeTeller) -> RoadmapLine:
    told, row = tell.roadmap, tell.scheduled[measure.measure_id]
    planned, ahead = row.planned, row.ahead
    at_least = ahead.at_least and ahead.ends_on is not None
    forecast = tell.t("not_before", day=tell.day(ahead.ends_on)) if at_least else tell.day(ahead.ends_on)
    is_critical = planned.critical
    return RoadmapLine(
        number=told.labels[measure.measure_id],
        title=measure.title,
        goal=goal.title if goal else told.t("without_goal"),
        owner=told.owner(measure) or tell.t("no_owner"),
        starts=planned.starts_on,
        ends=planned.ends_on,
        starts_words=_word_day(row.stated_starts_on, planned.starts_on, tell),
        ends_words=_word_day(row.stated_ends_on, planned.ends_on, tell),
        slack=planned.total_slack,
        critical=told.t("yes") if is_critical else "" if is_critical is False else told.t("not_known"),
        state=Judged(told.t(f"timing.{row.timing}"), _TIMING[row.timing]),
        progress=None if measure.progress is None else Amount(measure.progress, "share"),
        forecast=ahead.ends_on,
        forecast_words=forecast,
        delay=row.delay_days,
        delays=told.delays(row.delays),
    )


def _word_day(stated: date | None, calculated: date | None, tell: ProgrammeTeller) -> str:
    """Put the calculated day beside the stated one where they differ."""
    if stated is None or stated == calculated:
        return tell.day(calculated)
    return tell.roadmap.t("calculated", stated=tell.day(stated), calculated=tell.day(calculated))


def tell_milestones(tell: ProgrammeTeller) -> Iterator[MilestoneLine]:
    """Tell the milestones by day."""
    told = tell.roadmap
    titles = {one.milestone_id: one.title for one in tell.file.programme.milestones}
    for one in tell.file.roadmap.milestones:
        yield MilestoneLine(
            title=titles[one.milestone_id],
            measure=told.labels.get(one.measure_id or "", ""),
            due=one.due_on,
            reached=one.reached_on,
            expected=one.expected_on,
            state=Judged(told.t(f"mark.{one.status}"), _MARKS.get(one.status, "")),
        )


def tell_loads(tell: ProgrammeTeller) -> Iterator[LoadLine]:
    """Tell each owner in the quarter in which it has most, those with too much first."""
    found = [_load(one, tell) for one in pick_busiest(tell.file.roadmap.loads)]
    yield from sorted(found, key=lambda one: (one.state.code != "not_met", one.owner))


def _load(worst: OwnerLoad, tell: ProgrammeTeller) -> LoadLine:
    rows = [one for one in tell.file.roadmap.loads if one.owner_id == worst.owner_id]
    over = [one for one in rows if one.over]
    known = "not_known" if any(one.over is None for one in rows) else "no"
    state = (
        Judged(tell.roadmap.t("yes"), "not_met")
        if over
        else Judged(tell.roadmap.t(known), "unknown" if known == "not_known" else "")
    )
    return LoadLine(
        owner=tell.owners.get(worst.owner_id, worst.owner_id),
        quarter=tell.roadmap.t("quarter", quarter=worst.quarter, year=worst.year),
        load=None if worst.load is None else Amount(worst.load, "share"),
        at_once=worst.at_once,
        quarters_over=len(over),
        state=state,
    )


def draw_page(tell: ProgrammeTeller) -> Drawing | None:
    """Draw the whole roadmap for a screen, and as a list for a telephone."""
    roadmap = tell.file.roadmap
    if not roadmap.measures:
        return None
    picture = make_picture(tell.file.programme, roadmap, tell.lang)
    alt, title = describe(roadmap, tell.roadmap), tell.t("picture.roadmap")
    svg = draw_sheet(picture, tell.roadmap, alt)
    is_short = len(roadmap.measures) <= _MOST_ON_TELEPHONE
    return Drawing(title, alt, svg, draw_gantt_list(picture, "roadmap-list", title, alt) if is_short else "")


def draw_sheets(tell: ProgrammeTeller) -> tuple[Drawing, ...]:
    """Draw the roadmap on as many sheets of A4 across as keep it legible."""
    roadmap = tell.file.roadmap
    if not roadmap.measures:
        return ()
    picture = replace(make_picture(tell.file.programme, roadmap, tell.lang), heading="", subtitle="")
    alt, title = describe(roadmap, tell.roadmap), tell.t("picture.roadmap")
    # Sheets of about the same length; a heading that is repeated takes a row.
    count = ceil(picture.rows / (_ROWS - 1))
    sheets = list(split(picture, min(_ROWS, ceil(picture.rows / count) + 1)))
    found = []
    for place, sheet in enumerate(sheets, 1):
        number = tell.roadmap.t("gantt.sheet", number=place, count=len(sheets))
        named = title if len(sheets) == 1 else f"{title}, {number}"
        svg = draw_gantt(sheet, f"roadmap-sheet-{place}", named, alt, width=_SHEET[0], height=_SHEET[1])
        found.append(Drawing(named, alt, svg, across=True))
    return tuple(found)
