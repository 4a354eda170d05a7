"""Turn columns of text into typed columns by the contract; what cannot be read becomes a finding."""

from collections.abc import Iterator

import polars as pl

from kust.data.schema import Code, Column
from kust.quantities import MISSING_WORDS, parse_number

TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "geometry": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
}
_SPACES = "[\u00a0\u202f\u2009\u2007\u2008\u200a\u2002\u2003\t ]+"
_PLAIN = r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$"
_ONE_SIGN = r"^-?(\d+|\d{1,3}( \d{3})+)([.,]\d+)?$"
_ISO_DAY = r"^\d{4}-\d{2}-\d{2}([ T]00:00:00(\.0+)?)?$"
_LOCAL_DAY = r"^\d{1,2}\.\d{1,2}\.\d{4}$"
_TRUE = ("true", "1", "истина")
_FALSE = ("false", "0", "ложь")

Problem = tuple[int, str, str]
"""Position in the column, what the cell holds, code of the finding."""


def blank_to_null(cells: pl.Expr) -> pl.Expr:
    """Trim a cell, plain spaces for typographic ones; what means «missing» becomes null."""
    trimmed = cells.str.replace_all(_SPACES, " ").str.strip_chars(" ")
    return pl.when(~trimmed.str.to_lowercase().is_in(MISSING_WORDS)).then(trimmed)


def parse_column(cells: pl.Series, column: Column) -> tuple[pl.Series, list[Problem]]:
    """Read a column of text as its contract's type.

    Parameters
    ----------
    cells
        Text, already trimmed, null where missing.
    column
        The column of the contract.

    Returns
    -------
    tuple
        Typed values, null where a cell could not be read, and the problems.
    """
    if column.type in ("number", "integer"):
        parsed, problems = _parse_numbers(cells, column)
    elif column.type == "date":
        parsed, problems = _parse_days(cells)
    elif column.type == "boolean":
        words = [
            *column.codes,
            *(Code("yes", word, word) for word in _TRUE),
            *(Code("no", w, w) for w in _FALSE),
        ]
        coded, problems = _parse_codes(cells, words, "cell.boolean")
        parsed = coded.replace_strict({"yes": True, "no": False}, return_dtype=pl.Boolean)
    elif column.codes:
        several = column.name == "cause"
        parsed, problems = _parse_codes(cells, list(column.codes), "cell.code", several=several)
    else:
        parsed, problems = _parse_text(cells, column), []
    return parsed.rename(column.name), problems


def _parse_text(cells: pl.Series, column: Column) -> pl.Series:
    if column.name == "region":
        return cells.str.zfill(2)  # a spreadsheet drops the zero of 02
    if column.name in ("country", "origin_country"):
        return cells.str.to_uppercase()
    return cells


def _problems(cells: pl.Series, wrong: pl.Series, code: str) -> Iterator[Problem]:
    for position in wrong.arg_true():
        yield int(position), str(cells[position]), code


def _parse_numbers(cells: pl.Series, column: Column) -> tuple[pl.Series, list[Problem]]:
    plain = cells.str.contains(_PLAIN)
    parsed = cells.cast(pl.Float64, strict=False)
    problems: list[Problem] = []
    if not plain.all():
        parsed, problems = _parse_typed_numbers(cells, column.is_share)
    if column.type == "number":
        return parsed, problems
    fractional = (parsed != parsed.round()).fill_null(False)
    problems += _problems(cells, fractional, "cell.integer")
    return parsed.set(fractional, None).cast(pl.Int64, strict=False), problems


def _parse_typed_numbers(cells: pl.Series, share: bool) -> tuple[pl.Series, list[Problem]]:
    """Read numbers that people typed: most have one sign at most; the others go one by one."""
    one_sign = cells.str.contains(_ONE_SIGN).fill_null(True)
    bare = cells.str.replace_all(" ", "", literal=True).str.replace(",", ".", literal=True)
    parsed = pl.select(pl.when(one_sign).then(bare.cast(pl.Float64, strict=False))).to_series()
    odd = cells.filter(~one_sign).unique()
    if odd.is_empty():
        return parsed, []
    read = {text: parse_number(text, share=share) for text in odd.to_list()}
    # A sign that groups digits anywhere in the column makes «1.234» doubtful everywhere in it.
    grouping = {number.thousands for number in read.values() if number.thousands}
    doubtful = pl.Series([False] * len(cells))
    for sign in grouping:
        doubtful = doubtful | (one_sign & cells.str.contains(sign, literal=True).fill_null(False))
    values = {
        text: number.value
        for text, number in read.items()
        if number.decimal not in grouping or not number.decimal
    }
    problems = list(_problems(cells, doubtful, "cell.number_ambiguous"))
    codes = {
        text: number.problem or "cell.number_ambiguous" for text, number in read.items() if text not in values
    }
    codes |= {text: number.problem for text, number in read.items() if number.problem}
    wrong = cells.is_in(list(codes)) & ~one_sign
    problems += [(position, text, codes[text]) for position, text, _ in _problems(cells, wrong, "")]
    odd_values = cells.replace_strict(values, default=None, return_dtype=pl.Float64)
    parsed = pl.select(pl.when(one_sign & ~doubtful).then(parsed).otherwise(odd_values)).to_series()
    return parsed.set(doubtful, None), problems


def _parse_days(cells: pl.Series) -> tuple[pl.Series, list[Problem]]:
    iso, local = cells.str.contains(_ISO_DAY), cells.str.contains(_LOCAL_DAY)
    as_iso = cells.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    as_local = cells.str.to_date("%d.%m.%Y", strict=False)
    parsed = pl.select(pl.when(iso).then(as_iso).when(local).then(as_local)).to_series().cast(pl.Date)
    return parsed, list(_problems(cells, parsed.is_null() & cells.is_not_null(), "cell.date"))


def _parse_codes(
    cells: pl.Series, codes: list[Code], problem: str, *, several: bool = False
) -> tuple[pl.Series, list[Problem]]:
    """Read a coded value by its code or label, in any letter case."""
    known = {word.lower(): code.code for code in codes for word in (code.code, code.title_ru, code.title_en)}
    if several:
        read = {text: _join_codes(text, known) for text in cells.drop_nulls().unique().to_list()}
        parsed = cells.replace_strict(read, default=None, return_dtype=pl.String)
    else:
        parsed = cells.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.String)
    return parsed, list(_problems(cells, parsed.is_null() & cells.is_not_null(), problem))


def _join_codes(text: str, known: dict[str, str]) -> str | None:
    read = [known.get(part.strip().lower()) for part in text.split(";") if part.strip()]
    return None if None in read else ";".join(filter(None, read))
