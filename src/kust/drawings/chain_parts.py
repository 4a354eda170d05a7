"""What a drawing of a chain holds: boxes, links, columns, words."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ChainMaker:
    """Who makes a product, and whether it is a member."""

    name: str
    member: bool


@dataclass(frozen=True)
class ChainBox:
    """A product, or several folded into one.

    ``stage`` from 1, None for a product without one; ``more`` words the makers that are not listed; ``imports`` words
    what comes from abroad, a line a country; ``gap`` is ``members`` (no member makes it), ``nobody`` or empty and
    ``note`` words it; ``holds`` are the products inside; ``target`` is the place that the box leads to.
    """

    key: str
    stage: int | None
    name: str
    tooltip: str
    target: str
    makers: tuple[ChainMaker, ...] = ()
    more: str = ""
    imports: tuple[str, ...] = ()
    gap: str = ""
    note: str = ""
    amount: float | None = None
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChainLink:
    """What goes from one box into another; an amount of None is not known and drawn thin and dotted.

    ``back_flow``: it runs against the levels, or back to an earlier stage; drawn dashed.
    """

    source: str
    target: str
    amount: float | None
    back_flow: bool
    tooltip: str


@dataclass(frozen=True)
class ChainColumn:
    """A stage: its number, in words and with its title, and who works on it without a product of its own there."""

    stage: int
    heading: str
    title: str
    participants: tuple[ChainMaker, ...] = ()


@dataclass(frozen=True)
class ChainWords:
    """Words of the drawing in the reader's language; ``legend`` explains by code what occurs in it."""

    participants: str
    without_stage: str
    legend: Mapping[str, str]


@dataclass(frozen=True)
class ChainPicture:
    """A chain to draw: every box once, links between them, columns from the first stage to the last."""

    columns: tuple[ChainColumn, ...]
    boxes: tuple[ChainBox, ...]
    links: tuple[ChainLink, ...]
    words: ChainWords
    heading: str = ""
