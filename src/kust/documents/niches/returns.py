"""The money side of a card: investment, return and its range, the rank with its criteria, the confidence."""

from collections.abc import Iterator

from kust.documents.blocks import Column, Table
from kust.documents.niches.declared import certainty_of_niche, grounds, reserve
from kust.documents.niches.pictures import picture_npv
from kust.documents.niches.telling import Block, Line, Telling, join
from kust.documents.niches.text import (
    tell,
    word_code,
    write_money,
    write_money_range,
    write_number,
    write_quantity,
    write_share,
    write_years,
)
from kust.i18n import has_words, number, plain_number, say, unit_name
from kust.niches.niche import Criterion, Economics, Figure, Range

# What the figures of a criterion are; the others are plain numbers.
KINDS_OF_CRITERIA = {
    "size": "krub",
    "import_share": "share",
    "scale": "share",
    "proof": "share",
    "profitability": "share",
}
# The figures of the model that a card has room for.
_TOLD = frozenset(
    {
        "demand_share",
        "price_krub",
        "price_discount",
        "capacity",
        "variable_cost_share",
        "unit_cost_krub",
        "fixed_cost_share",
        "fixed_cost_krub",
        "working_capital_share",
        "horizon_years",
        "build_years",
        "profit_tax_rate",
        "discount_rate",
    }
)
_SHARES = ("_rate", "_share", "_discount")


def tell_return(telling: Telling, key: str) -> tuple[Line, Block]:
    """Tell NPV, and the block of investment and return, whose first line is the investment."""
    economics = telling.niche.economics
    lines = [_investment(telling)]
    picture = None
    if economics is None or economics.npv is None:
        npv = Line(telling.tell("line.npv"), _missing(telling, economics), known=False)
        lines.append(npv)
    else:
        npv = _npv(telling, economics.npv, economics)
        lines += [npv, *_returns(telling, economics), *_break_even(telling, economics)]
        if economics.simulation:
            picture = picture_npv(economics.simulation, key, telling.lang)
    if economics is not None and economics.npv is not None and economics.figures:
        lines.append(_assumptions(telling, economics))
    note = " ".join(_warned(telling, code) for code in (economics.notes if economics else ()))
    return npv, telling.block("economics", lines, picture, note)


def _warned(telling: Telling, code: str) -> str:
    """Word what a reader must know about the model."""
    entry = f"economics.warn.{code}"
    return say(entry, telling.lang) if has_words(entry) else code


def _missing(telling: Telling, economics: Economics | None) -> str:
    """Say which figures the model lacks."""
    whom = telling.whom("investor")
    if economics is None or not economics.missing:
        return telling.tell("missing_all", whom=whom)
    names = ", ".join(word_code("figure", name, telling.lang) for name in economics.missing)
    return telling.tell("missing_figures", names=names, whom=whom)


def _investment(telling: Telling) -> Line:
    niche, label = telling.niche, telling.tell("line.investment")
    declared = [one for one in niche.declared if one.investment_krub is not None]
    figures = [one.investment_krub for one in declared if one.investment_krub is not None]
    said = grounds(telling, ((certainty_of_niche(telling, one), one.source) for one in declared))
    stated = write_money_range(Range(min(figures), max(figures)), telling.lang) if figures else ""
    economics = niche.economics
    figure = economics.figure("investment") if economics is not None else None
    if (
        economics is not None
        and economics.investment.is_known
        and not (figure and figure.basis == "declared")
    ):
        basis = word_code("basis", figure.basis, telling.lang) if figure else ""
        also = (
            join(telling.tell("declared_says", figure=stated), said, reserve(telling, declared))
            if stated
            else ""
        )
        note = join(basis, figure.say_note(telling.lang) if figure else "", also)
        return Line(label, write_money_range(economics.investment, telling.lang), note, basis)
    if declared:
        certainty = certainty_of_niche(telling, declared[0])
        basis = telling.tell("basis_of.declared")
        return Line(label, stated, join(basis, said, reserve(telling, declared)), join(basis, certainty))
    return telling.unknown("investment", "investor")


def _npv(telling: Telling, npv: float, economics: Economics) -> Line:
    simulation, lang = economics.simulation, telling.lang
    short = note = telling.tell("no_simulation") if simulation is None else ""
    if simulation is not None:
        short = write_money_range(Range(simulation.npv_p10, simulation.npv_p90), lang)
        spread = {
            "range": short,
            "runs": number(simulation.runs, lang, 0),
            "share": write_share(simulation.positive_share, lang),
        }
        note = telling.tell("simulated", **spread)
    return Line(telling.tell("line.npv"), write_money(npv, lang), note, short)


def _returns(telling: Telling, economics: Economics) -> Iterator[Line]:
    lang = telling.lang
    if economics.irr is not None:
        irr = write_share(economics.irr, lang)
    else:
        rates = ", ".join(write_share(rate, lang) for rate in economics.irrs)
        irr = telling.tell("irr.several", rates=rates) if rates else telling.tell("irr.none")
    index = "" if economics.profitability_index is None else write_number(economics.profitability_index, lang)
    yield Line(telling.tell("line.irr"), irr, telling.tell("with_index", figure=index) if index else "")
    never = economics.payback is None
    payback = telling.tell("never") if never else write_years(economics.payback or 0.0, lang)
    discounted = economics.discounted_payback
    note = "" if never else telling.tell("discounted_never")
    if discounted is not None:
        note = telling.tell("discounted", years=write_years(discounted, lang))
    yield Line(telling.tell("line.payback"), payback, note)


def _break_even(telling: Telling, economics: Economics) -> Iterator[Line]:
    niche, lang = telling.niche, telling.lang
    parts = []
    if economics.break_even_quantity is not None:
        size = economics.break_even_quantity
        parts.append(write_quantity(Range(size, size), niche.unit, lang))
    if economics.break_even_price is not None:
        money = write_money(economics.break_even_price, lang)
        parts.append(telling.tell("price_of", money=money, unit=unit_name(niche.unit, lang)))
    known = bool(parts)
    value = (
        telling.tell(
            "or",
        ).join(parts)
        if known
        else telling.tell("no_break_even")
    )
    yield Line(telling.tell("line.break_even"), value, telling.tell("break_even_note") if known else "")


def _assumptions(telling: Telling, economics: Economics) -> Line:
    """List the main figures that the model stands on, by where they are from; the workbook has all of them."""
    by_basis: dict[str, list[str]] = {}
    for figure in economics.figures:
        if figure.value is not None and figure.name in _TOLD:
            by_basis.setdefault(figure.basis, []).append(_figure(telling, figure))
    words = [
        f"{word_code('basis', basis, telling.lang)}: {', '.join(said)}" for basis, said in by_basis.items()
    ]
    return Line(telling.tell("line.assumptions"), "", join(*words))


def _figure(telling: Telling, figure: Figure) -> str:
    value, lang = figure.value or 0.0, telling.lang
    if figure.name.endswith(_SHARES):
        words = write_share(value, lang)
    elif figure.name.endswith("_years"):
        words = write_years(value, lang)
    elif figure.name == "fixed_cost_krub":
        words = write_money(value, lang)
    elif figure.name.endswith("_krub"):
        words = telling.tell(
            "price_of", money=write_money(value, lang), unit=unit_name(telling.niche.unit, lang)
        )
    elif figure.name == "capacity":
        words = write_quantity(Range(value, value), telling.niche.unit, lang)
    else:
        words = plain_number(round(value, 2), lang)
    return f"{word_code('figure', figure.name, lang)} {words}"


def tell_rank(telling: Telling) -> Block:
    """Tell the rank, how it moves, the score and the confidence with why."""
    niche, lang = telling.niche, telling.lang
    moves = telling.tell("rank_stays")
    if niche.rank_low != niche.rank_high:
        moves = telling.tell("rank_moves", low=niche.rank_low, high=niche.rank_high)
    front = telling.tell("on_front") if niche.on_front else ""
    lines = [
        Line(
            telling.tell("line.rank"),
            telling.tell("rank", rank=niche.rank, count=telling.count),
            join(moves, front),
        ),
    ]
    if niche.score is None:
        lines.append(telling.unknown("score", "cluster"))
    else:
        lines.append(Line(telling.tell("line.score"), number(niche.score, lang, 2), _score_about(telling)))
    confidence = word_code("confidence", niche.confidence, lang)
    lines.append(Line(telling.tell("line.confidence"), confidence, _why(telling)))
    return telling.block("rank", lines)


def _score_about(telling: Telling) -> str:
    """Say what the score is, and of how much of the weight where some criteria are not known."""
    known = sum(one.weight for one in telling.niche.criteria if one.score is not None)
    whole = sum(one.weight for one in telling.niche.criteria)
    part = ""
    if known < whole * (1 - 1e-9):
        part = telling.tell("score_part", share=write_share(known / whole, telling.lang))
    return join(telling.tell("score_about"), part)


def _why(telling: Telling) -> str:
    """Say why the confidence is what it is: what is known, missing, assumed."""
    groups: dict[str, list[str]] = {}
    others = []
    for code in telling.niche.confidence_why:
        group, _, name = code.partition(".")
        if name and has_words(f"niche_card.why.{group}"):
            groups.setdefault(group, []).append(word_code("about", name, telling.lang))
        else:
            others.append(word_code("why", code, telling.lang))
    said = [tell(f"why.{group}", telling.lang, names=", ".join(names)) for group, names in groups.items()]
    return join(*said, *others)


def tabulate_criteria(telling: Telling) -> Table:
    """Tabulate the criteria in words: figure, the same on 0..1, weight; the workbook has the figures themselves."""
    columns = (
        Column(telling.tell("column.criterion"), "text", 24),
        Column(telling.tell("column.value"), "figure", 20),
        Column(telling.tell("column.score"), "figure", 12),
        Column(telling.tell("column.weight"), "figure", 10),
    )
    lang = telling.lang
    rows = tuple(
        (
            word_code("criterion", one.name, lang),
            _criterion_value(telling, one),
            None if one.score is None else number(one.score, lang, 2),
            write_share(one.weight, lang),
        )
        for one in telling.niche.criteria
    )
    return Table("criteria", telling.tell("criteria"), columns, rows)


def _criterion_value(telling: Telling, one: Criterion) -> str | None:
    if one.value is None:
        return None
    kind = KINDS_OF_CRITERIA.get(one.name)
    if kind == "krub":
        return write_money(one.value, telling.lang)
    return write_share(one.value, telling.lang) if kind == "share" else number(one.value, telling.lang, 2)
