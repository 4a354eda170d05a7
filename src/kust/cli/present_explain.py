"""An explanation on a terminal: the rule, its formula with numbers in it, and the rows behind each number."""

from datetime import date

from rich.console import Console
from rich.markup import escape

from kust.checks.explain import Explanation, Line
from kust.checks.trace import Number
from kust.cli.terminal import new_table, paint
from kust.cli.verdict_words import (
    alternative_in_words,
    day_of,
    figure_of,
    reading_in_words,
    title_of,
    yes_or_no,
)
from kust.data.schema import tables
from kust.i18n import has_words, percent, plain_number, say
from kust.law import parameters

_ROWS_SHOWN = 12


def present(explanation: Explanation, console: Console, lang: str, names: dict[str, str]) -> None:
    """Print an explanation."""
    entry, verdict = explanation.entry, explanation.verdict
    rule = verdict.requirement
    console.print(f"\n[bold]{title_of(rule.code, lang)}[/] · {entry.name} ({entry.cluster_id})")
    act = entry.edition.act if entry.edition else "–"
    console.print(
        say("cli.asked", lang, edition=act, on=day_of(explanation.result.on, lang), year=entry.year)
    )
    console.print(str(parameters(rule.code)["rule"][lang]), markup=False)
    console.print(f"\n[bold]{say('cli.formula', lang)}[/]")
    for line in explanation.lines:
        word = paint(say(f"verdict.{line.verdict}", lang), line.verdict)
        console.print(f"  {_formula(line, rule.code, lang)} → {word}")
    word = paint(say(f"verdict.{verdict.verdict}", lang), verdict.verdict)
    console.print(f"  {say('cli.total', lang)}: {word}")
    _print_numbers(explanation.numbers, console, lang, names)
    for alternative in verdict.alternatives:
        console.print(
            f"{say('cli.other_reading', lang)}: {alternative_in_words(alternative, lang)}", markup=False
        )
    _print_basis(explanation, console, lang)


def _formula(line: Line, code: str, lang: str) -> str:
    is_part = has_words(f"verdict.part.{line.name}")
    title = say(f"verdict.part.{line.name}", lang) if is_part else title_of(code, lang)
    shown = figure_of(code, line.value, lang)
    if line.numerator is not None and line.denominator is not None:
        top, bottom = plain_number(line.numerator, lang), plain_number(line.denominator, lang)
        shown = f"{top} / {bottom} = {percent(line.value, lang, 2)}"
    if line.threshold is None:
        return f"{title}: {shown}"
    sign = "≤" if line.comparison == "<=" else "≥"
    return f"{title}: {shown}; {sign} {figure_of(code, line.threshold, lang)}?"


def _print_numbers(numbers: tuple[Number, ...], console: Console, lang: str, names: dict[str, str]) -> None:
    table = new_table(*(say(f"cli.column.{column}", lang) for column in ("name", "figure", "rows")))
    for item in numbers:
        who = names.get(item.organisation_id or "", item.organisation_id or "")
        what = " · ".join(filter(None, (who, _name(item.name, lang))))
        table.add_row(what, _value(item, lang), _rows(item, lang))
    console.print(table)


def _value(item: Number, lang: str) -> str:
    if item.value is None:
        return ""
    is_flag = any(
        column.name == item.name and column.type == "boolean" for column in tables()["memberships"].columns
    )
    return yes_or_no(item.value == 1, lang) if is_flag else plain_number(item.value, lang)


def _name(name: str, lang: str) -> str:
    """Name a number by its words, else by the title of its column or table."""
    if has_words(f"cli.number.{name}"):
        return say(f"cli.number.{name}", lang)
    for table in ("accounts", "memberships"):
        for column in tables()[table].columns:
            if column.name == name:
                return column.title(lang)
    return tables()[name].title(lang) if name in tables() else name


def _rows(item: Number, lang: str) -> str:
    if not item.rows:
        return say("cli.no_rows", lang)
    lines = []
    ordered = sorted(item.rows, key=lambda row: not row.used)
    for row in ordered[:_ROWS_SHOWN]:
        place = ", ".join(
            filter(None, (row.file, f"«{row.sheet}»" if row.sheet else "", say("cli.row", lang, row=row.row)))
        )
        cells = ", ".join(
            _cell(row.table, name, value, lang) for name, value in row.cells.items() if value is not None
        )
        line = f"{place}: {cells}"
        lines.append(escape(line) if row.used else f"[dim]{say('cli.not_used', lang)}: {escape(line)}[/]")
    if len(item.rows) > _ROWS_SHOWN:
        lines.append(say("cli.more_rows", lang, count=len(item.rows) - _ROWS_SHOWN))
    return "\n".join(lines)


def _cell(table: str, name: str, value: object, lang: str) -> str:
    """Write a cell as people do: codes by their labels, days and numbers in the form of the language."""
    if isinstance(value, bool):
        return yes_or_no(value, lang)
    if isinstance(value, date):
        return day_of(value, lang)
    if isinstance(value, float):
        return plain_number(value, lang)
    labels = {code.code: code.title(lang) for code in tables()[table].column(name).codes}
    return labels.get(str(value), str(value))


def _print_basis(explanation: Explanation, console: Console, lang: str) -> None:
    verdict = explanation.verdict
    if verdict.readings:
        readings = "; ".join(reading_in_words(name, value, lang) for name, value in verdict.readings.items())
        console.print(f"{say('cli.readings', lang)}: {readings}", markup=False)
    basis = verdict.requirement.basis
    clause = basis.clause[lang] if basis.clause else say("cli.clause_not_read", lang)
    evidence = say(f"verdict.evidence.{basis.evidence}", lang)
    console.print(
        f"{say('cli.clause', lang)}: {basis.act}, {clause}. {evidence}: {basis.source}", markup=False
    )
    for figure in verdict.requirement.figures.values():
        shown = (
            yes_or_no(figure.value, lang)
            if isinstance(figure.value, bool)
            else plain_number(figure.value, lang)
        )
        name = say(f"verdict.figure.{figure.name}", lang)
        console.print(f"  {name}: {shown} ({figure.source})", markup=False)
    for item in verdict.requirement.not_found:
        console.print(f"  {say('cli.not_found', lang)}: {item[lang]}", markup=False)
    console.print(f"{say('cli.digest', lang)}: {explanation.result.digest}", markup=False)
