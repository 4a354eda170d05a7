"""The measures that together give most, as a mixed-integer programme on HiGHS.

With x_rm = 1 where row r of the costs goes to measure m, y_m = 1 where m is used, a_g the money of recipient g of m:

    maximise    Σ a_g + Σ relief_m · y_m
    subject to  a_g ≤ Σ claimed_rm · x_rm,  a_g ≤ ceiling_m · base_g(x),  a_g ≤ cap_m · y_m,  x_rm ≤ y_m,
                Σ_m x_rm ≤ 1,  y_m + y_n ≤ 1 where m and n exclude each other

A row of costs is paid for once: no source says so of these measures, it is how kust reads them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kust.solver import Linear, Model, total
from kust.support.result import Combination, Share

_LEAST = 1e-6


@dataclass(frozen=True)
class Group:
    """The rows of one recipient: what is claimed and what is counted of each, thousand roubles, and the cap.

    ``ceilings``: pairs of a share and a fixed base; a base of None is the counted rows that go to the measure.
    """

    claimed: dict[str, float]
    counted: dict[str, float]
    cap: float
    ceilings: tuple[tuple[float, float | None], ...] = ()


@dataclass(frozen=True)
class Choice:
    """A measure that can be chosen; ``relief``: what it gives a year whatever the rows of costs."""

    measure: str
    groups: tuple[Group, ...] = ()
    relief: float = 0.0
    not_with: frozenset[str] = field(default_factory=frozenset)


def combine(choices: Sequence[Choice]) -> Combination:
    """Choose measures and spread the rows of costs over them so that they give most.

    >>> one = Choice("a", (Group({"r": 60.0}, {"r": 100.0}, 50.0),))
    >>> two = Choice("b", (Group({"r": 40.0, "s": 5.0}, {"r": 100.0, "s": 10.0}, 1e9),))
    >>> found = combine([one, two])
    >>> found.krub, [(share.measure, share.rows) for share in found.shares]
    (55.0, [('a', ('r',)), ('b', ('s',))])
    """
    if not choices:
        return Combination((), 0.0, 0.0)
    return _Programme(choices).solve()


class _Programme:
    """The variables of the programme and what they mean."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        self.choices = choices
        self.model = Model()
        self.used = [self.model.binary(cost=-one.relief) for one in choices]
        self.paid: list[list[int]] = []
        self.goes: list[dict[str, int]] = []
        by_row: dict[str, list[Linear]] = {}
        for one, used in zip(choices, self.used, strict=True):
            cells = [self._limit(group, used) for group in one.groups]
            self.paid.append([money for money, _ in cells])
            self.goes.append({row: x for _, rows in cells for row, x in rows.items()})
            for row, x in self.goes[-1].items():
                by_row.setdefault(row, []).append(Linear.of(x))
        for takers in by_row.values():
            if len(takers) > 1:
                self.model.at_most(total(takers), 1.0)
        self._exclude()

    def _limit(self, group: Group, used: int) -> tuple[int, Mapping[str, int]]:
        """Add the money of a group and the rows that go to it, under its limits."""
        money = self.model.variable(cost=-1.0)
        rows = {row: self.model.binary() for row in group.claimed}
        claimed = total(Linear.of(x, group.claimed[row]) for row, x in rows.items())
        self.model.at_most(Linear.of(money) - claimed)
        # What is claimed bounds a cap that nobody set, so that no infinite figure enters.
        cap = min(group.cap, sum(group.claimed.values()))
        self.model.at_most(Linear.of(money) - Linear.of(used, cap))
        for share, base in group.ceilings:
            if base is None:
                counted = total(Linear.of(x, share * group.counted[row]) for row, x in rows.items())
                self.model.at_most(Linear.of(money) - counted)
            else:
                self.model.at_most(Linear.of(money), share * base)
        for x in rows.values():
            self.model.at_most(Linear.of(x) - Linear.of(used))
        return money, rows

    def _exclude(self) -> None:
        pairs = combinations(zip(self.choices, self.used, strict=True), 2)
        for (one, used), (other, used_too) in pairs:
            if other.measure in one.not_with or one.measure in other.not_with:
                self.model.at_most(Linear.of(used) + Linear.of(used_too), 1.0)

    def solve(self) -> Combination:
        """Solve, and tell what each measure gives and of which rows."""
        values = self.model.solve().values
        shares = []
        for number, one in enumerate(self.choices):
            krub = float(sum(values[money] for money in self.paid[number]))
            rows = tuple(row for row, x in self.goes[number].items() if values[x] > 0.5)
            # A measure that brings nothing is not used, whatever the solver left its switch at.
            if krub > _LEAST:
                shares.append(Share(one.measure, krub, "project", rows))
            elif one.relief > _LEAST and values[self.used[number]] > 0.5:
                shares.append(Share(one.measure, one.relief, "year", ()))
        once = sum(share.krub for share in shares if share.per == "project")
        yearly = sum(share.krub for share in shares if share.per == "year")
        return Combination(tuple(shares), float(once), float(yearly))
