"""What the rules ask, as rows of the model: the formula of each requirement (:mod:`kust.checks.forms`), exactly.

A requirement has to be met for certain: a figure that nobody has told stands at its worst, as for a verdict.
``condition`` is 1 where a formula has to hold; None where it always has to.
"""

from kust.checks import forms
from kust.checks.forms import Form
from kust.remedies.options import Option, Wishes
from kust.remedies.papers import Papers
from kust.remedies.presence import Presence
from kust.remedies.situation import Row, Situation
from kust.remedies.trade import Trade
from kust.solver import Linear, Model, total

_NEVER = Linear(-1.0)
_FLAG_STEPS = {"in_governing_body": "seat", "is_founder": "document", "cofinances": "document"}


class Asked:
    """Turns formulas into rows; adds the steps that only formulas know: jobs, seats, commitments."""

    def __init__(
        self,
        situation: Situation,
        model: Model,
        presence: Presence,
        trade: Trade,
        papers: Papers,
        wishes: Wishes,
        margin: float = 0.0,
    ) -> None:
        self.situation, self.model, self.presence = situation, model, presence
        self.trade, self.papers, self.wishes = trade, papers, wishes
        self.margin = margin
        self.options: list[Option] = []
        self._flags: dict[tuple[str, str], Linear] = {}
        self._jobs: dict[str, Linear] = {}
        self._sure_contracts: dict[str, int] = {}

    def ask(self, form: Form, requirement: str, condition: Linear | None = None) -> None:
        """Add the rows of a formula."""
        match form:
            case forms.AllOf(parts):
                for part in parts:
                    self.ask(part, requirement, condition)
            case forms.AnyOf(parts):
                self._any(parts, requirement, condition)
            case forms.Share():
                self._share(form, requirement, condition)
            case forms.EachShare():
                self._each(form, requirement, condition)
            case forms.Below():
                self._below(form, requirement, condition)
            case forms.Count():
                self._count(form, condition)
            case forms.EachLinked():
                self._linked(form, condition)
            case forms.JointProjects():
                self._projects(form, condition)
            case forms.RegionsSigned(at_least):
                self.model.at_least_if(condition, self.papers.signed(at_least))
            case forms.Documented(each_region):
                for expression in self.papers.documented(requirement, each_region=each_region):
                    self.model.at_least_if(condition, expression)

    def refuse(self) -> None:
        """Add a row that nothing meets: what the requirement rests on is not in the data."""
        self.model.at_least(_NEVER)

    def _any(self, parts: tuple[Form, ...], requirement: str, condition: Linear | None) -> None:
        chosen = []
        for part in parts:
            taken = Linear.of(self.model.binary())
            self.ask(part, requirement, taken)
            chosen.append(taken)
        self.model.at_least(total(chosen) - (condition or Linear(1.0)))

    def _group(self, figures: forms.Figures, who: str) -> bool | None:
        return self._belongs(figures.group, self.situation.figures[who])

    def _belongs(self, group: forms.Group, row: Row) -> bool | None:
        if group.flag is None:
            return True
        flag = row[group.flag]
        return None if flag is None else flag is group.says

    def _share(self, form: forms.Share, requirement: str, condition: Linear | None) -> None:
        """Σ(x − t·y) ≥ 0 over the group, the smallest that is attainable, and someone is surely in the group."""
        parts, sure = [], Linear()
        for who, present in self.presence.of.items():
            belongs = self._group(form.figures, who)
            if belongs is False:
                continue
            low = self._low(form.figures, who, form.at_least, requirement)
            if low is None:
                self.model.at_least_if(condition, present * -1.0)
                continue
            if belongs:
                sure.add(present)
            parts.append(low if belongs else self._not_above_zero(low))
        summed = total(parts)
        room = 0.0 if summed.is_constant else self.margin * max(self.model.highest(summed), 0.0)
        self.model.at_least_if(condition, summed - Linear(room))
        self.model.at_least_if(condition, sure - Linear(1.0))

    def _not_above_zero(self, low: Linear) -> Linear:
        """Return the smaller of an expression and 0: who may be outside the group does not help it."""
        if self.model.lowest(low) >= 0:
            return Linear()
        capped = self.model.variable(0.0, low=self.model.lowest(low))
        self.model.at_least(low - Linear.of(capped))
        return Linear.of(capped)

    def _each(self, form: forms.EachShare, requirement: str, condition: Linear | None) -> None:
        for who, present in self.presence.of.items():
            if self._group(form.figures, who) is False or self._is_nothing(form.figures, who):
                continue
            low = self._low(form.figures, who, form.at_least, requirement)
            self.model.at_least_if(condition, present * -1.0 if low is None else low)
            contracts = self._contracts_to_reach(form.figures, who, low)
            if contracts is not None:
                self.model.at_least_if(condition, contracts[0] - present * contracts[1])
                if condition is None and present.is_constant:
                    self._sure_contracts[who] = contracts[1]

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
        if needed <= 0:
            return None
        reached, count = 0.0, 0
        for size in sorted((one.most for one in sizes), reverse=True):
            if reached >= needed * (1 - 1e-9):
                break
            reached, count = reached + size, count + 1
        return (total(Linear.of(one.taken) for one in sizes), count) if count else None

    def _below(self, form: forms.Below, requirement: str, condition: Linear | None) -> None:
        """Σ(b − at most) ≤ 0: b is 1 for who is, or may be, below its own threshold."""
        allowed, sure = Linear(), Linear()
        for who, present in self.presence.of.items():
            belongs = self._group(form.figures, who)
            if belongs is False or self._is_nothing(form.figures, who):
                continue
            below = self._is_below(form, who, present, requirement)
            if belongs:
                sure.add(present)
                allowed.add(present, form.at_most).add(below, -1.0)
            else:
                allowed.add(below, form.at_most - 1.0)
        self.model.at_least_if(condition, allowed)
        self.model.at_least_if(condition, sure - Linear(1.0))

    def _is_below(self, form: forms.Below, who: str, present: Linear, requirement: str) -> Linear:
        low = self._low(form.figures, who, form.own, requirement)
        if low is None:
            return present
        worst = self.model.lowest(low)
        if worst >= 0:
            return Linear()
        if present.is_constant and self.model.highest(low) < 0:
            return present
        below = Linear.of(self.model.binary())
        self.model.at_least(low - below * worst)
        contracts = self._contracts_to_reach(form.figures, who, low) if present.is_constant else None
        if contracts is not None:
            taken, most = contracts
            sure = self._sure_contracts.get(who, 0) if form.figures.x == "sold_inside_krub" else 0
            if most > sure:
                self.model.at_least(taken + below * float(most - sure), float(most))
        return below

    def _is_nothing(self, figures: forms.Figures, who: str) -> bool:
        return figures.y is not None and self.situation.figures[who][figures.y] == 0

    def _low(self, figures: forms.Figures, who: str, threshold: float, requirement: str) -> Linear | None:
        """Return the smallest x − t·y of an organisation, 0 where it is no participant; None where it has no end."""
        y = self.presence.of[who] if figures.y is None else self._figure(figures.y, who)
        if y is None:
            return None
        x = self._flag(figures.x, who, requirement) if figures.y is None else self._figure(figures.x, who)
        return (x or Linear()) - y * threshold

    def _figure(self, name: str, who: str) -> Linear | None:
        """Return a figure after the plan; None where it is missing. Money comes in units of the trade."""
        row, present = self.situation.figures[who], self.presence.of[who]
        stated: float | None = row.get(name)
        if name == "sold_inside_krub":
            return self.trade.sold[who] if row["sells"] else None
        if name == "bought_inside_krub":
            return self.trade.bought[who] if row["buys"] else None
        if stated is None:
            return None
        if name == "output_krub":
            return present * (stated / self.trade.unit) + self.trade.more_output(who)
        if name == "purchases_krub":
            return present * (stated / self.trade.unit) + self.trade.more_purchases(who)
        if name == "high_productivity_jobs":
            return present * stated + self._more_jobs(who)
        return present * stated

    def _more_jobs(self, who: str) -> Linear:
        if who not in self._jobs:
            row, present = self.situation.figures[who], self.presence.of[who]
            room = int((row["jobs"] or 0) - row["high_productivity_jobs"] + 1e-9)
            self._jobs[who] = Linear()
            if room > 0 and self.wishes.allows("jobs", who):
                price = self.wishes.price("jobs")
                more = self.model.variable(float(room), cost=price, integer=True)
                self._jobs[who] = Linear.of(more)
                if not present.is_constant:
                    self.model.at_least(present * float(room) - Linear.of(more))
                self.options.append(Option("jobs", (who,), price, more, more))
        return self._jobs[who]

    def _flag(self, flag: str, who: str, requirement: str) -> Linear | None:
        """Return a flag as 1 or 0; one that is known not to be so may become so by a step."""
        row, present = self.situation.figures[who], self.presence.of[who]
        if row[flag] is None:
            return None
        if row[flag]:
            return present
        if (flag, who) not in self._flags:
            self._flags[flag, who] = self._step_of_flag(flag, who, requirement)
        return self._flags[flag, who]

    def _step_of_flag(self, flag: str, who: str, requirement: str) -> Linear:
        kind = _FLAG_STEPS.get(flag)
        ids = (requirement, who) if kind == "document" else (who,)
        if kind is None or not self.wishes.allows(kind, *ids):
            return Linear()
        taken = self.model.binary(self.wishes.price(kind))
        present = self.presence.of[who]
        if not present.is_constant:
            self.model.at_least(present - Linear.of(taken))
        self.options.append(Option(kind, ids, self.wishes.price(kind), taken))
        return Linear.of(taken)

    def _count(self, form: forms.Count, condition: Linear | None) -> None:
        counted = self._counted(form)
        if counted is None:
            self.model.at_least_if(condition, _NEVER)
        elif form.comparison == ">=":
            self.model.at_least_if(condition, counted - Linear(form.threshold))
        else:
            self.model.at_least_if(condition, Linear(form.threshold) - counted)

    def _counted(self, form: forms.Count) -> Linear | None:
        """Return the smallest attainable count, or the largest where it may not be above its threshold."""
        if form.of in ("participants", "enterprises"):
            return self._count_people(form)
        if form.of in ("regions", "core_projects"):
            return self.papers.counted(form.of)
        rows = [row for row in self.situation.rows if _is_counted(row, form.of)]
        if form.of == "infrastructure":
            return total(
                self.presence.row(row["organisation_id"], candidate=row["candidate"]) for row in rows
            )
        firms: dict[str, Linear] = {}
        for row in sorted(rows, key=lambda one: one["candidate"]):
            who = row["organisation_id"]
            firms.setdefault(who, self.presence.row(who, candidate=row["candidate"]))
        return total(firms.values())

    def _count_people(self, form: forms.Count) -> Linear:
        people = self.situation.figures if form.of == "participants" else self.situation.enterprises
        unknown_counts = form.comparison != ">="
        counted = Linear()
        for who, row in people.items():
            present = self._present(who, form.of)
            answers = [True if flag == "uses_cluster_inputs" else row[flag] for flag in form.flags]
            if False in answers or (None in answers and not unknown_counts):
                continue
            uses = self._uses_inputs(who, present) if "uses_cluster_inputs" in form.flags else present
            counted.add(uses)
        return counted

    def _present(self, who: str, of: str) -> Linear:
        if of == "participants":
            return self.presence.of.get(who, Linear())
        is_base = any(
            one["organisation_id"] == who and one["role"] == "enterprise" and not one["candidate"]
            for one in self.situation.rows
        )
        return self.presence.row(who, candidate=not is_base)

    def _uses_inputs(self, who: str, present: Linear) -> Linear:
        """Return whether a participant surely uses what others make: stated, or something of it is bought inside."""
        stated = self.situation.stated_uses.get(who, "unsaid")
        if stated != "unsaid":
            return present if stated is True else Linear()
        if not self.situation.figures[who]["buys"]:
            return Linear()
        uses = Linear.of(self.model.binary())
        flows = [
            self.presence.both(s, b)
            for (s, b, _), flow in self.situation.flows.items()
            if b == who and flow.bought > 0 and s in self.situation.figures
        ]
        taken = [Linear.of(one.option.variable) for key, one in self.trade.supplies.items() if key[1] == who]
        self.model.at_least(total([*flows, *taken]) - uses)
        return uses

    def _linked(self, form: forms.EachLinked, condition: Linear | None) -> None:
        for who, present in self.presence.of.items():
            if self._belongs(form.group, self.situation.figures[who]) is False:
                continue
            partners = total(self._at_most_one(one) for one in self.trade.pairs.get(who, {}).values())
            self.model.at_least_if(condition, partners - present * form.at_least)

    def _at_most_one(self, trades: Linear) -> Linear:
        """Count a partner once, however many contracts there are with it."""
        if self.model.highest(trades) <= 1:
            return trades
        once = Linear.of(self.model.binary())
        self.model.at_least(trades - once)
        return once

    def _projects(self, form: forms.JointProjects, condition: Linear | None) -> None:
        enough = []
        for named in self.papers.joint_projects():
            taking_part = total(self.presence.of[who] for who in named if who in self.presence.of)
            counts = Linear.of(self.model.binary())
            self.model.at_least(taking_part - counts * form.participants)
            enough.append(counts)
        self.model.at_least_if(condition, total(enough) - Linear(form.at_least))


def _is_counted(row: Row, of: str) -> bool:
    if of == "infrastructure":
        return row["role"] == of and row["infrastructure_kind"] is not None
    return row["role"] == of and (of != "education" or row["education_level"] is not None)
