"""The criteria by which niches are ranked, each as a figure and on 0..1."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10

from kust.niches.market import Market
from kust.niches.niche import Consumer, Economics, Nearest, Proof, Range

CRITERIA = ("size", "import_share", "buyers", "scale", "relatedness", "proof", "profitability")
_FULL_SPAN = 3.0


@dataclass(frozen=True)
class Facts:
    """What the criteria of one niche are worked out from; ``plans_told``: the dataset has plans at all."""

    market: Market
    scale_ratio: Range
    nearest: Sequence[Nearest]
    proofs: Sequence[Proof]
    economics: Economics | None
    plans_told: bool = True


def calc_values(facts: Facts) -> dict[str, float | None]:
    """Work out the figure behind each criterion, null where it is not known.

    ``size``: what a plant could replace a year, thousand roubles. ``import_share``: its lower end.
    ``buyers``: effective number of buyers, 1 ÷ Σ share². ``scale``: demand ÷ smallest plant, lower end.
    ``relatedness``: of the nearest maker. ``proof``: share of the demand that plans with a stated probability cover,
    each times its probability. ``profitability``: share of the simulated runs with NPV above 0.
    """
    market, economics = facts.market, facts.economics
    simulation = economics.simulation if economics else None
    return {
        "size": market.replaced_krub,
        "import_share": market.import_share.least,
        "buyers": _effective_number(market.consumers),
        "scale": facts.scale_ratio.least,
        "relatedness": max((one.relatedness for one in facts.nearest), default=None),
        "proof": calc_proven(market, facts.proofs) if facts.plans_told else None,
        "profitability": simulation.positive_share if simulation else None,
    }


def bring_to_scale(values: Sequence[dict[str, float | None]]) -> list[dict[str, float | None]]:
    """Bring the figures of several niches to 0..1: ``size`` by orders of magnitude below the largest one.

    Three orders of magnitude (1 ÷ 1000 of the largest) or more are 0; shares stand as they are; ``buyers`` is
    1 − 1 ÷ n; ``scale`` above 1 is 1.
    """
    largest = max((one["size"] for one in values if one["size"]), default=None)
    return [_scale(one, largest) for one in values]


def _scale(value: dict[str, float | None], largest: float | None) -> dict[str, float | None]:
    size, buyers = value["size"], value["buyers"]
    return {
        "size": None if size is None else _span(size, largest),
        "import_share": value["import_share"],
        "buyers": None if buyers is None else 1 - 1 / buyers,
        "scale": None if value["scale"] is None else min(value["scale"], 1.0),
        "relatedness": value["relatedness"],
        "proof": value["proof"],
        "profitability": value["profitability"],
    }


def _span(size: float, largest: float | None) -> float:
    if not largest or size <= 0:
        return 0.0
    return max(0.0, 1 + log10(size / largest) / _FULL_SPAN)


def _effective_number(consumers: Iterable[Consumer]) -> float | None:
    """Count buyers by their weight; null where a share is not told."""
    shares = [one.share for one in consumers]
    known = [share for share in shares if share is not None]
    squares = sum(share * share for share in known)
    return 1 / squares if squares and len(known) == len(shares) else None


def calc_proven(market: Market, proofs: Iterable[Proof]) -> float | None:
    """Work out what share of the demand plans cover, in the first year that there are plans for.

    Each plan counts with its lower end times its probability, and without a probability for nothing. Null where the
    demand is not known.
    """
    demand = market.quantity.least
    plans = [one for one in proofs if one.kind == "plan" and one.year is not None]
    if not demand or not plans:
        return None if not demand else 0.0
    first = min(one.year for one in plans if one.year is not None)
    covered = sum(
        (one.probability or 0.0) * (one.quantity.least or 0.0) for one in plans if one.year == first
    )
    return min(covered / demand, 1.0)
