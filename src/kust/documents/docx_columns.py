"""Columns of a text document's tables that say nothing in any row: left out, the others share their width."""

from typing import Any

from docx.oxml.ns import qn

_NOTHING = ("", "–", "—")


def drop_empty_columns(document: Any) -> None:
    """Leave out the columns with a heading and nothing below; the first of a table always stays.

    Not for the user's own template: a column may be empty there because it is filled in by hand.
    """
    for table in document.element.body.iter(qn("w:tbl")):
        _drop(table)


def _drop(table: Any) -> None:
    grid, rows = table.find(qn("w:tblGrid")), table.findall(qn("w:tr"))
    cells = [row.findall(qn("w:tc")) for row in rows]
    if len(rows) < 2 or len({len(one) for one in cells}) != 1 or len(grid) != len(cells[0]):
        return
    body = cells[1:]
    empty = [place for place in range(1, len(grid)) if all(_words(row[place]) in _NOTHING for row in body)]
    if not empty:
        return
    total = sum(int(one.get(qn("w:w")) or 0) for one in grid)
    for row in (list(grid), *cells):
        for place in empty:
            row[place].getparent().remove(row[place])
    _share(table, total)


def _words(cell: Any) -> str:
    return "".join(one.text or "" for one in cell.iter(qn("w:t"))).strip()


def _share(table: Any, total: int) -> None:
    """Widen the columns that are left to the width of the table."""
    columns = table.find(qn("w:tblGrid")).findall(qn("w:gridCol"))
    left = sum(int(one.get(qn("w:w")) or 0) for one in columns)
    if not left:
        return
    widths = [round(int(one.get(qn("w:w")) or 0) * total / left) for one in columns]
    for column, width in zip(columns, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table.findall(qn("w:tr")):
        for cell, width in zip(row.findall(qn("w:tc")), widths, strict=True):
            told = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
            if told is not None:
                told.set(qn("w:w"), str(width))
