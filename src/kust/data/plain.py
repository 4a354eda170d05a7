"""Read at once the columns whose every cell is written the plain way; the others are left to the careful reader.

What a small table costs is the number of questions put to it: here all its columns are asked in one and read in
another, where :func:`kust.data.parse.parse_column` needs a dozen each.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from kust.data.parse import (
    ISO_DAY,
    LARGEST_WHOLE,
    LIKE_THOUSANDS,
    PLAIN_NUMBER,
    TRUTH,
    TYPES,
    is_counted,
    read_codes,
    read_iso_days,
    read_words,
)
from kust.data.schema import Column


def read_plain(rows: pl.DataFrame, columns: Mapping[str, Column], *, from_sheet: bool) -> dict[str, pl.Expr]:
    """Give, for each column that holds no doubt, the expression that reads it.

    Parameters
    ----------
    rows
        Text, already trimmed, null where missing; at least one row.
    columns
        The column of the contract that each column of ``rows`` is.
    from_sheet
        The cells are those of a workbook, where a number that was typed as one comes with a dot.

    Returns
    -------
    dict
        By column of ``rows``: what ``parse_column`` would make of it, where that finds no problem.
    """
    nulls = dict(zip(rows.columns, rows.null_count().row(0), strict=True))
    filled = {cell: column for cell, column in columns.items() if nulls[cell] < rows.height}
    read = {cell: pl.lit(None, dtype=TYPES[columns[cell].type]) for cell in columns if cell not in filled}
    questions = {
        cell: question
        for cell, column in filled.items()
        if (question := _question(pl.col(cell), column, from_sheet=from_sheet)) is not None
    }
    answers = rows.select(**questions).row(0, named=True) if questions else {}
    for cell, column in filled.items():
        value = _value(pl.col(cell), column, answers.get(cell, True))
        if value is not None:
            read[cell] = value
    return read


def _question(cells: pl.Expr, column: Column, *, from_sheet: bool) -> pl.Expr | None:
    """Ask whether all cells are plain; of codes, which ones there are; of other text, nothing."""
    if column.type in ("number", "integer"):
        return pl.all_horizontal(*_number_tests(cells, column, from_sheet=from_sheet))
    if column.type == "date":
        return cells.str.contains(ISO_DAY).all() & (read_iso_days(cells).null_count() == cells.null_count())
    return cells.drop_nulls().unique().implode() if column.codes or column.type == "boolean" else None


def _number_tests(cells: pl.Expr, column: Column, *, from_sheet: bool) -> Iterator[pl.Expr]:
    value = cells.cast(pl.Float64, strict=False)
    yield cells.str.contains(PLAIN_NUMBER).all()
    yield ~value.is_infinite().any()
    if column.type == "integer":
        yield ~cells.str.contains(LIKE_THOUSANDS).any()
        yield (value == value.round()).all() & (value.abs() < LARGEST_WHOLE).all()
    elif is_counted(column) and not from_sheet:
        fraction = cells.str.contains(".", literal=True)
        yield ~fraction.any() | (fraction & ~cells.str.contains(LIKE_THOUSANDS)).any()


def _value(cells: pl.Expr, column: Column, answer: bool | list[str]) -> pl.Expr | None:
    """Read a column by the answer to its question; None leaves it to the careful reader."""
    if isinstance(answer, list):
        return _coded(cells, column, read_codes(answer, column))
    if not answer:
        return None
    if column.type in ("number", "integer"):
        return cells.cast(pl.Float64, strict=False).cast(TYPES[column.type], strict=False)
    return read_iso_days(cells) if column.type == "date" else read_words(cells, column)


def _coded(cells: pl.Expr, column: Column, codes: Mapping[str, str | None]) -> pl.Expr | None:
    if None in codes.values():
        return None
    if column.type == "boolean":
        truth = {text: TRUTH[str(code)] for text, code in codes.items()}
        return cells.replace_strict(truth, return_dtype=pl.Boolean)
    if all(text == code for text, code in codes.items()):
        return cells
    return cells.replace_strict(codes, return_dtype=pl.String)
