"""Tables of the forest on a terminal: on a narrow screen the columns that matter less stay away."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table

_WIDE = 110


def is_wide(console: Console) -> bool:
    """Tell whether all columns have room."""
    return console.width >= _WIDE


def print_table(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    console: Console,
    *,
    words: Sequence[int] = (0,),
    wide_only: Sequence[int] = (),
    total: bool = False,
) -> None:
    """Print a table.

    Parameters
    ----------
    words
        Columns of words; all others hold figures and stand at the right.
    wide_only
        Columns that a narrow screen leaves out.
    total
        Whether the last row is a total.
    """
    kept = [n for n in range(len(titles)) if is_wide(console) or n not in wide_only]
    table = new_table(*(titles[n] for n in kept))
    for column, n in zip(table.columns, kept, strict=True):
        column.justify = "left" if n in words else "right"
    for place, row in enumerate(rows):
        cells = [escape(row[n]) for n in kept]
        last = total and place == len(rows) - 1
        table.add_row(*(f"[bold]{cell}[/]" if last and cell else cell for cell in cells))
    console.print(table)
