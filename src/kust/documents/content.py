"""What a report holds, apart from how it is drawn: texts in the reader's language, figures as figures."""

from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True)
class Passport:
    """Who the cluster is: its lines, and its members by role."""

    name: str
    facts: tuple[Fact, ...]
    roles: Table


@dataclass(frozen=True)
class Glance:
    """The answer in one sentence, the counts behind it, and what is not known about the edition itself."""

    conforms: str
    sentence: str
    met: int
    not_met: int
    unknown: int
    coverage: str
    not_found: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A figure of a rule or of a side of it, held against its threshold. ``kind`` is count, share or none."""

    title: str
    verdict: str
    value: float | None
    threshold: float | None
    comparison: str
    margin: float | None
    kind: str


@dataclass(frozen=True)
class Named:
    """A participant by name with its own figure."""

    organisation_id: str
    name: str
    value: float | None


@dataclass(frozen=True)
class Group:
    """The participants that a rule or a side of it speaks of: those below, those not known, how many are neither.

    ``title`` heads those below, ``title_unknown`` those without data where nobody is known to be below.
    """

    title: str
    title_unknown: str
    kind: str
    threshold: float | None
    below: tuple[Named, ...]
    unknown: tuple[Named, ...]
    others: int


@dataclass(frozen=True)
class Otherwise:
    """What another reading would say."""

    reading: str
    verdict: str
    value: float | None


@dataclass(frozen=True)
class Basis:
    """What a figure rests on; ``evidence`` is the class, ``evidence_words`` says it in words."""

    act: str
    clause: str
    evidence: str
    evidence_words: str
    source: str
    figures: tuple[Fact, ...]


@dataclass(frozen=True)
class Answer:
    """One requirement answered."""

    code: str
    title: str
    rule: str
    figure: Figure
    remark: str
    parts: tuple[Figure, ...]
    groups: tuple[Group, ...]
    missing: int
    otherwise: tuple[Otherwise, ...]
    basis: Basis


@dataclass(frozen=True)
class EditionAnswers:
    """All answers under one edition."""

    code: str
    title: str
    act: str
    period: str
    year: int
    glance: Glance
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Supplies:
    """Mutual supplies in a year, thousand roubles; None where a supplier's sales are missing."""

    year: int
    organisations: tuple[str, ...]
    names: tuple[str, ...]
    amounts: tuple[tuple[float | None, ...], ...]
    total: float
    largest: Table
    differences: Table
    one_sided: int


@dataclass(frozen=True)
class Ask:
    """What is asked of one organisation, and the letter; ``decides`` if an answer hangs on it."""

    organisation_id: str | None
    name: str
    items: tuple[str, ...]
    requirements: tuple[str, ...]
    decides: bool
    letter: str


@dataclass(frozen=True)
class Comparison:
    """The same cluster under every edition of its kind: a row a requirement, a column an edition."""

    editions: tuple[str, ...]
    periods: tuple[str, ...]
    requirements: tuple[str, ...]
    cells: tuple[tuple[Figure | None, ...], ...]
    conforms: tuple[str, ...]
    totals: tuple[str, ...]


@dataclass(frozen=True)
class Sources:
    """Where everything comes from."""

    digest: str
    day: date
    year: int
    edition: str
    dataset: str
    readings: tuple[Fact, ...]
    evidence: tuple[Fact, ...]
    tables: Table
    remarks: tuple[Fact, ...]


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
    """Sections as a document of their own; ``contents``: whether a list of them stands first."""

    lang: str
    kind: str
    title: str
    subtitle: str
    day: date
    sections: tuple[Section, ...]
    sources: tuple[Fact, ...]
    contents: bool = False


@dataclass(frozen=True)
class Report:
    """A report on one cluster; ``plan`` and ``projects`` only where there is something to say."""

    lang: str
    title: str
    subtitle: str
    passport: Passport
    editions: tuple[EditionAnswers, ...]
    supplies: Supplies | None
    asks: tuple[Ask, ...]
    comparison: Comparison
    declared: tuple[Table, ...]
    annexes: tuple[Table, ...]
    sources: Sources
    plan: Section | None = None
    projects: Section | None = None

    @property
    def extra(self) -> tuple[Section, ...]:
        """Return the sections that only some clusters have."""
        return tuple(one for one in (self.plan, self.projects) if one)


@dataclass(frozen=True)
class Overview:
    """A report on all clusters of a dataset."""

    lang: str
    title: str
    subtitle: str
    facts: tuple[Fact, ...]
    counts: Mapping[str, int]
    clusters: Table
    requirements: Table
    regions: Table
    tiles: Mapping[str, int]
    elsewhere: tuple[str, ...]
    sources: Sources
