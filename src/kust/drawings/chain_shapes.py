"""The shapes of a chain: boxes with their lines, arrows, samples of the legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from kust.drawings.canvas import Canvas, wrap_to
from kust.drawings.chain_parts import ChainBox, ChainLink, ChainMaker
from kust.drawings.chain_places import DEEPEST_BOW, Grid, Point

BOX_WIDTH, BETWEEN = 232.0, 116.0
GRID = Grid(BOX_WIDTH, BETWEEN)
PAD = 9.0
NAME, SMALL = 12.0, 10.5
SMALL_STEP = 12.5
_NAME_STEP, _RIM = 14.0, 4.5
GAPS = {"members": ("k-gap", "k-unknown", "7 4"), "nobody": ("k-none", "k-not_met", "2.5 3")}
_BACK_DASH, _UNKNOWN_DASH = "9 4", "1 4"


@dataclass(frozen=True)
class BoxText:
    """The lines of a box: its name, its note, what is imported, its makers."""

    name: list[str]
    note: list[str]
    imports: list[str]
    makers: list[tuple[str, bool]]

    @property
    def height(self) -> float:
        small = len(self.note) + len(self.imports) + len(self.makers)
        return 2 * _RIM + len(self.name) * _NAME_STEP + small * SMALL_STEP


def lines_of(box: ChainBox) -> BoxText:
    """Break the words of a box into lines."""
    room = BOX_WIDTH - 2 * PAD
    makers = [(line, maker.member) for maker in box.makers for line in maker_lines(maker, room)]
    if box.more:
        makers.append((box.more, True))
    imports = [line for words in box.imports for line in wrap_to(words, room - 4, SMALL, 2)]
    note = wrap_to(box.note, room, SMALL, 2) if box.note else []
    return BoxText(wrap_to(box.name, room, NAME, 3, bold=True), note, imports, makers)


def maker_lines(maker: ChainMaker, room: float) -> list[str]:
    """Break the name of a maker into lines; one that is no member is marked."""
    return wrap_to(maker.name if maker.member else f"○ {maker.name}", room, SMALL, 2)


def ink_of(box: ChainBox) -> str:
    """Choose the ink of the note of a box."""
    return GAPS[box.gap][1] if box.gap else "k-soft"


def draw_frame(canvas: Canvas, box: ChainBox, x: float, y: float, height: float) -> None:
    """Draw the frame of a box: dashed where nobody makes the product, doubled where several are folded."""
    if len(box.holds) > 1:
        canvas.rect(x + 4, y + 4, BOX_WIDTH - 1, height - 1, "k-fold", rx=5, stroke="#9aa7ab")
    if box.gap:
        kind, ink, dash = GAPS[box.gap]
        canvas.rect(x, y, BOX_WIDTH, height, kind, rx=5)
        edge = f"M{x + 5:.1f} {y:.1f}h{BOX_WIDTH - 10:.1f}q5 0 5 5v{height - 10:.1f}q0 5 -5 5h{10 - BOX_WIDTH:.1f}"
        canvas.path(f"{edge}q-5 0 -5 -5v{10 - height:.1f}q0 -5 5 -5z", ink, 1.8, stroke_dasharray=dash)
    else:
        kind = "k-fold" if len(box.holds) > 1 else "k-box"
        canvas.rect(x, y, BOX_WIDTH, height, kind, rx=5, stroke="#9aa7ab")


def write_box(canvas: Canvas, text: BoxText, x: float, y: float, ink: str) -> None:
    """Write the lines of a box."""
    line = y + _RIM - 3
    for words in text.name:
        line += _NAME_STEP
        canvas.text(x + PAD, line, words, size=NAME, font_weight=600)
    for words in text.note:
        line += SMALL_STEP
        canvas.text(x + PAD, line, words, ink, SMALL, font_weight=600)
    for place, words in enumerate(text.imports):
        line += SMALL_STEP
        canvas.text(x + PAD, line, words, "k-import", SMALL)
        if place == 0:
            _draw_inflow(canvas, x, line - 3.5)
    for words, member in text.makers:
        line += SMALL_STEP
        canvas.text(x + PAD, line, words, "k-ink" if member else "k-soft", SMALL)


def _draw_inflow(canvas: Canvas, x: float, y: float) -> None:
    """Draw the short thick arrow of an import into the left side of a box."""
    upper = [(x - 15, y - 2.5), (x - 6, y - 2.5), (x - 6, y - 6), (x + 3, y)]
    lower = [(x - 6, y + 6), (x - 6, y + 2.5), (x - 15, y + 2.5)]
    canvas.polygon([*upper, *lower], "k-import")


def draw_link(canvas: Canvas, link: ChainLink, width: float, points: list[Point], bow: bool) -> None:
    """Draw an arrow: dashed where it runs back, dotted where its amount is not known."""
    kind = "k-flow-back" if link.back_flow else "k-flow"
    more: dict[str, object] = {"opacity": 0.72}
    if link.amount is None:
        more |= {"stroke_dasharray": _UNKNOWN_DASH, "stroke_linecap": "round"}
        width = 1.6
    elif link.back_flow:
        more["stroke_dasharray"] = _BACK_DASH
    head = 5 + width * 0.75
    tip, onward = points[-1], -1 if bow or points[-1][0] < points[-2][0] else 1
    line = [*points[:-1], (tip[0] - onward * head * 0.85, tip[1])]
    spread = 3 + width * 0.42
    back = tip[0] - onward * head
    amount = {} if link.amount is None else {"data-amount": f"{link.amount:.6g}"}
    if link.back_flow:
        amount["data-back"] = "1"
    about = {"data-from": link.source, "data-to": link.target, "class": "chain-link", **amount}
    with canvas.group(link.tooltip, **about):
        # An invisible wide line makes a thin one easy to point at.
        d = _bow(line) if bow else _curve(line)
        canvas.path(d, kind, 9, opacity=0)
        canvas.path(d, kind, width, "", **more)
        canvas.polygon([tip, (back, tip[1] - spread), (back, tip[1] + spread)], kind, opacity=0.9)


def _curve(points: Sequence[Point]) -> str:
    """Join points by curves that leave and arrive level."""
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        half = (x2 - x1) / 2
        d += f"C{x1 + half:.1f} {y1:.1f} {x2 - half:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return d


def _bow(points: Sequence[Point]) -> str:
    """Join two ends on the same side by a bow to the right, the farther the deeper."""
    (x1, y1), (x2, y2) = points
    deep = min(20 + 0.13 * hypot(x2 - x1, y2 - y1), BETWEEN * DEEPEST_BOW) * 4 / 3
    right = max(x1, x2) + deep
    return f"M{x1:.1f} {y1:.1f}C{right:.1f} {y1:.1f} {right:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"


def draw_sample(canvas: Canvas, code: str, x: float, y: float) -> None:
    """Draw what the legend explains, left of its words."""
    middle = y - 4
    if code in GAPS:
        kind, ink, dash = GAPS[code]
        canvas.rect(x, y - 10, 30, 13, kind, rx=3)
        canvas.path(f"M{x} {y - 10}h30v13h-30z", ink, 1.8, stroke_dasharray=dash)
    elif code == "import":
        _draw_inflow(canvas, x + 22, middle)
    elif code == "bow":
        canvas.path(f"M{x + 8:.1f} {y - 10:.1f}q22 6.5 0 13", "k-flow", 2.5, opacity=0.8)
    elif code == "outside":
        canvas.text(x + 10, y, "○", "k-soft", SMALL + 2)
    elif code == "more":
        canvas.text(x + 8, y, "+5", "k-soft", SMALL)
    elif code == "fold":
        canvas.rect(x + 4, y - 7, 28, 12, "k-fold", rx=3, stroke="#9aa7ab")
        canvas.rect(x, y - 10, 28, 12, "k-fold", rx=3, stroke="#9aa7ab")
    else:
        kind = "k-flow-back" if code == "back" else "k-flow"
        dashes = {"back": _BACK_DASH, "unknown": _UNKNOWN_DASH}
        more: dict[str, object] = {"stroke_dasharray": dashes[code]} if code in dashes else {}
        width = 5 if code == "volume" else 1.8
        canvas.path(f"M{x} {middle}h30", kind, width, "", **more)
