"""Indicators of a programme in words: figures in their unit, states, and how the forecast was made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kust.documents.figures import MINUS, write_day
from kust.i18n import NO_BREAK_SPACE, number, percent, plain_number, say
from kust.programme.measuring.filled import PARTICIPANTS, SUMS
from kust.programme.measuring.indicator_figures import (
    SUM,
    Figure,
    IndicatorCaution,
    IndicatorResult,
    Indicators,
)
from kust.programme.measuring.indicator_sums import RolledIndicator

# A unit in which a ratio is a share; its figures are shown as percentages.
_SHARES = ("", "доля", "доли", "share", "%")
_WHOLE_FROM = 1000
_MOST_NAMED = 8


@dataclass(frozen=True)
class Teller:
    """Words of indicators in a language; ``names`` of organisations and projects by id."""

    lang: str
    names: dict[str, str]

    def t(self, code: str, **values: object) -> str:
        return say(f"programme_indicators.{code}", self.lang, **values)

    def figure(self, value: float | None, one: IndicatorResult | RolledIndicator) -> str:
        """Write a figure of an indicator: a share as a percentage, large ones whole."""
        if value is None:
            return number(None, self.lang)
        if is_share(one):
            return percent(value, self.lang).replace("-", MINUS)
        words = number(value, self.lang, 0) if abs(value) >= _WHOLE_FROM else plain_number(value, self.lang)
        return words.replace("-", MINUS)

    def unit(self, one: IndicatorResult | RolledIndicator) -> str:
        return "%" if is_share(one) else one.unit or ""

    def deviation(self, value: float | None, one: IndicatorResult | RolledIndicator) -> str:
        """Write a deviation with its sign; of shares in percentage points."""
        if value is None:
            return number(None, self.lang)
        sign = "+" if value > 0 else MINUS if value < 0 else ""
        if is_share(one):
            points = say("report.points", self.lang, figure=number(100 * abs(value), self.lang))
            return f"{sign}{points}"
        return f"{sign}{self.figure(abs(value), one)}"

    def actual(self, told: Figure, one: IndicatorResult) -> str:
        """Write a figure; where parts are missing, what is known of it."""
        if told.value is None and told.known is not None and told.missing:
            return self.t("known", figure=self.figure(told.known, one))
        return self.figure(told.value, one)

    def state(self, state: str) -> str:
        return self.t(f"state.{state}")

    def outlook(self, one: IndicatorResult) -> str:
        """Say what is forecast, how, and against which target."""
        seen = one.outlook
        if seen.value is None:
            return self.t(f"outlook.none.{seen.why}", year=seen.year or "")
        told = {
            "year": seen.year,
            "first": seen.first_year,
            "value": self.with_unit(seen.value, one),
            "low": self.figure(seen.low, one),
            "high": self.figure(seen.high, one),
        }
        words = self.t(f"outlook.{seen.method}", **told)
        if seen.target is None and seen.target_known is not None:
            years = ", ".join(map(str, seen.target_missing))
            known = self.with_unit(seen.target_known, one)
            return f"{words}; {self.t('outlook.target_known', known=known, years=years)}"
        if seen.target is None:
            return f"{words}; {self.t('outlook.no_target')}"
        target = self.t("outlook.target", target=self.with_unit(seen.target, one))
        return f"{words}; {target}"

    def with_unit(self, value: float | None, one: IndicatorResult | RolledIndicator) -> str:
        words = self.figure(value, one)
        return words if is_share(one) or not one.unit else f"{words}{NO_BREAK_SPACE}{one.unit}"

    def name_all(self, ids: Sequence[str]) -> str:
        named = ", ".join(self.names.get(one, one) for one in ids[:_MOST_NAMED])
        more = len(ids) - _MOST_NAMED
        return f"{named} {self.t('and_more', count=more)}" if more > 0 else named

    def source(self, one: IndicatorResult) -> str:
        """Say where the figures come from."""
        if one.is_ratio:
            untold = self.t("source.untold")
            return self.t(
                "source.ratio", numerator=one.numerator or untold, denominator=one.denominator or untold
            )
        if one.filled_from is None:
            return self.t("source.typed")
        return word_source(one.filled_from, self.lang)

    def over_years(self, one: IndicatorResult) -> str:
        return self.t("sum") if one.over_years == SUM else ""

    def gaps(self, found: Indicators) -> Iterator[str]:
        """Say of each indicator whose figures are missing in the years that are over."""
        for one in found.results:
            told = [(one.base_year, one.base), *((year.year, year.actual) for year in one.years)]
            for year, figure in told:
                if figure.missing and year is not None and year <= found.year:
                    names = self.name_all(figure.missing)
                    yield self.t("gap", indicator=one.indicator, year=year, names=names)
                elif figure.why in ("denominator_zero", "no_numerator", "no_denominator"):
                    yield self.t(f"gap.{figure.why}", indicator=one.indicator, year=year or "")

    def caution(self, one: IndicatorCaution, result: IndicatorResult) -> str:
        return self.t(
            f"caution.{one.code}",
            indicator=one.indicator,
            year=one.year or "",
            typed=self.figure(one.typed, result),
            found=self.figure(one.found, result),
            unit=result.unit or "",
        )

    def cautions(self, found: Indicators) -> Iterator[str]:
        of = {one.indicator: one for one in found.results}
        return (self.caution(one, of[one.indicator]) for one in found.cautions)

    def subtitle(self, found: Indicators) -> str:
        return self.t("subtitle", on=write_day(found.on, self.lang), year=found.year)

    def counts(self, found: Indicators) -> str:
        """Count by the forecast against the target at the end."""
        states = [one.outlook.state for one in found.results]
        told = {code: states.count(code) for code in ("met", "not_met", "unknown")}
        if found.end_year is None:
            return self.t("counts.undated", all=len(states))
        return self.t("counts", all=len(states), year=found.end_year, **told)


def word_source(filled_from: str, lang: str) -> str:
    """Say from what of the dataset an indicator is filled.

    >>> word_source("jobs", "en"), word_source("project_exports", "en")
    ('jobs of the participants', 'effects of the joint projects, fact')
    """
    code = filled_from if filled_from in (*SUMS, PARTICIPANTS) else "project"
    return say(f"programme_indicators.source.{code}", lang)


def is_share(one: IndicatorResult | RolledIndicator) -> bool:
    """Tell whether the figures of an indicator are shown as percentages."""
    return one.is_ratio and (one.unit or "").strip().lower() in _SHARES
