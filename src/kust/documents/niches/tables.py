"""Every figure of niches as tables, for the workbook: figures as figures, codes in words."""

from collections.abc import Callable, Iterator

from kust.documents.blocks import Amount, Cell, Column, Table
from kust.documents.cluster import region_name
from kust.documents.niches.card import Booklet
from kust.documents.niches.demand import word_plant
from kust.documents.niches.returns import KINDS_OF_CRITERIA
from kust.documents.niches.text import tell, word_code, write_number, write_share
from kust.i18n import has_words, say, unit_name
from kust.niches.niche import Declared, Economics, Niche, Niches

Row = tuple[Cell, ...]
_WIDTHS = {"text": 18, "long": 34, "flag": 10, "amount": 14}


def tabulate(booklet: Booklet, niches: Niches) -> tuple[Table, ...]:
    """Make the tables of a workbook, a sheet each; those without rows too, so that nobody looks for them."""
    several = (_each(booklet, code, columns, rows_of) for code, (columns, rows_of) in _SHEETS.items())
    return (_per_niche(booklet), *several, _unknown(booklet), _rejected(niches, booklet.lang))


def _columns(lang: str, names: str) -> tuple[Column, ...]:
    columns = []
    for entry in names.split():
        name, _, kind = entry.partition(":")
        columns.append(Column(tell(f"column.{name}", lang), kind or "text", _WIDTHS.get(kind or "text", 13)))
    return tuple(columns)


def _each(booklet: Booklet, code: str, names: str, rows_of: Callable[[Niche, str], Iterator[Row]]) -> Table:
    """Make a table of what every niche has several of; its first columns name the niche."""
    lang = booklet.lang
    columns = _columns(lang, f"rank:count niche:long {names}")
    rows = [
        (niche.rank, niche.title or niche.name, *row)
        for niche in booklet.niches
        for row in rows_of(niche, lang)
    ]
    return Table(code, tell(f"workbook.{code}", lang), columns, tuple(rows))


_NICHES = """
rank:count niche:long product_id product:long kind clusters stage:count unit quantity_from:number quantity_to:number
amount:krub imported:krub import_from:share import_to:share potential_from:number potential_to:number
potential_krub_from:krub potential_krub_to:krub at_price_from:krub at_price_to:krub
export:krub knock_on:krub minimum_scale:number minimum_scale_source
ratio_from:share ratio_to:share regions:long characteristics:long neighbours investment_from:krub investment_to:krub
npv:krub irr:share profitability_index:number payback:number discounted_payback:number break_even_quantity:number
break_even_price:krub npv_p10:krub npv_p50:krub npv_p90:krub positive_share:share runs:count seed:year score:number
rank_low:count rank_high:count on_front:flag confidence why:long warnings:long
"""


def _per_niche(booklet: Booklet) -> Table:
    rows = tuple(
        _niche(niche, card.warnings, card.below.lines[-1].note, booklet.lang)
        for niche, card in zip(booklet.niches, booklet.cards, strict=True)
    )
    return Table("niches", booklet.title, _columns(booklet.lang, _NICHES), rows)


def _niche(niche: Niche, warnings: tuple[str, ...], why: str, lang: str) -> Row:
    scale_ratio, share, at_price = niche.scale_ratio, niche.import_share, niche.potential_at_price_krub
    return (
        *(niche.rank, niche.title, niche.product_id, niche.name, word_code("kind", niche.kind, lang)),
        *(
            ", ".join(niche.clusters),
            niche.stage,
            None if niche.unit is None else unit_name(niche.unit, lang),
        ),
        *(
            niche.quantity.least,
            niche.quantity.most,
            niche.amount_krub,
            niche.imported_krub,
            share.least,
            share.most,
        ),
        *(niche.potential_quantity.least, niche.potential_quantity.most),
        *(niche.potential_krub.least, niche.potential_krub.most),
        *(
            at_price.least,
            at_price.most,
            niche.export_krub,
            niche.knock_on_krub,
        ),
        *(niche.minimum_scale, word_plant(niche, lang), scale_ratio.least, scale_ratio.most),
        "; ".join(region_name(code, lang) for code in niche.regions),
        *("; ".join(niche.required_characteristics), ", ".join(niche.neighbours)),
        *_economics(niche.economics, lang),
        *(
            niche.score,
            niche.rank_low,
            niche.rank_high,
            niche.on_front,
            niche.confidence,
            why,
            "\n".join(warnings),
        ),
    )


def _economics(economics: Economics | None, lang: str) -> Row:
    if economics is None:
        return (None,) * 15
    simulation = economics.simulation
    runs: Row = (None,) * 6
    if simulation is not None:
        runs = (simulation.npv_p10, simulation.npv_p50, simulation.npv_p90, simulation.positive_share)
        runs = (*runs, simulation.runs, simulation.seed)
    # What is worked out and is not there is no missing figure.
    never = None if economics.npv is None else tell("never", lang)
    none = None if economics.npv is None else word_code("irr_short", economics.irr_note or "none", lang)
    return (
        *(economics.investment.least, economics.investment.most, economics.npv),
        none if economics.irr is None else economics.irr,
        economics.profitability_index,
        *(never if years is None else years for years in (economics.payback, economics.discounted_payback)),
        *(economics.break_even_quantity, economics.break_even_price, *runs),
    )


def _consumers(niche: Niche, _: str) -> Iterator[Row]:
    for one in niche.consumers:
        yield one.name, one.share, one.cluster_id or ""


def _causes(niche: Niche, lang: str) -> Iterator[Row]:
    for one in niche.causes:
        grade = word_code("grade", one.grade, lang) if one.grade else ""
        evidence = word_code("threshold_from", one.evidence, lang) if one.evidence else ""
        basis = word_code("cause_basis", one.basis, lang)
        cause = word_code("cause", one.cause, lang)
        kind = "number" if one.cause == "long_haul" else "share"
        held = (Amount(one.value, kind), Amount(one.threshold, kind))
        yield cause, *held, grade, basis, evidence, one.source


def _suppliers(niche: Niche, lang: str) -> Iterator[Row]:
    for one in niche.foreign_suppliers:
        yield one.name, word_code("country", one.country, lang) if one.country else None, one.share


def _nearest(niche: Niche, lang: str) -> Iterator[Row]:
    for one in niche.nearest:
        terms = (one.co_production, one.shared_inputs, one.same_class, one.known_weight)
        scope = word_code("scope", one.scope, lang)
        yield one.name, region_name(one.region, lang) or None, scope, one.relatedness, *terms


def _proofs(niche: Niche, lang: str) -> Iterator[Row]:
    for one in niche.proofs:
        size = (one.year, one.quantity.least, one.quantity.most, unit_name(niche.unit, lang))
        proof = word_code("proof", one.kind, lang)
        yield proof, one.name or one.organisation_id, *size, one.amount_krub, one.probability, one.source


def _declared(niche: Niche, lang: str) -> Iterator[Row]:
    for one in niche.declared:
        yield _declared_row(one, lang)


def _declared_row(one: Declared, lang: str) -> Row:
    share = one.import_share
    causes = "; ".join(word_code("cause", cause, lang) for cause in one.causes)
    return (
        *(one.title, one.stage, one.quantity.least, one.quantity.most, share.least, share.most),
        *(one.investment_krub, region_name(one.region, lang) or None, causes),
        *(one.certainty, one.unpaired or "", one.source),
    )


def _inputs(niche: Niche, lang: str) -> Iterator[Row]:
    for one in niche.economics.figures if niche.economics else ():
        basis, note = word_code("basis", one.basis, lang), one.say_note(lang)
        yield _economics_word("figure", one.name, lang), one.value, one.least, one.most, basis, note


def _economics_word(group: str, name: str, lang: str) -> str:
    """Word a figure of the model as its own workbook does."""
    stem, _, place = name.rpartition("_") if name.startswith("ramp_up_") else (name, "", "")
    entry = f"economics.{group}.{stem}"
    return say(entry, lang, place=place.lstrip("0")) if has_words(entry) else name


def _flows(niche: Niche, _: str) -> Iterator[Row]:
    for one in niche.economics.flows if niche.economics else ():
        costs = (one.variable_cost, one.fixed_cost, one.depreciation, one.tax)
        end = (one.investment, one.working_capital, one.cash)
        yield one.year, one.calendar_year, one.demand, one.sold, one.revenue, *costs, *end


def _sensitivity(niche: Niche, lang: str) -> Iterator[Row]:
    for one in niche.economics.sensitivity if niche.economics else ():
        yield _economics_word("sensitivity", one.figure, lang), one.change, one.npv_low, one.npv_high


def _criteria(niche: Niche, lang: str) -> Iterator[Row]:
    for one in niche.criteria:
        kind = KINDS_OF_CRITERIA.get(one.name, "number")
        yield word_code("criterion", one.name, lang), Amount(one.value, kind), one.score, one.weight


_SHEETS: dict[str, tuple[str, Callable[[Niche, str], Iterator[Row]]]] = {
    "consumers": ("consumer:long share:share cluster", _consumers),
    "causes": ("cause:long value:amount threshold:amount grade basis evidence:long source:long", _causes),
    "suppliers": ("supplier:long country share:share", _suppliers),
    "nearest": (
        "maker:long region scope relatedness:number co_production:number shared_inputs:number same_class:number "
        "known_weight:share",
        _nearest,
    ),
    "proofs": (
        "proof organisation:long year:year quantity_from:number quantity_to:number unit amount:krub "
        "probability:share source:long",
        _proofs,
    ),
    "declared": (
        "title:long stage:count quantity_from:number quantity_to:number import_from:share import_to:share "
        "investment:krub region causes:long certainty unpaired:long source:long",
        _declared,
    ),
    "inputs": ("figure:long worth:number least:number most:number basis note:long", _inputs),
    "flows": (
        "model_year:count year:year demand:number sold:number revenue:krub variable_cost:krub fixed_cost:krub "
        "depreciation:krub tax:krub investment:krub working_capital:krub cash:krub",
        _flows,
    ),
    "sensitivity": ("figure:long change:share npv_low:krub npv_high:krub", _sensitivity),
    "criteria": ("criterion value:amount score:number weight:share", _criteria),
}


def _unknown(booklet: Booklet) -> Table:
    """List what no card could tell, with whom to ask."""
    rows = [
        (
            niche.rank,
            card.title,
            block,
            line.label,
            line.value,
            "; ".join(one.name for one in niche.consumers),
        )
        for niche, card in zip(booklet.niches, booklet.cards, strict=True)
        for block, line in card.unknown
    ]
    names = "rank:count niche:long part:long figure:long ask:long key_consumers:long"
    lang = booklet.lang
    return Table("unknown", tell("workbook.unknown", lang), _columns(lang, names), tuple(rows))


def _rejected(niches: Niches, lang: str) -> Table:
    rows = []
    for one in niches.rejected:
        said = (
            f"{word_code('value', name, lang)}: {_plain(value, name, lang)}"
            for name, value in one.values.items()
            if value is not None
        )
        rows.append(
            (
                ", ".join(one.clusters),
                one.product_id,
                one.name,
                word_code("reason", one.reason, lang),
                "; ".join(said),
            )
        )
    names = "cluster product_id product:long reason:long figures:long"
    return Table("rejected", tell("workbook.rejected", lang), _columns(lang, names), tuple(rows))


def _plain(value: float | str, name: str, lang: str) -> str:
    if name == "unit":
        return unit_name(str(value), lang)
    if isinstance(value, str):
        return value
    return write_share(value, lang) if name == "import_share" else write_number(value, lang)
