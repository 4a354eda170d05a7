"""A value and its threshold on one scale that begins at zero."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, log10

from kust.drawings.canvas import Canvas

WIDTH, LEFT, RIGHT = 380.0, 8.0, 8.0
_BAR_TOP, _BAR_HEIGHT = 24.0, 16.0


@dataclass(frozen=True)
class MarginBar:
    """What is drawn: ``at_most`` turns the side that is allowed.

    ``words`` say the value, or that there is none; ``label`` writes a figure of the scale.
    """

    value: float | None
    threshold: float
    at_most: bool
    verdict: str
    label: Callable[[float], str]
    words: str
    is_share: bool = True


def top_of_scale(bar: MarginBar) -> float:
    """Choose a round end of the scale: a quarter beyond the larger figure, a share not beyond 1.

    >>> top_of_scale(MarginBar(0.1874, 0.2, False, "not_met", str, ""))
    0.25
    >>> top_of_scale(MarginBar(14, 10, False, "met", str, "", is_share=False))
    20
    """
    largest = max(bar.value or 0, bar.threshold)
    if bar.is_share and largest > 0.6:
        return max(1.0, largest)
    wanted = 1.2 * largest or 1
    step = 10.0 ** floor(log10(wanted))
    top = next(nice * step for nice in (1, 2, 2.5, 3, 4, 5, 6, 8, 10) if nice * step >= wanted - 1e-12)
    return top if bar.is_share else max(2, round(top))


def draw_margin(bar: MarginBar, key: str, title: str, desc: str) -> str:
    """Draw a bar from zero to the value, the threshold as a line, and the allowed side as a band."""
    canvas, top = Canvas(WIDTH, 62), top_of_scale(bar)
    span = WIDTH - LEFT - RIGHT
    at = LEFT + span * bar.threshold / top
    canvas.rect(LEFT, _BAR_TOP, span, _BAR_HEIGHT, "k-empty")
    start, end = (LEFT, at) if bar.at_most else (at, LEFT + span)
    canvas.rect(start, _BAR_TOP, end - start, _BAR_HEIGHT, "k-met-zone")
    _draw_value(canvas, bar, span, top)
    canvas.line(at, _BAR_TOP - 6, at, _BAR_TOP + _BAR_HEIGHT + 6, "k-threshold", 2)
    _draw_scale(canvas, bar, at, top)
    return canvas.render(key, title, desc)


def _draw_value(canvas: Canvas, bar: MarginBar, span: float, top: float) -> None:
    if bar.value is None:
        canvas.text(LEFT, 15, bar.words, "k-unknown", font_weight=600)
        return
    length = span * bar.value / top
    canvas.rect(LEFT, _BAR_TOP + 3, max(length, 2), _BAR_HEIGHT - 6, f"k-{bar.verdict}")
    # About half of the words' width: they stay on the drawing at both ends.
    half = 3.6 * len(bar.words)
    place = min(max(LEFT + length, LEFT + half), WIDTH - RIGHT - half)
    canvas.text(place, 15, bar.words, f"k-{bar.verdict}", text_anchor="middle", font_weight=600)


def _draw_scale(canvas: Canvas, bar: MarginBar, at: float, top: float) -> None:
    """Write the threshold, and the ends of the scale where they do not run into it."""
    below = 58.0
    if at - LEFT > 50:
        canvas.text(LEFT, below, bar.label(0), "k-soft", 11)
    if WIDTH - RIGHT - at > 60:
        canvas.text(WIDTH - RIGHT, below, bar.label(top), "k-soft", 11, text_anchor="end")
    anchor, place = ("end", WIDTH - RIGHT) if WIDTH - RIGHT - at < 20 else ("middle", max(at, LEFT + 14))
    canvas.text(place, below, bar.label(bar.threshold), "k-ink", 11, text_anchor=anchor, font_weight=600)
