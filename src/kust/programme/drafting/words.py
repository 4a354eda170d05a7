"""Words of proposed problems, which become data: title, and the figure that showed it."""

from kust.i18n import has_words, number, percent, say, word_day
from kust.law import parameters
from kust.programme.asking.sign import NEED, NICHE, PROJECT, REMEDY, REQUIREMENT, Sign, Signs
from kust.programme.drafting.facts import Facts

_W = "programme_draft"


def describe(sign: Sign, signs: Signs, lang: str) -> str:
    """Say the figure that a sign rests on, with what it is held against."""
    parts = [say(f"{_W}.why.{sign.why}", lang)] if sign.why else []
    if sign.value is not None:
        what = word_what(sign, lang)
        code = "figure" if sign.threshold is None else "figure_against"
        parts.append(
            say(
                f"{_W}.{code}",
                lang,
                what=what,
                value=word_figure(sign.value, sign.unit, lang),
                threshold=word_figure(sign.threshold, sign.unit, lang),
            )
        )
    parts.append(say(f"{_W}.as_of", lang, on=word_day(signs.on, lang), year=signs.year))
    return "; ".join(parts)


def word_what(sign: Sign, lang: str) -> str:
    """Say which figure the value of a sign is."""
    if sign.kind == PROJECT:
        code = f"{_W}.what.project.{sign.what}"
        return say(code if has_words(code) else f"{_W}.what.project.other", lang)
    if sign.kind == REQUIREMENT and sign.what == "value":
        return str(parameters(sign.reference)["title"][lang])
    code = f"{_W}.what.{sign.what}"
    return say(code if has_words(code) else f"verdict.part.{sign.what}", lang)


def word_figure(value: float | None, unit: str | None, lang: str) -> str:
    """Write a figure in its unit: shares as percentages, money in thousand roubles.

    >>> word_figure(0.2, "share", "en"), word_figure(36550.0, "krub", "en")
    ('20.0%', '36,550 thousand roubles')
    """
    if value is None:
        return "–"
    if unit == "share":
        return percent(value, lang)
    figure = number(value, lang, 0 if abs(value - round(value)) < 1e-9 else 1)
    return say(f"{_W}.in.{unit}", lang, figure=figure) if unit in ("krub", "km") else figure


def word_problem(sign: Sign, facts: Facts, step: str, lang: str) -> str:
    """Word the title of a problem; ``step``: what a plan asks for, where the sign is a step."""
    if sign.kind == REQUIREMENT:
        title = parameters(sign.reference)["title"][lang]
        return say(f"{_W}.problem.requirement.{sign.state}", lang, title=title)
    if sign.kind == REMEDY:
        return say(f"{_W}.problem.remedy", lang, step=step)
    if sign.kind in (NEED, NICHE):
        return say(f"{_W}.problem.{sign.what}", lang, title=sign.title)
    if sign.kind == PROJECT:
        return say(f"{_W}.problem.project.{sign.why}", lang, title=sign.title)
    measure = getattr(facts.measures[sign.reference.partition(":")[2]].title, lang)
    return say(f"{_W}.problem.support.{sign.state}", lang, title=sign.title, measure=measure)
