"""Intervals held against what is usual: one scale of ratios for all rows, doubling as wide as halving."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kust.drawings.canvas import Canvas, wrap_to

WIDTH = 400.0
_LINE, _BAR, _ROW = 15.0, 12.0, 30.0
_STEPS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0, 8.0, 16.0)


@dataclass(frozen=True)
class RatioRow:
    """A figure with its ends as shares of the usual one (all above 0), its words; ``firm``: a model told it."""

    label: str
    low: float
    value: float
    high: float
    words: str
    firm: bool = True


def draw_ratios(rows: Sequence[RatioRow], usual: str, key: str, title: str, desc: str) -> str:
    """Draw each interval on a scale of ratios; ``usual`` names the line of 1.

    Examples
    --------
    >>> row = RatioRow("Черника", 0.5, 1.2, 2.4, "118 (69–207)")
    >>> "Черника" in draw_ratios([row], "как обычно", "ratios", "Урожай", "Один вид")
    True
    """
    named = [
        (row, wrap_to(row.label, 0.9 * WIDTH, 12, 2), wrap_to(row.words, WIDTH, 11.5, 2)) for row in rows
    ]
    heights = [(len(label) + len(words)) * _LINE + _ROW for _, label, words in named]
    canvas = Canvas(WIDTH, sum(heights) + 26)
    low = max((s for s in _STEPS if s <= min(row.low for row in rows)), default=_STEPS[0])
    high = min((s for s in _STEPS if s >= max(row.high for row in rows)), default=_STEPS[-1])
    ends = (math.log(min(low, 0.5)), math.log(max(high, 2.0)))

    def place(ratio: float) -> float:
        share = (math.log(ratio) - ends[0]) / (ends[1] - ends[0])
        return 14 + (WIDTH - 28) * min(max(share, 0.0), 1.0)

    steps = [step for step in _STEPS if ends[0] - 1e-9 <= math.log(step) <= ends[1] + 1e-9]
    for step in steps:
        tick = usual if step == 1 else f"×{step:g}" if step > 1 else f"÷{1 / step:g}"
        canvas.text(place(step), 12, tick, "k-soft", 11, text_anchor="middle")
    top = 22.0
    for (row, label, words), height in zip(named, heights, strict=True):
        for number, line in enumerate(label):
            canvas.text(0, top + 12 + number * _LINE, line, size=12)
        y = top + len(label) * _LINE + 5
        for step in steps:
            kind, wide = ("k-threshold", 1.4) if step == 1 else ("k-line", 0.6)
            canvas.line(place(step), y - 2, place(step), y + _BAR + 2, kind, wide)
        _draw_row(canvas, row, y, (place(row.low), place(row.value), place(row.high)))
        for number, line in enumerate(words):
            canvas.text(0, y + _BAR + 13 + number * _LINE, line, "k-soft", 11.5)
        top += height
    return canvas.render(key, title, desc)


def _draw_row(canvas: Canvas, row: RatioRow, y: float, at: tuple[float, float, float]) -> None:
    low, middle, high = at
    kind = "k-series-0" if row.firm else "k-series-1"
    with canvas.group(row.words):
        canvas.rect(low, y, max(high - low, 2), _BAR, kind, opacity=0.4)
        canvas.rect(middle - 2, y - 2, 4, _BAR + 4, kind)
