"""Of what documents are put together, apart from how it is drawn: cells, tables, blocks, sections."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from kust.data import own

# Every report bears it, so that a newer one knows what it may replace, and reading a folder leaves it out.
MARK = own.MARK


@dataclass(frozen=True)
class Amount:
    """A figure in a column whose figures are of several kinds."""

    value: float | None
    kind: str


@dataclass(frozen=True)
class Link:
    """Words that lead to a place of the same document; without a place, only the words."""

    words: str
    place: str = ""


@dataclass(frozen=True)
class Place:
    """Words that links lead to."""

    words: str
    name: str


@dataclass(frozen=True)
class Judged:
    """An answer in words of its own: ``code`` (``met``, ``not_met``, ``unknown`` or none) chooses colour and sign."""

    words: str
    code: str = ""


_FIGURES = frozenset({"count", "share", "krub", "rub", "number"})
Cell = str | float | int | bool | date | Amount | Link | Place | Judged | None


def tells(cell: Cell) -> bool:
    """Tell whether a cell says anything: neither missing nor empty nor a dash."""
    if isinstance(cell, Amount):
        return cell.value is not None
    words = cell.words if isinstance(cell, Link | Place | Judged) else cell
    return words is not None and words not in ("", "–", "—")


@dataclass(frozen=True)
class Column:
    """A column of a table: ``kind`` says how its figures are written, ``width`` how many letters it needs.

    Kinds: ``text``, ``long`` (text that wraps), ``count``, ``share``, ``krub``, ``rub``, ``number``,
    ``year``, ``day``, ``flag`` (yes, no or not known), ``verdict``, ``amount`` (each figure has its own kind).
    """

    title: str
    kind: str = "text"
    width: int = 12


@dataclass(frozen=True)
class Fact:
    """A line with a heading, in words; ``place``: where of the same document they lead, ``code``: their colour."""

    label: str
    value: str
    place: str = ""
    code: str = ""


@dataclass(frozen=True)
class Card:
    """A row of a table as a reader sees it best: its heading and what there is to say."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Table:
    """A table of a report; ``code`` names its sheet. None in a column of figures is a figure that is missing.

    ``cards`` say the same for a page, where a table is too wide to be read. ``look``: how a
    page shows it, ``folded`` (opened on demand), ``stack`` (rows become cards where it is narrow) or plainly.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    totals: tuple[tuple[Cell, ...], ...] = ()
    cards: tuple[Card, ...] = ()
    look: str = ""

    @property
    def is_blank(self) -> bool:
        """Tell whether not one of its figures is known; the first column only numbers or names the rows."""
        places = [place for place, column in enumerate(self.columns) if place and column.kind in _FIGURES]
        return (
            bool(self.rows)
            and bool(places)
            and all(row[place] is None for row in self.rows for place in places)
        )

    def trim(self) -> "Table":
        """Leave out the columns that say nothing in any row; the first always stays.

        >>> heads = (Column("Plant"), Column("Jobs"), Column("Wage"))
        >>> [one.title for one in Table("t", "", heads, (("A", 3, None), ("B", None, ""))).trim().columns]
        ['Plant', 'Jobs']
        """
        every = (*self.rows, *self.totals)
        kept = [
            place
            for place in range(len(self.columns))
            if not place or any(tells(row[place]) for row in every)
        ]
        if len(kept) == len(self.columns) or not self.rows:
            return self
        rows, totals = (
            tuple(tuple(row[place] for place in kept) for row in listed)
            for listed in (self.rows, self.totals)
        )
        return replace(self, columns=tuple(self.columns[place] for place in kept), rows=rows, totals=totals)


@dataclass(frozen=True)
class Heading:
    """A heading within a section; ``level`` 3 to 5, a section itself is 2; links lead to its ``place``."""

    words: str
    level: int = 3
    place: str = ""


@dataclass(frozen=True)
class Said:
    """A paragraph; ``kind`` is ``text``, ``lead`` or ``note``."""

    words: str
    kind: str = "text"


@dataclass(frozen=True)
class Answered:
    """An answer in one sentence; ``verdict`` chooses its sign."""

    verdict: str
    words: str
    caption: str = ""


@dataclass(frozen=True)
class Notice:
    """What has to be seen before the figures: a title, and items that may be none."""

    title: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Lines with headings."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG and what is said beside it; its figures stand in a table or in words as well.

    ``narrow``: the drawing for a telephone, of one that is ``wide``: as wide as the sheet.
    """

    key: str
    svg: str
    title: str
    note: str = ""
    narrow: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Gallery:
    """Drawings side by side where there is room; ``title`` heads them all."""

    title: str
    pictures: tuple[Picture, ...]


Block = Heading | Said | Answered | Notice | Bullets | Facts | Picture | Gallery | Table


def lift(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Raise all headings of a section by a level where none is of the highest, so that no level is left out."""
    listed = tuple(blocks)
    levels = [one.level for one in listed if isinstance(one, Heading)]
    if not levels or min(levels) == 3:
        return listed
    less = min(levels) - 3
    return tuple(replace(one, level=one.level - less) if isinstance(one, Heading) else one for one in listed)


@dataclass(frozen=True)
class Section:
    """A section of a report or of a document of its own: ``blocks`` for a reader, ``sheets`` for a workbook.

    ``code`` is its place on a page. Codes of its tables name the sheets: ``plan.steps`` is entry ``workbook.steps`` of
    ``words/plan.toml``. ``across``: on paper it lies across, on sheets of its own.
    """

    code: str
    title: str
    blocks: tuple[Block, ...]
    sheets: tuple[Table, ...]
    across: bool = False


@dataclass(frozen=True)
class Document:
    """Sections as a document of their own; ``contents``: whether a list of them stands first.

    ``sources``: where everything comes from, under ``sources_title`` or the title that a report has; none are left out.
    """

    lang: str
    kind: str
    title: str
    subtitle: str
    day: date
    sections: tuple[Section, ...]
    sources: tuple[Fact, ...]
    contents: bool = False
    sources_title: str = ""
