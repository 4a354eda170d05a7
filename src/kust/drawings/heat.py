"""Heat map of mutual supplies: a row a supplier, a column a buyer, a stronger colour is more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kust.drawings.canvas import SHADES, Canvas, wrap_name

CELL, NAMES, TOP = 38.0, 226.0, 46.0


@dataclass(frozen=True)
class HeatMap:
    """Names with their numbers, amounts by row (None: not known), how one is written, words of the axes."""

    names: Sequence[str]
    numbers: Sequence[int]
    amounts: Sequence[Sequence[float | None]]
    label: Callable[[float], str]
    supplier: str
    buyer: str
    missing: str


def shade_of(amount: float, largest: float) -> int:
    """Choose one of six shades by the square root of the share of the largest amount.

    >>> shade_of(100, 100), shade_of(25, 100), shade_of(1, 100)
    (5, 3, 0)
    """
    return min(int((amount / largest) ** 0.5 * SHADES), SHADES - 1)


def draw_heat(heat: HeatMap, key: str, title: str, desc: str) -> str:
    """Draw the matrix; a row that is not known has question marks, a pair without supplies is empty."""
    count = len(heat.names)
    canvas = Canvas(NAMES + count * CELL + 2, TOP + count * CELL + 22)
    canvas.text(0, 13, f"{heat.supplier} ↓   {heat.buyer} →", "k-soft", 12)
    largest = max((amount for row in heat.amounts for amount in row if amount), default=1.0)
    for place, name in enumerate(heat.names):
        _draw_names(canvas, place, name, heat.numbers[place])
        for column, amount in enumerate(heat.amounts[place]):
            _draw_cell(canvas, heat, (place, column), amount, largest)
    canvas.text(0, canvas.height - 5, heat.missing, "k-soft", 11)
    return canvas.render(key, title, desc)


def _draw_names(canvas: Canvas, place: int, name: str, number: int) -> None:
    """Write a name beside its row, and its number above its column."""
    lines = wrap_name(f"{number}. {name}", 31, 2)
    middle = TOP + (place + 0.5) * CELL
    for row, line in enumerate(lines):
        canvas.text(0, middle + 4 + 13 * (row - (len(lines) - 1) / 2), line, size=11.5)
    x = NAMES + (place + 0.5) * CELL
    canvas.text(x, TOP - 8, str(number), "k-soft", 11.5, text_anchor="middle")


def _draw_cell(
    canvas: Canvas, heat: HeatMap, where: tuple[int, int], amount: float | None, largest: float
) -> None:
    row, column = where
    x, y = NAMES + column * CELL, TOP + row * CELL
    box = (x + 0.5, y + 0.5, CELL - 1, CELL - 1)
    middle = (x + CELL / 2, y + CELL / 2 + 4)
    if row == column:
        canvas.rect(*box, "k-line", opacity=0.8)
    elif amount is None:
        canvas.rect(*box, "k-empty")
        canvas.text(*middle, "?", "k-unknown", 12, text_anchor="middle")
    elif amount == 0:
        canvas.rect(*box, "k-empty")
    else:
        shade = shade_of(amount, largest)
        canvas.rect(*box, f"k-shade-{shade}")
        words = heat.label(amount)
        canvas.text(*middle, words, f"k-on-{shade}", 11.5 if len(words) < 6 else 9.5, text_anchor="middle")
