"""How a roadmap is told: numbers and names of measures, days, findings in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kust.documents.figures import write_day
from kust.i18n import has_words, number, percent, plain_number, plural, say
from kust.programme.programme import PROPOSED, Measure, Programme
from kust.programme.timeline.finding import (
    GOAL,
    INDICATOR,
    MEASURE,
    MILESTONE,
    OWNER,
    PROBLEM,
    ProgrammeFinding,
)
from kust.programme.timeline.roadmap import Delayed, Roadmap, Scheduled

DASH = "–"
_SHARES = frozenset({"progress", "load"})
_YEARS = frozenset({"year", "first", "last", "quarter"})


@dataclass(frozen=True)
class Told:
    """A finding in words: its degree, what is wrong, what to do."""

    severity: str
    words: str
    mend: str


@dataclass(frozen=True)
class Teller:
    """Words of a programme in a language; ``projects``: titles by id."""

    programme: Programme
    lang: str
    projects: Mapping[str, str] = field(default_factory=dict)

    def t(self, code: str, **values: object) -> str:
        """Word a code of the catalogue."""
        return say(f"programme_roadmap.{code}", self.lang, **values)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Number the measures: as they are numbered where every one is and no two alike, else in their order."""
        measures = self.programme.standing_measures
        given = [one.number for one in measures]
        if None not in given and len(set(given)) == len(given):
            return {one.measure_id: str(one.number) for one in measures}
        return {one.measure_id: str(place) for place, one in enumerate(measures, 1)}

    @cached_property
    def _titles(self) -> dict[tuple[str, str], str]:
        programme = self.programme
        return {
            **{(MEASURE, one.measure_id): one.title for one in programme.measures},
            **{(PROBLEM, one.problem_id): one.title for one in programme.problems},
            **{(GOAL, one.goal_id): one.title for one in programme.goals},
            **{(MILESTONE, one.milestone_id): one.title for one in programme.milestones},
            **{(INDICATOR, one.indicator): one.indicator for one in programme.indicators},
            **{(OWNER, one.stakeholder_id): one.name for one in programme.stakeholders},
        }

    def name(self, subject: str, id_: str) -> str:
        """Name what an id is of; a measure with its number."""
        title = self._titles.get((subject, id_), id_)
        if subject == MEASURE and id_ in self.labels:
            title = self.t("numbered", number=self.labels[id_], title=title)
        return self.t("named", name=title)

    def short(self, measures: Iterable[str]) -> str:
        """Name measures by their numbers."""
        return ", ".join(self.labels.get(one, one) for one in measures)

    def chain(self, measures: Iterable[str]) -> str:
        """Name the measures of a chain by their numbers."""
        return " → ".join(self.labels.get(one, one) for one in measures)

    def owner(self, measure: Measure) -> str:
        return self._titles.get((OWNER, measure.owner_id or ""), measure.owner_id or "")

    def project(self, id_: str) -> str:
        """Name a project; one whose title is not told by its id."""
        return self.projects.get(id_, id_)

    def title(self) -> str:
        programme = self.programme
        return programme.title or self.t("untitled", cluster=programme.cluster)

    def day(self, day: date | None) -> str:
        return DASH if day is None else write_day(day, self.lang)

    def days(self, count: int) -> str:
        noun = plural(abs(count), self.lang, self.t("forms.days"))
        return self.t("days", count=number(count, self.lang, 0), noun=noun)

    def forecast(self, one: Scheduled, plus: str) -> str:
        """Say of a measure that is late when it will be over, where anything is forecast."""
        timing = self.t(f"timing.{one.timing}")
        if one.ahead.ends_on is None:
            return self.t("gantt.facts.no_forecast", timing=timing)
        day = self.day(one.ahead.ends_on)
        return self.t("gantt.facts.forecast", timing=timing, forecast=day, plus=plus).removesuffix(", ")

    def delays(self, delays: Iterable[Delayed]) -> str:
        """List what a measure delays."""
        named = [
            (
                self.t("by_number", number=self.labels.get(one.id, one.id))
                if one.kind == MEASURE
                else self.t("milestone", name=self._titles.get((MILESTONE, one.id), one.id)),
                one.days,
            )
            for one in delays
        ]
        return ", ".join(self.t("delays.one", name=name, days=days) for name, days in named)

    def finding(self, one: ProgrammeFinding) -> Told:
        """Word a finding and how to mend it."""
        names = [self.name(one.subject, id_) for id_ in one.ids]
        # The second id of a milestone's finding is its measure.
        other = self.name(MEASURE, one.ids[1]) if len(one.ids) > 1 else ""
        figures = {name: self.figure(name, value) for name, value in one.figures.items()}
        if one.code == "cycle":
            figures["chain"] = " → ".join([*names, names[0]])
        values = {"name": names[0], "other": other, "all": ", ".join(names), **figures}
        code = f"programme_roadmap.finding.{one.code}"
        severity = self.t(f"severity.{one.severity}")
        return Told(severity, say(code, self.lang, **values), say(code, f"mend_{self.lang}", **values))

    def figure(self, name: str, value: object) -> str:
        """Write a figure of a finding."""
        if value is None:
            return DASH
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, str):
            coded = f"programme_roadmap.{name}.{value}"
            return say(coded, self.lang) if has_words(coded) else value
        if name in _YEARS:
            return str(value)
        if name in _SHARES:
            return percent(float(str(value)), self.lang, 0)
        return plain_number(float(str(value)), self.lang)


def count_states(roadmap: Roadmap, tell: Teller) -> str:
    """Say how many measures are done, under way, planned and late."""
    of = [one.state for one in roadmap.measures]
    return tell.t(
        "counts",
        all=len(of),
        late=sum(one.is_late for one in roadmap.measures),
        **{state: of.count(state) for state in ("done", "under_way", "planned")},
    )


def tell_answer(roadmap: Roadmap, tell: Teller) -> tuple[str, str]:
    """Say in one sentence when the programme will be over: a verdict for its sign, and the words."""
    verdict, words = _answer(roadmap, tell)
    if roadmap.ends_on and roadmap.due_on and roadmap.ends_on > roadmap.due_on:
        words += " " + tell.t("answer.shifted", due=tell.day(roadmap.due_on), ends=tell.day(roadmap.ends_on))
    remark = tell_day_remark(roadmap, tell)
    return (verdict, words) if not remark else ("unknown", f"{remark} {words}")


def tell_day_remark(roadmap: Roadmap, tell: Teller) -> str:
    """Say why the programme should not be judged on the day, and on which one instead; nothing where it may be."""
    one = roadmap.day_remark
    if one is None:
        return ""
    days = ("on", "starts_on", "ends_on", "last_fact_on", "advised_on")
    told = {name: tell.day(getattr(one, name)) for name in days}
    code = f"{one.code}.nothing" if one.code == "after_end" and one.last_fact_on is None else one.code
    return tell.t(f"day.{code}", **told)


def _answer(roadmap: Roadmap, tell: Teller) -> tuple[str, str]:
    ends, forecast = roadmap.due_on, roadmap.forecast_on
    if not roadmap.measures:
        return "unknown", tell_nothing(tell)
    if forecast is None or ends is None:
        return "unknown", tell.t("answer.unknown")
    days = (forecast - ends).days
    told = {"ends": tell.day(ends), "forecast": tell.day(forecast)}
    if days > 0:
        return "not_met", tell.t("answer.late", days=tell.days(days), **told)
    if roadmap.at_least or roadmap.open_ids:
        return "unknown", tell.t("answer.at_least", **told)
    if days < 0:
        return "met", tell.t("answer.earlier", **told)
    return "met", tell.t("answer.on_time", ends=told["ends"])


def tell_nothing(tell: Teller) -> str:
    """Say why there is no roadmap: nothing is in the programme, or nothing of it is decided."""
    count = sum(one.decision == PROPOSED for one in tell.programme.measures)
    noun = plural(count, tell.lang, tell.t("forms.measures"))
    return tell.t("nothing_decided", count=count, noun=noun) if count else tell.t("nothing")


def tell_paths(roadmap: Roadmap, tell: Teller) -> tuple[str, ...]:
    """List the measures of the only critical chain, or each of several chains."""
    if len(roadmap.paths) == 1:
        return tuple(tell.name(MEASURE, one) for one in roadmap.path)
    return tuple(" → ".join(tell.name(MEASURE, one) for one in path) for path in roadmap.paths)


def tell_subtitle(roadmap: Roadmap, tell: Teller) -> str:
    """Say of which cluster and day the roadmap is, and from when to when the programme lasts."""
    programme = tell.programme
    starts, ends = tell.day(programme.starts_on), tell.day(programme.ends_on)
    period = tell.t("period", starts=starts, ends=ends) if programme.starts_on or programme.ends_on else ""
    words = tell.t("subtitle", cluster=programme.cluster, on=tell.day(roadmap.on), period=period)
    return words.removesuffix(" · ")
