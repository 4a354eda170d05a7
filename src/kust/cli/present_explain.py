"""An explanation on a terminal: the rule, its formula with numbers in it, and the rows behind each number."""

from rich.console import Console

from kust.checks.explain import Explanation, Line
from kust.checks.trace import Number
from kust.cli.terminal import new_table, paint
from kust.cli.verdict_words import alternative_in_words, figure_of, title_of
from kust.data.schema import tables
from kust.i18n import has_words, number, percent, say
from kust.law import parameters

_ROWS_SHOWN = 6


def present(explanation: Explanation, console: Console, lang: str, names: dict[str, str]) -> None:
    """Print an explanation."""
    entry, verdict = explanation.entry, explanation.verdict
    rule = verdict.requirement
    console.print(f"\n[bold]{title_of(rule.code, lang)}[/] · {entry.name} ({entry.cluster_id})")
    act = entry.edition.act if entry.edition else "–"
    console.print(say("cli.asked", lang, edition=act, on=explanation.result.on.isoformat(), year=entry.year))
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
        shown = f"{number(line.numerator, lang)} / {number(line.denominator, lang)} = {percent(line.value, lang, 2)}"
    if line.threshold is None:
        return f"{title}: {shown}"
    sign = "≤" if line.comparison == "<=" else "≥"
    return f"{title}: {shown}; {sign} {figure_of(code, line.threshold, lang)}?"


def _print_numbers(numbers: tuple[Number, ...], console: Console, lang: str, names: dict[str, str]) -> None:
    table = new_table(*(say(f"cli.column.{column}", lang) for column in ("name", "figure", "rows")))
    for item in numbers:
        who = names.get(item.organisation_id or "", item.organisation_id or "")
        what = " · ".join(filter(None, (who, _name(item.name, lang))))
        table.add_row(what, number(item.value, lang) if item.value is not None else "", _rows(item, lang))
    console.print(table)


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
    for row in item.rows[:_ROWS_SHOWN]:
        place = ", ".join(
            filter(None, (row.file, f"«{row.sheet}»" if row.sheet else "", say("cli.row", lang, row=row.row)))
        )
        cells = ", ".join(_cell(value, lang) for value in row.cells.values() if value is not None)
        line = f"{place}: {cells}"
        lines.append(line if row.used else f"[dim]({line})[/]")
    if len(item.rows) > _ROWS_SHOWN:
        lines.append(say("cli.more_rows", lang, count=len(item.rows) - _ROWS_SHOWN))
    return "\n".join(lines)


def _cell(value: object, lang: str) -> str:
    if isinstance(value, bool):
        return say(f"verdict.reading.{'yes' if value else 'no'}", lang)
    return number(value, lang) if isinstance(value, float) else str(value)


def _print_basis(explanation: Explanation, console: Console, lang: str) -> None:
    verdict = explanation.verdict
    if verdict.readings:
        readings = ", ".join(f"{name} = {value}" for name, value in verdict.readings.items())
        console.print(f"{say('cli.readings', lang)}: {readings}", markup=False)
    basis = verdict.requirement.basis
    clause = basis.clause[lang] if basis.clause else say("cli.clause_not_read", lang)
    evidence = say(f"verdict.evidence.{basis.evidence}", lang)
    console.print(
        f"{say('cli.clause', lang)}: {basis.act}, {clause}. {evidence}: {basis.source}", markup=False
    )
    for figure in verdict.requirement.figures.values():
        console.print(f"  {figure.name} = {figure.value}: {figure.source}", markup=False)
    for item in verdict.requirement.not_found:
        console.print(f"  {say('cli.not_found', lang)}: {item[lang]}", markup=False)
    console.print(f"digest: {explanation.result.digest}", markup=False)
