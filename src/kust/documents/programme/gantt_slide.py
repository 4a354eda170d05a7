"""The roadmap on a slide, drawn of shapes that can be edited: bars by goal, quarters, today."""

from datetime import date
from typing import Any

from pptx.enum.text import PP_ALIGN

from kust.documents.programme.table_lines import RoadmapLine
from kust.documents.slides import ACCENT, HIGH, INK, LINE, PANEL, SIDE, SOFT, WIDE, Slides, cut
from kust.programme.timeline.loads import quarter_days, quarters_of

_NAMES, _TOP, _HEAD = 5.0, 1.4, 0.42
_ROMAN = ("I", "II", "III", "IV")
_PLAN, _DONE, _LATE = "A3CAC6", "2B6B72", "B3372B"


def draw_roadmap(
    slides: Slides, slide: Any, groups: list[tuple[str, list[RoadmapLine]]], on: date, *, alt: str
) -> None:
    """Draw bars of measures under their goals; what is late is red, the critical path has a thick outline."""
    lines = [one for _, found in groups for one in found]
    first = min(one.starts for one in lines if one.starts)
    last = max(max(one.ends, one.forecast or one.ends) for one in lines if one.ends)
    quarters = list(quarters_of(first, last))
    begins, ends = quarter_days(*quarters[0])[0], quarter_days(*quarters[-1])[1]
    left, room = SIDE + _NAMES, WIDE - 2 * SIDE - _NAMES
    rows = sum(1 + len(found) for _, found in groups)
    tall = min((HIGH - 0.7 - _TOP - _HEAD) / rows, 0.3)

    def x(day: date) -> float:
        return left + room * (day - begins).days / (ends - begins).days

    group = slide.shapes.add_group_shape()
    bottom = _TOP + _HEAD + rows * tall
    _draw_head(slides, group, quarters, x, bottom)
    y = _TOP + _HEAD
    for goal, found in groups:
        slides.shape(group.shapes, (SIDE, y, WIDE - 2 * SIDE, tall), PANEL)
        _write(
            slides,
            slide,
            cut(goal, WIDE - 2 * SIDE, 11, 1),
            (SIDE, y, _NAMES + 3, tall),
            10.5,
            INK,
            bold=True,
        )
        y += tall
        for one in found:
            words = cut(f"{one.number}. {one.title}", _NAMES - 0.2, 9.5, 1)
            _write(slides, slide, words, (SIDE, y, _NAMES, tall), 9.5, INK)
            _draw_bar(slides, group, one, x, (y, tall))
            y += tall
    if begins <= on < ends:
        slides.shape(group.shapes, (x(on) - 0.01, _TOP + _HEAD, 0.02, bottom - _TOP - _HEAD), INK)
    slides.describe(group, alt)


def _draw_head(slides: Slides, group: Any, quarters: list[tuple[int, int]], x: Any, bottom: float) -> None:
    for year, quarter in quarters:
        start, end = quarter_days(year, quarter)
        wide = x(end) - x(start)
        slides.shape(group.shapes, (x(start), _TOP + _HEAD, 0.008, bottom - _TOP - _HEAD), LINE)
        box = group.shapes.add_textbox(*map(_inches, (x(start), _TOP + 0.2, wide, 0.22)))
        slides.write(
            box.text_frame, [(_ROMAN[quarter - 1], SOFT)], 8, align=PP_ALIGN.CENTER, tight=True, middle=True
        )
        if quarter == 1 or (year, quarter) == quarters[0]:
            of_year = [one for one in quarters if one[0] == year]
            box = group.shapes.add_textbox(*map(_inches, (x(start), _TOP, wide * len(of_year), 0.24)))
            slides.write(
                box.text_frame,
                [(str(year), INK)],
                10,
                bold=True,
                align=PP_ALIGN.CENTER,
                tight=True,
                middle=True,
            )


def _draw_bar(slides: Slides, group: Any, one: RoadmapLine, x: Any, place: tuple[float, float]) -> None:
    if one.starts is None or one.ends is None:
        return
    y, tall = place
    start, end = x(one.starts), x(one.ends)
    high = tall * 0.56
    top = y + (tall - high) / 2
    outline = ACCENT if one.critical else ""
    slides.shape(group.shapes, (start, top, max(end - start, 0.04), high), _PLAN, line=outline, thick=1.5)
    done = one.progress.value if one.progress is not None else None
    if done:
        slides.shape(group.shapes, (start, top, max((end - start) * done, 0.02), high), _DONE)
    if one.forecast is not None and one.forecast > one.ends:
        slides.shape(group.shapes, (end, top, max(x(one.forecast) - end, 0.04), high), _LATE)


def _write(
    slides: Slides,
    slide: Any,
    words: str,
    place: tuple[float, float, float, float],
    size: float,
    colour: str,
    *,
    bold: bool = False,
) -> None:
    box = slides.box(slide, place)
    slides.write(box.text_frame, [(words, colour)], size, bold=bold, middle=True, tight=True)


def _inches(value: float) -> Any:
    from pptx.util import Inches

    return Inches(value)
