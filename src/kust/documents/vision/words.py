"""The shared vision in words: verdicts, kinds of stakeholder, who disagrees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kust.documents.cluster import label
from kust.documents.figures import write_day
from kust.i18n import number, percent, plain_number, plural, say
from kust.programme.agreement.vision import AGREED, DISPUTED, UNKNOWN, Agreement, StatementAgreement
from kust.programme.agreement.voices import Dissent

VERDICTS = {AGREED: "met", DISPUTED: "not_met", UNKNOWN: "unknown"}
ORDER = (AGREED, DISPUTED, UNKNOWN)


@dataclass(frozen=True)
class Teller:
    """Words of an agreement in a language."""

    agreement: Agreement
    lang: str

    def t(self, code: str, **values: object) -> str:
        return say(f"programme_vision.{code}", self.lang, **values)

    def verdict(self, one: StatementAgreement) -> str:
        return self.t(f"verdict.{one.verdict}")

    def kinds(self, kinds: Iterable[str]) -> str:
        """Name kinds of stakeholder."""
        return ", ".join(label("stakeholders", "kind", kind, self.lang) for kind in kinds)

    def points(self, value: float | None) -> str:
        return number(None, self.lang) if value is None else plain_number(value, self.lang)

    def statement(self, statement_id: str) -> str:
        """Quote a statement by its id."""
        found = (one.text for one in self.agreement.statements if one.statement_id == statement_id)
        return next(found, statement_id)

    def figures(self, one: StatementAgreement) -> str:
        """Tell median, spread and how many have an opinion in a line."""
        is_told = one.median is not None or one.spread is not None
        return self.t(
            "figures" if is_told else "figures.hidden" if one.dissent.withheld else "figures.none",
            median=self.points(one.median),
            spread=self.points(one.spread),
            opinions=one.opinions,
            asked=one.asked,
        )

    def dissent(self, dissent: Dissent) -> Iterator[str]:
        """Tell who disagrees: by name where that is allowed, the others by kind."""
        for one in dissent.named:
            yield self.t("dissent.named", name=one.name, agreement=one.agreement)
        for kinds, count in dissent.others:
            noun = plural(count, self.lang, self.t("dissent.stakeholders"))
            yield self.t("dissent.others", count=count, noun=noun, kinds=self.kinds(kinds))
        if dissent.withheld:
            yield self.t("dissent.withheld")

    def title(self) -> str:
        return self.t("title", cluster=self.agreement.cluster)

    def subtitle(self) -> str:
        return self.t("subtitle", on=write_day(self.agreement.on, self.lang))

    def counts(self) -> str:
        """Count the statements by verdict, in one sentence."""
        found = [one.verdict for one in self.agreement.statements]
        return self.t("counts", **{code: found.count(code) for code in ORDER}, all=len(found))

    def heard(self) -> str:
        return self.t("heard", answered=self.agreement.answered, asked=self.agreement.asked)

    def bounds(self) -> str:
        """Say what counts as agreed."""
        bounds = self.agreement.bounds
        return self.t(
            "bounds",
            median=self.points(bounds.agreed_from),
            spread=self.points(bounds.spread_up_to),
            share=percent(bounds.answers_from, self.lang, 0),
        )

    def goal_remarks(self, titles: dict[str, str]) -> Iterator[str]:
        """Say which agreed statements no goal takes up, and which goals rest on nothing agreed."""
        for name in self.agreement.untaken:
            yield self.t("untaken", statement=self.statement(name))
        for one in self.agreement.unfounded:
            goal = titles.get(one.goal_id, one.goal_id)
            if one.statement_id is None:
                yield self.t("unfounded.none", goal=goal)
            elif one.verdict is None:
                yield self.t("unfounded.stranger", goal=goal, statement=one.statement_id)
            else:
                verdict = self.t(f"verdict.{one.verdict}")
                statement = self.statement(one.statement_id)
                yield self.t("unfounded.verdict", goal=goal, statement=statement, verdict=verdict)

    def doubts(self) -> Iterator[str]:
        """Say which answers do not count, and why."""
        for one in self.agreement.doubts:
            yield self.t(
                f"doubt.{one.code}",
                stakeholder=one.stakeholder_id,
                statement=one.statement_id,
                day=write_day(one.answered_on, self.lang),
            )
