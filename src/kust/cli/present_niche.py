"""One niche on a terminal with everything behind it."""

from collections.abc import Callable, Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape

from kust.cli.present_niches import (
    print_cautions,
    word_maker,
    word_rejection,
    write_range,
    write_share,
    write_size,
)
from kust.cli.terminal import new_table
from kust.documents.cluster import region_name
from kust.i18n import has_words, number, percent, plain_number, say
from kust.niches.niche import Economics, Niche, Niches, Proof, Range

Line = tuple[str, str]


def present_one(found: Niches, product: str, console: Console, lang: str) -> None:
    """Print one niche with everything behind it, or why the product is none."""
    for one in found.rejected:
        if one.product_id == product:
            console.print(f"{one.name} ({product}): {word_rejection(one, lang)}", markup=False)
    niche = next((one for one in found.niches if one.product_id == product), None)
    if niche is None:
        return
    console.print(f"{niche.title} ({product})", style="bold", markup=False)
    print_cautions(niche, found.year, console, lang)
    table = new_table(say("niches.column.what", lang), say("niches.column.figure", lang))
    for code, value in _lines(niche, lang):
        table.add_row(say(f"niches.line.{code}", lang), escape(value or "–"))
    console.print(table)
    _print_criteria(niche, console, lang)


def _lines(niche: Niche, lang: str) -> Iterable[Line]:
    yield from _demand(niche, lang)
    yield from _people(niche, lang)
    yield "scale", write_range(Range(niche.minimum_scale, niche.minimum_scale), lang, niche.unit)
    yield "ratio", write_share(niche.scale_ratio, lang)
    yield "proofs", "\n".join(_proof(one, lang) for one in niche.proofs)
    why = "; ".join(say(f"niches.why.{code}", lang) for code in niche.confidence_why)
    yield "confidence", f"{niche.confidence}: {why}"
    yield "knock_on", _money(Range(niche.knock_on_krub, niche.knock_on_krub), lang)
    if niche.economics is not None:
        yield from _economics(niche.economics, lang)
    yield "sources", "\n".join(dict.fromkeys(one.source for one in niche.declared))
    yield "unpaired", "\n".join(one.unpaired for one in niche.declared if one.unpaired)


def _demand(niche: Niche, lang: str) -> Iterable[Line]:
    yield "characteristics", "; ".join(niche.required_characteristics)
    yield "size", write_size(niche, lang)
    yield "money", number(niche.amount_krub, lang, 0)
    yield "imported", number(niche.imported_krub, lang, 0)
    yield "import_share", write_share(niche.import_share, lang)
    yield "potential", write_range(niche.potential_quantity, lang, niche.unit)
    yield "potential_money", _money(niche.potential_krub, lang)
    yield "potential_at_price", _money(niche.potential_at_price_krub, lang)


def _people(niche: Niche, lang: str) -> Iterable[Line]:
    yield "consumers", _listed(niche.consumers, lambda one: one.name + _share(one.share, lang))
    yield (
        "suppliers",
        _listed(
            niche.foreign_suppliers,
            lambda one: one.name + (f" ({one.country})" if one.country else "") + _share(one.share, lang),
        ),
    )
    yield (
        "nearest",
        _listed(
            niche.nearest,
            lambda one: (
                f"{one.name} ({say(f'niches.scope.{one.scope}', lang)}) {number(one.relatedness, lang, 2)}"
            ),
        ),
    )
    yield "home_makers", _listed(niche.home_makers, lambda one: word_maker(one, niche.unit, lang))
    yield "regions", ", ".join(region_name(region, lang) for region in niche.regions)


def _listed(items: Iterable[Any], write: Callable[[Any], str]) -> str:
    return "\n".join(map(write, items))


def _share(share: float | None, lang: str) -> str:
    return f" {percent(share, lang, 0)}" if share is not None else ""


def _money(one: Range, lang: str) -> str:
    """Write thousand roubles without fractions."""
    ends = [None if end is None else float(round(end)) for end in (one.least, one.most)]
    return write_range(Range(*ends), lang)


def _proof(one: Proof, lang: str) -> str:
    words = say(f"niches.proof.{one.kind}", lang, name=one.name, year=one.year or "–", source=one.source)
    if one.kind != "plan":
        return words
    known = one.probability is not None
    code = "probability" if known else "probability_unknown"
    return f"{words} ({say(f'niches.{code}', lang, share=percent(one.probability, lang, 0))})"


def _economics(economics: Economics, lang: str) -> Iterable[Line]:
    yield "investment", _money(economics.investment, lang)
    if economics.missing:
        lacking = ", ".join(say(f"economics.missing.{name}", lang) for name in economics.missing)
        yield "model", say("niches.model_lacks", lang, lacking=lacking)
        return
    simulation = economics.simulation
    spread = ""
    if simulation is not None:
        ends = (number(figure, lang, 0) for figure in (simulation.npv_p10, simulation.npv_p90))
        spread = say(
            "niches.spread", lang, ends=" … ".join(ends), share=percent(simulation.positive_share, lang, 0)
        )
    yield "npv", f"{number(economics.npv, lang, 0)}{spread}"
    yield "irr", percent(economics.irr, lang)
    yield "payback", number(economics.payback, lang)
    yield "assumed", ", ".join(_assumed(economics, lang))


def _assumed(economics: Economics, lang: str) -> Iterable[str]:
    """Write each assumption with its figure; those of single years are told together by the model's workbook."""
    for one in economics.figures:
        code = f"economics.figure.{one.name}"
        if one.basis == "assumption" and one.value is not None and has_words(code):
            yield f"{say(code, lang)} {plain_number(one.value, lang)}"


def _print_criteria(niche: Niche, console: Console, lang: str) -> None:
    table = new_table(*(say(f"niches.column.{c}", lang) for c in ("criterion", "figure", "score", "weight")))
    for one in niche.criteria:
        digits = 0 if one.name == "size" else 2
        figures = (number(one.value, lang, digits), number(one.score, lang, 2), percent(one.weight, lang, 0))
        table.add_row(say(f"niches.criterion.{one.name}", lang), *figures)
    console.print(table)
    moves = say("niches.moves", lang, rank=niche.rank, low=niche.rank_low, high=niche.rank_high)
    score, share = number(niche.score, lang, 2), percent(niche.known_weight, lang, 0)
    console.print(f"{say('niches.known_weight', lang, score=score, share=share)} {moves}", markup=False)
