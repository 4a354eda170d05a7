"""Sheets of the workbook of a programme that hold more, or plainer figures, than a table of the document."""

from collections.abc import Iterator

from kust.documents.blocks import Cell, Column, Table
from kust.documents.programme import tables as of
from kust.documents.programme.content import ProgrammeContent
from kust.documents.programme.table_lines import BudgetLine
from kust.documents.programme.tables import tabulate
from kust.documents.programme.tell import DASH
from kust.i18n import say


def list_measures(content: ProgrammeContent) -> Table:
    """List every measure with all that is told of it."""
    return tabulate(of.EVERY_MEASURE, _every_measure(content), content.lang)


def _every_measure(content: ProgrammeContent) -> Iterator[dict[str, object]]:
    """List the measures with the goal and the problem that each belongs to."""
    for goal in content.goals:
        for problem in goal.problems:
            for one in problem.measures:
                told = {name: getattr(one, name) for name in one.__dataclass_fields__}
                titles = {
                    "goal_title": f"{goal.number}. {goal.title}",
                    "problem_title": f"{problem.number}. {problem.title}",
                }
                yield told | titles


def list_indicators(content: ProgrammeContent) -> Table:
    """Put target and actual figure of each year into columns of their own."""
    lang = content.lang
    heads = [
        _column("number", "count", 5, lang),
        _column("indicator", "long", 40, lang),
        _column("unit", "text", 12, lang),
    ]
    heads += [_column("base_year", "year", 9, lang), _column("base", "amount", 14, lang)]
    for year in content.years:
        heads += [_of_year(year, name, lang) for name in ("target", "actual")]
    heads += [_column("final_target", "amount", 16, lang), _column("forecast_figure", "amount", 16, lang)]
    heads += [_column("forecast", "long", 36, lang), _column("state", "long", 18, lang)]
    rows = tuple(
        (
            int(one.number),
            one.title,
            one.unit,
            one.base_year,
            one.base,
            *(figure for year in one.years for figure in (year.target, year.actual)),
            one.final_target,
            one.forecast,
            one.forecast_words,
            one.state,
        )
        for one in content.indicators
    )
    title = say("programme_document.table.indicators", lang)
    return Table("programme_document.indicators", title, tuple(heads), rows)


def list_budget(content: ProgrammeContent) -> Table:
    """Put plan and fact of each year into columns of their own."""
    lang = content.lang
    heads = [_column("source", "long", 28, lang)]
    for year in content.budget_years:
        heads += [_of_year(year, name, lang) for name in ("plan", "fact")]
    heads += [_column(name, "amount", 16, lang) for name in ("total_plan", "total_fact")]
    rows = tuple(_money(one) for one in content.budget)
    totals = (_money(content.budget_total),) if rows else ()
    title = say("programme_document.table.budget", lang)
    return Table("programme_document.budget", title, tuple(heads), rows, totals=totals)


def _money(line: BudgetLine) -> tuple[Cell, ...]:
    """Tell plan and fact; where nothing is stated the cell is empty, which is neither zero nor missing."""
    cells = (cell for one in (*line.years, line.total) for cell in ((one.plan, one.words), (one.fact, "")))
    return (
        line.source,
        *(amount if amount is not None or words not in ("", DASH) else "" for amount, words in cells),
    )


def _column(name: str, kind: str, width: int, lang: str) -> Column:
    return Column(say(f"programme_document.column.{name}", lang), kind, width)


def _of_year(year: int, name: str, lang: str) -> Column:
    return Column(f"{year}, {say(f'programme_document.column.{name}', lang).lower()}", "amount", 14)
