"""What the blocks of a card are made of, and what is kept while they are told: sources, names, whom to ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kust.documents.niches.text import tell
from kust.niches.niche import Niche

# Longer lists go on in the workbook.
MOST_LISTED = 6


@dataclass(frozen=True)
class Line:
    """A heading and what there is to say.

    ``note`` says where it is from and how certain it is, ``short`` the same in a word or two. ``known`` is false where
    the value only says whom to ask. ``share`` (0..1) is drawn as a bar.
    """

    label: str
    value: str
    note: str = ""
    short: str = ""
    known: bool = True
    share: float | None = None


@dataclass(frozen=True)
class Picture:
    """A drawing and what it shows in words."""

    svg: str
    title: str
    desc: str


@dataclass(frozen=True)
class Block:
    """A titled part of a card."""

    code: str
    title: str
    lines: tuple[Line, ...]
    picture: Picture | None = None
    note: str = ""


@dataclass
class Telling:
    """A niche while it is being told: sources get their numbers in the order in which they are named."""

    niche: Niche
    year: int
    count: int
    lang: str
    cluster_names: Mapping[str, str] = field(default_factory=dict)
    product_names: Mapping[str, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)

    def tell(self, code: str, /, **values: object) -> str:
        """Say an entry of the card's words."""
        return tell(code, self.lang, **values)

    def cluster(self, cluster_id: str) -> str:
        """Name a cluster, by its id where no name is known."""
        return self.cluster_names.get(cluster_id, cluster_id)

    def product(self, product_id: str) -> str:
        """Name a product by its niche, by its id where it is none of these."""
        return self.product_names.get(product_id, product_id)

    def refer(self, source: str | None) -> str:
        """Number a source and point to it: «[1]»."""
        if not source:
            return ""
        if source not in self.sources:
            self.sources.append(source)
        return f"[{self.sources.index(source) + 1}]"

    def block(
        self, code: str, lines: Iterable[Line], picture: Picture | None = None, note: str = ""
    ) -> Block:
        """Make a block."""
        return Block(code, self.tell(f"block.{code}"), tuple(lines), picture, note)

    def unknown(self, label: str, whom: str) -> Line:
        """Say that a figure is not known and whom to ask."""
        return Line(self.tell(f"line.{label}"), self.tell("unknown", whom=self.whom(whom)), known=False)

    def whom(self, code: str) -> str:
        """Name those to ask; buyers by name where there is one, shortly where the card lists several."""
        consumers = self.niche.consumers
        if code != "buyers" or not consumers:
            return self.tell(f"ask.{code}")
        return consumers[0].name if len(consumers) == 1 else self.tell("ask.consumers")

    def certainty(self, code: str | None, *, at_least: bool = False) -> str:
        """Word a certainty; nothing where none is told."""
        return self.tell("certainty_at_least" if at_least else "certainty", certainty=code) if code else ""


def join(*parts: str) -> str:
    """Join what there is to say by semicolons.

    >>> join("a", "", "b [1]")
    'a; b [1]'
    """
    # A pointer to a source needs no semicolon before it.
    return "; ".join(part for part in parts if part).replace("; [", " [")


def shorten(lines: list[Line], telling: Telling) -> list[Line]:
    """Keep the first lines and say how many there are beside."""
    if len(lines) <= MOST_LISTED + 1:
        return lines
    rest = telling.tell("and_more", count=len(lines) - MOST_LISTED)
    return [*lines[:MOST_LISTED], Line("", rest)]
