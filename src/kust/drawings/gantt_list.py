"""A roadmap for a telephone: measures one below another, each with its words and a small bar of time."""

from collections.abc import Iterator
from dataclasses import replace

from kust.drawings.canvas import Canvas, wrap_to
from kust.drawings.gantt_parts import GanttBar, GanttGroup, GanttPicture
from kust.drawings.gantt_scale import Scale
from kust.drawings.gantt_shapes import FACE, Box, draw_alarm, draw_body, draw_marks, draw_span

WIDTH = 358.0
_NAME, _SMALL, _STEP, _SMALL_STEP, _STRIP = 13.5, 11.5, 17.0, 15.0, 26.0
_YEARS, _GAP = 22.0, 9.0
# Letters of some systems are wider than those that widths are estimated for.
_FIT = 0.96 * WIDTH


def draw_gantt_list(picture: GanttPicture, key: str, title: str, desc: str) -> str:
    """Draw a roadmap as a list of the width of a telephone; what waits for what stands in the words of a measure."""
    scale = Scale.of(picture.first, picture.last, 0, WIDTH)
    canvas = Canvas(WIDTH, sum(_height_of(group) for group in picture.groups) or 1)
    top = 0.0
    with canvas.group(font_family=FACE):
        for group in picture.groups:
            top = _draw_group(canvas, group, picture, scale, top)
    return canvas.render(key, title, desc)


def _lines(bar: GanttBar) -> tuple[list[str], list[str]]:
    room = _FIT - (18 if bar.late else 0)
    name = wrap_to(f"{bar.number}. {bar.title}", room, _NAME, 4, bold=True)
    return name, [line for words in bar.facts for line in wrap_to(words, _FIT, _SMALL, 3)]


def _height_of(group: GanttGroup) -> float:
    return _head_of(group) + sum(_tall(bar) for bar in group.bars)


def _head_of(group: GanttGroup) -> float:
    title = wrap_to(group.title, _FIT - 8, _NAME + 1, 4, bold=True)
    marks = 22 + _SMALL_STEP * len(_mark_lines(group)) if group.marks else 0
    return len(title) * (_STEP + 1) + 12 + (_SMALL_STEP if group.note else 0) + _YEARS + 4 + marks


def _mark_lines(group: GanttGroup) -> list[str]:
    """Name the milestones of a group: on a telephone nothing can be pointed at."""
    return [line for mark in group.marks for line in wrap_to(mark.title, _FIT, _SMALL, 2)]


def _tall(bar: GanttBar) -> float:
    name, facts = _lines(bar)
    return len(name) * _STEP + len(facts) * _SMALL_STEP + _STRIP + _GAP


def _draw_group(canvas: Canvas, group: GanttGroup, picture: GanttPicture, scale: Scale, top: float) -> float:
    lines = wrap_to(group.title, _FIT - 8, _NAME + 1, 4, bold=True)
    tall = len(lines) * (_STEP + 1) + 12 + (_SMALL_STEP if group.note else 0)
    canvas.rect(0, top, WIDTH, tall, "k-band", rx=4)
    y = top + 2
    for line in lines:
        y += _STEP + 1
        canvas.text(7, y - 2, line, size=_NAME + 1, font_weight=700)
    if group.note:
        canvas.text(7, y + _SMALL_STEP - 2, group.note, "k-soft", _SMALL)
    top += tall
    _draw_years(canvas, scale, top)
    if group.folded:
        draw_span(canvas, group, scale, top, _YEARS)
    top += _YEARS + 4
    if group.marks:
        canvas.rect(0, top + 1, WIDTH, 10, "k-empty", rx=3)
        draw_marks(canvas, group.marks, scale, top + 6)
        top += 16
        for line in _mark_lines(group):
            top += _SMALL_STEP
            canvas.text(0, top - 3, line, "k-soft", _SMALL)
        top += 6
    for bar in group.bars:
        top = _draw_bar(canvas, bar, picture, scale, top)
    return top


def _draw_years(canvas: Canvas, scale: Scale, top: float) -> None:
    for year, start, end in scale.years():
        if end - start > 30:
            canvas.text(start + 3, top + 14, str(year), "k-soft", _SMALL)


def _draw_bar(canvas: Canvas, bar: GanttBar, picture: GanttPicture, scale: Scale, top: float) -> float:
    name, facts = _lines(bar)
    with canvas.group(bar.tooltip, **{"class": "gantt-row", "data-key": bar.key}):
        y = top
        for line in name:
            y += _STEP
            canvas.text(
                18 if bar.late else 0, y - 3, line, size=_NAME, font_weight=700 if bar.critical else 500
            )
        if bar.late:
            draw_alarm(canvas, 7, top + 9)
        for kind, line in _inked(bar, facts):
            y += _SMALL_STEP
            canvas.text(0, y - 3, line, kind, _SMALL)
        _draw_strip(canvas, bar, picture, scale, y + 3)
    return y + _STRIP + _GAP


def _inked(bar: GanttBar, facts: list[str]) -> Iterator[tuple[str, str]]:
    """Colour what is told first of a measure that is late: that it is."""
    for place, line in enumerate(facts):
        yield ("k-not_met" if bar.late and place == 0 else "k-soft"), line


def _draw_strip(canvas: Canvas, bar: GanttBar, picture: GanttPicture, scale: Scale, y: float) -> None:
    """Draw the whole time as a strip, the bar of the measure on it, and the day asked about."""
    tall = _STRIP - 10
    canvas.rect(0, y, WIDTH, tall, "k-empty", rx=3)
    for start, _ in scale.quarters():
        if start.month == 1 and start > scale.first:
            canvas.line(scale(start), y, scale(start), y + tall, "k-paper", 1.4)
    if bar.starts is not None and bar.ends is not None:
        x = scale(bar.starts)
        box = Box(x, y + 3, max(scale(bar.ends) - x, 3), tall - 6)
        draw_body(canvas, _plain(bar), box, scale)
    if scale.first <= picture.on <= scale.last:
        x = scale(picture.on)
        canvas.line(x, y - 2, x, y + tall + 2, "k-threshold", 1.3, stroke_dasharray="3 2")
    draw_marks(canvas, bar.marks, scale, y + tall / 2)


def _plain(bar: GanttBar) -> GanttBar:
    """Leave out the sign of lateness, which stands beside the name."""
    return replace(bar, late=False)
