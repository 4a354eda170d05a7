"""What is counted: participants, institutions, objects, partners, projects, as rows of the model."""

from kust.checks import forms
from kust.remedies.papers import Papers
from kust.remedies.presence import Presence
from kust.remedies.situation import Row, Situation
from kust.remedies.trade import Trade
from kust.solver import Linear, Model, total

NEVER = Linear(-1.0)
Because = tuple[str, ...]


def belongs(group: forms.Group, row: Row) -> bool | None:
    """Tell whether an organisation is in a group; None where nobody has told."""
    if group.flag is None:
        return True
    flag = row[group.flag]
    return None if flag is None else flag is group.says


class Counted:
    """Turns formulas that count into rows. ``because``: the requirement for whose sake a row is there."""

    def __init__(
        self, situation: Situation, model: Model, presence: Presence, trade: Trade, papers: Papers
    ) -> None:
        self.situation, self.model, self.presence = situation, model, presence
        self.trade, self.papers = trade, papers

    def count(self, form: forms.Count, condition: Linear | None, because: Because) -> None:
        counted = self._counted(form)
        if counted is None:
            self.model.at_least_if(condition, NEVER, because=because)
        elif form.comparison == ">=":
            self.model.at_least_if(condition, counted - Linear(form.threshold), because=because)
        else:
            self.model.at_least_if(condition, Linear(form.threshold) - counted, because=because)

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

    def linked(self, form: forms.EachLinked, condition: Linear | None, because: Because) -> None:
        for who, present in self.presence.of.items():
            if belongs(form.group, self.situation.figures[who]) is False:
                continue
            partners = total(self._at_most_one(one) for one in self.trade.pairs.get(who, {}).values())
            self.model.at_least_if(condition, partners - present * form.at_least, because=because)

    def _at_most_one(self, trades: Linear) -> Linear:
        """Count a partner once, however many contracts there are with it."""
        if self.model.highest(trades) <= 1:
            return trades
        once = Linear.of(self.model.binary())
        self.model.at_least(trades - once)
        return once

    def projects(self, form: forms.JointProjects, condition: Linear | None, because: Because) -> None:
        enough = []
        for named in self.papers.joint_projects():
            taking_part = total(self.presence.of[who] for who in named if who in self.presence.of)
            counts = Linear.of(self.model.binary())
            self.model.at_least(taking_part - counts * form.participants)
            enough.append(counts)
        self.model.at_least_if(condition, total(enough) - Linear(form.at_least), because=because)


def _is_counted(row: Row, of: str) -> bool:
    if of == "infrastructure":
        return row["role"] == of and row["infrastructure_kind"] is not None
    return row["role"] == of and (of != "education" or row["education_level"] is not None)
