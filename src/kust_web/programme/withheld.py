"""Figures of a published programme that are known and not told to everybody: each says so, none reads as missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kust.documents.blocks import Fact, Judged
from kust.documents.programme.content import GoalPart, ProgrammeContent, Seen
from kust.documents.programme.table_lines import IndicatorLine, YearValue
from kust.documents.programme.tell import DASH
from kust.i18n import say
from kust.programme.measuring.indicator_figures import IndicatorResult, Indicators


@dataclass(frozen=True)
class Withheld:
    """What is not told of an indicator although it is known: its base, the facts of years, where it is heading."""

    base: bool
    years: frozenset[int]
    outlook: bool
    is_filled: bool = (
        False  # its figures come from the data, which the programme for everybody no longer says
    )


def find_withheld(told: Indicators, known: Indicators) -> dict[str, Withheld]:
    """Compare the indicators that everybody is told with those that the figures give, by title."""
    full = {one.indicator: one for one in known.results}
    found = {one.indicator: _compare(one, full[one.indicator]) for one in told.results}
    return {title: one for title, one in found.items() if one.base or one.years or one.outlook}


def _compare(told: IndicatorResult, known: IndicatorResult) -> Withheld:
    facts = {one.year for one in told.years if one.actual.value is not None}
    return Withheld(
        base=told.base.value is None and known.base.value is not None,
        years=frozenset(one.year for one in known.years if one.actual.value is not None) - facts,
        outlook=told.outlook.value is None and known.outlook.value is not None,
        is_filled=known.filled_from is not None,
    )


def say_withheld(content: ProgrammeContent, withheld: Mapping[str, Withheld]) -> ProgrammeContent:
    """Put the word in place of the figures of indicators, and say once why it stands there."""
    lang = content.lang
    lines = tuple(
        _line(one, withheld[one.title], lang) if one.title in withheld else one for one in content.indicators
    )
    # A drawing without its facts would say that there are none.
    drawings = tuple(one for one in content.indicator_drawings if one.title not in withheld)
    why = Fact(say("programme.withheld_title", lang), say("programme.withheld", lang))
    sources = (*content.sources, why) if withheld or _has_withheld(content.goals) else content.sources
    return replace(content, indicators=lines, indicator_drawings=drawings, sources=sources)


def tell_why(content: ProgrammeContent) -> str:
    """Return the sentence that says why figures are withheld; nothing where none is."""
    title = say("programme.withheld_title", content.lang)
    return next((one.value for one in content.sources if one.label == title), "")


def withhold_now(seen: Seen, lang: str) -> Seen:
    """Put the word in place of the figure of today; a count, whose first figure is told, keeps it."""
    hides = seen.now is not None and seen.found is None
    return replace(seen, now=say("report.withheld", lang)) if hides else seen


def _has_withheld(goals: tuple[GoalPart, ...]) -> bool:
    return any(isinstance(one.seen.now, str) for goal in goals for one in goal.problems)


def _line(one: IndicatorLine, withheld: Withheld, lang: str) -> IndicatorLine:
    word = say("report.withheld", lang)
    changed = replace(
        one,
        base=word if withheld.base else one.base,
        years=tuple(_year(year, lang) if year.year in withheld.years else year for year in one.years),
    )
    if withheld.is_filled:
        typed, filled = (
            say(f"programme_document.indicator.{code}", lang) for code in ("typed", "from_dataset")
        )
        changed = replace(changed, source=one.source.replace(typed, filled))
    if not withheld.outlook:
        return changed
    return replace(changed, forecast_words=word, state=Judged(word))


def _year(year: YearValue, lang: str) -> YearValue:
    words = [] if year.words == DASH else [year.words]
    told = "\n".join([*words, say("programme.withheld_fact", lang)])
    word = say("report.withheld", lang)
    return replace(year, actual=word, state=Judged(word), words=told)
