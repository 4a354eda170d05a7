"""What a report holds, apart from how it is drawn: texts in the reader's language, figures as figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kust.documents.blocks import Fact, Section, Table


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
    """A figure of a rule or of a side of it, held against its threshold. ``kind`` is count, share or none.

    ``is_withheld``: there is a value, and it is not told to whoever reads it.
    """

    title: str
    verdict: str
    value: float | None
    threshold: float | None
    comparison: str
    margin: float | None
    kind: str
    is_withheld: bool = False


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
    is_withheld: bool = False


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
