"""What is still needed, on a terminal: each problem with its figure then and now, and its measures."""

import shlex

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table, paint
from kust.i18n import say, word_day
from kust.programme.asking.needed import MeasureNeed, Needed
from kust.programme.asking.needed_words import now_in_words, then_in_words, why_in_words

_COLOURS = {"asks": "not_met", "settled": "met", "unknown": "unknown", "challenge": "unknown"}
_W = "programme_draft"


def present(needed: Needed, console: Console, lang: str) -> None:
    """Print the problems with their figures, then the measures that hang on them."""
    editions = ", ".join(needed.editions) or "–"
    console.print(say(f"{_W}.asked", lang, on=word_day(needed.on, lang), year=needed.year, editions=editions))
    if not needed.problems and not needed.measures:
        console.print(say(f"{_W}.no_programme", lang))
        return
    by_problem: dict[str | None, list[MeasureNeed]] = {}
    for one in needed.measures:
        by_problem.setdefault(one.problem_id, []).append(one)
    table = new_table(*(say(f"{_W}.column.{name}", lang) for name in ("problem", "then", "now", "state")))
    for problem in needed.problems:
        state = paint(say(f"{_W}.state.{problem.state}", lang), _COLOURS[problem.state])
        title = f"[bold]{escape(problem.title)}[/]"
        if problem.explain:
            title += f"\n[dim]kust {escape(shlex.join(problem.explain))}[/]"
        table.add_row(
            title,
            escape(then_in_words(problem, lang)),
            escape("\n".join(filter(None, (now_in_words(problem, lang), why_in_words(problem, lang))))),
            state,
        )
        for one in by_problem.pop(problem.problem_id, []):
            table.add_row(f"  • {escape(one.title)}", "", "", "")
        table.add_section()
    console.print(table)
    for measures in by_problem.values():
        for one in measures:
            console.print(f"• {one.title}: {say(f'{_W}.why.{one.why}', lang)}", markup=False)
    _print_settled(needed, console, lang)


def _print_settled(needed: Needed, console: Console, lang: str) -> None:
    """Tell apart what was done and has reached its aim, and what nothing asks for any longer."""
    for code, is_done in (("reached", True), ("no_longer", False)):
        settled = [one for one in needed.measures if one.state == "settled" and one.is_done is is_done]
        if settled:
            console.print(f"\n[bold]{say(f'{_W}.{code}', lang)}[/]")
        for one in settled:
            console.print(f"  • {one.title} ({one.measure_id})", markup=False)
