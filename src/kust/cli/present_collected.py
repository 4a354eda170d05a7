"""What came back from the firms, on a terminal and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console

from kust.cli.terminal import line_of, new_table
from kust.data.collect import Asked, Collected
from kust.i18n import number, say

_SHOWN = 40


def present(collected: Collected, console: Console, lang: str) -> None:
    """Print who answered, who did not, and what both sides tell differently."""
    _print_names("answered", collected.answered, console, lang)
    _print_names("not_answered", collected.not_answered, console, lang)
    for twice in collected.twice:
        files = ", ".join(twice.set_aside)
        console.print(f"{say('cli.twice', lang)}: {twice.name}: {twice.counted} ({files})", markup=False)
    for file in collected.unreadable:
        console.print(f"{say('cli.unreadable', lang)}: {file.file}: {file.reason.words(lang)}", markup=False)
    if collected.differences:
        titles = ("supplier_buyer", "by_supplier", "by_buyer")
        table = new_table(*(say(f"cli.{title}", lang) for title in titles))
        for one in collected.differences[:_SHOWN]:
            flow = f"{one.supplier_id} → {one.buyer_id}, {one.product_id}, {one.year}"
            table.add_row(flow, number(one.supplier_krub, lang), number(one.buyer_krub, lang))
        console.print(f"[bold]{say('cli.differences', lang)}[/]")
        console.print(table)
    for finding in collected.findings:
        console.print(line_of(finding, lang), markup=False, soft_wrap=True)
    if collected.output:
        console.print(say("cli.written", lang, path=collected.output), markup=False)


def _print_names(title: str, asked: Sequence[Asked], console: Console, lang: str) -> None:
    names = ", ".join(one.name for one in asked) or say("cli.nobody", lang)
    console.print(f"[bold]{say(f'cli.{title}', lang)}[/] ({len(asked)}): ", end="")
    console.print(names, markup=False)


def collected_as_json(collected: Collected, lang: str) -> dict[str, Any]:
    """Bring what was collected into JSON."""
    return {
        "years": list(collected.years),
        "answered": [asdict(one) for one in collected.answered],
        "not_answered": [asdict(one) for one in collected.not_answered],
        "twice": [asdict(one) for one in collected.twice],
        "unreadable": [{"file": one.file, "reason": one.reason.words(lang)} for one in collected.unreadable],
        "differences": [asdict(one) for one in collected.differences],
        "findings": [
            {**asdict(finding), "message": finding.message(lang), "mend": finding.mend(lang)}
            for finding in collected.findings
        ],
        "output": str(collected.output) if collected.output else None,
    }
