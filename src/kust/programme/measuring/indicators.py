"""The indicators of a programme: base, actual, target, deviation and forecast of each."""

from collections.abc import Iterator, Mapping
from datetime import date

from kust.data.dataset import Dataset
from kust.programme.measuring.filled import MONEY, Filler
from kust.programme.measuring.indicator_figures import (
    EACH_YEAR,
    SUM,
    Figure,
    IndicatorCaution,
    IndicatorResult,
    Indicators,
    Outlook,
    YearFigure,
)
from kust.programme.measuring.judged import judge
from kust.programme.measuring.outlook import see_line, see_none, see_plan, see_ratio
from kust.programme.measuring.targets import (
    adds_up,
    find_last_year,
    find_target_twice,
    list_regions,
    targets_of,
    typed_of,
)
from kust.programme.programme import Indicator, Programme
from kust.quantities import TOLERANCE
from kust.settings import Settings

LATER = Figure(None, why="later")
_IN_THOUSANDS = ("тыс", "thousand", "krub")


def calc_indicators(
    programme: Programme, dataset: Dataset, *, on: date, year: int, settings: Settings | None = None
) -> Indicators:
    """Work out the standing indicators of a programme.

    Parameters
    ----------
    programme
        The working programme, or a version of it that was kept.
    dataset
        Fills the figures that nobody typed; uses ``memberships``, ``organisations``, ``accounts``, ``outputs``,
        ``supplies``, ``wage_thresholds``, ``projects``, ``project_effects``; any may be absent.
    on
        The day asked about: who is a member.
    year
        The last year whose figures count; of later ones nothing is known yet.
    settings
        Section ``readings``: who is a participant, and when jobs are highly productive.

    Returns
    -------
    Indicators
        In the order of the programme. A typed figure goes before one from the dataset; a ratio is its numerator over
        its denominator wherever both are known.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> from kust.programme.read import read_programme
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> found = calc_indicators(read_programme(dataset, "VB"), dataset, on=date(2019, 3, 1), year=2018)
    >>> jobs = next(one for one in found.results if one.filled_from == "jobs")
    >>> jobs.of(2018).actual.value, jobs.of(2018).target, jobs.of(2018).state
    (1890.0, 1920.0, 'not_met')
    """
    chosen = settings or Settings()
    asked = _Asked(programme, Filler(dataset, programme.cluster_id, on, chosen), year)
    results = tuple(asked.work_out(one) for one in asked.standing.values())
    return Indicators(
        programme.cluster_id,
        programme.cluster,
        programme.title,
        dataset.digest,
        on,
        year,
        asked.end,
        results,
        tuple(sorted(asked.find_cautions(), key=lambda one: (one.indicator, one.code, one.year or 0))),
        asked.filler.organisations,
    )


class _Asked:
    """What is asked of one programme, with the figures that several indicators share."""

    def __init__(self, programme: Programme, filler: Filler, year: int) -> None:
        self.programme, self.filler, self.year = programme, filler, year
        self.standing = {one.indicator: one for one in programme.indicators if one.stands}
        self.end = find_last_year(programme, self.standing)
        self._figures: dict[tuple[str, int], Figure] = {}
        self._outlooks: dict[str, Outlook] = {}

    def work_out(self, one: Indicator) -> IndicatorResult:
        base_year = self._base_year(one)
        targets = targets_of(one)
        return IndicatorResult(
            indicator=one.indicator,
            goal_id=one.goal_id,
            number=one.number,
            unit=one.unit,
            direction=one.direction,
            filled_from=one.filled_from,
            numerator=one.numerator,
            denominator=one.denominator,
            over_years=SUM if adds_up(one) else EACH_YEAR,
            base_year=base_year,
            base=Figure(None, why="no_data") if base_year is None else self._base(one, base_year),
            years=tuple(self._year_figure(one, year, targets.get(year)) for year in self._years(one)),
            outlook=self._outlook(one),
            regions=tuple(list_regions(one, self.year)),
        )

    def _base_year(self, one: Indicator) -> int | None:
        return self.programme.base_year if one.base_year is None else one.base_year

    def _years(self, one: Indicator) -> list[int]:
        """List the years after the base that have a target, or that are over."""
        told = {target.year for target in one.targets if target.region is None}
        base_year = self._base_year(one)
        first = min(told, default=self.year) if base_year is None else base_year + 1
        last = self.year if self.end is None else min(self.year, self.end)
        return sorted(told | set(range(first, last + 1)))

    def _base(self, one: Indicator, year: int) -> Figure:
        if one.base is None:
            return self._actual(one, year)
        computed = self._ratio(one, year, base=True) if one.is_ratio else None
        if computed and computed.value is not None:
            return computed
        return Figure(one.base, one.base, "typed")

    def _actual(self, one: Indicator, year: int) -> Figure:
        """Take the figure of a year: typed, else from the dataset; of a ratio from its parts."""
        key = (one.indicator, year)
        if key not in self._figures:
            self._figures[key] = LATER if year > self.year else self._find_actual(one, year)
        return self._figures[key]

    def _find_actual(self, one: Indicator, year: int) -> Figure:
        typed = typed_of(one, year)
        if one.is_ratio:
            ratio = self._ratio(one, year)
            if ratio.value is not None or typed is None:
                return ratio
        if typed is not None:
            return Figure(typed, typed, "typed")
        return self.filler.fill(one.filled_from, year) if one.filled_from else Figure(None, why="no_data")

    def _ratio(self, one: Indicator, year: int, *, base: bool = False) -> Figure:
        """Divide the numerator by the denominator; never an average of shares."""
        parts = []
        for name, why in ((one.numerator, "no_numerator"), (one.denominator, "no_denominator")):
            part = self.standing.get(name or "")
            if part is None or part.is_ratio:
                return Figure(None, missing=(name,) if name else (), why=why)
            parts.append((part, self._part(part, year, base=base)))
        missing = tuple(part.indicator for part, figure in parts if figure.value is None)
        (_, above), (_, below) = parts
        if above.value is None or below.value is None:
            return Figure(None, missing=missing, why="parts_missing")
        if below.value == 0:
            return Figure(None, missing=missing, why="denominator_zero")
        value = above.value / below.value
        return Figure(value, value, "ratio")

    def _part(self, part: Indicator, year: int, *, base: bool) -> Figure:
        is_base = base or year == self._base_year(part)
        return self._base(part, year) if is_base and part.base is not None else self._actual(part, year)

    def _year_figure(self, one: Indicator, year: int, target: float | None) -> YearFigure:
        actual = self._actual(one, year)
        return YearFigure(year, target, actual, *judge(one, actual, target))

    def _outlook(self, one: Indicator) -> Outlook:
        if one.indicator not in self._outlooks:
            self._outlooks[one.indicator] = self._see(one)
        return self._outlooks[one.indicator]

    def _see(self, one: Indicator) -> Outlook:
        targets = targets_of(one)
        if self.end is None:
            return see_none(None, None, "no_end")
        target = targets.get(self.end)
        if one.is_ratio:
            return self._see_ratio(one, self.end, target)
        known = {year: self._actual(one, year) for year in {*self._years(one), self.end}}
        if adds_up(one):
            years = self._years_of_programme(targets, self.end)
            for year in years:
                known.setdefault(year, self._actual(one, year))
            return see_plan(one, known, self.filler, years, self.year, [targets.get(year) for year in years])
        base_year = self._base_year(one)
        if base_year is not None:
            known[base_year] = self._base(one, base_year)
        return see_line(one, known, (self.year, self.end), target)

    def _see_ratio(self, one: Indicator, end: int, target: float | None) -> Outlook:
        parts = [self.standing.get(name or "") for name in (one.numerator, one.denominator)]
        above, below = parts
        if above is None or below is None or above.is_ratio or below.is_ratio:
            return see_none(end, target, "parts_missing")
        return see_ratio(one, self._outlook(above), self._outlook(below), end, target)

    def _years_of_programme(self, targets: Mapping[int, float | None], end: int) -> range:
        starts = self.programme.starts_on
        first = starts.year if starts else min([*targets, end])
        return range(min(first, end), end + 1)

    def find_cautions(self) -> Iterator[IndicatorCaution]:
        """Find what bends figures."""
        for one in self.standing.values():
            yield from find_target_twice(one)
            if one.filled_from in MONEY and one.unit and not one.unit.lower().startswith(_IN_THOUSANDS):
                yield IndicatorCaution("unit_differs", one.indicator)
            for year in self._years(one):
                yield from self._find_typed_differs(one, year, typed_of(one, year))
            base_year = self._base_year(one)
            if base_year is not None:
                yield from self._find_typed_differs(one, base_year, one.base)

    def _find_typed_differs(
        self, one: Indicator, year: int, typed: float | None
    ) -> Iterator[IndicatorCaution]:
        if typed is None or year > self.year:
            return
        if one.is_ratio:
            found = self._ratio(one, year).value
        else:
            found = self.filler.fill(one.filled_from, year).value if one.filled_from else None
        if found is not None and abs(found - typed) > TOLERANCE * max(abs(found), abs(typed)):
            yield IndicatorCaution("typed_differs", one.indicator, year, typed, found)
