"""Shapes of a drawing, collected and written as one SVG with a title and a text alternative."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from textwrap import wrap

# Colours of a drawing that stands alone; a page overrides them by class, for the dark scheme for one.
COLOURS = {
    "k-ink": "#1d2a2e",
    "k-soft": "#566469",
    "k-line": "#9aa7ab",
    "k-paper": "#ffffff",
    "k-empty": "#f0f3f3",
    # A sandy grey, which no shade is.
    "k-blank": "#d6c8b8",
    "k-met": "#1f7a4d",
    "k-met-zone": "#dcefe4",
    "k-not_met": "#b3372b",
    "k-unknown": "#8a6a08",
    "k-threshold": "#1d2a2e",
    "k-flow": "#4d7f8c",
    "k-flow-back": "#a0662d",
    "k-band": "#f5f7f7",
    "k-box": "#ffffff",
    "k-gap": "#fdf6e3",
    "k-none": "#fae9e7",
    "k-fold": "#e9eff0",
    "k-import": "#7a3e9d",
    # Kinds that stand side by side; each reads against paper, and paper reads on each.
    "k-series-0": "#14555f",
    "k-series-1": "#8a5a1f",
    "k-series-2": "#6b3a8c",
    "k-series-3": "#2a62a8",
    "k-series-4": "#2f7048",
    # Six shades from little to much, and the ink that reads on each with a contrast above 4.5.
    "k-shade-0": "#e6f0ee",
    "k-shade-1": "#c8dfdc",
    "k-shade-2": "#a3cac6",
    "k-shade-3": "#77b0ad",
    "k-shade-4": "#2b6b72",
    "k-shade-5": "#123f4a",
    "k-on-0": "#10262b",
    "k-on-1": "#10262b",
    "k-on-2": "#10262b",
    "k-on-3": "#10262b",
    "k-on-4": "#ffffff",
    "k-on-5": "#ffffff",
}
SHADES = 6
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"


class Canvas:
    """A drawing in the making: shapes are written in the order in which they are added."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._shapes: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, kind: str, **more: object) -> None:
        """Add a filled rectangle of a colour class."""
        place = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}"'
        self._shapes.append(f"<rect {place} {_filled(kind)}{_attributes(more)}/>")

    def line(
        self, x1: float, y1: float, x2: float, y2: float, kind: str, width: float = 1, **more: object
    ) -> None:
        """Add a straight line."""
        place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self._shapes.append(f"<line {place} {_stroked(kind, width)}{_attributes(more)}/>")

    def path(self, d: str, kind: str, width: float, tooltip: str = "", **more: object) -> None:
        """Add a curve without filling, with words that appear when it is pointed at."""
        inside = f"<title>{escape(tooltip)}</title>" if tooltip else ""
        self._shapes.append(
            f'<path d="{d}" fill="none" {_stroked(kind, width)}{_attributes(more)}>{inside}</path>'
        )

    def polygon(self, points: list[tuple[float, float]], kind: str, **more: object) -> None:
        """Add a filled polygon."""
        listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._shapes.append(f'<polygon points="{listed}" {_filled(kind)}{_attributes(more)}/>')

    def text(
        self, x: float, y: float, words: str, kind: str = "k-ink", size: float = 12, **more: object
    ) -> None:
        """Add a line of text; y is its base line."""
        place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"'
        self._shapes.append(f"<text {place} {_filled(kind)}{_attributes(more)}>{escape(words)}</text>")

    @contextmanager
    def group(self, tooltip: str = "", **more: object) -> Iterator[None]:
        """Hold the shapes added inside together, with words that appear when one of them is pointed at."""
        with self._inside("g", tooltip, more):
            yield

    @contextmanager
    def link(self, href: str, tooltip: str = "", **more: object) -> Iterator[None]:
        """Make the shapes added inside lead to a place."""
        with self._inside("a", tooltip, {"href": href, **more}):
            yield

    @contextmanager
    def _inside(self, tag: str, tooltip: str, more: dict[str, object]) -> Iterator[None]:
        self._shapes.append(f"<{tag}{_attributes(more)}>")
        if tooltip:
            self._shapes.append(f"<title>{escape(tooltip)}</title>")
        yield
        self._shapes.append(f"</{tag}>")

    def render(self, key: str, title: str, desc: str, role: str = "img") -> str:
        """Write the SVG; ``key`` makes its ids differ from those of other drawings of the same page.

        A drawing with links inside is no ``img``, whose inside nobody can reach: its role is ``group``.
        """
        name = escape(key, quote=True)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:.0f} {self.height:.0f}" '
            f'width="{self.width:.0f}" height="{self.height:.0f}" role="{role}" '
            f'aria-labelledby="{name}-title {name}-desc" font-family="{FONT}">'
            f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(desc)}</desc>'
            f"{''.join(self._shapes)}</svg>"
        )


def _filled(kind: str) -> str:
    return f'class="{kind}" fill="{COLOURS[kind]}"'


def _stroked(kind: str, width: float) -> str:
    return f'class="{kind}-stroke" stroke="{COLOURS[kind]}" stroke-width="{width:.1f}"'


def _attributes(more: dict[str, object]) -> str:
    return "".join(
        f' {name.strip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for name, value in more.items()
    )


def wrap_name(name: str, width: int, lines: int) -> list[str]:
    """Break a name into at most so many lines; what does not fit ends in an ellipsis.

    >>> wrap_name("ООО «Верхнебродский тракторный завод»", 18, 2)
    ['ООО', '«Верхнебродский…']
    """
    return wrap(name, width, max_lines=lines, placeholder="…") or [""]


# Widths of letters as shares of the size, a little more than those of Arial, so that lines fit in its relatives too.
_WIDE, _NARROW, _SLIM = frozenset("жмшщыюфmw%—№"), frozenset(" .,:;'|!()-ijlI·\u00a0"), frozenset("гктзсьcst")
_SLIMMEST = 0.31
_BOLD = 1.08


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Estimate how long words are in a drawing.

    >>> width_of("ш", 10) > width_of("о", 10) > width_of("i", 10)
    True
    """
    return size * sum(map(_share_of, words)) * (_BOLD if bold else 1)


@cache
def _share_of(letter: str) -> float:
    if letter in _NARROW:
        return _SLIMMEST
    if letter.lower() in _WIDE:
        return 0.95 if letter.isupper() else 0.78
    if letter.isupper():
        return 0.72
    return 0.5 if letter in _SLIM else 0.575


def wrap_to(words: str, width: float, size: float, lines: int, *, bold: bool = False) -> list[str]:
    """Break words into at most so many lines of a width; what does not fit ends in an ellipsis.

    >>> wrap_to("Прокат сортовой легированный", 100, 10, 2)
    ['Прокат сортовой', 'легированный']
    """
    # No letter is slimmer than that, so that what comes after so many cannot be on these lines.
    most = int(lines * width / (size * _SLIMMEST)) + 2 * lines
    found: list[str] = []
    for word in _break_long(" ".join(words.split())[:most].split(), width, size, bold):
        longer = f"{found[-1]} {word}" if found else word
        if found and width_of(longer, size, bold=bold) <= width:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) <= lines:
        return found or [""]
    last = " ".join(found[lines - 1 :])
    while last and width_of(f"{last}…", size, bold=bold) > width:
        last = last[:-1]
    return [*found[: lines - 1], f"{last.rstrip()}…"]


def _break_long(words: list[str], width: float, size: float, bold: bool) -> Iterator[str]:
    """Cut words that are longer than a line."""
    for long_word in words:
        word = long_word
        while width_of(word, size, bold=bold) > width:
            fit = 1
            while width_of(word[: fit + 1], size, bold=bold) <= width:
                fit += 1
            yield word[:fit]
            word = word[fit:]
        yield word
