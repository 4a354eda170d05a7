"""What the rules ask, as rows of the model: the formula of each requirement (:mod:`kust.checks.forms`), exactly.

A requirement has to be met for certain: a figure that nobody has told stands at its worst, as for a verdict.
``condition`` is 1 where a formula has to hold; None where it always has to. ``because``: the requirement for whose
sake a row is there; without it the same model answers what the others cost.
"""

from kust.checks import forms
from kust.checks.forms import Form
from kust.remedies.after import After
from kust.remedies.counted import NEVER, Because, Counted, belongs
from kust.remedies.options import Option, Wishes
from kust.remedies.papers import Papers
from kust.remedies.presence import Presence
from kust.remedies.situation import Situation
from kust.remedies.trade import Trade
from kust.solver import Linear, Model, total

# Thousand roubles. What is nearer to a threshold than this is at it, as in a verdict.
NOTHING = 1e-7


class Asked:
    """Turns formulas into rows."""

    def __init__(
        self,
        situation: Situation,
        model: Model,
        presence: Presence,
        trade: Trade,
        wishes: Wishes,
        margin: float = 0.0,
    ) -> None:
        self.situation, self.model, self.presence, self.trade = situation, model, presence, trade
        self.margin = margin
        self.papers = Papers(situation, model, wishes)
        self.after = After(situation, model, presence, trade, wishes)
        self.counted = Counted(situation, model, presence, trade, self.papers)
        self._sure_contracts: dict[str, tuple[int, Because]] = {}

    @property
    def options(self) -> list[Option]:
        """The steps that only formulas know: documents, jobs, seats, commitments."""
        return [*self.papers.options, *self.after.options]

    def ask(self, form: Form, requirement: str, condition: Linear | None = None) -> None:
        """Add the rows of a formula."""
        because = (requirement,)
        match form:
            case forms.AllOf(parts):
                for part in parts:
                    self.ask(part, requirement, condition)
            case forms.AnyOf(parts):
                self._any(parts, requirement, condition)
            case forms.Share():
                self._share(form, condition, because)
            case forms.EachShare():
                self._each(form, condition, because)
            case forms.Below():
                self._below(form, condition, because)
            case forms.Count():
                self.counted.count(form, condition, because)
            case forms.EachLinked():
                self.counted.linked(form, condition, because)
            case forms.JointProjects():
                self.counted.projects(form, condition, because)
            case forms.RegionsSigned(at_least):
                self.model.at_least_if(condition, self.papers.signed(at_least), because=because)
            case forms.Documented(each_region):
                for expression in self.papers.documented(requirement, each_region=each_region):
                    self.model.at_least_if(condition, expression, because=because)

    def refuse(self, requirement: str) -> None:
        """Add a row that nothing meets: what the requirement rests on is not in the data."""
        self.model.at_least(NEVER, because=(requirement,))

    def _any(self, parts: tuple[Form, ...], requirement: str, condition: Linear | None) -> None:
        sides = []
        for part in parts:
            sides.append(self.model.binary())
            self.ask(part, requirement, Linear.of(sides[-1]))
        if condition is None:
            self.model.one_of(sides, because=(requirement,))
        else:
            chosen = total(Linear.of(side) for side in sides)
            self.model.at_least(chosen - condition, because=(requirement,))

    def _group(self, figures: forms.Figures, who: str) -> bool | None:
        return belongs(figures.group, self.situation.figures[who])

    def _share(self, form: forms.Share, condition: Linear | None, because: Because) -> None:
        """Σ(x − t·y) ≥ 0 over the group, the smallest that is attainable, and someone is surely in the group."""
        parts, sure, surely = [], Linear(), []
        for who, present in self.presence.of.items():
            is_in = self._group(form.figures, who)
            if is_in is False:
                continue
            low = self._low(form.figures, who, form.at_least, because)
            if low is None:
                self.model.at_least_if(condition, present * -1.0, because=because)
                continue
            if is_in:
                sure.add(present)
                surely.append(who)
            parts.append(low if is_in else self._not_above_zero(low))
        parts.append(self.after.pooled(form.figures.x, surely, *because))
        summed = total(parts)
        room = 0.0 if summed.is_constant else self.margin * max(self.model.highest(summed), 0.0)
        self.model.at_least_if(condition, summed - Linear(room), because=because)
        self.model.at_least_if(condition, sure - Linear(1.0), because=because)

    def _not_above_zero(self, low: Linear) -> Linear:
        """Return the smaller of an expression and 0: who may be outside the group does not help it."""
        if self.model.lowest(low) >= -NOTHING:
            return Linear()
        capped = self.model.variable(0.0, low=self.model.lowest(low))
        self.model.at_least(low - Linear.of(capped))
        return Linear.of(capped)

    def _each(self, form: forms.EachShare, condition: Linear | None, because: Because) -> None:
        for who, present in self.presence.of.items():
            if self._group(form.figures, who) is False or self._is_nothing(form.figures, who):
                continue
            low = self._low(form.figures, who, form.at_least, because)
            self.model.at_least_if(condition, present * -1.0 if low is None else low, because=because)
            contracts = self._contracts_to_reach(form.figures, who, low)
            if contracts is not None:
                self.model.at_least_if(condition, contracts[0] - present * contracts[1], because=because)
                if condition is None and present.is_constant:
                    self._sure_contracts[who] = (contracts[1], because)

    def _contracts_to_reach(
        self, figures: forms.Figures, who: str, low: Linear | None
    ) -> tuple[Linear, int] | None:
        """Return the contracts of a participant and how many of them it takes at least to reach its threshold.

        A first bound: the solver would start from fractions of contracts. Valid because even the largest supplies,
        taken whole, do not reach the threshold with fewer.
        """
        if low is None or figures.x not in ("sold_inside_krub", "bought_inside_krub"):
            return None
        sizes = self.trade.sizes_of(who, sold=figures.x == "sold_inside_krub")
        own = {v for one in sizes for v in one.variables}
        rest = Linear(low.constant, {v: c for v, c in low.terms.items() if v not in own})
        needed = -self.model.highest(rest)
        if needed <= NOTHING:
            return None
        reached, count = 0.0, 0
        for size in sorted((one.most for one in sizes), reverse=True):
            if reached >= needed * (1 - 1e-9):
                break
            reached, count = reached + size, count + 1
        return (total(Linear.of(one.taken) for one in sizes), count) if count else None

    def _below(self, form: forms.Below, condition: Linear | None, because: Because) -> None:
        """Σ(b − at most) ≤ 0: b is 1 for who is, or may be, below its own threshold."""
        allowed, sure = Linear(), Linear()
        for who, present in self.presence.of.items():
            is_in = self._group(form.figures, who)
            if is_in is False or self._is_nothing(form.figures, who):
                continue
            below = self._is_below(form, who, present, because)
            if is_in:
                sure.add(present)
                allowed.add(present, form.at_most).add(below, -1.0)
            else:
                allowed.add(below, form.at_most - 1.0)
        self.model.at_least_if(condition, allowed, because=because)
        self.model.at_least_if(condition, sure - Linear(1.0), because=because)

    def _is_below(self, form: forms.Below, who: str, present: Linear, because: Because) -> Linear:
        low = self._low(form.figures, who, form.own, because)
        if low is None:
            return present
        worst = self.model.lowest(low)
        if worst >= -NOTHING:
            return Linear()
        if present.is_constant and self.model.highest(low) < -NOTHING:
            return present
        below = Linear.of(self.model.binary())
        self.model.at_least(low - below * worst)
        contracts = self._contracts_to_reach(form.figures, who, low) if present.is_constant else None
        if contracts is not None:
            taken, most = contracts
            self.model.at_least(taken + below * float(most), float(most))
            sure, of_whom = self._sure_contracts.get(who, (0, ()))
            if form.figures.x == "sold_inside_krub" and 0 < sure < most:
                self.model.at_least(taken + below * float(most - sure), float(most), because=of_whom)
        return below

    def _is_nothing(self, figures: forms.Figures, who: str) -> bool:
        return figures.y is not None and self.situation.figures[who][figures.y] == 0

    def _low(self, figures: forms.Figures, who: str, threshold: float, because: Because) -> Linear | None:
        """Return the smallest x − t·y of an organisation, 0 where it is no participant; None where it has no end."""
        y = self.presence.of[who] if figures.y is None else self.after.figure(figures.y, who)
        if y is None:
            return None
        x = (
            self.after.flag(figures.x, who, *because)
            if figures.y is None
            else self.after.figure(figures.x, who)
        )
        return (x or Linear()) - y * threshold
