"""Numbers as people type them, shares, and the one division.

Money is in thousand roubles without VAT, shares are 0..1, a missing figure is null.
"""

import re
from dataclasses import dataclass

import narwhals as nw

MISSING_WORDS = ("", "-", "–", "—", "н/д", "нет данных")
# Relative distance from a threshold within which a figure counts as equal to it.
TOLERANCE = 1e-9

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\u2008\u200a\u2002\u2003\t", " ") | {"−": "-"})
_GROUPED_BY_SPACE = re.compile(r"-?\d{1,3}( \d{3})+([.,]\d+)?")
_PLAIN = re.compile(r"-?\d+([.,]\d+)?([eE][+-]?\d+)?")
_GROUPED_BY_SIGN = re.compile(r"-?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")


@dataclass(frozen=True)
class ParsedNumber:
    """A number, or the code of what is wrong with it; ``thousands`` is the sign seen to group digits."""

    value: float | None = None
    problem: str | None = None
    thousands: str = ""
    decimal: str = ""


def tidy(text: str) -> str:
    """Put plain spaces and a plain minus in place of the typographic ones.

    >>> tidy("\u22121\u00a0234")
    '-1 234'
    """
    return text.translate(_SPACES).strip()


def parse_number(text: str, *, share: bool = False) -> ParsedNumber:
    """Read one number as people type it; a doubtful one is a problem, never a guess.

    Spaces group by three; one comma or dot is the decimal sign; of both signs the last is decimal;
    a repeated sign groups by three; ``20 %`` is read only where the unit is a share.

    >>> parse_number("1 234,5").value, parse_number("1.234,5").value, parse_number("20 %", share=True).value
    (1234.5, 1234.5, 0.2)
    >>> parse_number("12 34").problem
    'cell.number'
    """
    body = tidy(text)
    if body.endswith("%"):
        if not share:
            return ParsedNumber(problem="cell.percent")
        inner = parse_number(body[:-1])
        value = None if inner.value is None else inner.value / 100
        return ParsedNumber(value, inner.problem, inner.thousands, inner.decimal)
    if " " in body:
        if not _GROUPED_BY_SPACE.fullmatch(body):
            return ParsedNumber(problem="cell.number")
        body = body.replace(" ", "")
    if _PLAIN.fullmatch(body):
        decimal = "," if "," in body else "." if "." in body else ""
        return ParsedNumber(float(body.replace(",", ".")), decimal=decimal)
    return _parse_grouped(body)


def _parse_grouped(body: str) -> ParsedNumber:
    """Read a number that groups its digits by a comma or a dot."""
    if not _GROUPED_BY_SIGN.fullmatch(body):
        return ParsedNumber(problem="cell.number")
    thousands = (
        "," if body.find(",") >= 0 and (body.find(".") < 0 or body.find(",") < body.find(".")) else "."
    )
    decimal = "." if thousands == "," else ","
    plain = body.replace(thousands, "").replace(decimal, ".")
    return ParsedNumber(float(plain), thousands=thousands, decimal=decimal if decimal in body else "")


def divide(numerator: nw.Expr, denominator: nw.Expr) -> nw.Expr:
    """Divide, with null where there is nothing to divide by (the engines would give NaN or infinity)."""
    return nw.when(denominator != 0).then(numerator / denominator).otherwise(None)
