"""How far a niche can be trusted: a grade from what is known and what is assumed."""

from collections.abc import Iterable

from kust.niches.market import Market
from kust.niches.niche import Declared, Economics, Figure, Proof

GRADES = "ABCD"


def grade(
    market: Market,
    economics: Economics | None,
    proofs: Iterable[Proof],
    declared: Iterable[Declared],
    silent: bool = False,
) -> tuple[str, tuple[str, ...]]:
    """Grade the confidence in a niche, A to D, with the codes of what stands behind it.

    A: demand in units and money, import share and price are worked out from supplies, plans or contracts prove it, and
    the investment is somebody's figure. B: the same without proof or investment, or where participants are silent. C:
    something of demand, import share or price is declared, a range or missing. D: no demand is known at all. What a
    source says with certainty C or D gets no better a grade than that; figures from supplies do not depend on it.

    Returns
    -------
    tuple
        The grade; codes: ``known.*`` for what is there, ``missing.*`` and ``assumed.*`` for what is not.
    """
    lines = _facts(market, economics, proofs)
    why = tuple(f"{'known' if there else 'missing'}.{name}" for name, there in lines.items())
    sure = all(lines[name] for name in ("demand_units", "demand_money", "import_share", "price"))
    if not (market.quantity.is_known or market.amount_krub is not None):
        found = "D"
    elif not sure:
        found = "C"
    else:
        found = "A" if lines["proof"] and lines["investment"] and not silent else "B"
    if silent:
        why = (*why, "missing.participants")
    said = [one.certainty for one in declared if one.certainty in tuple(GRADES)]
    worst = max((certainty for certainty in said if certainty), default="A")
    if market.amount_krub is None and worst > found:
        return worst, (*why, "declared_certainty")
    return found, why


def _facts(market: Market, economics: Economics | None, proofs: Iterable[Proof]) -> dict[str, bool]:
    """Say of each thing that a lender would ask whether it is known from data."""
    share, quantity = market.import_share, market.quantity
    traded = market.amount_krub is not None
    firm = economics is not None and any(map(_is_stated, economics.figures))
    return {
        "demand_units": traded and quantity.least is not None and quantity.least == quantity.most,
        "demand_money": traded,
        "import_share": traded and share.least is not None and share.least == share.most,
        "price": market.price_krub is not None,
        "proof": any(proof.kind in ("plan", "contract") for proof in proofs),
        "investment": firm,
    }


def _is_stated(figure: Figure) -> bool:
    """Tell whether somebody stated the investment: the user, a declared niche, or a project of this very product."""
    if figure.name != "investment" or figure.value is None:
        return False
    return figure.basis in ("user", "data", "declared") or figure.note == "analogy_same_product"
