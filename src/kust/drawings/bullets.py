"""A figure before and after a change, held against its threshold on one scale."""

from collections.abc import Callable
from dataclasses import dataclass

from kust.drawings.canvas import Canvas, width_of
from kust.drawings.margins import MarginBar, top_of_scale

WIDTH = 300.0
_LEFT, _RIGHT, _BAR = 52.0, 58.0, 11.0
_FIRST, _STEP = 8.0, 19.0


@dataclass(frozen=True)
class Change:
    """Two figures of a requirement, each None where it is not known, with its verdict and in words.

    ``labels`` name the two states, ``label`` writes a figure of the scale.
    """

    values: tuple[float | None, float | None]
    verdicts: tuple[str, str]
    words: tuple[str, str]
    labels: tuple[str, str]
    threshold: float
    at_most: bool
    label: Callable[[float], str]
    limit: str
    is_share: bool = True


def draw_change(change: Change, key: str, title: str, desc: str) -> str:
    """Draw the two figures as bars from zero; the band is the side that is allowed, the line the threshold."""
    canvas = Canvas(WIDTH, 68)
    span = WIDTH - _LEFT - _RIGHT
    largest = max((value for value in change.values if value is not None), default=None)
    scale = MarginBar(
        largest, change.threshold, change.at_most, "met", change.label, "", is_share=change.is_share
    )
    top = top_of_scale(scale)
    at = _LEFT + span * change.threshold / top
    low, height = _FIRST - 4, _STEP + _BAR + 8
    start, end = (_LEFT, at) if change.at_most else (at, _LEFT + span)
    canvas.rect(_LEFT, low, span, height, "k-empty")
    canvas.rect(start, low, end - start, height, "k-met-zone")
    for place in (0, 1):
        _draw_state(canvas, change, place, span / top)
    canvas.line(at, low - 3, at, low + height + 3, "k-threshold", 2)
    _draw_limit(canvas, change, at, low + height + 16)
    return canvas.render(key, title, desc)


def _draw_state(canvas: Canvas, change: Change, place: int, scale: float) -> None:
    y, value, verdict = _FIRST + place * _STEP, change.values[place], change.verdicts[place]
    canvas.text(_LEFT - 7, y + 9.5, change.labels[place], "k-soft", 11.5, text_anchor="end")
    if value is not None:
        canvas.rect(_LEFT, y, max(value * scale, 2), _BAR, f"k-{verdict}")
    x = WIDTH - _RIGHT + 7
    canvas.text(x, y + 9.5, change.words[place], f"k-{verdict}", 12, font_weight=600)


def _draw_limit(canvas: Canvas, change: Change, at: float, y: float) -> None:
    half = width_of(change.limit, 11) / 2
    place = min(max(at, half), WIDTH - half)
    canvas.text(place, y, change.limit, "k-ink", 11, text_anchor="middle")
