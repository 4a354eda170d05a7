"""The cash plan on a terminal: money by week, and the weeks in which stations lack room."""

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table
from kust.documents.figures import write_day
from kust.harvest.purchase.cash_plan import CashPlan
from kust.harvest.purchase.procured import Procurement
from kust.i18n import number, percent, say

_OVERLOAD = 0.1
_LEAST_SHARE = 0.002
_MOST_SHOWN = 15


def print_cash(plan: Procurement, console: Console, lang: str) -> None:
    """Print money by week within the stations' days and capacities."""
    console.print(f"\n{_say('section.weeks', lang)}", style="bold", markup=False)
    cash = plan.cash
    if cash is None:
        console.print(_say("cash.none", lang), markup=False)
        return
    _print_weeks(cash, console, lang)
    words = _say(
        "cash.total",
        lang,
        t=number(cash.t, lang, 0),
        plan=number(cash.krub.plan, lang, 0),
        moved=number(cash.moved_t, lang),
        waited=number(cash.waited_t_weeks, lang),
        lost=number(cash.lost_t, lang),
        far=number(cash.too_far_t, lang),
    )
    console.print(words, markup=False)
    if cash.left_out:
        names = ", ".join(plan.of(one).name for one in cash.left_out)
        console.print(_say("cash.left_out", lang, species=names), markup=False)
    _print_stations(plan, cash, console, lang)


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_procurement.{code}", lang, **values)


def _name(plan: Procurement, site: str) -> str:
    """Name a station by its id and its settlement."""
    home = plan.station_homes.get(site)
    return f"{site}, {plan.names.get(home, home)}" if home else site


def _print_weeks(cash: CashPlan, console: Console, lang: str) -> None:
    titles = [_say(f"column.{name}", lang) for name in ("week", "median", "week_plan", "to_date", "part")]
    table = new_table(*titles)
    for place in range(1, len(titles)):
        table.columns[place].justify = "right"
    for one in cash.weeks:
        if one.planned_krub < _LEAST_SHARE * cash.krub.plan:
            continue
        figures = (one.krub["p50"], one.plan_krub, one.plan_to_date_krub, one.planned_krub)
        table.add_row(write_day(one.week_on, lang), *(number(figure, lang, 0) for figure in figures))
    console.print(table)


def _print_stations(plan: Procurement, cash: CashPlan, console: Console, lang: str) -> None:
    """Print the weeks with too little room, the worst first where there are many."""
    tight = [one for one in cash.stations if one.over >= _OVERLOAD]
    if not tight:
        return
    console.print(f"\n{_say('section.stations', lang)}", style="bold", markup=False)
    names = ("station", "week", "capacity", "offered", "taken", "moved", "waited", "lost", "over")
    table = new_table(*(_say(f"column.{name}", lang) for name in names))
    for place in range(2, len(names)):
        table.columns[place].justify = "right"
    worst = sorted(tight, key=lambda one: -(one.lost_t + one.waited_t + one.moved_t))[:_MOST_SHOWN]
    for one in sorted(worst, key=lambda one: (one.site_id, one.week_on)):
        figures = (one.offered_t, one.t, one.moved_t, one.waited_t, one.lost_t)
        table.add_row(
            escape(_name(plan, one.site_id)),
            write_day(one.week_on, lang),
            number(one.capacity_t, lang),
            *(number(abs(figure), lang) for figure in figures),
            percent(one.over, lang, 0),
        )
    console.print(table)
    if len(tight) > len(worst):
        console.print(_say("more", lang, count=len(tight) - len(worst)), markup=False)
