"""Check digits of Russian registration numbers, as Polars expressions over whole columns.

Written here because the best-known library rejects three of thirteen valid ОГРНИП
(it takes the remainder where the last digit of the remainder is meant) and accepts an ИНН of zeros.
"""

import polars as pl

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11TH = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12TH = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _digit(number: pl.Expr, place: int) -> pl.Expr:
    return number.str.slice(place, 1).cast(pl.Int64, strict=False)


def _weighted(number: pl.Expr, weights: tuple[int, ...]) -> pl.Expr:
    return pl.sum_horizontal(_digit(number, place) * weight for place, weight in enumerate(weights)) % 11 % 10


def is_inn(number: pl.Expr) -> pl.Expr:
    """Tell whether each ИНН has 10 or 12 digits, right check digits and is not all zeros.

    >>> pl.select(is_inn(pl.lit("7707083893"))).item(), pl.select(is_inn(pl.lit("0000000000"))).item()
    (True, False)
    """
    ten = number.str.contains("^[0-9]{10}$") & (_weighted(number, _INN_10) == _digit(number, 9))
    twelve = (
        number.str.contains("^[0-9]{12}$")
        & (_weighted(number, _INN_11TH) == _digit(number, 10))
        & (_weighted(number, _INN_12TH) == _digit(number, 11))
    )
    return (ten | twelve) & ~number.str.contains("^0+$")


def is_ogrn(number: pl.Expr) -> pl.Expr:
    """Tell whether each ОГРН (13 digits) or ОГРНИП (15 digits) has the right check digit.

    The check digit is the last digit of the remainder by 11 (ОГРН) or by 13 (ОГРНИП).

    >>> pl.select(is_ogrn(pl.lit("1027700132195"))).item(), pl.select(is_ogrn(pl.lit("1027700132194"))).item()
    (True, False)
    """
    thirteen = number.str.contains("^[0-9]{13}$") & (_remainder(number, 12, 11) == _digit(number, 12))
    fifteen = number.str.contains("^[0-9]{15}$") & (_remainder(number, 14, 13) == _digit(number, 14))
    return (thirteen | fifteen) & ~number.str.contains("^0+$")


def _remainder(number: pl.Expr, digits: int, modulus: int) -> pl.Expr:
    return number.str.slice(0, digits).cast(pl.Int64, strict=False) % modulus % 10
