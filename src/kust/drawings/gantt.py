"""A roadmap as a Gantt chart: quarters across, measures by goal down, what waits for what, what is late."""

from dataclasses import dataclass

from kust.drawings.canvas import Canvas, width_of, wrap_to
from kust.drawings.gantt_arrows import draw_arrows
from kust.drawings.gantt_parts import GanttBar, GanttGroup, GanttPicture
from kust.drawings.gantt_scale import Scale
from kust.drawings.gantt_shapes import (
    FACE,
    Box,
    bar_of,
    draw_bar,
    draw_legend,
    draw_marks,
    draw_span,
    legend_rows,
    write_names,
)

# A3 across less margins of a centimetre, in points of a screen.
A3 = (1512.0, 1047.0)
_HEAD, _FOOT, _LEGEND = 44.0, 8.0, 20.0
_NUMBER, _NOTE = 40.0, 150.0
_TITLE_SIZE, _SUBTITLE_SIZE = 19.0, 12.0


@dataclass(frozen=True)
class _Look:
    """How tall rows are and how large their words: tall rows hold two lines."""

    row: float
    size: float
    lines: int
    title: float


_LOOKS = (_Look(36, 13, 2, 330), _Look(30, 11.5, 2, 300), _Look(25, 10, 2, 320), _Look(18.5, 10.5, 1, 430))


def most_rows(height: float = A3[1], legend: int = 1) -> int:
    """Tell how many rows still can be read on a sheet: as many as fit where rows hold one line."""
    return int((height - 62 - _HEAD - _FOOT - _LEGEND * legend - 14) / _LOOKS[-1].row)


def draw_gantt(
    picture: GanttPicture,
    key: str,
    title: str,
    desc: str,
    *,
    width: float = A3[0],
    height: float | None = None,
) -> str:
    """Draw a roadmap.

    Parameters
    ----------
    height
        Of a sheet: rows get as tall as fit (:func:`most_rows` tells how many do). Without it the drawing is as tall
        as its rows want to be.

    Returns
    -------
    str
        SVG with a title and a text alternative. Bars of the critical path have a thick outline, what is done of a bar
        is dark, the line behind a bar is its slack, red boxes are delays.
    """
    return _Sheet(picture, width, height).draw(key, title, desc)


class _Sheet:
    """The drawing in the making."""

    def __init__(self, picture: GanttPicture, width: float, height: float | None) -> None:
        self.picture, self.width = picture, width
        self.heading = wrap_to(picture.heading, width, _TITLE_SIZE, 2, bold=True) if picture.heading else []
        self.top = 24.0 * len(self.heading) + (20 if picture.subtitle else 0)
        self.legend = list(legend_rows(picture.words.legend, width))
        below = _FOOT + _LEGEND * len(self.legend) + 8
        room = None if height is None else height - self.top - _HEAD - below
        looks = _LOOKS[1:] if room is None else _LOOKS
        self.look = next((one for one in looks if room is None or one.row * picture.rows <= room), _LOOKS[-1])
        self.note = _NOTE if any(bar.note for group in picture.groups for bar in group.bars) else 0.0
        left = _NUMBER + self.look.title + self.note + 10
        self.scale = Scale.of(picture.first, picture.last, left, width - left - 4)
        self.bottom = self.top + _HEAD + self.look.row * picture.rows
        self.height = height if height is not None else self.bottom + below

    def draw(self, key: str, title: str, desc: str) -> str:
        canvas = Canvas(self.width, self.height)
        with canvas.group(font_family=FACE):
            self._fill(canvas)
        return canvas.render(key, title, desc)

    def _fill(self, canvas: Canvas) -> None:
        for number, words in enumerate(self.heading, 1):
            canvas.text(0, 24 * number - 6, words, size=_TITLE_SIZE, font_weight=700)
        if self.picture.subtitle:
            canvas.text(0, self.top - 6, self.picture.subtitle, "k-soft", _SUBTITLE_SIZE)
        self._draw_head(canvas)
        rows = self._place_rows()
        self._draw_grid(canvas)
        for group, y in rows.groups:
            self._draw_group(canvas, group, y)
        draw_arrows(canvas, rows.boxes, self.picture)
        for bar, y in rows.bars:
            self._draw_row(canvas, bar, y)
        self._draw_today(canvas)
        draw_legend(canvas, self.legend, self.height - _LEGEND * len(self.legend) + 10, _LEGEND)

    def _place_rows(self) -> "_Rows":
        y = self.top + _HEAD
        rows = _Rows([], [], {})
        for group in self.picture.groups:
            rows.groups.append((group, y))
            y += self.look.row
            for bar in group.bars:
                rows.bars.append((bar, y))
                box = bar_of(bar, self.scale, y, self.look.row)
                if box is not None:
                    rows.boxes[bar.key] = box
                y += self.look.row
        return rows

    def _draw_head(self, canvas: Canvas) -> None:
        """Draw the headings of the columns, the years and the quarters."""
        words, y = self.picture.words, self.top
        for x, told in ((6.0, words.number), (_NUMBER, words.title), (_NUMBER + self.look.title, words.note)):
            if x < _NUMBER + self.look.title or self.note:
                canvas.text(x, y + _HEAD - 9, told, "k-soft", 10.5, font_weight=600)
        for year, left, right in self.scale.years():
            canvas.rect(left + 0.5, y, right - left - 1, 19, "k-empty")
            if right - left > width_of(str(year), 12, bold=True):
                middle = (left + right) / 2
                canvas.text(middle, y + 14, str(year), size=12, font_weight=600, text_anchor="middle")
        for start, end in self.scale.quarters():
            x, wide = self.scale(start), self.scale(end) - self.scale(start)
            name = words.quarters[(start.month - 1) // 3]
            if wide > width_of(name, 10) + 2:
                canvas.text(x + wide / 2, y + _HEAD - 9, name, "k-soft", 10, text_anchor="middle")

    def _draw_grid(self, canvas: Canvas) -> None:
        top = self.top + _HEAD
        for start, _ in self.scale.quarters():
            x = self.scale(start)
            canvas.line(x, top - 20 if start.month > 1 else top - 24, x, self.bottom, "k-empty", 1)
        for start, _ in self.scale.quarters():
            if start.month == 1:
                canvas.line(self.scale(start), top - 24, self.scale(start), self.bottom, "k-line", 0.8)
        canvas.line(0, self.bottom, self.width, self.bottom, "k-line", 0.8)

    def _draw_group(self, canvas: Canvas, group: GanttGroup, y: float) -> None:
        look = self.look
        canvas.rect(0, y + 1, self.width, look.row - 2, "k-band")
        room = self.scale.left - 12
        size = look.size + 0.5
        note = group.note if width_of(group.note, look.size - 1) < 0.4 * room else ""
        told = width_of(note, look.size - 1) + 12 if note else 0.0
        [words, *rest] = wrap_to(group.title, room - told, size, look.lines, bold=True)
        middle = y + look.row / 2 + size * 0.36
        lines = [words, *rest]
        for number, line in enumerate(lines):
            at = middle + (number - (len(lines) - 1) / 2) * (size + 1)
            canvas.text(6, at, line, size=size, font_weight=700)
        if note:
            canvas.text(room, middle, note, "k-soft", look.size - 1, text_anchor="end")
        draw_span(canvas, group, self.scale, y, look.row)
        draw_marks(canvas, group.marks, self.scale, y + look.row / 2)
        if group.marks and not group.bars:
            write_names(canvas, group.marks, self.scale, y + look.row / 2 + 3.3)

    def _draw_row(self, canvas: Canvas, bar: GanttBar, y: float) -> None:
        look = self.look
        with canvas.group(bar.tooltip, **{"class": "gantt-row", "data-key": bar.key}):
            canvas.rect(0, y, self.width, look.row, "k-paper", opacity=0)
            self._write(canvas, bar.number, (6, y, _NUMBER - 10), "k-soft", look.size - 0.5)
            weight = {"font_weight": 600} if bar.critical else {}
            self._write(canvas, bar.title, (_NUMBER, y, look.title - 10), "k-ink", look.size, **weight)
            if bar.note:
                self._write(
                    canvas,
                    bar.note,
                    (_NUMBER + look.title, y, self.note - 10),
                    "k-soft",
                    look.size - 1,
                )
            draw_bar(canvas, bar, self.scale, (y, look.row), self.picture)
        canvas.line(0, y + look.row, self.scale.left - 6, y + look.row, "k-empty", 0.8)

    def _write(
        self,
        canvas: Canvas,
        words: str,
        place: tuple[float, float, float],
        kind: str,
        size: float,
        **more: object,
    ) -> None:
        """Write words in the middle of a row, in as many lines as it holds."""
        x, y, room = place
        lines = wrap_to(words, room, size, self.look.lines, bold="font_weight" in more)
        middle = y + self.look.row / 2 + size * 0.36
        for number, line in enumerate(lines):
            at = middle + (number - (len(lines) - 1) / 2) * (size + 1)
            canvas.text(x, at, line, kind, size, **more)

    def _draw_today(self, canvas: Canvas) -> None:
        picture = self.picture
        if not self.scale.first <= picture.on <= self.scale.last:
            return
        x, top = self.scale(picture.on), self.top + _HEAD
        canvas.line(x, top - 3, x, self.bottom, "k-threshold", 1.4, stroke_dasharray="5 3")
        words, size = picture.words.today, 10.0
        wide = width_of(words, size, bold=True) + 8
        at = min(max(x - wide / 2, self.scale.left), self.width - wide)
        canvas.rect(at, top - 24, wide, 15, "k-ink", rx=3)
        canvas.text(at + wide / 2, top - 13, words, "k-paper", size, font_weight=600, text_anchor="middle")


@dataclass(frozen=True)
class _Rows:
    groups: list[tuple[GanttGroup, float]]
    bars: list[tuple[GanttBar, float]]
    boxes: dict[str, Box]
