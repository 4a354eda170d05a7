"""What a card says of the market: warnings, demand and imports, proof of demand, the smallest plant."""

from collections.abc import Iterator

from kust.documents.niches.declared import ground, ground_short
from kust.documents.niches.pictures import picture_scale
from kust.documents.niches.telling import Block, Line, Telling, join, shorten
from kust.documents.niches.text import (
    tell,
    word_code,
    write_money,
    write_money_range,
    write_quantity,
    write_range,
    write_share,
)
from kust.i18n import NO_BREAK_SPACE, has_words, unit_name
from kust.niches.niche import Niche, Proof, Range

# Said before any other warning, wherever it stands in the list.
_FIRST = ("below_minimum_scale", "may_be_below_minimum_scale")


def tell_demand(telling: Telling, key: str) -> tuple[Block, ...]:
    """Tell demand and imports, what proves the demand, and the smallest plant."""
    return (
        telling.block("demand", _demand(telling)),
        telling.block("proofs", shorten(list(_proofs(telling)), telling)),
        telling.block("scale", _scale(telling), picture_scale(telling.niche, key, telling.lang)),
    )


def tell_warnings(telling: Telling) -> tuple[str, ...]:
    """Word the warnings; that the plant is larger than its market comes before all others."""
    codes = sorted(
        (code for code in telling.niche.warnings if code not in _said_by(telling.niche.warnings)),
        key=lambda code: _FIRST.index(code) if code in _FIRST else len(_FIRST),
    )
    return tuple(_warning(telling, code) for code in codes)


def _said_by(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Name the warnings that another one says better: rival figures of demand are more than no demand."""
    return ("demand_unknown",) if "demand_unpaired" in codes else ()


def _warning(telling: Telling, code: str) -> str:
    niche, lang = telling.niche, telling.lang
    demand = demand_words(telling)
    if has_words(f"niche_card.warning.{code}.figures") and demand and niche.minimum_scale is not None:
        scale = write_quantity(Range(niche.minimum_scale, niche.minimum_scale), niche.unit, lang)
        ratio = write_range(niche.scale_ratio, lang, share=True)
        return tell(f"warning.{code}.figures", lang, scale=scale, demand=demand, ratio=ratio)
    return word_code("warning", code, lang)


def demand_words(telling: Telling) -> str:
    """Write the demand: a range, else the rival figures of the source («100–150 т или 400 т в год»), else nothing."""
    niche, lang = telling.niche, telling.lang
    if niche.quantity.is_known:
        return write_quantity(niche.quantity, niche.unit, lang)
    words = dict.fromkeys(write_range(rival, lang) for rival in niche.quantity_candidates)
    quantity = f"{tell('or', lang).join(words)}{NO_BREAK_SPACE}{unit_name(niche.unit, lang)}"
    return tell("a_year", lang, quantity=quantity) if words else ""


def _demand(telling: Telling) -> Iterator[Line]:
    """Tell demand and imports; the first three lines are quantity, money and import share."""
    niche, lang = telling.niche, telling.lang
    yield _quantity(telling)
    by_year = telling.tell("basis_of.supplies", year=telling.year)
    yield _money(telling, "amount", niche.amount_krub, by_year)
    if niche.import_share.is_known:
        words = write_range(niche.import_share, lang, share=True)
        yield _grounded(telling, "import_share", words)
    else:
        yield telling.unknown("import_share", "buyers")
    yield _money(telling, "imported", niche.imported_krub, by_year)
    yield from _potential(telling)
    yield _money(telling, "export", niche.export_krub, telling.tell("of_members"), "makers")
    if niche.knock_on_krub is not None:
        yield _money(telling, "knock_on", niche.knock_on_krub, telling.tell("of_chain"))


def _grounded(telling: Telling, figure: str, words: str) -> Line:
    label = telling.tell(f"line.{figure}")
    return Line(label, words, ground(telling, figure), ground_short(telling, figure))


def _quantity(telling: Telling) -> Line:
    words = demand_words(telling)
    if not words:
        return telling.unknown("quantity", "buyers")
    if telling.niche.quantity.is_known:
        return _grounded(telling, "quantity", words)
    note = telling.tell("unpaired_one_of")
    return Line(telling.tell("line.quantity"), words, note, telling.tell("not_paired_short"))


def _money(telling: Telling, code: str, krub: float | None, note: str, whom: str = "buyers") -> Line:
    if krub is None:
        return telling.unknown(code, whom)
    words = telling.tell("money_a_year", money=write_money(krub, telling.lang))
    return Line(telling.tell(f"line.{code}"), words, note, ground_short(telling, "quantity"))


def _potential(telling: Telling) -> Iterator[Line]:
    niche, lang = telling.niche, telling.lang
    quantity = write_quantity(niche.potential_quantity, niche.unit, lang)
    told, note = niche.potential_krub, telling.tell("potential_from")
    if (told.least is None or told.most is None) and niche.potential_at_price_krub.is_known:
        # Plans that tell pieces and no money: what they come to at today's price says more than half of a range.
        told = niche.potential_at_price_krub
        note = join(note, telling.tell("potential_at_price", year=telling.year))
    money = write_money_range(told, lang)
    if not quantity and not money:
        yield telling.unknown("potential", "buyers")
        return
    money = telling.tell("money_a_year", money=money) if money else ""
    yield Line(telling.tell("line.potential"), join(quantity, money), note)


def _scale(telling: Telling) -> Iterator[Line]:
    niche, lang = telling.niche, telling.lang
    if niche.minimum_scale is None:
        yield telling.unknown("minimum_scale", "technology")
        return
    plant = write_quantity(Range(niche.minimum_scale, niche.minimum_scale), niche.unit, lang)
    yield Line(telling.tell("line.minimum_scale"), plant, word_plant(niche, lang))
    if niche.scale_ratio.is_known:
        yield Line(telling.tell("line.scale_ratio"), write_range(niche.scale_ratio, lang, share=True))
    else:
        yield telling.unknown("scale_ratio", "buyers")


def word_plant(niche: Niche, lang: str) -> str:
    """Say whose the smallest plant is."""
    kind, _, whose = niche.minimum_scale_source.partition(":")
    known = has_words(f"niche_card.scale_from.{kind}")
    return tell(f"scale_from.{kind}", lang, whose=whose) if known else niche.minimum_scale_source


def _proofs(telling: Telling) -> Iterator[Line]:
    for one in telling.niche.proofs:
        yield _proof(telling, one)
    if not telling.niche.proofs:
        yield telling.unknown("proofs", "buyers")


def _proof(telling: Telling, one: Proof) -> Line:
    lang = telling.lang
    money = "" if one.amount_krub is None else write_money(one.amount_krub, lang)
    year = "" if one.year is None else telling.tell("year", year=one.year)
    figures = join(year, write_range(one.quantity, lang) and _of_unit(telling, one.quantity), money)
    probability = ""
    if one.kind != "need":
        stated = one.probability is not None
        figure = write_share(one.probability, lang) if one.probability is not None else ""
        probability = (
            telling.tell("probability", figure=figure) if stated else telling.tell("probability_unknown")
        )
    label = ": ".join(part for part in (word_code("proof", one.kind, lang), one.name) if part)
    return Line(
        label, figures or telling.tell("no_figures"), f"{probability} {telling.refer(one.source)}".strip()
    )


def _of_unit(telling: Telling, quantity: Range) -> str:
    words = write_range(quantity, telling.lang)
    return f"{words}{NO_BREAK_SPACE}{unit_name(telling.niche.unit, telling.lang)}"
