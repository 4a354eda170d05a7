"""A plan of purchases on a terminal: the money first, then what it rests on, when and where it is needed."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape

from kust.cli.present_harvest_cash import print_cash
from kust.cli.present_harvest_doubt import figure, print_answer, print_doubt, signed
from kust.cli.terminal import new_table
from kust.documents.figures import write_day
from kust.harvest.purchase.money import Spread
from kust.harvest.purchase.prices import CHOSEN
from kust.harvest.purchase.procured import Procurement, SpeciesPlan
from kust.i18n import number, percent, plain_number, say

_SETTLEMENTS_SHOWN = 10


def present(plan: Procurement, console: Console, lang: str) -> None:
    """Print a plan of purchases."""
    console.print(
        _say("title", lang, year=plan.year, on=write_day(plan.on, lang)), style="bold", markup=False
    )
    known = [one for one in plan.species if one.krub[CHOSEN] is not None]
    if not known:
        console.print(_say("nothing", lang), markup=False)
        print_doubt(plan, console, lang)
        return
    print_answer(plan, console, lang)
    print_doubt(plan, console, lang)
    certainty = percent(plan.certainty, lang, 0)
    console.print(f"\n{_say('notice', lang, draws=plan.draws, certainty=certainty)}", markup=False)
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


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_procurement.{code}", lang, **values)


def _heading(code: str, console: Console, lang: str, **values: object) -> None:
    console.print(f"\n{_say(f'section.{code}', lang, **values)}", style="bold", markup=False)


def _titles(lang: str, *names: str) -> list[str]:
    return [_say(f"column.{name}", lang) for name in names]


def _ends(spread: Spread | None, lang: str) -> str:
    if spread is None:
        return "–"
    low, high = (figure(spread.quantiles[name], lang) for name in ("p10", "p90"))
    return low if low == high else _say("range", lang, low=low, high=high)


def _money(spread: Spread | None, lang: str) -> list[str]:
    if spread is None:
        return ["–"] * 4
    figures = (spread.quantiles["p50"], spread.plan, spread.reserve, spread.cvar)
    return [figure(one, lang) for one in figures]


def _print_money(plan: Procurement, known: Sequence[SpeciesPlan], console: Console, lang: str) -> None:
    _heading("money", console, lang)
    titles = _titles(lang, "species", "crop", "bought", "price", "median", "plan", "reserve", "cvar")
    table = new_table(*titles)
    for place in range(1, len(titles)):
        table.columns[place].justify = "right"
    for one in known:
        crop = None if one.crop_t is None else one.crop_t.quantiles["p50"]
        price = figure(one.price_rub_kg[CHOSEN], lang)
        table.add_row(
            escape(one.name),
            figure(crop, lang),
            _ends(one.t, lang),
            price,
            *_money(one.krub[CHOSEN], lang),
        )
    if len(known) > 1:
        whole = [f"[bold]{cell}[/]" for cell in _money(plan.total_krub[CHOSEN], lang)]
        table.add_row(f"[bold]{_say('total', lang)}[/]", "", _ends(plan.total_t, lang), "", *whole)
    console.print(table)


def _print_elasticities(plan: Procurement, known: Sequence[SpeciesPlan], console: Console, lang: str) -> None:
    """Print the plan under each elasticity; columns with the same figures are one, and so are words that all share."""
    _heading("elasticity", console, lang)
    columns = _merge_elasticities(plan, known, lang)
    words = [_word_elasticity(one, lang) for one in known]
    shared = len(set(words)) == 1
    titles = [*(title for title, _ in columns), *([] if shared else _titles(lang, "estimate"))]
    table = new_table(*_titles(lang, "species"), *titles)
    for place in range(1, len(columns) + 1):
        table.columns[place].justify = "right"
    for place, one in enumerate(known):
        cells = [column[place] for _, column in columns]
        table.add_row(escape(one.name), *cells, *([] if shared else [words[place]]))
    if len(known) > 1:
        whole = [f"[bold]{column[-1]}[/]" for _, column in columns]
        table.add_row(f"[bold]{_say('total', lang)}[/]", *whole, *([] if shared else [""]))
    console.print(table)
    if shared:
        console.print(_say("estimate.shared", lang, words=words[0]), markup=False)
    if len(columns) == 1:
        code = "no_crops" if all(one.price.reason == "no_crops" for one in known) else "same"
        console.print(_say(f"merged.{code}", lang), markup=False)


def _merge_elasticities(
    plan: Procurement, known: Sequence[SpeciesPlan], lang: str
) -> list[tuple[str, list[str]]]:
    """Put together the columns of the plan, each with its title and its cells, the total last; same cells once."""
    merged: dict[tuple[str, ...], list[str]] = {}
    for name in (*(one for one in plan.scenarios if one != CHOSEN), CHOSEN):
        cells = [_plan_of(one.krub[name], lang) for one in known]
        merged.setdefault((*cells, _plan_of(plan.total_krub[name], lang)), []).append(name)
    if len(merged) == 1:
        exponents = _word_exponents([name for name in plan.scenarios if name != CHOSEN], lang)
        return [(_say("column.any_eps", lang, eps=exponents), list(*merged))]
    return [(_word_column(names, lang), list(cells)) for cells, names in merged.items()]


def _word_column(names: Sequence[str], lang: str) -> str:
    fixed = [name for name in names if name != CHOSEN]
    titles = [_say("column.eps", lang, eps=_word_exponents(fixed, lang))] if fixed else []
    return "\n".join([*titles, *(_titles(lang, "chosen") if CHOSEN in names else [])])


def _word_exponents(names: Sequence[str], lang: str) -> str:
    exponents = (plain_number(float(name.removeprefix("eps")), lang) for name in names)
    return "; ".join(exponents).replace("-", "−")


def _plan_of(spread: Spread | None, lang: str) -> str:
    return "–" if spread is None else figure(spread.plan, lang)


def _word_elasticity(one: SpeciesPlan, lang: str) -> str:
    price = one.price
    if price.chosen == "setting":
        return _say("why.setting", lang, value=signed(price.elasticity, lang))
    if price.estimate is None:
        return _say(f"why.{price.reason}", lang, value=signed(price.elasticity, lang))
    told = price.estimate
    ends = {name: signed(getattr(told, name), lang) for name in ("value", "low", "high")}
    return _say("estimate", lang, **ends, years=told.years)


def _print_so_far(plan: Procurement, console: Console, lang: str) -> None:
    running = [one for one in plan.species if one.so_far is not None]
    if not running or running[0].so_far is None:
        return
    _heading("so_far", console, lang, until=write_day(running[0].so_far.until, lang))
    titles = _titles(lang, "species", "so_far", "paid", "spent", "rest", "rest_money")
    table = new_table(*titles)
    for place in range(1, len(titles)):
        table.columns[place].justify = "right"
    for one in running:
        told = one.so_far
        if told is not None:
            table.add_row(
                escape(one.name),
                figure(told.kg / 1000, lang),
                figure(told.price_rub_kg, lang),
                figure(told.spent_krub, lang),
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
        table.add_row(escape(name), *(figure(one, lang) for one in figures))
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
            table.add_row(escape(one.name), *(figure(one, lang) for one in (*tonnes, *costs)))
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
    now = figure(costs.picking_rub_kg, lang)
    if best is None:
        unpriced = {name for route in ceiling.routes for name in route.missing}
        missing = ", ".join(sorted(names.get(name, name) for name in unpriced))
        code = "upper" if any(route.ceiling_rub_kg is not None for route in ceiling.routes) else "costs"
        why = _say("ceiling.none", lang, products=missing) if missing else _say(f"ceiling.{code}", lang)
        return [now, *(figure(item, lang) for item in items), "–", "–", why]
    above = (ceiling.headroom_rub_kg or 0.0) < 0
    now = f"[red]{_say('ceiling.above', lang, price=now)}[/]" if above else now
    ends = (best.ceiling_rub_kg, best.break_even_rub_kg)
    return [
        now,
        *(figure(item, lang) for item in (*items, *ends)),
        escape(names.get(best.product_id, best.product_id)),
    ]
