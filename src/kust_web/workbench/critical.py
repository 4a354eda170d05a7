"""Critical places as tables of a document, in words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kust.chain.critical_places import CriticalFirm, Criticality, Place
from kust.documents.blocks import Block, Bullets, Cell, Column, Heading, Said, Table
from kust.documents.chain.words import name_country
from kust.i18n import number, percent, say

_NAMES = 3
_NAMES_OF_GAP = 8
_PLACES = {
    "foreign": ("foreign_source",),
    "single_sources": ("single_source",),
    "single_buyers": ("single_buyer",),
    "passages": ("passage_out", "passage_in"),
}
_REASONS = ("sole_supplier", "foreign_source", "single_source", "single_buyer", "passage_out", "passage_in")
_KINDS = {"amount": "krub", "share": "long", "output_share": "share", "hhi": "number", "suppliers": "count"}


@dataclass(frozen=True)
class _Words:
    """Names and words of critical places in a language."""

    found: Criticality
    lang: str

    def say(self, code: str, /, **values: object) -> str:
        return say(f"critical.{code}", self.lang, **values)

    def name(self, organisation: str | None) -> str:
        known = self.found.trade.organisations
        return known[organisation].name if organisation in known else str(organisation)

    def product(self, product: str | None) -> str:
        return self.found.trade.products.get(product or "", str(product))

    def listed(self, words: Sequence[str], most: int = _NAMES) -> str:
        more = self.say("and_more", count=len(words) - most) if len(words) > most else ""
        return ", ".join(words[:most]) + more

    def names(self, organisations: Iterable[str], most: int = _NAMES) -> str:
        return self.listed([self.name(one) for one in organisations], most)

    def source(self, place: Place) -> str:
        """Say where a foreign source is: the country, and through whom."""
        known = place.country
        country = name_country(known, self.lang) if known else self.say("several_countries")
        if place.organisation_id is None:
            return self.say("several_suppliers", country=country)
        return self.say("via", country=country, name=self.name(place.organisation_id))


def tabulate_critical(found: Criticality, lang: str) -> tuple[Block, ...]:
    """Say whose stop costs most, what hangs on one source or buyer, how purchases are spread, what is not known."""
    words = _Words(found, lang)
    if not found.firms and not found.places:
        return (Said(words.say("nothing", year=found.year)),)
    notes = [words.say("explained"), words.say("replaceable" if found.esri.replaceable else "irreplaceable")]
    blocks: list[Block] = [Said(" ".join(notes)), _firms(words)]
    for heading, kinds in _PLACES.items():
        places = [place for place in found.places if place.kind in kinds]
        if places:
            blocks += [_table(words, heading, places)]
            advice = dict.fromkeys(words.say(f"advice.{place.kind}") for place in places)
            blocks.append(Said(f"→ {'; '.join(advice)}", "note"))
    if not found.places:
        blocks.append(Said(words.say("none")))
    blocks += _gaps(words)
    return tuple(blocks)


def _columns(words: _Words, names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(words.say(f"column.{name}"), _KINDS.get(name, "long"), 24) for name in names)


def _firms(words: _Words) -> Table:
    rows = tuple(
        (rank, _title(words, firm), _loss(words, firm), _hits(words, firm), _reasons(words, firm))
        for rank, firm in enumerate(words.found.firms, 1)
    )
    columns = _columns(words, ("rank", "organisation", "loss", "hits", "reasons"))
    first = Column(columns[0].title, "count", 5)
    return Table("workbench.firms", words.say("firms"), (first, *columns[1:]), rows)


def _title(words: _Words, firm: CriticalFirm) -> str:
    mark = ""
    if firm.country not in ("RU", None):
        mark = words.say("country", country=name_country(firm.country, words.lang))
    elif not firm.member:
        mark = words.say("outsider")
    return f"{words.name(firm.organisation_id)}\n{mark}".strip()


def _loss(words: _Words, firm: CriticalFirm) -> str:
    if firm.members_loss is None:
        return words.say("loss_unknown")
    amount = number(firm.members_loss_krub, words.lang, 0)
    return words.say("loss", share=percent(firm.members_loss, words.lang), amount=amount)


def _hits(words: _Words, firm: CriticalFirm) -> str:
    told = [
        words.say("hit", name=words.name(hit.organisation_id), share=percent(hit.loss, words.lang, 0))
        for hit in firm.hits[:_NAMES]
    ]
    return "\n".join(told) or "–"


def _reasons(words: _Words, firm: CriticalFirm) -> str:
    """Say why a firm is critical, and under each reason what to do about it."""
    by_kind: dict[str, list[Place]] = {}
    for place in (words.found.places[one] for one in firm.places):
        by_kind.setdefault(place.kind, []).append(place)
    lines = []
    for kind in _REASONS:
        if own := by_kind.get(kind):
            affected = dict.fromkeys(one for place in own for one in place.affected)
            products = words.listed([words.product(place.product_id) for place in own])
            lines.append((kind, {"products": products, "names": words.names(affected)}))
    return "\n".join(
        f"{words.say(f'reason.{kind}', **about)} → {words.say(f'advice.{kind}')}"
        for kind, about in lines or [("none", {})]
    )


Cells = Callable[[_Words, Place], tuple[Cell, ...]]


def _foreign(words: _Words, place: Place) -> tuple[Cell, ...]:
    share, imports = percent(place.share, words.lang, 0), percent(place.import_share, words.lang, 0)
    part = words.say("import_part", share=share, imports=imports)
    product = words.product(place.product_id)
    return product, words.source(place), part, place.amount_krub, words.names(place.affected)


def _single(words: _Words, place: Place) -> tuple[Cell, ...]:
    who = (words.names(place.affected), words.product(place.product_id), words.name(place.organisation_id))
    return (*who, place.amount_krub, words.names(place.alternatives) or "–")


def _buyer(words: _Words, place: Place) -> tuple[Cell, ...]:
    return words.names(place.affected), words.name(place.organisation_id), place.share, place.amount_krub


def _passage(words: _Words, place: Place) -> tuple[Cell, ...]:
    direction = words.say(f"direction.{place.kind}")
    return words.name(place.organisation_id), direction, words.names(place.affected)


_SHOWN: dict[str, tuple[tuple[str, ...], Cells]] = {
    "foreign": (("product", "source", "share", "amount", "buyers"), _foreign),
    "single_sources": (("buyer", "product", "supplier", "amount", "alternatives"), _single),
    "single_buyers": (("seller", "buyer", "output_share", "amount"), _buyer),
    "passages": (("organisation", "direction", "cut_off"), _passage),
}


def _table(words: _Words, heading: str, places: Sequence[Place]) -> Table:
    columns, cells = _SHOWN[heading]
    rows = tuple(cells(words, place) for place in places)
    code = f"workbench.{heading}"
    return Table(code, words.say(heading), _columns(words, columns), rows)


def _gaps(words: _Words) -> list[Block]:
    by_code: dict[str, list[str]] = {}
    for gap in words.found.gaps:
        by_code.setdefault(gap.code, []).append(gap.organisation_id)
    if not by_code:
        return []
    told = tuple(
        words.say(f"gap.{code}", names=words.names(who, _NAMES_OF_GAP)) for code, who in by_code.items()
    )
    return [Heading(words.say("gaps")), Bullets(told)]
