"""Identifiers of the form that the contract asks for, all of region 00, with valid check digits."""

from __future__ import annotations

from itertools import product

FOREIGN_COUNTRIES = ("CN", "DE", "TR", "IN", "KZ")


def ogrn(number: int) -> str:
    """Return the 13-digit registration id of made-up organisation `number` (below ten million)."""
    stem = f"11500{number:07d}"
    return f"{stem}{int(stem) % 11 % 10}"


def inn(number: int) -> str:
    """Return the 10-digit tax id of made-up organisation `number` (below ten million)."""
    stem = f"00{number + 1:07d}"
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    check = sum(weight * int(digit) for weight, digit in zip(weights, stem, strict=True)) % 11 % 10
    return f"{stem}{check}"


def foreign_id(number: int) -> str:
    """Return the code of a foreign firm; its country is the first two letters."""
    return f"{FOREIGN_COUNTRIES[number % len(FOREIGN_COUNTRIES)]}-{number:07d}"


def product_codes(count: int) -> list[str]:
    """Return `count` different codes in the form of ОКПД2, all of the manufacturing classes 10 to 33."""
    places = product(range(1, 10), range(1, 10), range(1, 10), range(10, 34))
    return [
        f"{section}.{group}{kind}.{form}0.{place % 9 + 1}{place // 9 % 10}0"
        for place, (group, kind, form, section) in zip(range(count), places, strict=False)
    ]
