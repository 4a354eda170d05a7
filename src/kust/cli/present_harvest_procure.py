"""A plan of purchases on a terminal: the money first, then what it rests on, when and where it is needed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from rich.console import Console
from rich.markup import escape

from kust.cli.present_harvest_cash import print_cash
from kust.cli.terminal import new_table
from kust.harvest.purchase.money import Spread
from kust.harvest.purchase.prices import CHOSEN
from kust.harvest.purchase.procured import Procurement, SpeciesPlan
from kust.i18n import number, percent, plain_number, say

_SETTLEMENTS_SHOWN = 10
_LEAST_SHARE = 0.005
# Stands for the names of species until it is known of how many the same is said.
_NAME = "\0"


def present(plan: Procurement, console: Console, lang: str) -> None:
    """Print a plan of purchases."""
    console.print(_say("title", lang, year=plan.year, on=plan.on.isoformat()), style="bold", markup=False)
    known = [one for one in plan.species if one.krub[CHOSEN] is not None]
    if not known:
        console.print(_say("nothing", lang), markup=False)
        _print_basis(plan, console, lang)
        return
    certainty = percent(plan.certainty, lang, 0)
    console.print(_say("notice", lang, draws=plan.draws, certainty=certainty), markup=False)
    _print_money(plan, known, console, lang)
    if plan.left_out:
        names = ", ".join(one.name for one in plan.species if one.species_id in plan.left_out)
        console.print(_say("left_out", lang, species=names), markup=False)
    _print_elasticities(plan, known, console, lang)
    _print_so_far(plan, console, lang)
    _print_reach(plan, console, lang)
    print_cash(plan, console, lang)
    _print_settlements(plan, console, lang)
    _print_contracts(plan, console, lang)
    _print_ceilings(plan, console, lang)
    _print_basis(plan, console, lang)
    _print_cautions(plan, console, lang)


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_procurement.{code}", lang, **values)


def _heading(code: str, console: Console, lang: str, **values: object) -> None:
    console.print(f"\n{_say(f'section.{code}', lang, **values)}", style="bold", markup=False)


def _titles(lang: str, *names: str) -> list[str]:
    return [_say(f"column.{name}", lang) for name in names]


def _figure(value: float | None, lang: str) -> str:
    """Write a figure with as many digits as it bears."""
    if value is None:
        return "–"
    return number(value, lang, 0 if abs(value) >= 100 else 1)


def _ends(spread: Spread | None, lang: str) -> str:
    if spread is None:
        return "–"
    low, high = (_figure(spread.quantiles[name], lang) for name in ("p10", "p90"))
    return low if low == high else _say("range", lang, low=low, high=high)


def _money(spread: Spread | None, lang: str) -> list[str]:
    if spread is None:
        return ["–"] * 4
    figures = (spread.quantiles["p50"], spread.plan, spread.reserve, spread.cvar)
    return [_figure(one, lang) for one in figures]


def _print_money(plan: Procurement, known: Sequence[SpeciesPlan], console: Console, lang: str) -> None:
    _heading("money", console, lang)
    titles = _titles(lang, "species", "crop", "bought", "price", "median", "plan", "reserve", "cvar")
    table = new_table(*titles)
    for place in range(1, len(titles)):
        table.columns[place].justify = "right"
    for one in known:
        crop = None if one.crop_t is None else one.crop_t.quantiles["p50"]
        price = _figure(one.price_rub_kg[CHOSEN], lang)
        table.add_row(
            escape(one.name),
            _figure(crop, lang),
            _ends(one.t, lang),
            price,
            *_money(one.krub[CHOSEN], lang),
        )
    if len(known) > 1:
        whole = [f"[bold]{cell}[/]" for cell in _money(plan.total_krub[CHOSEN], lang)]
        table.add_row(f"[bold]{_say('total', lang)}[/]", "", _ends(plan.total_t, lang), "", *whole)
    console.print(table)


def _print_elasticities(plan: Procurement, known: Sequence[SpeciesPlan], console: Console, lang: str) -> None:
    fixed = [name for name in plan.scenarios if name != CHOSEN]
    _heading("elasticity", console, lang)
    exponents = [plain_number(float(name.removeprefix("eps")), lang).replace("-", "−") for name in fixed]
    titles = [_say("column.eps", lang, eps=one) for one in exponents]
    table = new_table(*_titles(lang, "species"), *titles, *_titles(lang, "chosen", "estimate"))
    for place in range(1, len(fixed) + 2):
        table.columns[place].justify = "right"
    order = (*fixed, CHOSEN)
    for one in known:
        sums = [_plan_of(one.krub[name], lang) for name in order]
        table.add_row(escape(one.name), *sums, _word_elasticity(one, lang))
    if len(known) > 1:
        whole = [f"[bold]{_plan_of(plan.total_krub[name], lang)}[/]" for name in order]
        table.add_row(f"[bold]{_say('total', lang)}[/]", *whole, "")
    console.print(table)


def _plan_of(spread: Spread | None, lang: str) -> str:
    return "–" if spread is None else _figure(spread.plan, lang)


def _signed(value: float, lang: str) -> str:
    return number(value, lang, 2).replace("-", "−")


def _word_elasticity(one: SpeciesPlan, lang: str) -> str:
    price = one.price
    if price.chosen == "setting":
        return _say("why.setting", lang, value=_signed(price.elasticity, lang))
    if price.estimate is None:
        return _say(f"why.{price.reason}", lang, value=_signed(price.elasticity, lang))
    told = price.estimate
    ends = {name: _signed(getattr(told, name), lang) for name in ("value", "low", "high")}
    return _say("estimate", lang, **ends, years=told.years)


def _print_so_far(plan: Procurement, console: Console, lang: str) -> None:
    running = [one for one in plan.species if one.so_far is not None]
    if not running or running[0].so_far is None:
        return
    _heading("so_far", console, lang, until=running[0].so_far.until.isoformat())
    titles = _titles(lang, "species", "so_far", "paid", "spent", "rest", "rest_money")
    table = new_table(*titles)
    for place in range(1, len(titles)):
        table.columns[place].justify = "right"
    for one in running:
        told = one.so_far
        if told is not None:
            table.add_row(
                escape(one.name),
                _figure(told.kg / 1000, lang),
                _figure(told.price_rub_kg, lang),
                _figure(told.spent_krub, lang),
                _ends(one.rest_t, lang),
                _plan_of(one.rest_krub, lang),
            )
    console.print(table)


def _print_reach(plan: Procurement, console: Console, lang: str) -> None:
    _heading("reach", console, lang)
    table = new_table(*_titles(lang, "money", "enough", "share"))
    for column in table.columns:
        column.justify = "right"
    for one in plan.reach:
        cells = (
            number(one.money_krub, lang, 0),
            percent(one.enough, lang, 0),
            percent(one.bought_share, lang, 0),
        )
        table.add_row(*cells)
    console.print(table)


def _print_settlements(plan: Procurement, console: Console, lang: str) -> None:
    if not plan.settlements:
        return
    _heading("settlements", console, lang)
    table = new_table(*_titles(lang, "settlement", "tonnes", "median", "part"))
    for place in (1, 2, 3):
        table.columns[place].justify = "right"
    ordered = sorted(plan.settlements, key=lambda one: -(one.planned_krub or 0.0))
    for one in ordered[:_SETTLEMENTS_SHOWN]:
        name = plan.names.get(one.settlement_id or "", one.settlement_id or "")
        figures = (one.t["p50"], one.krub["p50"], one.planned_krub)
        table.add_row(escape(name), *(_figure(figure, lang) for figure in figures))
    console.print(table)
    if len(ordered) > _SETTLEMENTS_SHOWN:
        console.print(_say("more", lang, count=len(ordered) - _SETTLEMENTS_SHOWN), markup=False)


def _print_contracts(plan: Procurement, console: Console, lang: str) -> None:
    told = [one for one in plan.species if one.contract is not None]
    if not told:
        return
    _heading("contracts", console, lang)
    titles = _titles(lang, "species", "promise", "there", "missed", "shortfall")
    table = new_table(*titles)
    for place in range(1, len(titles)):
        table.columns[place].justify = "right"
    for one in told:
        contract = one.contract
        if contract is not None:
            tonnes = (contract.kg / 1000, contract.expected_kg / 1000)
            costs = (contract.missed_rub_kg, contract.shortfall_rub_kg)
            table.add_row(escape(one.name), *(_figure(figure, lang) for figure in (*tonnes, *costs)))
    console.print(table)


def _print_ceilings(plan: Procurement, console: Console, lang: str) -> None:
    told = [one for one in plan.species if one.ceiling is not None]
    if not told:
        return
    _heading("ceiling", console, lang)
    names = ("species", "now", "haul", "take", "losses", "cost", "ceiling", "break_even", "route")
    table = new_table(*_titles(lang, *names))
    for place in range(1, 8):
        table.columns[place].justify = "right"
    for one in told:
        table.add_row(escape(one.name), *_word_ceiling(one, plan.names, lang))
    console.print(table)


def _word_ceiling(one: SpeciesPlan, names: Mapping[str, str], lang: str) -> list[str]:
    ceiling = one.ceiling
    if ceiling is None:
        return []
    costs, best = ceiling.costs, ceiling.best
    items = (costs.haul_rub_kg, costs.station_rub_kg, costs.losses_rub_kg, costs.total_rub_kg)
    now = _figure(costs.picking_rub_kg, lang)
    if best is None:
        unpriced = {name for route in ceiling.routes for name in route.missing}
        missing = ", ".join(sorted(names.get(name, name) for name in unpriced))
        code = "upper" if any(route.ceiling_rub_kg is not None for route in ceiling.routes) else "costs"
        why = _say("ceiling.none", lang, products=missing) if missing else _say(f"ceiling.{code}", lang)
        return [now, *(_figure(item, lang) for item in items), "–", "–", why]
    above = (ceiling.headroom_rub_kg or 0.0) < 0
    now = f"[red]{_say('ceiling.above', lang, price=now)}[/]" if above else now
    ends = (best.ceiling_rub_kg, best.break_even_rub_kg)
    return [
        now,
        *(_figure(item, lang) for item in (*items, *ends)),
        escape(names.get(best.product_id, best.product_id)),
    ]


def _print_basis(plan: Procurement, console: Console, lang: str) -> None:
    if not plan.species:
        return
    _heading("basis", console, lang)
    for words in _join(plan.species, lambda one, name: word_basis(one, name, lang)):
        console.print(f"– {words}", markup=False)
    for one in plan.species:
        if one.cap_binds and one.cap_binds >= _LEAST_SHARE:
            code = "cap.binds_by_forestry" if one.cap.basis == "by_forestry" else "cap.binds"
            cap = None if one.cap.total_kg is None else one.cap.total_kg / 1000
            share = percent(one.cap_binds, lang, 0)
            words = _say(code, lang, name=one.name, cap=_figure(cap, lang), share=share)
            console.print(f"– {words}", markup=False)


def _join(species: Iterable[SpeciesPlan], word: Callable[[SpeciesPlan, str], str]) -> list[str]:
    """Say what holds of several species once, with their names joined."""
    names: dict[str, list[str]] = {}
    for one in species:
        names.setdefault(word(one, _NAME), []).append(one.name)
    return [words.replace(_NAME, ", ".join(joined)) for words, joined in names.items()]


def word_basis(one: SpeciesPlan, name: str, lang: str) -> str:
    """Say what the quantity of a species rests on."""
    buying, share, response = one.buying, one.buying.share, one.buying.response
    values: dict[str, object] = {"name": name, "follows": "", "reason": ""}
    values["reason"] = _say(f"reason.{buying.reason}", lang) if buying.reason else ""
    if share is not None:
        ends = {end: percent(getattr(share, end), lang) for end in ("low", "high")}
        values |= {"share": percent(share.value, lang), "years": share.years, **ends}
    if response is not None:
        told = {"response": response.value, "response_low": response.low, "response_high": response.high}
        values |= {key: _signed(figure, lang) for key, figure in told.items()}
        values["follows"] = _say(f"follows.{buying.follows}", lang)
    return _say(f"basis.{buying.basis}", lang, **values)


def _print_cautions(plan: Procurement, console: Console, lang: str) -> None:
    codes = sorted({code for one in plan.species for code in one.cautions})
    if not codes:
        return
    _heading("cautions", console, lang)
    for code in codes:
        own = [one for one in plan.species if code in one.cautions]
        for words in _join(own, partial(_word_caution, code, plan, lang)):
            console.print(f"! {words}", markup=False)


def _word_caution(code: str, plan: Procurement, lang: str, one: SpeciesPlan, name: str) -> str:
    years = one.buying.share.years if one.buying.share else one.past_years
    return _say(
        f"caution.{code}",
        lang,
        name=name,
        count=one.plots_unknown,
        year=plan.year,
        forestries=", ".join(forestry or "–" for forestry in one.cap.without),
        share=percent(one.buying.share.value, lang, 0) if one.buying.share else "",
        certainty=percent(plan.certainty, lang, 0),
        years=years,
        most=percent(years / (years + 1), lang, 0),
    )
