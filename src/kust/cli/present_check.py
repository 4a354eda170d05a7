"""The result of a check on a terminal: one cluster whole, many as a table, editions and years side by side."""

from collections import defaultdict
from collections.abc import Sequence

from rich.console import Console

from kust.checks.moves import find_moves
from kust.checks.result import CheckResult, ClusterVerdicts, Verdict
from kust.cli.terminal import new_table, paint
from kust.cli.verdict_words import (
    alternative_in_words,
    conforms_in_words,
    day_of,
    figure_of,
    margin_of,
    threshold_of,
    title_of,
)
from kust.data.schema import tables
from kust.i18n import say

_SIGNS = {"met": "✓", "not_met": "✗", "unknown": "?"}
_WHOLE_UP_TO = 3


def present(result: CheckResult, console: Console, lang: str, names: dict[str, str]) -> None:
    """Print a result in the form that suits its size."""
    if not result.clusters:
        console.print(say("cli.no_clusters", lang))
        return
    by_cluster: dict[str, list[ClusterVerdicts]] = defaultdict(list)
    for entry in result.clusters:
        by_cluster[entry.cluster_id].append(entry)
    several_years = len(result.years) > 1
    if len(by_cluster) > _WHOLE_UP_TO:
        _print_overview(result, console, lang)
        return
    for entries in by_cluster.values():
        if result.edition == "all" and not several_years:
            _print_matrix(entries, console, lang)
        elif several_years:
            _print_years(entries, console, lang, names)
        else:
            for entry in entries:
                _print_whole(entry, result, console, lang, names)


def _heading(entry: ClusterVerdicts, console: Console) -> None:
    console.print(f"\n[bold]{entry.name}[/] ({entry.cluster_id})", highlight=False)


def _sign(verdict: str, lang: str) -> str:
    return paint(f"{_SIGNS[verdict]} {say(f'verdict.{verdict}', lang)}", verdict)


def _total(entry: ClusterVerdicts, lang: str) -> str:
    """Sum up an edition in a cell; of one known in part only that its known rules are met."""
    if entry.edition is None or entry.edition.coverage != "partial":
        return _sign(entry.conforms, lang)
    return paint(f"{_SIGNS[entry.conforms]} {say(f'verdict.known.{entry.conforms}', lang)}", entry.conforms)


def _print_whole(
    entry: ClusterVerdicts, result: CheckResult, console: Console, lang: str, names: dict[str, str]
) -> None:
    _heading(entry, console)
    edition = entry.edition.act if entry.edition else "–"
    console.print(say("cli.asked", lang, edition=edition, on=day_of(result.on, lang), year=entry.year))
    if entry.year < result.on.year - 1:
        console.print(say("cli.old_figures", lang, year=entry.year, on=day_of(result.on, lang)), markup=False)
    if entry.edition is None:
        console.print(conforms_in_words(entry, lang))
        return
    columns = ("requirement", "value", "threshold", "margin", "verdict", "evidence")
    table = new_table(*(say(f"cli.column.{column}", lang) for column in columns))
    for verdict in entry.verdicts:
        code = verdict.requirement.code
        table.add_row(
            f"{title_of(code, lang)}\n[dim]{code}[/]",
            figure_of(code, verdict.value, lang),
            threshold_of(verdict, lang),
            margin_of(verdict, lang),
            _sign(verdict.verdict, lang),
            say(f"verdict.evidence.{verdict.requirement.basis.evidence}", lang),
        )
    console.print(table)
    for verdict in entry.verdicts:
        _print_reasons(verdict, console, lang, names)
    console.print(
        f"[bold]{say('cli.total', lang)}:[/] {paint(conforms_in_words(entry, lang), entry.conforms)}"
    )
    for item in entry.edition.not_found:
        console.print(f"  {say('cli.not_found', lang)}: {item[lang]}", markup=False)


def _print_reasons(verdict: Verdict, console: Console, lang: str, names: dict[str, str]) -> None:
    """Print who drags a requirement down, what is missing and what another reading would say."""
    code, lines = verdict.requirement.code, []
    if verdict.verdict == "not_met":
        below = sorted((m for m in verdict.members if m.verdict == "not_met"), key=lambda m: m.value or 0)
        named = [
            f"{names.get(m.organisation_id, m.organisation_id)} ({figure_of(code, m.value, lang)})"
            for m in below
        ]
        if named:
            lines.append(f"{say('cli.below', lang)}: {_shorten(named, lang)}")
    if verdict.missing and verdict.verdict == "unknown":
        asked = dict.fromkeys(
            names.get(g.organisation_id or "", g.organisation_id or tables()[g.table].title(lang))
            for g in verdict.missing
        )
        lines.append(f"{say('cli.missing', lang, count=len(verdict.missing))}: {_shorten(list(asked), lang)}")
    # A reading that only brings in organisations without figures says nothing; the JSON holds it all the same.
    lines += [
        f"{say('cli.other_reading', lang)}: {alternative_in_words(alternative, lang)}"
        for alternative in verdict.alternatives
        if alternative.verdict != "unknown"
    ]
    if lines:
        console.print(f"{title_of(code, lang)}:", markup=False)
        for line in lines:
            console.print(f"  {line}", markup=False)


def _shorten(words: Sequence[str], lang: str, shown: int = 6) -> str:
    rest = len(words) - shown
    return ", ".join(words[:shown]) + (say("cli.and_more", lang, count=rest) if rest > 0 else "")


def _print_matrix(entries: list[ClusterVerdicts], console: Console, lang: str) -> None:
    """Print editions by requirements."""
    _heading(entries[0], console)
    codes = list(dict.fromkeys(v.requirement.code for entry in entries for v in entry.verdicts))
    table = new_table(say("cli.column.requirement", lang), *(e.edition.code for e in entries if e.edition))
    for code in codes:
        cells = []
        for entry in entries:
            found = next((v for v in entry.verdicts if v.requirement.code == code), None)
            cells.append(_cell(found, lang) if found else "")
        table.add_row(title_of(code, lang), *cells)
    table.add_section()
    table.add_row(say("cli.total", lang), *(_total(entry, lang) for entry in entries))
    console.print(table)
    for entry in entries:
        if entry.edition and entry.edition.coverage == "partial":
            console.print(f"{entry.edition.code}: {conforms_in_words(entry, lang)}", markup=False)


def _cell(verdict: Verdict, lang: str) -> str:
    figure = figure_of(verdict.requirement.code, verdict.value, lang)
    return paint(f"{_SIGNS[verdict.verdict]} {figure}", verdict.verdict)


def _print_years(entries: list[ClusterVerdicts], console: Console, lang: str, names: dict[str, str]) -> None:
    """Print years side by side, and through whom a verdict moved."""
    by_edition: dict[str, list[ClusterVerdicts]] = defaultdict(list)
    for entry in entries:
        by_edition[entry.edition.code if entry.edition else ""].append(entry)
    for of_edition in by_edition.values():
        _heading(of_edition[0], console)
        console.print(of_edition[0].edition.act if of_edition[0].edition else say("verdict.no_edition", lang))
        table = new_table(say("cli.column.requirement", lang), *(str(entry.year) for entry in of_edition))
        for row in zip(*(entry.verdicts for entry in of_edition), strict=True):
            table.add_row(title_of(row[0].requirement.code, lang), *(_cell(verdict, lang) for verdict in row))
        table.add_section()
        table.add_row(say("cli.total", lang), *(_total(entry, lang) for entry in of_edition))
        console.print(table)
        for move in find_moves(of_edition):
            through = [
                f"{names.get(m.organisation_id, m.organisation_id)} "
                f"({figure_of(move.requirement, m.before, lang)} → {figure_of(move.requirement, m.after, lang)})"
                for m in move.through
            ]
            words = say(
                "cli.moved",
                lang,
                requirement=title_of(move.requirement, lang),
                before=say(f"verdict.{move.before}", lang),
                after=say(f"verdict.{move.after}", lang),
                from_year=move.from_year,
                to_year=move.to_year,
            )
            console.print(words + (f": {_shorten(through, lang)}" if through else ""), markup=False)


def _print_overview(result: CheckResult, console: Console, lang: str) -> None:
    """Print many clusters, one a row."""
    counted = [say(f"verdict.{verdict}", lang) for verdict in _SIGNS]
    titles = [say(f"cli.column.{column}", lang) for column in ("cluster", "edition", "year")]
    table = new_table(*titles, *counted, say("cli.total", lang))
    for entry in result.clusters:
        counts = [str(sum(v.verdict == verdict for v in entry.verdicts)) for verdict in _SIGNS]
        edition = entry.edition.code if entry.edition else "–"
        name = f"{entry.cluster_id} {entry.name}"
        table.add_row(
            name, edition, str(entry.year), *counts, paint(conforms_in_words(entry, lang), entry.conforms)
        )
    console.print(table)
