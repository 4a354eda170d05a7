"""Words of the document of a programme: codes of the analyses in the reader's language."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kust.data.schema import regions, tables
from kust.documents.blocks import Amount, Judged
from kust.documents.cluster import label
from kust.documents.figures import MINUS, write, write_day
from kust.documents.plans.words import title_of
from kust.documents.programme.file import ProgrammeFile
from kust.documents.roadmap.words import Teller as RoadmapTeller
from kust.i18n import has_words, number, percent, say
from kust.law.measures import Measure as SupportMeasure
from kust.law.measures import shipped_measures
from kust.programme.asking.sign import (
    ASKS,
    NEED,
    NICHE,
    PROJECT,
    REMEDY,
    REQUIREMENT,
    SETTLED,
    SUPPORT,
    UNKNOWN,
    Sign,
)
from kust.programme.timeline.roadmap import Scheduled

DASH = "–"
_KINDS = {"share": "share", "krub": "krub", "count": "count", "year": "year"}
_VERDICTS = {ASKS: "not_met", SETTLED: "met", UNKNOWN: "unknown"}


@dataclass(frozen=True)
class ProgrammeTeller:
    """Words of a programme in a language."""

    file: ProgrammeFile

    @property
    def lang(self) -> str:
        return self.file.lang

    def t(self, code: str, **values: object) -> str:
        """Word a code of the catalogue."""
        return say(f"programme_document.{code}", self.lang, **values)

    @cached_property
    def roadmap(self) -> RoadmapTeller:
        """Numbers and names of measures as the roadmap tells them."""
        return RoadmapTeller(self.file.programme, self.lang)

    @cached_property
    def owners(self) -> dict[str, str]:
        return {one.stakeholder_id: one.name for one in self.file.programme.stakeholders}

    @cached_property
    def scheduled(self) -> dict[str, Scheduled]:
        """The measures on the roadmap by id."""
        return {one.measure_id: one for one in self.file.roadmap.measures}

    @cached_property
    def _measures(self) -> dict[str, SupportMeasure]:
        return {one.code: one for one in shipped_measures()}

    def first(self, codes: Iterable[str], otherwise: str = "") -> str:
        """Word the first of the codes that has words."""
        return next((say(code, self.lang) for code in codes if has_words(code)), otherwise)

    def day(self, day: date | None) -> str:
        return write_day(day, self.lang) if day else ""

    def state(self, state: str) -> Judged:
        """Say whether a figure still asks for something."""
        return Judged(self.t(f"state.{state}"), _VERDICTS.get(state, ""))

    def code(self, table: str, column: str, code: str | None) -> str:
        """Word a coded value of the contract."""
        return label(table, column, code, self.lang) if code else ""

    def edition(self, code: str) -> str:
        """Name an edition by its code."""
        known = {one.edition.code: one.edition for one in self.file.entries if one.edition}
        return self.first((f"report.edition.{code}",), known[code].act if code in known else code)

    def kind(self, kind: str) -> str:
        """Name what shows a problem."""
        words = self.code("problems", "shown_by", kind)
        return words[:1].upper() + words[1:]

    def title(self, sign: Sign) -> str:
        """Name what a sign is about."""
        if sign.kind == REQUIREMENT:
            return title_of(sign.reference, self.lang)
        if sign.kind == SUPPORT:
            project, _, measure = sign.reference.partition(":")
            known = self._measures.get(measure)
            named = getattr(known.title, self.lang) if known else measure
            return f"{sign.title or self.file.name(project)}: {named}"
        if sign.kind == REMEDY:
            return self._step(sign.reference)
        if sign.kind in (NEED, NICHE, PROJECT):
            return sign.title or self.file.name(sign.reference)
        return sign.title or sign.reference

    def _step(self, reference: str) -> str:
        kind, *ids = reference.split(":")
        words = self.first((f"remedy.kind.{kind}", f"programme_document.step.{kind}"), kind)
        told = [title_of(one, self.lang) if "." in one else self._named(one) for one in ids]
        return f"{words}: {', '.join(told)}" if told else words

    def _named(self, id_: str) -> str:
        known = regions().get(id_)
        return (
            known[0 if self.lang == "ru" else 1]
            if known and id_ not in self.file.names
            else self.file.name(id_)
        )

    def what(self, sign: Sign) -> str:
        """Say which figure the value of a sign is, with its unit where the figure does not show it."""
        codes = (
            f"programme_document.what.{sign.kind}.{sign.what}",
            f"programme_draft.what.{sign.kind}.{sign.what}",
            f"programme_document.what.{sign.what}",
            f"programme_draft.what.{sign.what}",
            f"verdict.part.{sign.what}",
        )
        words = self.first(codes, self.t("what.value"))
        return self.with_unit(words, sign.unit)

    def titled(self, sign: Sign) -> str:
        """Name what a sign is about and which figure of it is told."""
        what = self.what(sign)
        return self.title(sign) if what == self.t("what.value") else f"{self.title(sign)}: {what}"

    def told_by(self, stakeholder: str | None) -> str:
        """Name a stakeholder who allows it; of another one only the kind."""
        for one in self.file.programme.stakeholders:
            if one.stakeholder_id == stakeholder:
                return one.name if one.named else self.code("stakeholders", "kind", one.kind)
        return ""

    def with_unit(self, words: str, unit: str | None) -> str:
        """Name the unit after the words, unless a figure of it shows it."""
        return f"{words}, {self.t(f'unit.{unit}')}" if unit in ("krub", "km") else words

    def why(self, sign: Sign) -> str:
        """Say why a sign is in its state where the figures alone do not."""
        if not sign.why:
            return ""
        return self.first((f"programme_document.why.{sign.why}", f"programme_draft.why.{sign.why}"))

    def amount(self, value: float | None, unit: str | None) -> Amount | None:
        """Bring a figure of the analyses into the form in which figures are written."""
        return None if value is None else Amount(value, _KINDS.get(unit or "", "number"))

    def write(self, amount: Amount | None, absent: str = DASH) -> str:
        """Write a figure."""
        return absent if amount is None or amount.value is None else write(amount, "amount", self.lang)

    def figure(self, value: float | None, unit: str | None) -> str:
        return self.write(self.amount(value, unit))

    def limit(self, threshold: float | None, comparison: str | None, unit: str | None) -> str:
        """Write what a figure is held against: «не менее 20 %»."""
        if threshold is None:
            return ""
        words = (
            percent(threshold, self.lang, 0 if abs(100 * threshold - round(100 * threshold)) < 1e-9 else 1)
            if (unit == "share")
            else number(threshold, self.lang, 0 if threshold == round(threshold) else 1)
        )
        return self.t("at_most" if comparison in ("<=", "<") else "at_least", figure=words)

    def points(self, share: float) -> str:
        """Write a distance between shares in percentage points, with its sign."""
        sign = "+" if share > 0 else MINUS if share < 0 else ""
        return sign + say("report.points", self.lang, figure=number(abs(100 * share), self.lang, 1))

    def condition(self, reference: str, code: str) -> str:
        """Word a condition of a support measure."""
        measure = self._measures.get(reference.partition(":")[2])
        found = next((one for one in measure.conditions if one.code == code), None) if measure else None
        if found is not None and found.text is not None:
            return str(getattr(found.text, self.lang))
        return self.first((f"support.condition.{code}",), code)

    def limit_of(self, sign: Sign) -> str:
        """Write what a sign is held against: of a requirement what is asked, of a cause from where it alarms."""
        words = self.limit(sign.threshold, sign.comparison, sign.unit)
        if sign.kind in (NEED, NICHE) and words:
            return self.t("alarms", limit=words)
        return words

    def organisations(self, ids: Sequence[str], most: int = 20) -> str:
        """List organisations by name."""
        named = "; ".join(self.file.name(one) for one in ids[:most])
        return named + (f"; {self.t('and_more', count=len(ids) - most)}" if len(ids) > most else "")

    def command(self, words: Sequence[str]) -> str:
        """Write the command that shows a figure; the dataset by its own name, wherever it lies."""
        path = str(self.file.dataset.path)
        told = [self.file.dataset.path.name if one == path else one for one in words]
        return f"kust {shlex.join(told)}" if told else ""

    def column(self, table: str, column: str) -> str:
        """Name a column of the contract with its table."""
        found = tables()[table]
        title = next((one.title(self.lang) for one in found.columns if one.name == column), column)
        return f"{found.title(self.lang)}: {title}"
