"""Turn columns of text into typed columns by the contract; what cannot be read becomes a problem with its place."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import polars as pl

from kust.data.findings import Severity
from kust.data.schema import Code, Column
from kust.quantities import MISSING_WORDS, TYPOGRAPHIC_SPACES, parse_number

TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "geometry": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
}
_INVISIBLE = "[\u00ad\u200b-\u200d\u2060\ufeff]"
_SPACES = f"[{TYPOGRAPHIC_SPACES} ]+"
_UNTIDY = rf"^\s|\s$|  |[{TYPOGRAPHIC_SPACES}]|{_INVISIBLE}|^(?i:{'|'.join(MISSING_WORDS)})$"
_ODD_SIGN = re.compile(f"[{TYPOGRAPHIC_SPACES}{_INVISIBLE[1:-1]}]")
_FEW = 5000
# Digits of other scripts are digits to \d, but not to the engines: the patterns name 0-9.
PLAIN_NUMBER = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_ONE_SIGN = r"^[+-]?([0-9]+|[1-9][0-9]{0,2}( [0-9]{3})+)([.,][0-9]+)?$"
LIKE_THOUSANDS = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"
ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00:00(\.0+)?)?$"
_LOCAL_DAY = r"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}$"
_SERIAL_DAY = r"^[1-5][0-9]{4}$"
LARGEST_WHOLE = 2**53
_TRUE = ("true", "1", "истина")
_FALSE = ("false", "0", "ложь")
TRUTH = {"yes": True, "no": False}
_COUNTED = ("thousand roubles", "roubles", "jobs", "people", "product unit")


class Problem(NamedTuple):
    """Position in the column, what the cell holds, code of the finding."""

    position: int
    value: str
    code: str
    severity: Severity = "error"


def tidy_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Trim cells, plain spaces for typographic ones; what means «missing» becomes null."""
    if frame.height * frame.width <= _FEW and not _may_be_untidy(frame):
        return frame
    untidy = frame.select(pl.all().str.contains(_UNTIDY).any()).row(0)
    columns = [name for name, found in zip(frame.columns, untidy, strict=True) if found]
    return frame.with_columns(blank_to_null(pl.col(name)) for name in columns)


def _may_be_untidy(frame: pl.DataFrame) -> bool:
    """Look through a few cells: quicker than to set up the search of many, and sure only where it finds nothing."""
    cells = [cell for column in frame.iter_columns() for cell in column.to_list() if cell is not None]
    text = "\n".join(cells)
    return (
        "  " in text
        or _ODD_SIGN.search(text) is not None
        or any(cell != cell.strip() or cell.lower() in MISSING_WORDS for cell in cells)
    )


def blank_to_null(cells: pl.Expr) -> pl.Expr:
    """Trim a cell, plain spaces for typographic ones; what means «missing» becomes null."""
    trimmed = cells.str.replace_all(_INVISIBLE, "").str.replace_all(_SPACES, " ").str.strip_chars()
    return pl.when(~trimmed.str.to_lowercase().is_in(MISSING_WORDS)).then(trimmed)


def parse_column(
    cells: pl.Series, column: Column, *, from_sheet: bool = False
) -> tuple[pl.Series, list[Problem]]:
    """Read a column of text as its contract's type.

    Parameters
    ----------
    cells
        Text, already trimmed, null where missing.
    column
        The column of the contract.
    from_sheet
        The cells are those of a workbook, where a number that was typed as one comes with a dot.

    Returns
    -------
    tuple
        Typed values, null where a cell could not be read, and the problems.
    """
    if column.type in ("number", "integer"):
        parsed, problems = _parse_numbers(cells, column, from_sheet)
    elif column.type == "date":
        parsed, problems = _parse_days(cells)
    elif column.type == "boolean":
        coded, problems = _parse_codes(cells, column, "cell.boolean")
        parsed = coded.replace_strict(TRUTH, return_dtype=pl.Boolean)
    elif column.codes:
        parsed, problems = _parse_codes(cells, column, "cell.code")
    else:
        parsed, problems = cells.to_frame().select(read_words(pl.first(), column)).to_series(), []
    return parsed.rename(column.name), problems


def read_words(cells: pl.Expr, column: Column) -> pl.Expr:
    """Take text as it is written, but for codes that a spreadsheet spoils."""
    if column.name == "region":
        return cells.str.zfill(2)  # a spreadsheet drops the zero of 02
    if column.name in ("country", "origin_country"):
        return cells.str.to_uppercase()
    return cells


def _problems(cells: pl.Series, wrong: pl.Series, code: str) -> Iterator[Problem]:
    for position in wrong.arg_true():
        yield Problem(int(position), str(cells[position]), code)


def _parse_numbers(cells: pl.Series, column: Column, from_sheet: bool) -> tuple[pl.Series, list[Problem]]:
    parsed = cells.cast(pl.Float64, strict=False)
    problems: list[Problem] = []
    if not cells.str.contains(PLAIN_NUMBER).all() or parsed.is_infinite().any():
        parsed, problems = _parse_typed_numbers(cells, column.is_share)
    if column.type == "integer":
        return _whole(cells, parsed, problems)
    if is_counted(column) and not problems:
        problems = _doubt_thousands(cells, "," if from_sheet else ",.")
    return parsed, problems


def is_counted(column: Column) -> bool:
    """Tell whether a column holds amounts, in which three digits after a sign may be thousands."""
    return column.unit.startswith(_COUNTED)


def _parse_typed_numbers(cells: pl.Series, share: bool) -> tuple[pl.Series, list[Problem]]:
    """Read numbers that people typed: most have one sign at most; the others go one by one."""
    bare = cells.str.replace_all(" ", "", literal=True).str.replace(",", ".", literal=True)
    simple = bare.cast(pl.Float64, strict=False)
    one_sign = cells.str.contains(_ONE_SIGN).fill_null(True) & simple.is_finite().fill_null(True)
    odd = cells.filter(~one_sign).unique()
    read = {text: parse_number(text, share=share) for text in odd.to_list()}
    grouping = {number.thousands for number in read.values() if number.thousands}
    codes = {text: number.problem for text, number in read.items() if number.problem}
    codes |= {text: "cell.number_ambiguous" for text, number in read.items() if number.decimal in grouping}
    wrong = cells.is_in(list(codes)) & ~one_sign
    problems = [Problem(p.position, p.value, codes[p.value]) for p in _problems(cells, wrong, "")]
    ambiguous = one_sign & _holds_any(cells, grouping)
    problems += _problems(cells, ambiguous, "cell.number_ambiguous")
    mixed = one_sign & ~ambiguous & _mixes_signs(cells.filter(one_sign)) & cells.str.contains(LIKE_THOUSANDS)
    problems += (
        problem._replace(severity="warning") for problem in _problems(cells, mixed, "cell.number_mixed")
    )
    values = {text: number.value for text, number in read.items() if text not in codes}
    odd_values = cells.replace_strict(values, default=None, return_dtype=pl.Float64)
    parsed = pl.select(pl.when(one_sign).then(simple).otherwise(odd_values)).to_series()
    return parsed.set(ambiguous.fill_null(False), None), problems


def _holds_any(cells: pl.Series, signs: Iterable[str]) -> pl.Series:
    """Tell which cells hold a sign that groups digits elsewhere in the column: «1.234» beside «1.234.567»."""
    held = pl.Series([False]).new_from_index(0, len(cells))
    for sign in signs:
        held = held | cells.str.contains(sign, literal=True).fill_null(False)
    return held


def _mixes_signs(cells: pl.Series) -> bool:
    """Tell whether some numbers have a comma and others a dot: «1.234» beside «12,5» may be thousands."""
    return all(cells.str.contains(sign, literal=True).any() for sign in ",.")


def _doubt_thousands(cells: pl.Series, signs: str) -> list[Problem]:
    """Warn where every fraction of a column has exactly three digits, as thousands would."""
    fractions = cells.filter(cells.str.contains(f"[{signs}]").fill_null(False))
    if fractions.is_empty() or not fractions.str.contains(LIKE_THOUSANDS).all():
        return []
    example = str(fractions.min())
    first = int((cells == example).arg_true()[0])
    return [Problem(first, example, "cell.number_thousands", "warning")]


def _whole(cells: pl.Series, parsed: pl.Series, problems: list[Problem]) -> tuple[pl.Series, list[Problem]]:
    """Bring numbers to whole ones; «12.000» is doubtful, 12.5 and what no 64 bits hold is none."""
    doubtful = cells.str.contains(LIKE_THOUSANDS).fill_null(False) & parsed.is_not_null()
    parsed = parsed.set(doubtful, None)
    whole = parsed.filter(parsed == parsed.round())
    if len(whole) < len(parsed) - parsed.null_count() or (whole.abs() >= LARGEST_WHOLE).any():
        fractional = ((parsed != parsed.round()) | (parsed.abs() >= LARGEST_WHOLE)).fill_null(False)
        problems = [*problems, *_problems(cells, fractional, "cell.integer")]
        parsed = parsed.set(fractional, None)
    problems = [*problems, *_problems(cells, doubtful, "cell.integer_ambiguous")]
    return parsed.cast(pl.Int64, strict=False), problems


def _parse_days(cells: pl.Series) -> tuple[pl.Series, list[Problem]]:
    iso, local = cells.str.contains(ISO_DAY), cells.str.contains(_LOCAL_DAY)
    as_iso = cells.to_frame().select(read_iso_days(pl.first())).to_series()
    as_local = cells.str.to_date("%d.%m.%Y", strict=False)
    parsed = pl.select(pl.when(iso).then(as_iso).when(local).then(as_local)).to_series().cast(pl.Date)
    wrong = parsed.is_null() & cells.is_not_null()
    serial = wrong & cells.str.contains(_SERIAL_DAY)
    problems = [*_problems(cells, wrong & ~serial, "cell.date")]
    return parsed, problems + list(_problems(cells, serial, "cell.date_serial"))


def read_iso_days(cells: pl.Expr) -> pl.Expr:
    """Read days as ISO 8601 writes them; what is no day is null."""
    return cells.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)


def _parse_codes(cells: pl.Series, column: Column, problem: str) -> tuple[pl.Series, list[Problem]]:
    read = read_codes(cells.drop_nulls().unique().to_list(), column)
    if all(text == code for text, code in read.items()):
        return cells, []
    parsed = cells.replace_strict(read, default=None, return_dtype=pl.String)
    return parsed, list(_problems(cells, parsed.is_null() & cells.is_not_null(), problem))


def read_codes(found: Iterable[str], column: Column) -> dict[str, str | None]:
    """Read coded values by their code or label, in any letter case, with ё or without; None is an unknown one."""
    known = _known_codes(column)
    several = column.name == "cause" and column.type != "boolean"
    return {text: _join_codes(text, known) if several else known.get(_fold(text)) for text in found}


@cache
def _known_codes(column: Column) -> dict[str, str]:
    codes = column.codes
    if column.type == "boolean":
        codes = (*codes, *(Code("yes", w, w) for w in _TRUE), *(Code("no", w, w) for w in _FALSE))
    return {_fold(word): code.code for code in codes for word in (code.code, code.title_ru, code.title_en)}


def _fold(text: str) -> str:
    return text.strip().lower().replace("ё", "е")


def _join_codes(text: str, known: dict[str, str]) -> str | None:
    read = [known.get(_fold(part)) for part in text.split(";") if part.strip()]
    return None if None in read or not read else ";".join(filter(None, read))
