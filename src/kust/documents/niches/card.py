"""The card of a niche as content, in the reader's language: what the renderers put on a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kust.documents.blocks import Table
from kust.documents.figures import write_day
from kust.documents.niches.declared import tell_unpaired
from kust.documents.niches.demand import tell_demand, tell_warnings
from kust.documents.niches.problem import tell_problem
from kust.documents.niches.returns import tabulate_criteria, tell_rank, tell_return
from kust.documents.niches.telling import Block, Line, Telling
from kust.documents.niches.text import tell, word_code
from kust.errors import UsageError
from kust.niches.niche import Niche, Niches

_SHORT_DIGEST = 12


@dataclass(frozen=True)
class NicheCard:
    """One card: ``tiles`` are its main figures; ``left``, ``right`` and ``below`` its blocks; ``key`` its anchor."""

    key: str
    rank: int
    kicker: str
    title: str
    confidence: str
    confidence_short: str
    warnings: tuple[str, ...]
    unpaired: tuple[str, ...]
    tiles: tuple[Line, ...]
    left: tuple[Block, ...]
    right: tuple[Block, ...]
    below: Block
    criteria: Table
    sources: tuple[str, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return all blocks in the order of reading."""
        return (*self.left, *self.right, self.below)

    @property
    def unknown(self) -> tuple[tuple[str, Line], ...]:
        """Return the lines that are not known, each with the title of its block."""
        return tuple((block.title, line) for block in self.blocks for line in block.lines if not line.known)


@dataclass(frozen=True)
class Booklet:
    """Cards of one or several niches with what they were made from."""

    lang: str
    title: str
    subtitle: str
    day: date
    dataset: str
    cards: tuple[NicheCard, ...]
    niches: tuple[Niche, ...]


def make_booklet(
    niches: Niches,
    *,
    lang: str = "ru",
    only: str | None = None,
    cluster_names: Mapping[str, str] | None = None,
) -> Booklet:
    """Put the cards of niches together, in the order of their ranks.

    Parameters
    ----------
    niches
        The niches of one or several clusters.
    lang
        ``ru`` or ``en``.
    only
        Product id, or id of a declared niche, of the only card wanted.
    cluster_names
        Names by cluster id; a cluster without one is told by its id.

    Returns
    -------
    Booklet
        Words in the language; a figure that is not known says whom to ask.

    Raises
    ------
    UsageError
        There is no niche of that product or id.
    """
    chosen = _choose(niches, only)
    names = cluster_names or {}
    cards = tuple(
        make_card(niche, niches, key=f"niche-{place}", lang=lang, cluster_names=names)
        for place, niche in enumerate(chosen, 1)
    )
    title = cards[0].title if only is not None else tell("booklet", lang)
    day = write_day(niches.on, lang)
    digest = niches.digest.rpartition(":")[2][:_SHORT_DIGEST]
    # Not the whole path: a card goes to others, who have no such folder.
    dataset = tell("dataset", lang, name=Path(niches.path).name, digest=digest)
    subtitle = tell("subtitle", lang, day=day, year=niches.year)
    return Booklet(lang, title, subtitle, niches.on, dataset, cards, chosen)


def _choose(niches: Niches, only: str | None) -> tuple[Niche, ...]:
    ranked = sorted(niches.niches, key=lambda niche: niche.rank)
    if only is None:
        return tuple(ranked)
    found = tuple(niche for niche in ranked if only in _ids(niche))
    if not found:
        known = ", ".join(niche.product_id for niche in ranked) or "–"
        raise UsageError("no_such_niche", product=only, known=known)
    return found


def _ids(niche: Niche) -> Iterable[str]:
    return (niche.product_id, *(declared.niche_id for declared in niche.declared))


def make_card(
    niche: Niche, niches: Niches, *, key: str, lang: str, cluster_names: Mapping[str, str]
) -> NicheCard:
    """Make the card of one niche."""
    titles = {one.product_id: one.title or one.name for one in niches.niches}
    telling = Telling(niche, niches.year, len(niches.niches), lang, cluster_names, titles)
    left, right = tell_problem(telling), tell_demand(telling, key)
    economics, money = tell_return(telling, key)
    demand, investment = right[0].lines, money.lines[0]
    return NicheCard(
        key=key,
        rank=niche.rank,
        kicker=_kicker(telling),
        title=niche.title or niche.name,
        confidence=niche.confidence,
        confidence_short=tell("confidence_short", lang, grade=niche.confidence),
        warnings=tell_warnings(telling),
        unpaired=tell_unpaired(telling),
        tiles=_tiles(telling, demand, investment, economics),
        left=left,
        right=(*right, money),
        below=tell_rank(telling),
        criteria=tabulate_criteria(telling),
        sources=tuple(telling.sources),
    )


def _kicker(telling: Telling) -> str:
    niche = telling.niche
    parts = [telling.tell("card_of", rank=niche.rank, count=telling.count)]
    names = [telling.cluster(one) for one in niche.clusters]
    if len(names) == 1:
        # Most names say «кластер» themselves; an id, or a name that does not, wants the word.
        bare = "кластер" not in names[0].casefold() and "cluster" not in names[0].casefold()
        parts.append(telling.tell("cluster", cluster=names[0]) if bare else names[0])
    elif names:
        parts.append(telling.tell("clusters", clusters=", ".join(names)))
    return " · ".join(parts)


def _tiles(telling: Telling, demand: tuple[Line, ...], investment: Line, npv: Line) -> tuple[Line, ...]:
    """Choose the four main figures; what is not known is told shortly, the blocks say whom to ask."""
    quantity, amount, share = demand[0], demand[1], demand[2]
    main = quantity if quantity.known or not amount.known else amount
    lines = {"demand": main, "import": share, "investment": investment, "npv": npv}
    return tuple(_tile(telling, code, line) for code, line in lines.items())


def _tile(telling: Telling, code: str, line: Line) -> Line:
    label = word_code("tile", code, telling.lang)
    if line.known:
        return Line(label, line.value, short=line.short)
    return Line(label, telling.tell("unknown_short"), known=False)
