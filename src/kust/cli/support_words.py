"""Words of support measures that only a terminal says."""

from datetime import date, timedelta

from kust.documents.figures import write_day
from kust.documents.projects import words as project_words
from kust.documents.projects.words import word_value
from kust.i18n import say
from kust.support.result import ConditionVerdict, Offer

# What is decided by the day of confirmation, alone or against a check.
_BY_DAY = ("confirmed_on", "disagree")


def word_binding(offer: Offer, lang: str) -> str:
    """Say what makes the amount; where nobody tells the costs, that; for how many years a relief is."""
    if offer.measure.form == "costs" and not offer.costs_told:
        return say("support.limit.costs_unknown", lang)
    words = project_words.word_binding(offer, lang)
    return f"{words}; {_word_years(offer, lang)}" if offer.term else words


def word_grounds(one: ConditionVerdict, lang: str) -> str:
    """Say what the data has for a condition, by what it was decided, and whom it keeps out."""
    told = [] if one.kind == "term" and not one.answered else [word_value(one, lang)]
    if one.decided_by and not one.answered:
        day = (
            write_day(date.fromisoformat(one.value), lang) if one.decided_by in _BY_DAY and one.value else ""
        )
        told.append(say(f"support.decided.{one.decided_by}", lang, day=day))
    if one.left_out:
        told.append(say("support.left_out", lang, organisations=", ".join(one.left_out)))
    return "; ".join(words for words in told if words)


def word_term(offer: Offer, project: str, lang: str) -> str:
    """Say for how long a relief lasts, with the clause, and what the days rest on."""
    term, measure = offer.term, offer.measure
    if term is None:
        return ""
    return say(
        f"support.term.{term.basis}",
        lang,
        term=_word_years(offer, lang),
        starts=write_day(term.starts_on, lang),
        last=write_day(term.ends_on - timedelta(days=1), lang),
        section=f"support.terms.{project}.{measure.code}",
    )


def _word_years(offer: Offer, lang: str) -> str:
    """Say for how many years a relief is at most, and which clause says so."""
    clause = f" ({offer.measure.clause.say(lang)})" if offer.measure.clause else ""
    return say("support.term", lang, years=offer.term.years if offer.term else "", clause=clause)
