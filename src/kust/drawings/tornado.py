"""How far a result swings with each figure behind it: the widest swing on top, and a range of random runs below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kust.drawings.canvas import Canvas

WIDTH = 400.0
_ROW, _BAR, _EDGE = 44.0, 14.0, 54.0


@dataclass(frozen=True)
class Swing:
    """Where the result goes when a figure is lower and when it is higher."""

    label: str
    lower: float
    higher: float


@dataclass(frozen=True)
class Spread:
    """A range of results with its middle."""

    label: str
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Tornado:
    """``label`` writes a result; ``ends`` name the colours: the figure is lower, the figure is higher."""

    base: float
    base_words: str
    swings: Sequence[Swing]
    spread: Spread | None
    label: Callable[[float], str]
    ends: tuple[str, str]


def draw_tornado(tornado: Tornado, key: str, title: str, desc: str) -> str:
    """Draw each swing as a bar across the line of the result itself."""
    rows = len(tornado.swings) + (tornado.spread is not None)
    canvas = Canvas(WIDTH, 22 + rows * _ROW + 26)
    place = _Scale(tornado)
    bottom = 20 + rows * _ROW
    for number in range(rows):
        _draw_zero(canvas, 20 + number * _ROW + 16, place)
    for number, swing in enumerate(tornado.swings):
        _draw_swing(canvas, tornado, swing, 20 + number * _ROW, place)
    base = place(tornado.base)
    for number in range(rows):
        # No line runs through the name of a row.
        y = 20 + number * _ROW + 16
        canvas.line(base, y, base, y + _BAR + 6, "k-threshold", 1.6)
    canvas.text(
        min(max(base, 70), WIDTH - 70), 12, tornado.base_words, size=12, text_anchor="middle", font_weight=600
    )
    if tornado.spread is not None:
        _draw_spread(canvas, tornado, tornado.spread, 20 + (rows - 1) * _ROW, place)
    _draw_legend(canvas, tornado, bottom + 18)
    return canvas.render(key, title, desc)


class _Scale:
    """Places of results between the edges, which leave room for words."""

    def __init__(self, tornado: Tornado) -> None:
        told = [tornado.base, *(end for one in tornado.swings for end in (one.lower, one.higher))]
        if tornado.spread is not None:
            told += [tornado.spread.low, tornado.spread.high]
        self.low, self.high = min(told), max(told)
        self._span = (self.high - self.low) or 1.0

    def __call__(self, value: float) -> float:
        return _EDGE + (WIDTH - 2 * _EDGE) * (value - self.low) / self._span


def _draw_zero(canvas: Canvas, y: float, place: _Scale) -> None:
    if place.low < 0 < place.high:
        zero = place(0)
        canvas.line(zero, y, zero, y + _BAR + 6, "k-line", 1.2, stroke_dasharray="3 3")


def _draw_swing(canvas: Canvas, tornado: Tornado, swing: Swing, top: float, place: _Scale) -> None:
    canvas.text(0, top + 13, swing.label, size=12)
    y, base = top + 19, place(tornado.base)
    for end, kind in ((swing.lower, "k-series-1"), (swing.higher, "k-series-0")):
        at = place(end)
        canvas.rect(min(at, base), y, abs(at - base), _BAR, kind)
        _write_end(canvas, at, y, tornado.label(end), left=at < base)


def _write_end(canvas: Canvas, at: float, y: float, words: str, *, left: bool) -> None:
    if left:
        canvas.text(at - 4, y + 11, words, "k-soft", 11, text_anchor="end")
    else:
        canvas.text(at + 4, y + 11, words, "k-soft", 11)


def _draw_spread(canvas: Canvas, tornado: Tornado, spread: Spread, top: float, place: _Scale) -> None:
    canvas.text(0, top + 13, spread.label, size=12)
    y, low, high = top + 19, place(spread.low), place(spread.high)
    canvas.rect(low, y + 3, max(high - low, 2), _BAR - 6, "k-flow")
    canvas.rect(place(spread.middle) - 2, y, 4, _BAR, "k-ink")
    _write_end(canvas, low, y, tornado.label(spread.low), left=True)
    _write_end(canvas, high, y, tornado.label(spread.high), left=False)


def _draw_legend(canvas: Canvas, tornado: Tornado, y: float) -> None:
    for x, kind, words in ((0.0, "k-series-1", tornado.ends[0]), (WIDTH / 2, "k-series-0", tornado.ends[1])):
        canvas.rect(x, y - 9, 14, 10, kind)
        canvas.text(x + 20, y, words, "k-soft", 11.5)
