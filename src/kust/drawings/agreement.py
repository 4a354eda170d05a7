"""Answers from 1 to 5 about statements: bars that part at the middle of the threes, and median and quartiles beside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kust.drawings.canvas import Canvas, width_of, wrap_to

# Wide enough for a page, narrow enough to be read on a telephone without turning it.
WIDTH, NARROW = 980.0, 400.0
_BAR, _LINE, _GAP, _MARGIN = 20.0, 15.0, 14.0, 18.0
# The ends of the scale are filled, the answers next to them paler, the middle one grey.
_SHADES = (
    ("k-series-1", 1.0),
    ("k-series-1", 0.5),
    ("k-line", 0.45),
    ("k-series-0", 0.5),
    ("k-series-0", 1.0),
)


@dataclass(frozen=True)
class AgreementBar:
    """A statement: ``shares`` of the answers 1–5, or none; ``verdict`` met, not_met or unknown, in ``words`` too.

    ``figures`` say median and number of answers; ``parts`` write the shares.
    """

    label: str
    shares: tuple[float, ...]
    parts: tuple[str, ...]
    median: float | None
    quartiles: tuple[float, float] | None
    verdict: str
    words: str
    figures: str


@dataclass(frozen=True)
class AgreementPicture:
    """Bars in their order; ``legend`` names the answers 1–5, ``head`` the bars, the scale and the verdict.

    ``heading`` is written above where the drawing stands alone.
    """

    bars: Sequence[AgreementBar]
    legend: tuple[str, str, str, str, str]
    head: tuple[str, str]
    heading: str = ""


@dataclass(frozen=True)
class _Layout:
    """Where things stand: left and right end of the bars, of the scale, of the label, and how high a row is."""

    width: float
    bars: tuple[float, float]
    scale: tuple[float, float]
    label: float
    below: bool

    @property
    def heads(self) -> tuple[float, float]:
        return self.bars[0], self.scale[0]


# Letters of some systems are wider than those that widths are estimated for.
_FIT = 0.87
_WIDE = _Layout(WIDTH, (292, 606), (636, 732), 276, below=False)
_SLIM = _Layout(NARROW, (0, NARROW), (10, 110), NARROW, below=True)


def draw_agreement(
    picture: AgreementPicture, key: str, title: str, desc: str, *, narrow: bool = False, alone: bool = False
) -> str:
    """Draw the statements one below another, on one scale of shares.

    Parameters
    ----------
    narrow
        For a telephone: the statement above its bar, its figures below.
    alone
        As a file of its own: on paper, with its heading.
    """
    layout = _SLIM if narrow else _WIDE
    rows = [(one, wrap_to(one.label, _FIT * layout.label, 12.5, 4)) for one in picture.bars]
    heading = wrap_to(picture.heading, _FIT * layout.width, 15, 3, bold=True) if alone else []
    head = 20.0 * len(heading) + (8 if heading else 0)
    top = head + (0.0 if narrow else 26.0)
    legend = list(_place_legend(picture.legend, layout.width))
    height = top + sum(_height(lines, layout) for _, lines in rows) + 20 * len(legend) + 10
    canvas = Canvas(layout.width, height)
    if alone:
        canvas.rect(-_MARGIN, -_MARGIN, layout.width + 2 * _MARGIN, height + 2 * _MARGIN, "k-paper")
    for place, line in enumerate(heading):
        canvas.text(0, 14 + 20 * place, line, size=15, font_weight=600)
    if not narrow:
        for x, words in zip(layout.heads, picture.head, strict=True):
            canvas.text(x, top - 10, words, "k-soft", 11.5)
    left, right = _extent(picture.bars)
    for one, lines in rows:
        _draw_row(canvas, one, lines, top, layout, (left, right))
        top += _height(lines, layout)
    for row in legend:
        top += 20
        _draw_legend(canvas, row, top)
    drawn = canvas.render(key, title, desc)
    return _with_margin(drawn, layout.width, height) if alone else drawn


def _with_margin(drawn: str, width: float, height: float) -> str:
    """Let the paper of a drawing that stands alone reach beyond its words."""
    wide, tall = f"{width + 2 * _MARGIN:.0f}", f"{height + 2 * _MARGIN:.0f}"
    bare = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    margins = f"{-_MARGIN:.0f} {-_MARGIN:.0f}"
    return drawn.replace(bare, f'viewBox="{margins} {wide} {tall}" width="{wide}" height="{tall}"', 1)


def _height(lines: Sequence[str], layout: _Layout) -> float:
    if layout.below:
        return len(lines) * _LINE + _BAR + 58 + _GAP
    return max(len(lines) * _LINE, _BAR + 14) + _GAP


def _sides(shares: Sequence[float]) -> tuple[float, float]:
    """Tell how far a bar reaches to either side of the middle of the threes."""
    middle = shares[2] / 2
    return shares[0] + shares[1] + middle, shares[3] + shares[4] + middle


def _extent(bars: Sequence[AgreementBar]) -> tuple[float, float]:
    sides = [_sides(one.shares) for one in bars if one.shares]
    return max((one[0] for one in sides), default=0.5), max((one[1] for one in sides), default=0.5)


def _draw_row(
    canvas: Canvas,
    one: AgreementBar,
    lines: Sequence[str],
    top: float,
    layout: _Layout,
    extent: tuple[float, float],
) -> None:
    for place, line in enumerate(lines):
        canvas.text(0, top + 12 + place * _LINE, line, size=12.5)
    y = top + (len(lines) * _LINE + 8 if layout.below else 0)
    _draw_bar(canvas, one, y, layout, extent)
    y += _BAR + 24 if layout.below else _BAR / 2
    _draw_scale(canvas, one, y, layout.scale)
    x = layout.scale[1] + 22
    if layout.below:
        canvas.text(x, y - 2, one.words, f"k-{one.verdict}", 12.5, font_weight=600)
        canvas.text(x, y + 13, one.figures, "k-soft", 11.5)
    else:
        canvas.text(x, y - 1, one.words, f"k-{one.verdict}", 12.5, font_weight=600)
        canvas.text(x, y + 14, one.figures, "k-soft", 11.5)


def _draw_bar(
    canvas: Canvas, one: AgreementBar, y: float, layout: _Layout, extent: tuple[float, float]
) -> None:
    start, end = layout.bars
    scale = (end - start) / (sum(extent) or 1)
    middle = start + extent[0] * scale
    if not one.shares:
        canvas.rect(start, y, end - start, _BAR, "k-empty")
        return
    x = middle - _sides(one.shares)[0] * scale
    for (kind, paleness), share, words in zip(_SHADES, one.shares, one.parts, strict=True):
        width = share * scale
        if share:
            canvas.rect(x + 0.5, y, width - 1, _BAR, kind, fill_opacity=paleness)
            if width_of(words, 11) + 6 <= width:
                ink = "k-paper" if paleness == 1 else "k-ink"
                canvas.text(x + width / 2, y + 14, words, ink, 11, text_anchor="middle")
        x += width
    # The middle is marked beside the bar, so that no line runs through a figure.
    canvas.line(middle, y - 6, middle, y - 1, "k-ink", 1.2)
    canvas.line(middle, y + _BAR + 1, middle, y + _BAR + 6, "k-ink", 1.2)


def _draw_scale(canvas: Canvas, one: AgreementBar, y: float, ends: tuple[float, float]) -> None:
    """Draw the scale 1–5 with the middle half of the answers as a thick line and the median as a diamond."""

    def at(answer: float) -> float:
        return ends[0] + (answer - 1) / 4 * (ends[1] - ends[0])

    canvas.line(ends[0], y, ends[1], y, "k-line", 1)
    for answer in range(1, 6):
        canvas.line(at(answer), y - 3, at(answer), y + 3, "k-line", 1)
        canvas.text(at(answer), y + 15, str(answer), "k-soft", 10, text_anchor="middle")
    if one.quartiles and one.quartiles[0] < one.quartiles[1]:
        canvas.line(
            at(one.quartiles[0]), y, at(one.quartiles[1]), y, f"k-{one.verdict}", 5, stroke_opacity=0.45
        )
    if one.median is not None:
        x = at(one.median)
        canvas.polygon([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], f"k-{one.verdict}")


def _place_legend(legend: Sequence[str], width: float) -> Iterator[list[tuple[float, int, str]]]:
    """Put the names of the answers side by side as long as they fit."""
    row: list[tuple[float, int, str]] = []
    x = 0.0
    for answer, words in enumerate(legend):
        wide = 22 + 1.1 * width_of(words, 11.5) + 14
        if row and x + wide > width:
            yield row
            row, x = [], 0.0
        row.append((x, answer, words))
        x += wide
    if row:
        yield row


def _draw_legend(canvas: Canvas, row: Sequence[tuple[float, int, str]], y: float) -> None:
    for x, answer, words in row:
        kind, paleness = _SHADES[answer]
        canvas.rect(x, y - 10, 15, 11, kind, fill_opacity=paleness)
        canvas.text(x + 21, y, words, "k-soft", 11.5)
