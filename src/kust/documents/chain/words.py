"""How a chain writes amounts, countries and names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kust.chain.staged import Maker, StagedProduct
from kust.i18n import NO_BREAK_SPACE, has_words, number, percent, say

_IN_MILLIONS_FROM = 10_000
_FACTOR = 1000


@dataclass(frozen=True)
class Money:
    """One unit for all amounts of a chain: thousands of roubles, or millions where the largest is ten of them."""

    lang: str
    in_millions: bool

    @classmethod
    def for_amounts(cls, amounts: Iterable[float | None], lang: str) -> "Money":
        """Choose the unit by the largest amount, thousand roubles."""
        return cls(lang, max((amount for amount in amounts if amount), default=0) >= _IN_MILLIONS_FROM)

    @property
    def unit(self) -> str:
        """Word the unit."""
        return say("chain.unit.million" if self.in_millions else "chain.unit.thousand", self.lang)

    def figure(self, amount: float | None) -> str:
        """Write an amount without its unit; one that is not known is a dash, a tiny one is no zero."""
        if amount is None:
            return "–"
        if not self.in_millions:
            return (
                number(amount, self.lang, 0) if amount >= 1 or amount == 0 else "<" + number(1, self.lang, 0)
            )
        if 0 < amount < _FACTOR / 20:
            return "<" + number(0.1, self.lang, 1)
        return number(amount / _FACTOR, self.lang, 1)

    def write(self, amount: float | None) -> str:
        """Write an amount with its unit."""
        if amount is None:
            return say("chain.not_known", self.lang)
        unit = self.unit.replace(" ", NO_BREAK_SPACE)
        return say("chain.amount", self.lang, figure=self.figure(amount), unit=unit).replace(
            " ", NO_BREAK_SPACE
        )


def name_country(code: str, lang: str) -> str:
    """Name a country; a rarer one by its code.

    >>> name_country("DE", "en"), name_country("FO", "en")
    ('Germany', 'FO')
    """
    return say(f"chain.country.{code}", lang) if has_words(f"chain.country.{code}") else code


def anchor_of(product: str) -> str:
    """Make the place of a product in the page: letters, digits, dots and dashes stay.

    >>> anchor_of("P308"), anchor_of("a b")
    ('product-P308', 'product-a_20_b')
    """
    return "product-" + re.sub(r"[^\w.\-]|_", lambda found: f"_{ord(found.group()):x}_", product)


def name_maker(maker: Maker, lang: str) -> str:
    """Name a maker, and say where it is no member."""
    return maker.name if maker.member else say("chain.tip.outside", lang, name=maker.name)


def order_makers(makers: Iterable[Maker]) -> list[Maker]:
    """Put members first, then the largest."""
    return sorted(makers, key=lambda one: (not one.member, -(one.amount_krub or 0), one.name))


def largest_imports(product: StagedProduct) -> list[tuple[str, float]]:
    """List the countries from which members buy a product, the largest first."""
    return sorted(product.imports.items(), key=lambda item: (-item[1], item[0]))


def word_imports(product: StagedProduct, money: Money) -> list[str]:
    """Word the imports of a product, a line a country: two, and what the others are in all."""
    lines = []
    listed: Sequence[tuple[str, float]] = largest_imports(product)
    for place, (country, amount) in enumerate(listed[:2]):
        share = percent(amount / product.bought_krub, money.lang, 0)
        code = "chain.import" if place == 0 else "chain.import_next"
        name = name_country(country, money.lang)
        lines.append(say(code, money.lang, country=name, amount=money.write(amount), share=share))
    if len(listed) > 2:
        whole = sum(product.imports.values())
        share = percent(whole / product.bought_krub, money.lang, 0)
        figures = {"count": len(listed) - 2, "amount": money.write(whole), "share": share}
        lines.append(say("chain.import_more", money.lang, **figures))
    return lines


def gap_of(product: StagedProduct) -> str:
    """Tell whether members buy a product that no member makes (``members``), or nobody in the data (``nobody``)."""
    if product.bought_krub <= 0 or any(maker.member for maker in product.makers):
        return ""
    return "members" if product.makers else "nobody"
