"""For how long a relief can be used: the years of the law, from the day the user names or the one asked about."""

from datetime import date

from kust.law.measures import Measure
from kust.settings import TermSettings
from kust.support.project import Project
from kust.support.result import ConditionVerdict, Instalment, Missing, TermSpan

WITHIN_TERM = "within_term"
_MONTHS = 12


def tell_term(measure: Measure, project: Project) -> TermSpan | None:
    """Say from when to when a measure can be used; null where the law names no number of years."""
    term = measure.term
    if term is None:
        return None
    told = project.terms.get(measure.code, TermSettings())
    begins = told.starts_on or project.on
    ends = min(add_years(begins, term.years), told.ends_on or date.max)
    basis = "user" if told.starts_on or ends == told.ends_on else "assumed"
    return TermSpan(term.years, begins, ends, basis, term.evidence, term.source)


def judge_term(measure: Measure, project: Project) -> tuple[ConditionVerdict, ...]:
    """Judge whether the years of a measure are not over; nothing where the law names none."""
    term, span = measure.term, tell_term(measure, project)
    if term is None or span is None:
        return ()
    verdict, decided = _judge(measure, project, span)
    place = Missing(f"support.answers.{project.id}.{WITHIN_TERM}")
    found = ConditionVerdict(
        WITHIN_TERM,
        "term",
        verdict,
        term.text.model_dump(),
        term.evidence,
        term.source,
        value=span.ends_on.isoformat() if span.basis == "user" else None,
        missing=(place,) if verdict == "unknown" else (),
        decided_by=decided,
        answered=project.answer_sources.get(WITHIN_TERM) if decided == "answer" else None,
    )
    return (found,)


def _judge(measure: Measure, project: Project, span: TermSpan) -> tuple[str, str | None]:
    if span.basis == "user":
        return ("met" if project.on < span.ends_on else "not_met"), "answer"
    if (said := project.answers.get(WITHIN_TERM)) is not None:
        return ("met" if said else "not_met"), "answer"
    first = measure.first_day()
    # Nobody can have used for so many years what has been there for fewer.
    is_young = first is not None and project.on < add_years(first, span.years)
    return ("met" if is_young else "unknown"), None


def spread_relief(a_year: float | None, span: TermSpan, on: date) -> tuple[Instalment, ...]:
    """Spread what a relief saves a year over what is left of its term, by months whose first day lies in it.

    >>> span = TermSpan(1, date(2024, 11, 15), date(2025, 11, 15), "user", "source", "")
    >>> [(one.year, one.krub) for one in spread_relief(120.0, span, date(2024, 1, 1))]
    [(2024, 10.0), (2025, 110.0)]
    """
    if not a_year:
        return ()
    months = range(_month(max(on, span.starts_on)), _month(span.ends_on))
    years = sorted({number // _MONTHS for number in months})
    return tuple(
        Instalment(year, a_year * sum(number // _MONTHS == year for number in months) / _MONTHS)
        for year in years
    )


def _month(day: date) -> int:
    """Number the first month that begins on a day or after it."""
    return day.year * _MONTHS + day.month - 1 + (day.day > 1)


def add_years(day: date, years: int) -> date:
    """Return the same day so many years later: the first of March for a 29 February that there is not.

    >>> add_years(date(2024, 2, 29), 7)
    datetime.date(2031, 3, 1)
    """
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
