"""Days of one season with what may come before and after: when things open, by row, on a scale of months."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kust.drawings.canvas import Canvas, width_of, wrap_to

WIDTH = 400.0
_LINE, _ROW, _BAR = 15.0, 22.0, 9.0
_SERIES = 5
# Letters of some systems are wider than those that widths are estimated for.
_WIDER = 1.12
Place = Callable[[date], float]


@dataclass(frozen=True)
class DayMark:
    """A day with the ends of its interval (None where not known), its kind (0 to 4) and its words."""

    day: date
    low: date | None
    high: date | None
    series: int
    words: str


@dataclass(frozen=True)
class DayRow:
    """A name and its days, one below another."""

    label: str
    marks: Sequence[DayMark]


@dataclass(frozen=True)
class Days:
    """Rows on one scale; ``asked``: the day asked about; ``months``: names of the months, January first."""

    rows: Sequence[DayRow]
    asked: date
    months: Sequence[str]
    legend: Sequence[tuple[int, str]]

    def ends(self) -> tuple[date, date]:
        """Return the first day of the first month drawn and that of the month after the last."""
        told = [
            day for row in self.rows for mark in row.marks for day in (mark.day, mark.low, mark.high) if day
        ]
        first, last = min(told), max(told)
        after = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
        return first.replace(day=1), after


def draw_days(days: Days, key: str, title: str, desc: str) -> str:
    """Draw rows of days; a bar is the interval, a diamond the day.

    Examples
    --------
    >>> mark = DayMark(date(2020, 8, 1), date(2020, 7, 25), date(2020, 8, 11), 0, "1 августа")
    >>> days = Days([DayRow("Белый гриб", [mark])], date(2020, 6, 1), [str(m) for m in range(1, 13)], [])
    >>> "Белый гриб" in draw_days(days, "days", "Сроки", "Один вид")
    True
    """
    rows = [(row, wrap_to(row.label, 0.9 * WIDTH, 12, 2)) for row in days.rows if row.marks]
    keys = _wrap_keys(days.legend)
    head = 18.0 * len(keys) + 6
    height = head + 20 + sum(_LINE * len(lines) + _ROW * len(row.marks) + 9 for row, lines in rows)
    canvas = Canvas(WIDTH, height + 4)
    _draw_keys(canvas, keys)
    first, last = days.ends()

    def place(day: date) -> float:
        return WIDTH * (day - first).days / (last - first).days

    _draw_months(canvas, days, (first, last), place, (head, height))
    top = head + 20
    for row, lines in rows:
        for line in lines:
            canvas.text(0, top + 12, line, size=12)
            top += _LINE
        top += 3
        for mark in row.marks:
            _draw_mark(canvas, mark, top, place)
            top += _ROW
        top += 6
    return canvas.render(key, title, desc)


def _draw_months(
    canvas: Canvas, days: Days, ends: tuple[date, date], place: Place, between: tuple[float, float]
) -> None:
    (first, last), (top, bottom) = ends, between
    day = first
    while day < last:
        after = (day + timedelta(days=32)).replace(day=1)
        x, middle = place(day), (place(day) + place(after)) / 2
        canvas.line(x, top + 16, x, bottom, "k-line", 0.6)
        canvas.text(middle, top + 11, days.months[day.month - 1], "k-soft", 11, text_anchor="middle")
        day = after
    if first <= days.asked < last:
        x = place(days.asked)
        canvas.line(x, top + 16, x, bottom, "k-threshold", 1.4, stroke_dasharray="4 3")


def _draw_mark(canvas: Canvas, mark: DayMark, top: float, place: Place) -> None:
    y, series = top + 4, f"k-series-{mark.series % _SERIES}"
    x = place(mark.day)
    with canvas.group(mark.words):
        if mark.low and mark.high:
            wide = max(place(mark.high) - place(mark.low), 1)
            canvas.rect(place(mark.low), y, wide, _BAR, series, opacity=0.4)
        middle = y + _BAR / 2
        canvas.polygon([(x, middle - 7), (x + 6, middle), (x, middle + 7), (x - 6, middle)], series)
        right = (place(mark.high) if mark.high else x) + 9
        if right + _WIDER * width_of(mark.words, 11) <= WIDTH:
            canvas.text(right, y + 9, mark.words, "k-soft", 11)
        else:
            left = (place(mark.low) if mark.low else x) - 9
            canvas.text(left, y + 9, mark.words, "k-soft", 11, text_anchor="end")


def _wrap_keys(legend: Sequence[tuple[int, str]]) -> list[list[tuple[float, int, str]]]:
    rows: list[list[tuple[float, int, str]]] = []
    at = WIDTH
    for series, words in legend:
        width = 20 + _WIDER * width_of(words, 11.5) + 14
        if at + width > WIDTH:
            rows.append([])
            at = 0.0
        rows[-1].append((at, series, words))
        at += width
    return rows


def _draw_keys(canvas: Canvas, keys: Sequence[Sequence[tuple[float, int, str]]]) -> None:
    for line, row in enumerate(keys):
        for x, series, words in row:
            y = 18.0 * line + 9
            kind = f"k-series-{series % _SERIES}"
            canvas.polygon([(x + 6, y - 6), (x + 12, y), (x + 6, y + 6), (x, y)], kind)
            canvas.text(x + 17, y + 4, words, "k-soft", 11.5)
