"""A regulation on a terminal: its printed totals held against its rows, and what is wrong."""

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import line_of, new_table
from kust.harvest.stocks.regulation import Regulation, Total
from kust.i18n import plain_number, say


def present(regulation: Regulation, console: Console, lang: str) -> None:
    """Print each total with the rows it should be the sum of."""
    counts = {"rows": len(regulation.lines), "totals": len(regulation.totals)}
    console.print(
        say("harvest_stock.regulation.title", lang, path=regulation.path, **counts),
        style="bold",
        markup=False,
    )
    if not regulation.totals:
        console.print(say("harvest_stock.regulation.no_totals", lang))
    else:
        _print_totals(regulation, console, lang)
    for finding in regulation.findings:
        if finding.severity != "error":
            console.print(line_of(finding, lang), markup=False)


def _print_totals(regulation: Regulation, console: Console, lang: str) -> None:
    titles = [say("harvest_stock.column.forestry", lang)]
    titles += [
        say(f"harvest_stock.regulation.column.{c}", lang)
        for c in ("group", "year", "parts", "sum", "printed")
    ]
    table = new_table(*titles, say("harvest_stock.column.status", lang))
    for total in regulation.totals:
        table.add_row(*_cells(total, lang))
    console.print(table)


def _cells(total: Total, lang: str) -> tuple[str, ...]:
    return (
        escape(total.forestry),
        escape(total.group) or say("harvest_stock.regulation.whole", lang),
        str(total.year or "–"),
        " + ".join(plain_number(part, lang) for part in total.parts) or "–",
        "–" if total.sum_t is None else plain_number(total.sum_t, lang),
        plain_number(total.printed_t, lang),
        say(f"harvest_stock.total.{total.status}", lang),
    )
