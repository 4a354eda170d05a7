"""An indicator over the years: what was, what is targeted, what is forecast for the last year, on one scale."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kust.drawings.canvas import Canvas, width_of, wrap_to

# Narrow enough to be read on a telephone without turning it.
WIDTH = 400.0
_LEFT, _RIGHT, _TALL, _LINE = 22.0, 88.0, 92.0, 15.0
_FIT = 0.94 * WIDTH
Points = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class TrendPicture:
    """Figures by year; ``label`` writes one. ``forecast``: year, value and the ends of its interval, where it has any.

    ``verdict`` (met, not_met, unknown) chooses the colour of the forecast; ``words`` say it. ``legend``: names of
    actual figures, targets and forecast.
    """

    name: str
    actual: Points
    target: Points
    forecast: tuple[int, float, float | None, float | None] | None
    label: Callable[[float], str]
    verdict: str
    words: str
    legend: tuple[str, str, str]

    @property
    def values(self) -> list[float]:
        ends = [one for one in (self.forecast or ())[1:] if one is not None]
        return [*(value for _, value in (*self.actual, *self.target)), *ends]

    @property
    def years(self) -> range:
        told = [year for year, _ in (*self.actual, *self.target)]
        told += [self.forecast[0]] if self.forecast else []
        return range(min(told, default=0), max(told, default=0) + 1)


def draw_trend(picture: TrendPicture, key: str, title: str, desc: str) -> str:
    """Draw the actual figures as a line, the targets as hollow diamonds, the forecast dashed with its interval."""
    name = wrap_to(picture.name, _FIT, 12.5, 2, bold=True)
    words = wrap_to(picture.words, _FIT, 11.5, 3)
    top = len(name) * _LINE + 18
    height = top + _TALL + 22 + len(words) * _LINE + 20
    canvas = Canvas(WIDTH, height)
    for place, line in enumerate(name):
        canvas.text(0, 12 + place * _LINE, line, size=12.5, font_weight=600)
    if picture.values:
        _draw_chart(canvas, picture, _Scale(picture, top))
    y = top + _TALL + 34
    for place, line in enumerate(words):
        canvas.text(0, y + place * _LINE, line, f"k-{picture.verdict}", 11.5)
    _draw_legend(canvas, picture, y + len(words) * _LINE + 3)
    return canvas.render(key, title, desc)


class _Scale:
    """Places of years and figures; the scale begins at zero unless that would flatten the line."""

    def __init__(self, picture: TrendPicture, top: float) -> None:
        self.years, self.top = picture.years, top
        low, high = min(picture.values), max(picture.values)
        if low >= 0 and low < 0.5 * high:
            low = 0.0
        room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
        self.low, self.high = low - (room if low else 0.0), high + room

    def x(self, year: int) -> float:
        steps = max(len(self.years) - 1, 1)
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (year - self.years[0]) / steps

    def y(self, value: float) -> float:
        return self.top + _TALL * (self.high - value) / (self.high - self.low)


def _draw_chart(canvas: Canvas, picture: TrendPicture, at: _Scale) -> None:
    floor = at.top + _TALL
    canvas.rect(0, at.top - 8, WIDTH - _RIGHT + 12, _TALL + 8, "k-empty")
    canvas.line(0, floor, WIDTH - _RIGHT + 12, floor, "k-line", 1)
    step = 1 + len(at.years) // 9
    for year in at.years[::-step]:
        canvas.text(at.x(year), floor + 15, str(year), "k-soft", 10.5, text_anchor="middle")
    _draw_line(canvas, picture.target, at, "k-soft", 1.2, dash="2 3")
    _draw_forecast(canvas, picture, at)
    _draw_line(canvas, picture.actual, at, "k-series-0", 2.4)
    for year, value in picture.target:
        x, y = at.x(year), at.y(value)
        canvas.polygon([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], "k-soft")
        canvas.polygon([(x, y - 3.5), (x + 3.5, y), (x, y + 3.5), (x - 3.5, y)], "k-paper")
    for year, value in picture.actual:
        _draw_dot(canvas, at.x(year), at.y(value), "k-series-0", 4)
    _draw_labels(canvas, picture, at)


def _draw_line(canvas: Canvas, points: Points, at: _Scale, kind: str, width: float, dash: str = "") -> None:
    if len(points) < 2:
        return
    d = "L".join(f"{at.x(year):.1f},{at.y(value):.1f}" for year, value in points)
    more = {"stroke_dasharray": dash} if dash else {}
    canvas.path(f"M{d}", kind, width, **more)


def _draw_dot(canvas: Canvas, x: float, y: float, kind: str, radius: float) -> None:
    half = radius * 0.7
    corners = ((0, -radius), (half, -half), (radius, 0), (half, half), (0, radius), (-half, half))
    canvas.polygon([(x + dx, y + dy) for dx, dy in (*corners, (-radius, 0), (-half, -half))], kind)


def _draw_forecast(canvas: Canvas, picture: TrendPicture, at: _Scale) -> None:
    """Draw the way from the last figure to the forecast, and the interval as an upright bar with feet."""
    if picture.forecast is None:
        return
    year, value, low, high = picture.forecast
    kind, x, y = f"k-{picture.verdict}", at.x(year), at.y(value)
    if low is not None and high is not None:
        canvas.line(x, at.y(low), x, at.y(high), kind, 2, stroke_opacity=0.6)
        for end in (low, high):
            canvas.line(x - 5, at.y(end), x + 5, at.y(end), kind, 2, stroke_opacity=0.6)
    before = [point for point in picture.actual if point[0] < year]
    if before:
        last = before[-1]
        d = f"M{at.x(last[0]):.1f},{at.y(last[1]):.1f}L{x:.1f},{y:.1f}"
        canvas.path(d, kind, 2, stroke_dasharray="6 4")
    canvas.rect(x - 4, y - 4, 8, 8, kind)


def _draw_labels(canvas: Canvas, picture: TrendPicture, at: _Scale) -> None:
    """Write the last actual figure above its dot, and at the right the last target and the forecast, apart."""
    ends: list[tuple[float, str, str]] = []
    if picture.target:
        ends.append((at.y(picture.target[-1][1]), picture.label(picture.target[-1][1]), "k-soft"))
    if picture.forecast:
        ends.append((at.y(picture.forecast[1]), picture.label(picture.forecast[1]), f"k-{picture.verdict}"))
    for y, words, kind in _spread(ends, at.top + _TALL):
        canvas.text(WIDTH - _RIGHT + 18, y + 4, words, kind, 11.5, font_weight=600)
    if picture.actual:
        year, value = picture.actual[-1]
        words = picture.label(value)
        half = width_of(words, 11.5, bold=True) / 2
        x = min(max(at.x(year), half + 2), WIDTH - _RIGHT + 10 - half)
        y = at.y(value)
        # Beside a target just above, the figure stands below its dot where there is room.
        crowded = any(other == year and -4 < y - at.y(target) < 26 for other, target in picture.target)
        below = crowded and y + 18 < at.top + _TALL
        canvas.text(
            x, y + 17 if below else y - 9, words, "k-series-0", 11.5, text_anchor="middle", font_weight=600
        )


def _spread(ends: Sequence[tuple[float, str, str]], floor: float) -> Iterator[tuple[float, str, str]]:
    """Move labels that would run into each other apart."""
    ordered = sorted(ends)
    if len(ordered) == 2 and ordered[1][0] - ordered[0][0] < 15:
        middle = min((ordered[0][0] + ordered[1][0]) / 2, floor - 7)
        yield middle - 7.5, *ordered[0][1:]
        yield middle + 7.5, *ordered[1][1:]
    else:
        yield from ordered


def _draw_legend(canvas: Canvas, picture: TrendPicture, y: float) -> None:
    x = 0.0
    for place, words in enumerate(picture.legend):
        middle = y - 4
        if place == 0:
            canvas.line(x, middle, x + 18, middle, "k-series-0", 2.4)
            _draw_dot(canvas, x + 9, middle, "k-series-0", 4)
        elif place == 1:
            canvas.polygon(
                [(x + 9, middle - 6), (x + 15, middle), (x + 9, middle + 6), (x + 3, middle)], "k-soft"
            )
            canvas.polygon(
                [(x + 9, middle - 3.5), (x + 12.5, middle), (x + 9, middle + 3.5), (x + 5.5, middle)],
                "k-paper",
            )
        else:
            canvas.line(x, middle, x + 18, middle, f"k-{picture.verdict}", 2, stroke_dasharray="6 4")
        canvas.text(x + 23, y, words, "k-soft", 11)
        x += 23 + 1.12 * width_of(words, 11) + 14
