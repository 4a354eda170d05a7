"""A plan of purchases on a terminal: the money first, then what it rests on, when and where it is needed."""

from collections.abc import Sequence

from rich.console import Console

from kust.cli.present_harvest_cash import print_cash
from kust.cli.present_harvest_doubt import figure, print_answer, print_doubt
from kust.cli.present_harvest_price import print_ceilings, print_contracts, print_elasticities
from kust.cli.present_harvest_tables import print_table
from kust.documents.figures import write_day
from kust.harvest.purchase.money import Spread
from kust.harvest.purchase.prices import CHOSEN
from kust.harvest.purchase.procured import Procurement, SpeciesPlan
from kust.i18n import number, percent, say

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
    _print_so_far(plan, console, lang)
    print_cash(plan, console, lang)
    _print_settlements(plan, console, lang)
    print_elasticities(plan, known, console, lang)
    _print_reach(plan, console, lang)
    print_contracts(plan, console, lang)
    print_ceilings(plan, console, lang)


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
    rows = []
    for one in known:
        crop = None if one.crop_t is None else one.crop_t.quantiles["p50"]
        figures = [figure(crop, lang), _ends(one.t, lang), figure(one.price_rub_kg[CHOSEN], lang)]
        rows.append([one.name, *figures, *_money(one.krub[CHOSEN], lang)])
    if len(known) > 1:
        whole = _money(plan.total_krub[CHOSEN], lang)
        rows.append([_say("total", lang), "", _ends(plan.total_t, lang), "", *whole])
    titles = _titles(lang, "species", "crop", "bought", "price", "median", "plan", "reserve", "cvar")
    print_table(titles, rows, console, wide_only=(1, 6), total=len(known) > 1)


def _print_so_far(plan: Procurement, console: Console, lang: str) -> None:
    running = [(one, one.so_far) for one in plan.species if one.so_far is not None]
    if not running:
        return
    _heading("so_far", console, lang, until=write_day(running[0][1].until, lang))
    rows = [
        [
            one.name,
            *(figure(value, lang) for value in (told.kg / 1000, told.price_rub_kg, told.spent_krub)),
            _ends(one.rest_t, lang),
            "–" if one.rest_krub is None else figure(one.rest_krub.plan, lang),
        ]
        for one, told in running
    ]
    titles = _titles(lang, "species", "so_far", "paid", "spent", "rest", "rest_money")
    print_table(titles, rows, console)


def _print_reach(plan: Procurement, console: Console, lang: str) -> None:
    _heading("reach", console, lang)
    rows = [
        [
            number(one.money_krub, lang, 0),
            percent(one.enough, lang, 0),
            percent(one.bought_share, lang, 0),
        ]
        for one in plan.reach
    ]
    print_table(_titles(lang, "money", "enough", "share"), rows, console, words=())


def _print_settlements(plan: Procurement, console: Console, lang: str) -> None:
    if not plan.settlements:
        return
    _heading("settlements", console, lang)
    ordered = sorted(plan.settlements, key=lambda one: -(one.planned_krub or 0.0))
    rows = []
    for one in ordered[:_SETTLEMENTS_SHOWN]:
        name = plan.names.get(one.settlement_id or "", one.settlement_id or "")
        figures = (one.t["p50"], one.krub["p50"], one.planned_krub)
        rows.append([name, *(figure(one_figure, lang) for one_figure in figures)])
    print_table(_titles(lang, "settlement", "tonnes", "median", "part"), rows, console)
    if len(ordered) > _SETTLEMENTS_SHOWN:
        console.print(_say("more", lang, count=len(ordered) - _SETTLEMENTS_SHOWN), markup=False)
