"""Numbers as people type them, shares, and the one division.

Money is in thousand roubles without VAT, shares are 0..1, a missing figure is null.
"""

import math
import re
from dataclasses import dataclass, replace

import narwhals as nw

MISSING_WORDS = ("", "-", "–", "—", "−", "н/д", "нет данных")
# Relative distance from a threshold within which a figure counts as equal to it.
TOLERANCE = 1e-9

TYPOGRAPHIC_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t"
_SPACE = re.compile(f"[{TYPOGRAPHIC_SPACES}]")
# Digits of other scripts are digits to \d, but not to the engines: the classes name 0-9.
_PLAIN = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
_GROUPED_BY_SPACE = re.compile(r"[+-]?[1-9][0-9]{0,2}( [0-9]{3})+([.,][0-9]+)?")
_GROUPED_BY_SIGN = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?P<thousands>[.,])[0-9]{3}((?P=thousands)[0-9]{3})*((?!(?P=thousands))[.,][0-9]+)?"
)


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
    return _SPACE.sub(" ", text).replace("\u2212", "-").strip()


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
        return inner if inner.value is None else replace(inner, value=inner.value / 100)
    if _GROUPED_BY_SPACE.fullmatch(body):
        body = body.replace(" ", "")
    if _PLAIN.fullmatch(body):
        return _finite(body.replace(",", "."), decimal="," if "," in body else "." if "." in body else "")
    grouped = _GROUPED_BY_SIGN.fullmatch(body)
    if not grouped:
        return ParsedNumber(problem="cell.number")
    thousands = grouped["thousands"]
    decimal = "." if thousands == "," else ","
    plain = body.replace(thousands, "").replace(decimal, ".")
    return _finite(plain, thousands, decimal if decimal in body else "")


def _finite(plain: str, thousands: str = "", decimal: str = "") -> ParsedNumber:
    """Refuse a number too large to be one: it would become infinity in silence."""
    value = float(plain)
    if math.isinf(value):
        return ParsedNumber(problem="cell.number")
    return ParsedNumber(value, thousands=thousands, decimal=decimal)


def divide(numerator: nw.Expr, denominator: nw.Expr) -> nw.Expr:
    """Divide, with null where there is nothing to divide by (the engines would give NaN or infinity)."""
    return nw.when(denominator != 0).then(numerator / denominator).otherwise(None)
