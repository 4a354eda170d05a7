"""Words of what is still needed: the figure then, the figure now, and why."""

from kust.i18n import say, word_day
from kust.programme.asking.needed import ProblemNeed
from kust.programme.asking.sign import Sign
from kust.programme.drafting.words import word_figure, word_what

_W = "programme_draft"


def then_in_words(problem: ProblemNeed, lang: str) -> str:
    """Say the figure that a problem was put into the programme with."""
    if problem.found_value is None:
        return "–" if problem.found_on is None else word_day(problem.found_on, lang)
    figure = word_figure(problem.found_value, problem.unit, lang)
    return figure if problem.found_on is None else f"{figure} ({word_day(problem.found_on, lang)})"


def now_in_words(problem: ProblemNeed, lang: str) -> str:
    """Say the figure of now, with what it is held against."""
    if problem.value is None or problem.shown_by is None or problem.reference is None:
        return ""
    sign = Sign(kind=problem.shown_by, reference=problem.reference, state=problem.state, what=problem.what)
    figure = word_figure(problem.value, problem.unit, lang)
    if problem.threshold is None:
        return f"{word_what(sign, lang)}: {figure}"
    against = word_figure(problem.threshold, problem.unit, lang)
    return say(f"{_W}.figure_against", lang, what=word_what(sign, lang), value=figure, threshold=against)


def why_in_words(problem: ProblemNeed, lang: str) -> str:
    """Say why a problem is in its state, where the figures alone do not."""
    return say(f"{_W}.why.{problem.why}", lang) if problem.why else ""
