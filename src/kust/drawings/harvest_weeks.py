"""Columns by week, a panel each: what a station takes beside what it can take, or money by week."""

from collections.abc import Sequence
from dataclasses import dataclass

from kust.drawings.canvas import Canvas, width_of, wrap_to

WIDTH = 400.0
_TALL, _LINE, _FOOT = 72.0, 15.0, 18.0


@dataclass(frozen=True)
class WeekColumn:
    """A week: how it is called below its column, its size, the words of its column; ``edge``: a mark above it."""

    tick: str
    size: float
    words: str
    edge: float | None = None


@dataclass(frozen=True)
class WeekPanel:
    """Columns on one scale with a heading; ``limit``: a line across, its words stand beside the heading."""

    label: str
    columns: Sequence[WeekColumn]
    limit: float | None = None
    limit_words: str = ""
    series: int = 0


def draw_weeks(panels: Sequence[WeekPanel], key: str, title: str, desc: str) -> str:
    """Draw panels one below another, each on a scale of its own.

    A column above the limit is drawn in the colour of a requirement that is not met from the limit on.

    Examples
    --------
    >>> panel = WeekPanel("Белая Грива", [WeekColumn("32", 4.0, "4 т"), WeekColumn("33", 5.0, "5 т")], 4.5, "4,5 т")
    >>> "k-not_met" in draw_weeks([panel], "weeks", "Загрузка", "Одна станция")
    True
    """
    named = [
        (panel, wrap_to(panel.label, 0.62 * WIDTH if panel.limit_words else 0.9 * WIDTH, 12, 2))
        for panel in panels
    ]
    heights = [_LINE * len(lines) + _TALL + _FOOT + 22 for _, lines in named]
    canvas, top = Canvas(WIDTH, sum(heights) or 1), 0.0
    for (panel, lines), height in zip(named, heights, strict=True):
        for place, line in enumerate(lines):
            canvas.text(0, top + 12 + place * _LINE, line, size=12, font_weight=600)
        canvas.text(WIDTH, top + 12, panel.limit_words, "k-soft", 11, text_anchor="end")
        _draw_panel(canvas, panel, top + _LINE * len(lines) + 14)
        top += height
    return canvas.render(key, title, desc)


def _draw_panel(canvas: Canvas, panel: WeekPanel, top: float) -> None:
    tops = [max(one.size, one.edge or 0.0) for one in panel.columns]
    most = max([*tops, panel.limit or 0.0], default=0.0) or 1.0
    floor, scale = top + _TALL, _TALL / most
    step = WIDTH / max(len(panel.columns), 1)
    wide = min(0.72 * step, 34.0)
    canvas.line(0, floor, WIDTH, floor, "k-line", 1)
    every = next(
        n
        for n in range(1, 60)
        if n * step >= 8 + max((width_of(c.tick, 10.5) for c in panel.columns), default=0)
    )
    for place, column in enumerate(panel.columns):
        x = place * step + (step - wide) / 2
        _draw_column(canvas, column, panel, (x, floor, wide, scale))
        if place % every == 0:
            half = width_of(column.tick, 10.5) / 2 + 2
            middle = min(max(x + wide / 2, half), WIDTH - half)
            canvas.text(middle, floor + 14, column.tick, "k-soft", 10.5, text_anchor="middle")
    if panel.limit is not None:
        y = floor - panel.limit * scale
        canvas.line(0, y, WIDTH, y, "k-threshold", 1.4, stroke_dasharray="4 3")


def _draw_column(
    canvas: Canvas, column: WeekColumn, panel: WeekPanel, box: tuple[float, float, float, float]
) -> None:
    x, floor, wide, scale = box
    with canvas.group(column.words):
        inside = column.size if panel.limit is None else min(column.size, panel.limit)
        canvas.rect(x, floor - inside * scale, wide, inside * scale, f"k-series-{panel.series}")
        if column.size > inside * (1 + 1e-9):
            over = (column.size - inside) * scale
            canvas.rect(x, floor - column.size * scale, wide, over, "k-not_met")
        if column.edge is not None:
            y, middle = floor - column.edge * scale, x + wide / 2
            canvas.line(middle, floor - column.size * scale, middle, y, "k-soft", 1.2)
            canvas.line(middle - wide / 4, y, middle + wide / 4, y, "k-soft", 1.2)
