"""Days to keep and money by year on one scale of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kust.drawings.bars import draw_box
from kust.drawings.canvas import Canvas, width_of, wrap_to

WIDTH = 400.0
_TOP, _ROW, _LINE, _MONEY = 24.0, 25.0, 15.0, 64.0


@dataclass(frozen=True)
class Span:
    """A time from a day to another; an end that is not told is None and drawn open."""

    label: str
    start: date | None
    end: date | None
    series: int = 0


@dataclass(frozen=True)
class Payment:
    """Money of a year, in words too."""

    year: int
    size: float
    words: str


@dataclass(frozen=True)
class Timeline:
    """``asked``: the day asked about, with what is written beside its line. ``money`` heads the bars of payments."""

    spans: Sequence[Span]
    payments: Sequence[Payment]
    asked: date
    asked_words: str
    money: str

    @property
    def years(self) -> range:
        """Return the whole years that are drawn."""
        days = [day for span in self.spans for day in (span.start, span.end) if day is not None]
        told = [self.asked.year, *(day.year for day in days), *(one.year for one in self.payments)]
        return range(min(told), max(told) + 1)


def draw_timeline(timeline: Timeline, key: str, title: str, desc: str) -> str:
    """Draw spans and single days as rows, the payments as columns below, years as a scale."""
    named = [(one, wrap_to(one.label, 0.9 * WIDTH, 11.5, 2)) for one in timeline.spans]
    height = _TOP + sum(_LINE * len(lines) + _ROW for _, lines in named)
    money = _MONEY + 24 if timeline.payments else 0.0
    canvas = Canvas(WIDTH, height + money + 24)
    place = _Scale(timeline.years)
    _draw_key(canvas, timeline)
    top = _TOP
    for span, lines in named:
        for number, line in enumerate(lines):
            canvas.text(0, top + 11 + number * _LINE, line, size=11.5)
        top += _LINE * len(lines)
        _draw_band(canvas, timeline, place, (top + 1, top + _ROW - 4))
        _draw_span(canvas, span, top, place)
        top += _ROW
    if timeline.payments:
        _draw_payments(canvas, timeline, height, place)
    _draw_years(canvas, place, height + money)
    return canvas.render(key, title, desc)


class _Scale:
    """Places of days between the first and the last year."""

    def __init__(self, years: range) -> None:
        self.years = years
        self.width = WIDTH / len(years)

    def __call__(self, day: date) -> float:
        passed = (day - date(day.year, 1, 1)).days / 366
        return self.width * (day.year - self.years[0] + passed)


def _draw_key(canvas: Canvas, timeline: Timeline) -> None:
    """Say which day the dashed line is."""
    canvas.line(6, 2, 6, 15, "k-threshold", 1.6, stroke_dasharray="4 3")
    canvas.text(14, 12, timeline.asked_words, "k-soft", 11)


def _draw_band(canvas: Canvas, timeline: Timeline, place: _Scale, ends: tuple[float, float]) -> None:
    """Draw the years and the day asked about behind a row, so that no line runs through words."""
    low, high = ends
    canvas.rect(0, low, WIDTH, high - low, "k-empty")
    for year in place.years[1:]:
        x = place(date(year, 1, 1))
        canvas.line(x, low, x, high, "k-paper", 1.2)
    x = place(timeline.asked)
    canvas.line(x, low, x, high, "k-threshold", 1.6, stroke_dasharray="4 3")


def _draw_years(canvas: Canvas, place: _Scale, bottom: float) -> None:
    step = next(one for one in (1, 2, 5, 10, 20, 50) if one * place.width >= 34 or one == 50)
    for year in place.years[::step]:
        canvas.text(place(date(year, 1, 1)) + 3, bottom + 15, str(year), "k-soft", 11)


def _draw_span(canvas: Canvas, span: Span, top: float, place: _Scale) -> None:
    start = 0.0 if span.start is None else place(span.start)
    end = WIDTH if span.end is None else place(span.end)
    y, series = top + 5, span.series
    if span.start is not None and span.start == span.end:
        canvas.polygon(
            [(start, y - 1), (start + 6, y + 5), (start, y + 11), (start - 6, y + 5)], f"k-series-{series}"
        )
        return
    draw_box(canvas, (start, y, max(end - start, 3), 10), series, firm=None not in (span.start, span.end))


def _draw_payments(canvas: Canvas, timeline: Timeline, top: float, place: _Scale) -> None:
    canvas.text(0, top + 12, timeline.money, size=11.5)
    most = max(one.size for one in timeline.payments) or 1.0
    floor = top + 20 + _MONEY
    _draw_band(canvas, timeline, place, (top + 18, floor))
    wide = min(place.width * 0.7, 34)
    for one in timeline.payments:
        middle, tall = place(date(one.year, 1, 1)) + place.width / 2, (_MONEY - 20) * one.size / most
        draw_box(canvas, (middle - wide / 2, floor - tall, wide, tall), 3, firm=False)
        if width_of(one.words, 10.5) <= place.width * 1.25:
            canvas.text(middle, floor - tall - 4, one.words, size=10.5, text_anchor="middle")
