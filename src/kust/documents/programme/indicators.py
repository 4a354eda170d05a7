"""Indicators in the document: base, targets and actual figures by year, forecast to the end of the programme."""

from kust.documents.blocks import Amount, Judged
from kust.documents.programme.table_lines import IndicatorLine, YearValue
from kust.documents.programme.tell import DASH, ProgrammeTeller
from kust.programme.measuring.indicator_figures import SUM, IndicatorResult, Outlook, YearFigure

# A unit in which a ratio is a share; its figures are shown as percentages.
_SHARES = ("доля", "доли", "share", "%")


def tell_indicators(tell: ProgrammeTeller) -> tuple[tuple[int, ...], tuple[IndicatorLine, ...]]:
    """Tell the years in which some indicator has a figure, and the standing indicators."""
    results = tell.file.indicators.results
    years = tuple(sorted({one.year for result in results for one in result.years}))
    standing = [one for one in tell.file.programme.goals if one.stands]
    goals = {one.goal_id: number for number, one in enumerate(standing, 1)}
    lines = tuple(_line(number, one, years, goals, tell) for number, one in enumerate(results, 1))
    return years, lines


def _line(
    number: int,
    one: IndicatorResult,
    years: tuple[int, ...],
    goals: dict[str, int],
    tell: ProgrammeTeller,
) -> IndicatorLine:
    kind = kind_of_unit(one)
    by_year = {figure.year: figure for figure in one.years}
    outlook = one.outlook
    goal = goals.get(one.goal_id or "")
    return IndicatorLine(
        number=str(number),
        title=one.indicator,
        unit="%" if kind == "share" else one.unit or "",
        goal="" if goal is None else str(goal),
        base_year=one.base_year,
        base=_amount(one.base.value, kind),
        direction=tell.code("indicators", "direction", one.direction),
        years=tuple(_year(year, by_year.get(year), kind, tell) for year in years),
        forecast=_amount(outlook.value, kind),
        forecast_words=_word_outlook(outlook, kind, tell),
        final_target=_amount(outlook.target, kind),
        state=_state(outlook.state, tell),
        source=_source(one, tell),
    )


def kind_of_unit(one: IndicatorResult) -> str:
    """Tell how figures of an indicator are written: a ratio in shares as a percentage."""
    is_share = one.is_ratio and (one.unit or _SHARES[0]).strip().lower() in _SHARES
    return "share" if is_share else "number"


def _amount(value: float | None, kind: str) -> Amount | None:
    return None if value is None else Amount(value, kind)


def _year(year: int, figure: YearFigure | None, kind: str, tell: ProgrammeTeller) -> YearValue:
    if figure is None:
        return YearValue(year, None, None, Judged(""), DASH)
    target, actual = _amount(figure.target, kind), _amount(figure.actual.value, kind)
    words = [tell.t("indicator.target", figure=tell.write(target))] if target else []
    if actual:
        words.append(tell.t("indicator.actual", figure=tell.write(actual)))
    elif figure.actual.known is not None and figure.actual.missing:
        known = tell.write(_amount(figure.actual.known, kind))
        words.append(tell.t("indicator.known", figure=known))
    return YearValue(year, target, actual, _state(figure.state, tell), "\n".join(words) or DASH)


def _state(state: str, tell: ProgrammeTeller) -> Judged:
    return Judged(tell.t(f"indicator.{state}"), state)


def _word_outlook(outlook: Outlook, kind: str, tell: ProgrammeTeller) -> str:
    """Write the forecast with its interval and how it was made; why there is none."""
    if outlook.value is None:
        return tell.t(f"outlook.why.{outlook.why}") if outlook.why else DASH
    words = tell.write(_amount(outlook.value, kind))
    if outlook.low is not None and outlook.high is not None:
        low, high = (tell.write(_amount(end, kind)) for end in (outlook.low, outlook.high))
        words = tell.t("outlook.interval", figure=words, low=low, high=high)
    return f"{words} ({tell.t(f'outlook.{outlook.method}')})"


def _source(one: IndicatorResult, tell: ProgrammeTeller) -> str:
    if one.is_ratio:
        return f"{one.numerator or DASH} / {one.denominator or DASH}"
    words = tell.t("indicator.from_dataset") if one.filled_from else tell.t("indicator.typed")
    return f"{words}; {tell.t('indicator.sum')}" if one.over_years == SUM else words
