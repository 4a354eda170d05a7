"""Expeditions on a terminal: each by itself, alone and together, what each coalition costs."""

from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kust.cli.terminal import new_table
from kust.documents.figures import write_day
from kust.harvest.journeys.coalitions import Kit
from kust.harvest.journeys.expedited import Expeditions, Trip
from kust.harvest.purchase.money import Spread
from kust.i18n import number, percent, plain_number, say

_COALITIONS_SHOWN = 15
_LEAST_SAVED = 0.05


def present(found: Expeditions, console: Console, lang: str, names: Mapping[str, str]) -> None:
    """Print expeditions; species are told by their names."""
    console.print(
        _say("title", lang, year=found.year, on=write_day(found.on, lang)), style="bold", markup=False
    )
    _print_answer(found, console, lang)
    console.print(_say("notice", lang, draws=found.draws), markup=False)
    _print_trips(found, console, lang, names)
    if found.together is None:
        return
    _print_crowded(found, console, lang, names)
    _print_sets(found, console, lang)
    _print_coalitions(found, console, lang)


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_expedition.{code}", lang, **values)


def _figure(value: float | None, lang: str) -> str:
    if value is None:
        return "–"
    return number(value, lang, 0 if abs(value) >= 100 else 1).replace("-", "−")


def _ends(spread: Spread, lang: str) -> str:
    low, high = (_figure(spread.quantiles[name], lang) for name in ("p10", "p90"))
    return low if low == high else _say("range", lang, low=low, high=high)


def _new(lang: str, right: int, *names: str) -> Table:
    table = new_table(*(_say(f"column.{name}", lang) for name in names))
    for place in range(right, len(names)):
        table.columns[place].justify = "right"
    return table


def _print_answer(found: Expeditions, console: Console, lang: str) -> None:
    """Print which set of expeditions pays best, or that none does."""
    if found.together is None:
        return
    if found.best is None:
        console.print(_say("best.none", lang), style="bold", markup=False)
        return
    titles = {one.expedition.id: one.expedition.title or one.expedition.id for one in found.trips}
    words = _say(
        "answer",
        lang,
        names=", ".join(titles[one] for one in found.best.expeditions),
        profit=_ends(found.best.profit_krub, lang),
        pays=percent(found.best.pays, lang, 0),
    )
    console.print(words, style="bold", markup=False)


def _print_trips(found: Expeditions, console: Console, lang: str, names: Mapping[str, str]) -> None:
    """Print each expedition in a few lines: whether it pays, what it brings, at which price it would."""
    console.print(f"\n{_say('section.alone', lang)}", style="bold", markup=False)
    for one in found.trips:
        plan = one.expedition
        head = _say("trip", lang, name=plan.title or plan.id, firm=plan.firm)
        if one.outcome is None:
            console.print(f"• {head} {_word_missing(one, lang, names)}", style="yellow", markup=False)
            continue
        told = _say(
            "trip.pays",
            lang,
            pays=percent(one.outcome.pays, lang, 0),
            profit=_ends(one.outcome.profit_krub, lang),
            cost=_figure(one.outcome.cost_krub, lang),
            limit=_say(f"limit.{one.limit}", lang),
        )
        brings = ", ".join(f"{names.get(s, s)} {_ends(t, lang)}" for s, t in one.t.items())
        console.print(f"• {head} {told}", markup=False)
        console.print(f"  {_say('column.brings', lang)}: {brings}", markup=False)
        console.print(f"  {_say('column.break_even', lang)}: {_word_prices(one, lang, names)}", markup=False)
        if one.not_counted:
            where = ", ".join(f"{plot} – {names.get(species, species)}" for plot, species in one.not_counted)
            console.print(f"  {_say('not_counted', lang, where=where)}", style="yellow", markup=False)


def _print_crowded(found: Expeditions, console: Console, lang: str, names: Mapping[str, str]) -> None:
    """Say which plots several go to; those that share one and the same have one line."""
    titles = {one.expedition.id: one.expedition.title or one.expedition.id for one in found.trips}
    plots: dict[tuple[tuple[str, ...], float, str], list[str]] = {}
    for one in found.crowded:
        plots.setdefault((one.expeditions, one.reach, one.species_id), []).append(one.plot_id)
    for (who, reach, species), many in plots.items():
        console.print(
            _say(
                "crowded",
                lang,
                plots=", ".join(many),
                species=names.get(species, species),
                who=", ".join(titles[one] for one in who),
                reach=percent(reach, lang, 0),
            ),
            style="yellow",
            markup=False,
        )


def _word_missing(one: Trip, lang: str, names: Mapping[str, str]) -> str:
    parts = [
        _say(f"missing.{what}", lang, of=names.get(whose, whose)) if whose else _say("missing.any", lang)
        for what, whose in one.missing
    ]
    return _say("unknown", lang, what="; ".join(parts))


def _word_prices(one: Trip, lang: str, names: Mapping[str, str]) -> str:
    if not one.break_even_rub_kg:
        return _say("never", lang)
    return ", ".join(
        _say(
            "price",
            lang,
            name=names.get(species, species),
            price=_figure(price, lang),
            now=_figure(one.price_rub_kg[species], lang),
        )
        for species, price in one.break_even_rub_kg.items()
    )


def _print_sets(found: Expeditions, console: Console, lang: str) -> None:
    console.print(f"\n{_say('section.together', lang)}", style="bold", markup=False)
    table = _new(lang, 2, "who", "equipment", "revenue", "cost", "profit", "pays")
    rows = [(", ".join(one.firms), one) for one in found.firms]
    if found.together is not None and len(found.firms) > 1:
        rows.append((_say("whole", lang), found.together))
    if found.best is not None:
        rows.append((f"{_say('best', lang)}: {', '.join(found.best.expeditions)}", found.best))
    for who, one in rows:
        table.add_row(
            escape(who),
            "\n".join(_word_kit(kit, lang) for kit in one.kits) or "–",
            _ends(one.revenue_krub, lang),
            _figure(one.cost_krub, lang),
            _ends(one.profit_krub, lang),
            percent(one.pays, lang, 0),
        )
    console.print(table)
    if not found.best_is_exact:
        console.print(_say("best.not_proved", lang), markup=False)


def _word_kit(kit: Kit, lang: str) -> str:
    parts = [_say("kit.own", lang, units=kit.units)] if kit.units else []
    if kit.rented_days:
        parts.append(_say("kit.rent", lang, days=plain_number(kit.rented_days, lang)))
    return escape(f"{kit.equipment_id}: {', '.join(parts)}")


def _print_coalitions(found: Expeditions, console: Console, lang: str) -> None:
    table_rows = list(found.cost.table())
    if len(found.cost.firms) < 2 or not table_rows:
        return
    alone = sum(krub for firms, krub in table_rows if len(firms) == 1)
    saved = alone - table_rows[-1][1]
    code = "door" if saved > _LEAST_SAVED else "door.none"
    console.print(
        _say(code, lang, **({"saved": _figure(saved, lang)} if code == "door" else {})), markup=False
    )
    console.print(f"\n{_say('section.coalitions', lang)}", style="bold", markup=False)
    table = _new(lang, 1, "who", "cost")
    for firms, krub in table_rows[:_COALITIONS_SHOWN]:
        table.add_row(escape(", ".join(firms)), _figure(krub, lang))
    console.print(table)
