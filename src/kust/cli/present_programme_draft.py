"""A draft on a terminal: each problem with its figure and the command that shows it, and what is proposed about it."""

import shlex
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table
from kust.documents.change_words import Names, name_things
from kust.documents.programme.indicator_words import word_source
from kust.i18n import number, plural, say, word_day
from kust.programme.asking.sign import Sign
from kust.programme.drafting.draft import Draft
from kust.programme.programme import Cost, Measure, Problem, Programme

_W = "programme_draft"


def present(draft: Draft, console: Console, lang: str, standing: Programme | None = None) -> None:
    """Print what is proposed by goal and problem; nothing of it is decided.

    ``standing``: the programme that the proposals are added to, which names goals, problems and owners that it has.
    """
    programme = draft.programme
    console.print(f"\n[bold]{escape(programme.cluster)}[/] ({escape(programme.cluster_id)})")
    editions = ", ".join(draft.editions) or "–"
    console.print(say(f"{_W}.asked", lang, on=word_day(draft.on, lang), year=draft.year, editions=editions))
    console.print(say(f"{_W}.nature", lang), style="dim")
    if not programme.problems and not programme.measures:
        console.print(f"\n{say(f'{_W}.nothing', lang)}")
        return
    if draft.is_new and programme.starts_on and programme.ends_on:
        days = f"{word_day(programme.starts_on, lang)} – {word_day(programme.ends_on, lang)}"
        console.print(f"\n{programme.title}: {days}", markup=False)
    signs = {(one.kind, one.reference): one for one in draft.signs}
    because = {one.id: signs.get((one.kind, one.reference)) for one in draft.because}
    names = name_things(*([standing] if standing else []), programme)
    for goal in dict.fromkeys(one.goal_id for one in programme.problems):
        if goal is not None:
            title = say(f"{_W}.goal", lang, title=escape(names.get(("goal", goal), goal)))
            console.print(f"\n[bold]{title}[/]")
        for problem in (one for one in programme.problems if one.goal_id == goal):
            _print_problem(problem, because[problem.problem_id], draft, names, console, lang)
    _print_rest(draft, because, names, console, lang)
    _print_indicators(draft, console, lang)
    console.print(_counts(draft, lang))


def _print_problem(
    problem: Problem, sign: Sign | None, draft: Draft, names: Names, console: Console, lang: str
) -> None:
    console.print(f"\n[bold]{escape(problem.title)}[/]")
    if problem.description:
        console.print(f"  {problem.description}", markup=False)
    if sign is not None:
        _print_command(sign, console)
    own = [one for one in draft.programme.measures if one.problem_id == problem.problem_id]
    _print_measures(own, draft, names, console, lang)


def _print_command(sign: Sign, console: Console) -> None:
    console.print(f"  [dim]kust {escape(shlex.join(sign.explain))}[/]", soft_wrap=True)


def _print_measures(measures: list[Measure], draft: Draft, names: Names, console: Console, lang: str) -> None:
    if not measures:
        return
    table = new_table(
        *(say(f"{_W}.column.{name}", lang) for name in ("measure", "owner", "days", "after", "costs"))
    )
    places = {one.measure_id: str(one.number) for one in draft.programme.measures}
    for one in measures:
        table.add_row(
            f"{one.number}. {escape(one.title)}",
            escape(names.get(("stakeholder", one.owner_id or ""), one.owner_id or "–")),
            _days(one, lang),
            ", ".join(places.get(name, name) for name in one.depends_on) or "–",
            _costs(one.costs, lang),
        )
    console.print(table)


def _days(measure: Measure, lang: str) -> str:
    if measure.starts_on and measure.ends_on:
        return f"{word_day(measure.starts_on, lang)}–{word_day(measure.ends_on, lang)}"
    if measure.duration_days is not None:
        return say(f"{_W}.does_not_fit", lang, days=measure.duration_days)
    return "–"


def _costs(costs: Iterable[Cost], lang: str) -> str:
    lines = []
    for one in costs:
        source = say(f"{_W}.source.{one.source or 'unknown'}", lang)
        amount = (
            number(one.amount_krub, lang, 0)
            if one.amount_krub is not None
            else say(f"{_W}.amount_unknown", lang)
        )
        lines.append(f"{one.year}: {amount} ({source})")
    return "\n".join(lines) or "–"


def _print_rest(
    draft: Draft, because: dict[str, Sign | None], names: Names, console: Console, lang: str
) -> None:
    """Print measures against problems that the programme has already."""
    new = {one.problem_id for one in draft.programme.problems}
    rest: dict[str, list[Measure]] = {}
    for one in draft.programme.measures:
        if one.problem_id is not None and one.problem_id not in new:
            rest.setdefault(one.problem_id, []).append(one)
    for problem, measures in rest.items():
        title = names.get(("problem", problem), problem)
        console.print(f"\n[bold]{say(f'{_W}.known_problem', lang, problem=escape(title))}[/]")
        sign = because[measures[0].measure_id]
        if sign is not None:
            _print_command(sign, console)
        _print_measures(measures, draft, names, console, lang)


def _print_indicators(draft: Draft, console: Console, lang: str) -> None:
    if not draft.programme.indicators:
        return
    console.print(f"\n[bold]{say(f'{_W}.indicators', lang)}[/]")
    for one in draft.programme.indicators:
        told = [f"{escape(one.indicator)}, {escape(one.unit or '–')}"]
        if one.filled_from:
            told.append(say(f"{_W}.filled", lang, source=word_source(one.filled_from, lang)))
        if one.base is not None:
            told.append(say(f"{_W}.base", lang, year=one.base_year, value=number(one.base, lang, 3)))
        told += [
            say(f"{_W}.target", lang, year=target.year, value=number(target.target, lang, 3))
            for target in one.targets
        ]
        console.print(f"  {'; '.join(told)}")


def _counts(draft: Draft, lang: str) -> str:
    counted = [
        (len(getattr(draft.programme, part)), part)
        for part in ("goals", "problems", "measures", "indicators", "milestones")
    ]
    told = [f"{count} {plural(count, lang, say(f'{_W}.count.{part}', lang))}" for count, part in counted]
    return "\n" + say(f"{_W}.counts", lang, counts=", ".join(told))
