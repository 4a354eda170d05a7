"""Bars that lie one below another: money stacked by its kind, and amounts against what they are held against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kust.drawings.canvas import Canvas, width_of, wrap_to

# Narrow enough to be read on a telephone without turning it.
WIDTH = 400.0
_LABEL, _ROW, _BAR, _TOTAL = 44.0, 32.0, 18.0, 62.0
_TRACK, _LINE = 12.0, 15.0
# Letters of some systems are wider than those that widths are estimated for.
_FIT = 0.9 * WIDTH
_SERIES = 5


@dataclass(frozen=True)
class Part:
    """A part of a stacked bar: its size, its kind (0 to 4), what to write; not ``firm``: not decided by anybody."""

    size: float
    series: int
    words: str
    tooltip: str
    firm: bool = True


@dataclass(frozen=True)
class Stack:
    """A stacked bar with its heading, its parts and its sum in words."""

    label: str
    parts: tuple[Part, ...]
    total: str


@dataclass(frozen=True)
class Key:
    """A line of the legend."""

    series: int
    words: str
    firm: bool = True


def draw_stacks(stacks: Sequence[Stack], legend: Iterable[Key], key: str, title: str, desc: str) -> str:
    """Draw stacked bars from the left on one scale; what is not firm has a dashed outline and no filling."""
    keys = list(legend)
    canvas = Canvas(WIDTH, len(stacks) * _ROW + 12 + _lines_of(keys) * 18)
    most = max((sum(part.size for part in stack.parts) for stack in stacks), default=0.0) or 1.0
    for place, stack in enumerate(stacks):
        _draw_stack(canvas, stack, place * _ROW + 6, (WIDTH - _LABEL - _TOTAL) / most)
    _draw_legend(canvas, keys, len(stacks) * _ROW + 22)
    return canvas.render(key, title, desc)


def _draw_stack(canvas: Canvas, stack: Stack, top: float, scale: float) -> None:
    canvas.text(0, top + 13.5, stack.label, size=12.5)
    left = _LABEL
    for part in stack.parts:
        width = part.size * scale
        with canvas.group(part.tooltip):
            draw_box(canvas, (left, top, width, _BAR), part.series, firm=part.firm)
            if width_of(part.words, 11) + 8 <= width:
                ink = "k-paper" if part.firm else "k-ink"
                canvas.text(left + width / 2, top + 13, part.words, ink, 11, text_anchor="middle")
        left += width
    canvas.text(left + 6, top + 13.5, stack.total, size=12, font_weight=600)


def draw_box(canvas: Canvas, box: tuple[float, float, float, float], series: int, *, firm: bool) -> None:
    """Draw a filled box, or one with a dashed outline for what nobody has decided."""
    x, y, width, height = box
    if firm:
        # A gap of half a point tells boxes of one kind apart.
        canvas.rect(x + 0.5, y, max(width - 1, 1), height, f"k-series-{series % _SERIES}")
        return
    outline = f"M{x + 1:.1f},{y + 1:.1f}h{max(width - 2, 1):.1f}v{height - 2:.1f}h{-max(width - 2, 1):.1f}z"
    canvas.rect(x + 0.5, y, max(width - 1, 1), height, "k-empty")
    canvas.path(outline, f"k-series-{series % _SERIES}", 1.6, stroke_dasharray="4 2.5")


def _legend_rows(keys: Sequence[Key]) -> list[list[tuple[float, Key]]]:
    """Put the lines of a legend side by side as long as they fit."""
    rows: list[list[tuple[float, Key]]] = []
    at = WIDTH
    for one in keys:
        width = 22 + width_of(one.words, 11.5) + 12
        if at + width > WIDTH:
            rows.append([])
            at = 0.0
        rows[-1].append((at, one))
        at += width
    return rows


def _lines_of(keys: Sequence[Key]) -> int:
    return len(_legend_rows(keys))


def _draw_legend(canvas: Canvas, keys: Sequence[Key], top: float) -> None:
    for place, row in enumerate(_legend_rows(keys)):
        for x, one in row:
            draw_box(canvas, (x, top + 18 * place - 10, 15, 11), one.series, firm=one.firm)
            canvas.text(x + 21, top + 18 * place, one.words, "k-soft", 11.5)


@dataclass(frozen=True)
class Track:
    """An amount on a track: ``whole`` is the end of the track, ``mark`` a line across it.

    ``value`` is None where the amount is not known: the track stays empty.
    """

    label: str
    words: str
    value: float | None
    whole: float
    mark: float | None = None
    firm: bool = True
    series: int = 0


def draw_tracks(tracks: Sequence[Track], key: str, title: str, desc: str) -> str:
    """Draw each amount on a track of its own, its name above and its words below."""
    named = [(one, wrap_to(one.label, _FIT, 12, 2), wrap_to(one.words, _FIT, 11.5, 2)) for one in tracks]
    heights = [(len(label) + len(words)) * _LINE + _TRACK + 17 for _, label, words in named]
    canvas, top = Canvas(WIDTH, sum(heights) or 1), 0.0
    for (one, label, words), height in zip(named, heights, strict=True):
        _draw_track(canvas, one, label, words, top)
        top += height
    return canvas.render(key, title, desc)


def _draw_track(canvas: Canvas, track: Track, label: Sequence[str], words: Sequence[str], top: float) -> None:
    for place, line in enumerate(label):
        canvas.text(0, top + 12 + place * _LINE, line, size=12)
    y = top + len(label) * _LINE + 5
    canvas.rect(0, y, WIDTH, _TRACK, "k-empty")
    scale = WIDTH / track.whole if track.whole > 0 else 0.0
    if track.value:
        width = max(track.value * scale, 2)
        draw_box(canvas, (-0.5, y, width, _TRACK), track.series, firm=track.firm)
    if track.mark is not None:
        at = min(max(track.mark * scale, 1), WIDTH - 1)
        canvas.line(at, y - 3, at, y + _TRACK + 3, "k-threshold", 2)
    for place, line in enumerate(words):
        canvas.text(0, y + _TRACK + 13 + place * _LINE, line, "k-soft", 11.5)
