"""What participants need, as a table of a document, in words."""

from collections.abc import Iterator

from kust.chain.purchases import HOME
from kust.documents.blocks import Cell, Column, Table
from kust.documents.chain.words import name_country
from kust.documents.niches.text import write_range, write_share
from kust.i18n import number, percent, say, unit_name
from kust.niches.need import Cause, Need, Needs
from kust.niches.niche import Range

_COLUMNS = (
    ("product", "long", 34),
    ("demand", "text", 18),
    ("amount", "krub", 16),
    ("import_share", "text", 14),
    ("sources", "long", 30),
    ("free_capacity", "text", 20),
    ("causes", "long", 60),
)


def tabulate_needs(needs: Needs, lang: str) -> Table:
    """List the needs, those with the largest imports first, each with its causes and the figures behind them."""
    rows = tuple(_row(need, lang) for need in needs.needs)
    note = "" if needs.has_supplies else say("needs.no_supplies", lang, year=needs.year)
    heads = tuple(Column(say(f"needs.column.{name}", lang), kind, width) for name, kind, width in _COLUMNS)
    return Table("workbench.needs", say("workbench.niches.needs", lang), heads, rows, note)


def _row(need: Need, lang: str) -> tuple[Cell, ...]:
    return (
        need.name,
        _quantity(need, lang),
        need.amount_krub,
        write_range(Range(need.import_share, need.import_share_max or need.import_share), lang, share=True)
        or "–",
        "\n".join(_sources(need, lang)),
        _free_capacity(need, lang),
        "\n".join(_causes(need, lang)) or "–",
    )


def _quantity(need: Need, lang: str) -> str:
    if need.quantity is None and need.basis == "declared" and len(need.declared) == 1:
        (declared,) = need.declared
        told = write_range(Range(declared.quantity_min, declared.quantity_max), lang)
        return f"{told} {unit_name(need.unit, lang)}" if told else "–"
    return "–" if need.quantity is None else f"{number(need.quantity, lang, 0)} {unit_name(need.unit, lang)}"


def _sources(need: Need, lang: str) -> Iterator[str]:
    if not need.sources:
        yield "–"
        return
    count = len({source.supplier_id for source in need.sources})
    yield say("needs.sources", lang, count=count, index=number(need.concentration, lang, 2))
    abroad: dict[str, float] = {}
    for source in need.sources:
        if source.country != HOME:
            country = source.country or say("needs.nowhere", lang)
            abroad[country] = abroad.get(country, 0.0) + source.share
    for country, share in sorted(abroad.items(), key=lambda one: -one[1])[:2]:
        yield f"{name_country(country, lang)} {percent(share, lang)}"


def _free_capacity(need: Need, lang: str) -> str:
    if need.free_capacity is None:
        return say("needs.capacity_unknown", lang)
    if not need.makers:
        return say("needs.nobody_makes", lang)
    return f"{number(need.free_capacity, lang, 0)} {unit_name(need.unit, lang)}"


def _causes(need: Need, lang: str) -> Iterator[str]:
    """Word the causes that figures show with their figures, then those that are only declared."""
    figures = [cause for cause in need.causes if cause.basis == "figures"]
    shown = {cause.cause for cause in figures}
    declared = {cause.cause for cause in need.causes if cause.basis == "declared"}
    for cause in figures:
        told = f"{say(f'needs.cause.{cause.cause}', lang)}: {_held(cause, need, lang)}"
        yield f"{told}; {say('needs.declared_too', lang)}" if cause.cause in declared else told
    others = [cause for cause in need.causes if cause.cause not in shown]
    if others:
        names = ", ".join(_name(cause, lang) for cause in others)
        yield say("needs.declared_cause", lang, cause=names)


def _name(cause: Cause, lang: str) -> str:
    name = say(f"needs.cause.{cause.cause}", lang)
    return f"{name} ({say(f'needs.grade.{cause.grade}', lang)})" if cause.grade else name


def _held(cause: Cause, need: Need, lang: str) -> str:
    """Word a value against its threshold."""
    if cause.value is None or cause.threshold is None:
        return "–"
    if cause.cause == "long_haul":
        told = {"value": number(cause.value, lang, 0), "threshold": number(cause.threshold, lang, 0)}
        return say("needs.held.long_haul", lang, **told)
    told = {"value": write_share(cause.value, lang), "threshold": write_share(cause.threshold, lang)}
    if cause.cause == "high_cost":
        other = need.domestic_price_krub if cause.against == "domestic" else need.others_price_krub
        told |= {"price": _price(need.price_krub, lang), "other": _price(other, lang)}
        return say(f"needs.held.high_cost_{cause.against}", lang, **told)
    held = f"{told['value']} {'>' if cause.comparison == '>' else '≥'} {told['threshold']}"
    return f"{held}, {say(f'needs.grade.{cause.grade}', lang)}" if cause.grade else held


def _price(price: float | None, lang: str) -> str:
    return number(price, lang, 2 if price is None or price >= 1 else 4)
