"""The shapes of a roadmap: bars with progress, slack and delay, milestones, spans of groups, samples of the legend."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kust.drawings.canvas import Canvas, width_of, wrap_to
from kust.drawings.gantt_parts import GanttBar, GanttGroup, GanttMark, GanttPicture
from kust.drawings.gantt_scale import Scale

_LEAST, _DIAMOND = 3.0, 5.5
_LONGEST_SLACK = 64.0
SMALL = 9.5
# Faces of about the widths that lines are estimated for.
FACE = "'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
_SAMPLE = 34.0
Legend = Sequence[Sequence[tuple[float, str, str]]]


@dataclass(frozen=True)
class Box:
    """Where a bar lies."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def bar_of(bar: GanttBar, scale: Scale, y: float, row: float) -> Box | None:
    """Place a bar in its row; None where its days are not known."""
    if bar.starts is None or bar.ends is None:
        return None
    tall = min(13.0, row * 0.56)
    x = scale(bar.starts)
    return Box(x, y + (row - tall) / 2, max(scale(bar.ends) - x, _LEAST), tall)


def draw_bar(
    canvas: Canvas, bar: GanttBar, scale: Scale, row: tuple[float, float], picture: GanttPicture
) -> None:
    """Draw the bar of a measure with all that is told of it; behind it its delay and milestones in words."""
    y, tall = row
    box = bar_of(bar, scale, y, tall)
    if box is None:
        at = scale(bar.starts) if bar.starts else scale.left + 4
        canvas.text(at, y + tall / 2 + 3.5, picture.words.open, "k-unknown", SMALL, font_style="italic")
        draw_marks(canvas, bar.marks, scale, y + tall / 2)
        return
    end = max(box.right, draw_body(canvas, bar, box, scale))
    draw_marks(canvas, bar.marks, scale, box.middle)
    end = max([end, *(scale(mark.due) + _DIAMOND for mark in bar.marks)])
    _write_behind(canvas, bar, scale, (end + 5, box.middle + 3.3))
    _write_elsewhere(canvas, bar, picture, box, scale)


def draw_body(canvas: Canvas, bar: GanttBar, box: Box, scale: Scale) -> float:
    """Draw slack, delay and the bar itself; return where bar and delay end: the slack runs below."""
    end = box.right
    if bar.slack_to is not None and bar.ends is not None and bar.slack_to > bar.ends:
        _draw_slack(canvas, box, scale(bar.slack_to))
    if bar.forecast is not None and bar.ends is not None and bar.forecast > bar.ends:
        end = max(end, _draw_delay(canvas, box, scale(bar.forecast)))
    canvas.rect(box.x, box.y, box.width, box.height, "k-shade-1", rx=2)
    done = 1.0 if bar.state == "done" else bar.progress or 0.0
    if done > 0:
        canvas.rect(box.x, box.y, box.width * min(done, 1.0), box.height, "k-shade-4", rx=2)
    if bar.critical:
        outline = f"M{box.x:.1f} {box.y:.1f}h{box.width:.1f}v{box.height:.1f}h{-box.width:.1f}z"
        canvas.path(outline, "k-ink", 2)
    if bar.late:
        draw_alarm(canvas, box.x - 8, box.middle)
    return end


def _draw_slack(canvas: Canvas, box: Box, to: float) -> None:
    """Draw how far a bar may move: up to a mark, or an arrow where that is so far that the line tells nothing more."""
    y, end = box.y + box.height + 1.5, min(to, box.right + _LONGEST_SLACK)
    canvas.line(box.right, y, end, y, "k-soft", 1, stroke_dasharray="2 2")
    if end < to:
        canvas.path(f"M{end - 1:.1f} {y - 3:.1f}l4 3l-4 3", "k-soft", 1.2)
    else:
        canvas.line(to, y - 4, to, y + 2, "k-soft", 1.2)


def _draw_delay(canvas: Canvas, box: Box, to: float) -> float:
    to = max(to, box.right + 2)
    outline = f"M{box.right:.1f} {box.y + 2:.1f}H{to:.1f}V{box.y + box.height - 2:.1f}H{box.right:.1f}"
    canvas.rect(box.right, box.y + 2, to - box.right, box.height - 4, "k-none")
    canvas.path(outline, "k-not_met", 1.4, stroke_dasharray="4 2")
    return to


def draw_alarm(canvas: Canvas, x: float, y: float) -> None:
    """Draw the sign of what is late: a triangle with a mark of exclamation, so that colour is not all there is."""
    canvas.polygon([(x, y - 6.5), (x + 6.5, y + 5), (x - 6.5, y + 5)], "k-not_met")
    canvas.line(x, y - 2.6, x, y + 1.2, "k-paper", 1.4)
    canvas.rect(x - 0.7, y + 2.3, 1.4, 1.4, "k-paper")


def _write_behind(canvas: Canvas, bar: GanttBar, scale: Scale, place: tuple[float, float]) -> None:
    """Write the delay and the names of milestones behind a bar as far as there is room."""
    x, y = place
    right = scale.left + scale.width
    if bar.forecast_words:
        wide = width_of(bar.forecast_words, SMALL, bold=True)
        at = min(x, right - wide)
        _write_over(canvas, bar.forecast_words, (at, y, wide), "k-not_met", font_weight=600)
        x = at + wide + 8
    names = "; ".join(mark.title for mark in bar.marks)
    if names and right - x > 60:
        words = wrap_to(names, right - x, SMALL, 1)[0]
        _write_over(canvas, words, (x, y, width_of(words, SMALL)), "k-soft")


def _write_over(
    canvas: Canvas, words: str, place: tuple[float, float, float], kind: str, **more: object
) -> None:
    """Write words on paper of their own, so that no arrow runs through them."""
    x, y, wide = place
    canvas.rect(x - 2, y - SMALL, wide + 3, SMALL + 3, "k-paper", opacity=0.85)
    canvas.text(x, y, words, kind, SMALL, **more)


def _write_elsewhere(canvas: Canvas, bar: GanttBar, picture: GanttPicture, box: Box, scale: Scale) -> None:
    """Write the numbers of what a bar waits for where that is on another sheet."""
    away = [picture.labels[name] for name in bar.after if name not in picture.keys and name in picture.labels]
    if not away:
        return
    words = "← " + ", ".join(away[:3]) + ("…" if len(away) > 3 else "")
    x = box.x - (18 if bar.late else 4)
    if x - width_of(words, 8.5) > scale.left:
        canvas.text(x, box.middle + 3, words, "k-soft", 8.5, text_anchor="end")


def draw_marks(canvas: Canvas, marks: Sequence[GanttMark], scale: Scale, y: float) -> None:
    """Draw milestones: filled where reached or late, hollow where awaited."""
    for mark in marks:
        draw_diamond(canvas, scale(mark.due), y, mark.status, mark.title)


def write_names(canvas: Canvas, marks: Sequence[GanttMark], scale: Scale, y: float) -> None:
    """Write the names of milestones behind each as far as the next one leaves room."""
    places = [scale(mark.due) for mark in marks] + [scale.left + scale.width]
    for place, mark in enumerate(marks):
        room = places[place + 1] - places[place] - 2 * _DIAMOND - 8
        if room > 50:
            words = wrap_to(mark.title, room, SMALL, 1)[0]
            canvas.text(places[place] + _DIAMOND + 4, y, words, "k-soft", SMALL)


def draw_diamond(canvas: Canvas, x: float, y: float, status: str, title: str = "") -> None:
    """Draw a milestone: its outline is red where it is late or at risk, it is filled where its day has been decided."""
    size = _DIAMOND
    ink = {"reached": "k-met", "late": "k-not_met", "at_risk": "k-not_met"}.get(status, "k-ink")
    fill = ink if status in ("reached", "late") else "k-paper"
    with canvas.group(title):
        canvas.polygon([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], fill)
        outline = f"M{x:.1f} {y - size:.1f}l{size} {size}l{-size} {size}l{-size} {-size}z"
        canvas.path(outline, ink, 1.6)


def draw_span(canvas: Canvas, group: GanttGroup, scale: Scale, y: float, row: float) -> None:
    """Draw from when to when the measures of a group last; a folded group shows what is done of it too."""
    if group.starts is None or group.ends is None:
        return
    x, end = scale(group.starts), scale(group.ends)
    tall = min(11.0, row * 0.5) if group.folded else 3.0
    top = y + (row - tall) / 2
    if group.folded:
        canvas.rect(x, top, max(end - x, _LEAST), tall, "k-shade-1")
        canvas.rect(x, top, max(end - x, _LEAST) * (group.done or 0.0), tall, "k-shade-4")
        return
    canvas.rect(x, top, max(end - x, _LEAST), tall, "k-soft")
    for at, way in ((x, 5), (max(end, x + _LEAST), -5)):
        canvas.polygon([(at, top), (at + way, top), (at, top + 7)], "k-soft")


def legend_rows(legend: Mapping[str, str], width: float) -> Iterator[list[tuple[float, str, str]]]:
    """Lay the samples of the legend in rows: where each begins, its code and its words."""
    row: list[tuple[float, str, str]] = []
    x = 0.0
    for code, words in legend.items():
        length = _SAMPLE + 6 + width_of(words, 10.5) + 18
        if row and x + length > width:
            yield row
            row, x = [], 0.0
        row.append((x, code, words))
        x += length
    if row:
        yield row


def draw_legend(canvas: Canvas, rows: Legend, y: float, step: float) -> None:
    """Draw the legend."""
    for number, row in enumerate(rows):
        for x, code, words in row:
            draw_sample(canvas, code, x, y + step * number - 4)
            canvas.text(x + _SAMPLE + 6, y + step * number, words, "k-soft", 10.5)


def draw_sample(canvas: Canvas, code: str, x: float, y: float) -> None:
    """Draw what the legend explains; ``y`` is its middle."""
    if code in ("reached", "expected", "milestone_late", "at_risk"):
        draw_diamond(canvas, x + _SAMPLE / 2, y, code.removeprefix("milestone_"))
    elif code == "late":
        draw_alarm(canvas, x + _SAMPLE / 2, y)
    elif code == "after":
        canvas.path(f"M{x + 2:.1f} {y - 4:.1f}h22v6", "k-soft", 1.2)
        canvas.polygon([(x + 24, y + 6), (x + 20.5, y), (x + 27.5, y)], "k-soft")
    elif code == "folded":
        canvas.rect(x, y - 5, _SAMPLE, 10, "k-shade-1")
        canvas.rect(x, y - 5, _SAMPLE * 0.4, 10, "k-shade-4")
    else:
        _draw_bar_sample(canvas, code, x, y)


_DAY = date(2000, 1, 1)


def _draw_bar_sample(canvas: Canvas, code: str, x: float, y: float) -> None:
    """Draw a small bar that shows one thing: ``plan``, ``done``, ``critical``, ``slack`` or ``delay``."""
    wide = _SAMPLE if code in ("plan", "done", "critical") else 14.0
    scale = Scale(_DAY, _DAY.replace(month=2), x, _SAMPLE)
    ends = _DAY.replace(day=14)
    to = _DAY.replace(day=30)
    bar = GanttBar(
        "",
        "",
        "",
        _DAY,
        ends,
        progress=0.6 if code == "done" else None,
        critical=code == "critical",
        slack_to=to if code == "slack" else None,
        forecast=to if code == "delay" else None,
    )
    draw_body(canvas, bar, Box(x, y - 5.5, wide, 11), scale)
