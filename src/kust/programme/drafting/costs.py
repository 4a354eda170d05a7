"""Planned costs of a project by year and source: costs say how much, funding says whose money it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kust.programme.programme import Cost

_SMALL = 1e-6
_ORDER = ("own", "investor", "federal", "regional", "loan")


@dataclass(frozen=True)
class Funds:
    """Money that a project has from a year on, thousand roubles."""

    year: int
    source: str
    measure: str | None
    amount_krub: float


def split_costs(costs: Mapping[int, float | None], funds: Iterable[Funds]) -> tuple[Cost, ...]:
    """Say whose money pays the costs of each year.

    Money pays from its own year on, the earliest first, of one year own money before an investor's, a budget's and a
    loan's; what it does not reach has no source, for nobody has said whose money that is.

    Parameters
    ----------
    costs
        By year, thousand roubles; None where not known.
    funds
        Money with the year from which on it is there.

    Returns
    -------
    tuple of Cost
        By year; of one year they add up to its costs.

    Examples
    --------
    >>> money = [Funds(2019, "own", None, 30.0), Funds(2020, "loan", None, 50.0)]
    >>> [(one.year, one.source, one.amount_krub) for one in split_costs({2019: 20.0, 2020: 70.0}, money)]
    [(2019, 'own', 20.0), (2020, 'own', 10.0), (2020, 'loan', 50.0), (2020, None, 10.0)]
    """
    left = sorted(funds, key=lambda one: (one.year, _ORDER.index(one.source), one.measure or ""))
    amounts = [one.amount_krub for one in left]
    found: list[Cost] = []
    for year, cost in sorted(costs.items()):
        if cost is None:
            found.append(Cost(year=year, amount_krub=None))
            continue
        paid: dict[tuple[str, str | None], float] = {}
        for place, one in enumerate(left):
            take = min(amounts[place], cost) if one.year <= year else 0.0
            if take > _SMALL:
                amounts[place] -= take
                cost -= take
                key = (one.source, one.measure)
                paid[key] = paid.get(key, 0.0) + take
        found += [
            Cost(year=year, amount_krub=amount, source=source, support_measure=measure)
            for (source, measure), amount in paid.items()
        ]
        if cost > _SMALL:
            found.append(Cost(year=year, amount_krub=cost))
    return tuple(found)
