"""Siting on a terminal: how sure the answer is, the stations, who goes where, loads by week, what a move changes."""

from rich.console import Console
from rich.markup import escape

from kust.cli.present_harvest_overload import name_site, print_overload, write_week
from kust.cli.present_site_answer import word_answer, word_status
from kust.cli.terminal import new_table
from kust.harvest.siting.answer import Answer
from kust.harvest.siting.bare import Bare, Wish
from kust.harvest.siting.sited import Siting
from kust.i18n import number, percent, plain_number, say

_SHOWN = 30
_LEAST_T = 0.05
# Fewer seasons say next to nothing about the worst ones.
_FEW = 5
# More seasons than this are told by their mean and their worst part alone.
_LISTED = 12


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_siting.{code}", lang, **values)


def present_bare(bare: Bare, wish: Wish, answer: Answer, console: Console, lang: str) -> None:
    """Print the answer to a bare table."""
    problem = "median_capacity" if wish.with_capacity else wish.problem
    console.print(_say(f"problem.{problem}", lang), style="bold", markup=False)
    console.print(_figure("value", answer.value, lang), markup=False)
    console.print(_figure("lower_bound", answer.lower_bound, lang), markup=False)
    console.print(
        _say(
            "answer",
            lang,
            status=word_status(answer.status, answer.gap, lang),
            seconds=number(answer.seconds, lang, 2),
        ),
        markup=False,
    )
    served = dict.fromkeys(answer.open, 0)
    for site in answer.assignment:
        if site >= 0:
            served[site] += 1
    table = new_table(_say("column.site", lang), _say("column.clients", lang))
    for site in answer.open[:_SHOWN]:
        table.add_row(escape(bare.sites[site]), str(served[site]))
    console.print(table)
    if len(answer.open) > _SHOWN:
        console.print(_say("more", lang, count=len(answer.open) - _SHOWN), markup=False)
    nowhere = sum(site < 0 for site in answer.assignment)
    if nowhere:
        console.print(_say("nowhere", lang, count=nowhere), markup=False)


def _figure(code: str, value: float, lang: str) -> str:
    return _say(code, lang, value=number(value, lang, 3))


def present_siting(siting: Siting, console: Console, lang: str) -> None:
    """Print where the stations of a dataset should stand: where to open, how far that is, how sure; then the rest."""
    for words in word_answer(siting, lang):
        console.print(words, style="bold", markup=False)
    season = _say(f"season.{siting.season}", lang)
    asked = _say("asked", lang, problem=_say(f"goal.{siting.problem}", lang), season=season)
    console.print(f"{asked} {_seasons(siting, lang)}", markup=False)
    print_overload(siting, console, lang)
    _print_stations(siting, console, lang)
    _print_catchments(siting, console, lang)
    _print_weeks(siting, console, lang)
    _print_scenarios(siting, console, lang)
    _print_move(siting, console, lang)
    _print_everybody(siting, console, lang)
    if siting.estimated:
        console.print(_say("estimated", lang, count=siting.estimated), markup=False)


def _seasons(siting: Siting, lang: str) -> str:
    names = dict(zip(siting.species, siting.species_names, strict=True))
    species = ", ".join(name for one, name in names.items() if one not in siting.left_out)
    words = _say(
        f"intake.{siting.intake_from}",
        lang,
        mass=number(siting.mass_t, lang),
        species=species,
        years=", ".join(year for year in siting.years if year) or "–",
        count=len(siting.years),
        year=siting.intake_year,
    )
    if siting.left_out:
        words += " " + _say("left_out", lang, species=", ".join(names[one] for one in siting.left_out))
    return words


def _print_stations(siting: Siting, console: Console, lang: str) -> None:
    columns = ("site", "place", "state", "mass", "peak", "cost")
    table = new_table(*(_say(f"column.{column}", lang) for column in columns))
    closed = [one for one in siting.stations if not (one.exists or one.open or one.site_id in siting.unused)]
    for one in siting.stations:
        if one in closed:
            continue
        state = "unused" if one.site_id in siting.unused else "open" if one.exists else "new"
        peak = "–" if one.peak_share is None else percent(one.peak_share, lang, 0)
        if one.peak_week is not None and one.peak_share is not None:
            peak = _say("peak", lang, share=peak, week=write_week(siting, one.peak_week, lang))
        table.add_row(
            escape(one.site_id),
            escape(one.name),
            _say(f"state.{state}", lang),
            number(one.mass_t, lang) if one.open else "–",
            peak,
            number(one.cost_krub, lang, 0),
        )
    console.print(table)
    if closed:
        names = ", ".join(name_site(siting, one.site_id) for one in closed)
        console.print(_say("not_opened", lang, places=names), markup=False)


def _print_catchments(siting: Siting, console: Console, lang: str) -> None:
    columns = ("settlement", "goes", "mass", "hours", "km", "basis")
    table = new_table(*(_say(f"column.{column}", lang) for column in columns))
    # Of divided flows shares that round to nothing are not listed.
    listed = [one for one in siting.catchments if not siting.scenarios or one.mass_t >= _LEAST_T]
    for one in listed[:_SHOWN]:
        table.add_row(
            f"{escape(one.name)} [dim]{escape(one.settlement_id)}[/]",
            escape(one.site_id) if one.site_id else f"[yellow]{_say('nobody', lang)}[/]",
            number(one.mass_t, lang),
            number(one.hours, lang),
            number(one.km, lang, 0),
            _say(f"basis.{one.basis}", lang),
        )
    console.print(table)
    if len(listed) > _SHOWN:
        console.print(_say("more", lang, count=len(listed) - _SHOWN), markup=False)


def _print_everybody(siting: Siting, console: Console, lang: str) -> None:
    """Say that settlements count from which nothing comes."""
    if siting.problem in ("center", "coverage"):
        within = {one.settlement_id for one in siting.catchments if one.site_id is not None}
        figures = {"settlements": siting.settlements, "quiet": siting.quiet, "within": len(within)}
        console.print(_say(f"everybody.{siting.problem}", lang, **figures), markup=False)
    if siting.unreached:
        told = {one.settlement_id: one.name for one in siting.catchments}
        shown = ", ".join(f"{told[one]} ({one})" if one in told else one for one in siting.unreached[:_SHOWN])
        console.print(_say("unreached", lang, names=shown), markup=False)


def _print_weeks(siting: Siting, console: Console, lang: str) -> None:
    if not siting.weeks:
        console.print(_say("no_weeks", lang), markup=False)
        return
    weeks = sorted({one.week for one in siting.weeks})
    table = new_table(_say("column.week", lang), *(escape(site) for site in siting.open))
    load = {(one.site_id, one.week): one for one in siting.weeks}
    for week in weeks:
        cells = []
        for site in siting.open:
            one = load.get((site, week))
            text = "–" if one is None else number(one.mass_t, lang)
            if one is not None and one.capacity_t is not None:
                text = _say("of", lang, mass=text, capacity=plain_number(one.capacity_t, lang))
                text = f"[red]{text}[/]" if one.mass_t > one.capacity_t * (1 + 1e-9) else text
            cells.append(text)
        table.add_row(write_week(siting, week, lang), *cells)
    console.print(_say("weeks", lang), style="bold")
    console.print(table)


def _print_scenarios(siting: Siting, console: Console, lang: str) -> None:
    if siting.mean_krub is not None and siting.tail_krub is not None:
        mean, tail = (number(one, lang, 0) for one in (siting.mean_krub, siting.tail_krub))
        console.print(_say("mean_and_tail", lang, mean=mean, tail=tail), markup=False)
    if not siting.scenarios or len(siting.scenarios) > _LISTED:
        return
    table = new_table(*(_say(f"column.{column}", lang) for column in ("scenario", "mass", "lost", "cost")))
    for one in siting.scenarios:
        table.add_row(
            escape(one.scenario or "–"),
            number(one.mass_t, lang),
            number(one.lost_t, lang),
            number(one.cost_krub, lang, 0),
        )
    console.print(table)
    if len(siting.scenarios) < _FEW:
        console.print(_say("few_seasons", lang, count=len(siting.scenarios)), markup=False)


def _print_move(siting: Siting, console: Console, lang: str) -> None:
    move = siting.move
    if move is None:
        return
    unit = _say(f"unit.{siting.unit}", lang)
    sign = "+" if move.difference >= 0 else "−"
    console.print(
        _say(
            "move",
            lang,
            here=name_site(siting, move.from_site),
            there=name_site(siting, move.to_site),
            value=number(move.value, lang, 2),
            difference=f"{sign}{number(abs(move.difference), lang, 2)}",
            unit=unit,
        ),
        style="bold",
        markup=False,
    )
    for one in move.changes:
        console.print(
            _say(
                "change",
                lang,
                name=one.name,
                here=one.from_site or _say("nobody", lang),
                there=one.to_site or _say("nobody", lang),
                before=number(one.hours_before, lang),
                after=number(one.hours_after, lang),
            ),
            markup=False,
        )
