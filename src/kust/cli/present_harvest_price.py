"""Prices of a plan of purchases on a terminal: how money moves with them, what to promise, how much to pay."""

from collections.abc import Mapping, Sequence

from rich.console import Console

from kust.cli.present_harvest_doubt import figure, signed
from kust.cli.present_harvest_tables import is_wide, print_table
from kust.harvest.purchase.money import Spread
from kust.harvest.purchase.prices import CHOSEN
from kust.harvest.purchase.procured import Procurement, SpeciesPlan
from kust.i18n import plain_number, say


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_procurement.{code}", lang, **values)


def _titles(lang: str, *names: str) -> list[str]:
    return [_say(f"column.{name}", lang) for name in names]


def _heading(code: str, console: Console, lang: str) -> None:
    console.print(f"\n{_say(f'section.{code}', lang)}", style="bold", markup=False)


def print_elasticities(plan: Procurement, known: Sequence[SpeciesPlan], console: Console, lang: str) -> None:
    """Print the plan under each elasticity; columns with the same figures are one, and so are words that all share."""
    _heading("elasticity", console, lang)
    console.print(_say("elasticity.meant", lang), markup=False)
    columns = _merge_elasticities(plan, known, lang)
    words = [_word_elasticity(one, lang) for one in known]
    in_table = is_wide(console) and len(set(words)) > 1
    titles = [*_titles(lang, "species"), *(title for title, _ in columns)]
    rows = [[one.name, *(column[place] for _, column in columns)] for place, one in enumerate(known)]
    if in_table:
        titles += _titles(lang, "estimate")
        rows = [[*row, word] for row, word in zip(rows, words, strict=True)]
    if len(known) > 1:
        rows.append(
            [_say("total", lang), *(column[-1] for _, column in columns), *([""] if in_table else [])]
        )
    last = (len(titles) - 1,) if in_table else ()
    print_table(titles, rows, console, words=(0, *last), total=len(known) > 1)
    if len(set(words)) == 1:
        console.print(_say("estimate.shared", lang, words=words[0]), markup=False)
    elif not in_table:
        console.print(_say("column.estimate", lang) + ":", markup=False)
        for one, word in zip(known, words, strict=True):
            console.print(f"– {one.name}: {word}", markup=False)
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


def print_contracts(plan: Procurement, console: Console, lang: str) -> None:
    """Print how much to promise to buyers."""
    rows = []
    for one in plan.species:
        if one.contract is not None:
            tonnes = (one.contract.kg / 1000, one.contract.expected_kg / 1000)
            costs = (one.contract.missed_rub_kg, one.contract.shortfall_rub_kg)
            rows.append([one.name, *(figure(one_figure, lang) for one_figure in (*tonnes, *costs))])
    if rows:
        _heading("contracts", console, lang)
        print_table(_titles(lang, "species", "promise", "there", "missed", "shortfall"), rows, console)


def print_ceilings(plan: Procurement, console: Console, lang: str) -> None:
    """Print how much pickers can be paid."""
    rows = [
        [one.name, *_word_ceiling(one, plan.names, lang)] for one in plan.species if one.ceiling is not None
    ]
    if rows:
        _heading("ceiling", console, lang)
        names = ("species", "now", "haul", "take", "losses", "cost", "ceiling", "break_even", "route")
        print_table(_titles(lang, *names), rows, console, words=(0, 8), wide_only=(2, 3, 4))


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
    now = _say("ceiling.above", lang, price=now) if above else now
    ends = (best.ceiling_rub_kg, best.break_even_rub_kg)
    return [
        now,
        *(figure(item, lang) for item in (*items, *ends)),
        names.get(best.product_id, best.product_id),
    ]
