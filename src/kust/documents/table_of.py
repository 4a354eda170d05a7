"""A table whose headings stand in a catalogue of words."""

from collections.abc import Iterable

from kust.documents.blocks import Cell, Table
from kust.documents.plans.tables import columns_of
from kust.i18n import say

Heads = tuple[tuple[str, str, int], ...]


def table_of(
    words: str,
    code: str,
    lang: str,
    heads: Heads,
    rows: Iterable[tuple[Cell, ...]],
    *,
    title: str = "",
    note: str = "",
    look: str = "",
) -> Table:
    """Make a table named by the entries ``column.…`` and ``table.<code>`` of a catalogue.

    Parameters
    ----------
    heads
        Code, kind and width of each column.
    title
        The code of its title, where it is not that of the table.
    """
    named = say(f"{words}.{title or f'table.{code}'}", lang)
    return Table(f"{words}.{code}", named, columns_of(words, lang, *heads), tuple(rows), note, look=look)
