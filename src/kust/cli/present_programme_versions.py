"""Versions of a programme on a terminal: which was kept where, and what changed between two, and why."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table
from kust.documents.programme.changes import COLUMNS, Compared, word_finding
from kust.i18n import say, word_day
from kust.programme.keeping.changes import ChangeFinding
from kust.programme.keeping.versions import Version

_W = "programme_versions"


@dataclass(frozen=True)
class Kept:
    """A version with its file, and what was changed in it without a reason."""

    version: Version
    path: Path
    lacking: tuple[ChangeFinding, ...]


def present_version(kept: Kept, console: Console, lang: str) -> None:
    """Say which version was kept where, what was left out of it, and what nobody has given a reason for."""
    version = kept.version
    told = say(f"{_W}.kept", lang, number=version.number, on=word_day(version.on, lang), path=kept.path)
    console.print(told, markup=False, soft_wrap=True)
    if version.left_out:
        console.print(say(f"{_W}.left_out", lang, count=version.left_out))
    _print_lacking(kept.lacking, console, lang)


def present(compared: Compared, console: Console, lang: str) -> None:
    """Print the table of changes, and what nobody has given a reason for."""
    console.print(f"\n[bold]{escape(compared.title)}[/]")
    console.print(compared.between(lang), markup=False)
    if not compared.changes.changes:
        console.print(say(f"{_W}.same", lang))
        if compared.after is None and compared.before.number > 1:
            number = compared.before.number
            console.print(say(f"{_W}.same_hint", lang, number=number, start=number - 1))
        return
    table = new_table(*(say(f"{_W}.column.{name}", lang) for name in COLUMNS))
    last = ("", "")
    for thing, *cells, reason in compared.rows(lang):
        is_same = thing == last[0]
        told = "" if is_same and reason == last[1] else reason or "–"
        table.add_row(*(escape(cell) for cell in ("" if is_same else thing, *cells, told)))
        last = (thing, reason)
    console.print(table)
    _print_lacking(compared.changes.findings, console, lang)


def _print_lacking(lacking: tuple[ChangeFinding, ...], console: Console, lang: str) -> None:
    if lacking:
        console.print(f"[bold]{say(f'{_W}.without_reason', lang)}[/]")
    for finding in lacking:
        console.print(f"  • {word_finding(finding, lang)}", markup=False)
