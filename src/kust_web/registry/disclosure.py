"""When the sum of other firms' figures may be told without telling the figure of one of them.

A sum is told where enough firms have a part in it other than 0 and the n largest parts make up at most the share k of
it. Whoever asks can subtract its own part, so that is left out before the rule is applied. Where parts and their sum
are shown together, further parts are hidden until the sum less the parts shown tells nobody's figure either.
Method: ``docs/methods/confidentiality.md``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from kust.quantities import TOLERANCE

Parts = Mapping[str, float | None]


@dataclass(frozen=True)
class Rule:
    """``fewest`` firms; for each (n, k) of ``dominance`` the n largest make up at most the share k."""

    fewest: int
    dominance: tuple[tuple[int, float], ...]

    @classmethod
    def of_settings(cls) -> "Rule":
        told = settings.CONFIDENTIALITY
        return cls(int(told["fewest"]), tuple((int(n), float(k)) for n, k in told["dominance"]))

    def allows(self, amounts: Iterable[float]) -> bool:
        """Decide whether a sum may be told; a firm whose part is 0 protects nobody and does not count.

        >>> rule = Rule(3, ((2, 0.85),))
        >>> rule.allows([50, 30, 20]), rule.allows([50, 40, 10]), rule.allows([60, 40])
        (True, False, False)
        """
        parts = sorted((abs(amount) for amount in amounts if amount), reverse=True)
        total = sum(parts)
        if len(parts) < self.fewest:
            return False
        return all(sum(parts[:n]) <= k * total * (1 + TOLERANCE) for n, k in self.dominance)

    def allows_everyone(self, amounts: Iterable[float]) -> bool:
        """Decide whether a sum may be told to anybody, those who have a part in it too.

        >>> Rule(3, ((2, 0.85),)).allows_everyone([50, 30, 20])  # who has 50 knows that two others have 50
        False
        """
        parts = sorted((abs(amount) for amount in amounts if amount), reverse=True)
        # Whoever has a part below the n largest knows the less the smaller it is: of them the first one is enough.
        largest = max((n for n, _ in self.dominance), default=0) + 1
        rests = (parts[:at] + parts[at + 1 :] for at in range(min(largest, len(parts))))
        return self.allows(parts) and all(self.allows(rest) for rest in rests)


@dataclass(frozen=True)
class Told:
    """A sum of ``firms`` parts; ``value`` is None where it is hidden, or where nobody has a part in it."""

    value: float | None
    firms: int
    is_hidden: bool

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "firms": self.firms, "is_hidden": self.is_hidden}


def tell(parts: Parts, rule: Rule, asker: str | None = None) -> Told:
    """Tell the sum of the others' parts if the rule allows it; without an asker, of all, to anybody.

    A part that is not known is no part: the sum is then of those that are.

    >>> rule = Rule(3, ((2, 0.85),))
    >>> tell({"A": 60.0, "B": 10.0, "C": 20.0}, rule, "A")
    Told(value=None, firms=2, is_hidden=True)
    """
    known = _of_others(parts, asker)
    if not known:
        return Told(None, 0, is_hidden=False)
    safe = _is_safe(known, rule, asker)
    return Told(sum(known.values()) if safe else None, len(known), is_hidden=not safe)


def tell_cells(
    cells: Mapping[str, Parts], rule: Rule, asker: str | None = None
) -> tuple[dict[str, Told], Told]:
    """Tell parts of a whole and their sum so that neither gives away what is hidden.

    Returns
    -------
    dict, Told
        Each cell, and their sum. While the cells that are hidden, taken together, would give a figure away (the sum
        less the cells shown), the smallest cell that is shown is hidden as well.
    """
    known = {name: _of_others(parts, asker) for name, parts in cells.items()}
    whole = _merge(known.values())
    total = tell(whole, rule, asker)
    filled = {name: parts for name, parts in known.items() if parts}
    hidden = {name for name, parts in filled.items() if not _is_safe(parts, rule, asker)}
    shown = sorted(filled.keys() - hidden, key=lambda name: (-abs(sum(filled[name].values())), name))
    if not total.is_hidden:
        while hidden and shown and not _is_safe(_merge(filled[name] for name in hidden), rule, asker):
            hidden.add(shown.pop())
    told = {}
    for name, parts in known.items():
        value = sum(parts.values()) if parts and name not in hidden else None
        told[name] = Told(value, len(parts), is_hidden=name in hidden)
    return told, total


def _of_others(parts: Parts, asker: str | None) -> dict[str, float]:
    return {firm: amount for firm, amount in parts.items() if firm != asker and amount}


def _is_safe(parts: Mapping[str, float], rule: Rule, asker: str | None) -> bool:
    check = rule.allows_everyone if asker is None else rule.allows
    return check(parts.values())


def _merge(cells: Iterable[Mapping[str, float]]) -> dict[str, float]:
    whole: dict[str, float] = {}
    for parts in cells:
        for firm, amount in parts.items():
            whole[firm] = whole.get(firm, 0.0) + amount
    return whole
