"""A regulation on a terminal: its printed totals held against its rows, and what is wrong."""

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import line_of, new_table
from kust.harvest.stocks.regulation import Regulation
from kust.harvest.stocks.regulation_totals import Total
from kust.i18n import plain_number, say

_LONGEST = 20  # letters of a word that is not broken


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
    has_year = any(total.year for total in regulation.totals)
    named = ("group", *(("year",) if has_year else ()), "parts", "sum", "printed")
    titles = [say(f"harvest_stock.regulation.column.{column}", lang) for column in named]
    table = new_table(*titles, say("harvest_stock.column.status", lang))
    longest = (len(word) for total in regulation.totals for word in total.group.split())
    table.columns[0].min_width = min(_LONGEST, max(longest, default=0))
    for column in table.columns[-3:]:
        column.no_wrap = True
    for total in regulation.totals:
        group = escape(total.group) or say("harvest_stock.regulation.whole", lang)
        whose = f"{escape(total.forestry)}\n{group}" if total.forestry else group
        year = [str(total.year or "–")] if has_year else []
        table.add_row(whose, *year, *_figures(total, lang))
    console.print(table)


def _figures(total: Total, lang: str) -> tuple[str, ...]:
    return (
        " + ".join(plain_number(part, lang) for part in total.parts) or "–",
        # A sum of decimals is a hair off: 933.0000000000001.
        "–" if total.sum_t is None else plain_number(float(f"{total.sum_t:.10g}"), lang),
        plain_number(total.printed_t, lang),
        say(f"harvest_stock.total.{total.status}", lang),
    )
