"""Editions and their requirements, on a terminal and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from kust.cli.terminal import new_table
from kust.cli.verdict_words import figure_of, title_of
from kust.i18n import say
from kust.law import Edition, Requirement


def present(editions: Sequence[Edition], console: Console, lang: str) -> None:
    """Print each edition with its requirements."""
    for edition in editions:
        until = edition.until.isoformat() if edition.until else "…"
        console.print(f"\n[bold]{edition.code}[/]  {edition.act}")
        status = say(f"cli.status.{edition.status}", lang)
        coverage = say(f"cli.coverage.{edition.coverage}", lang)
        console.print(
            say("cli.holds", lang, start=edition.from_on, until=until, status=status, coverage=coverage)
        )
        columns = ("requirement", "threshold", "evidence", "source")
        table = new_table(*(say(f"cli.column.{column}", lang) for column in columns))
        for rule in edition.requirements:
            evidence = say(f"verdict.evidence.{rule.basis.evidence}", lang)
            title = f"{title_of(rule.code, lang)}\n[dim]{rule.code}[/]"
            table.add_row(title, _threshold(rule, lang), evidence, rule.basis.source)
        console.print(table)
        for item in edition.not_found:
            console.print(f"  {say('cli.not_found', lang)}: {item[lang]}", markup=False)


def _threshold(rule: Requirement, lang: str) -> str:
    if rule.threshold is None:
        return say("cli.by_document", lang)
    sign = "≤" if rule.comparison == "<=" else "≥"
    return f"{sign} {figure_of(rule.code, rule.threshold, lang)}"


def editions_as_json(editions: Sequence[Edition]) -> list[dict[str, Any]]:
    """Bring editions into JSON."""
    return [
        {
            "edition": edition.code,
            "act": edition.act,
            "from": edition.from_on.isoformat(),
            "until": edition.until.isoformat() if edition.until else None,
            "status": edition.status,
            "coverage": edition.coverage,
            "not_found": [dict(item) for item in edition.not_found],
            "requirements": [
                {
                    "requirement": rule.code,
                    "title": {lang: title_of(rule.code, lang) for lang in ("ru", "en")},
                    "comparison": rule.comparison,
                    "threshold": rule.threshold,
                    "of_whom": rule.of_whom,
                    "rule": rule.rule,
                    "evidence": rule.basis.evidence,
                    "source": rule.basis.source,
                    "figures": {name: figure.value for name, figure in rule.figures.items()},
                }
                for rule in edition.requirements
            ],
        }
        for edition in editions
    ]
