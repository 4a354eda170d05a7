"""Drawings of a plan: each requirement now and after it, against its threshold."""

from collections.abc import Sequence

from kust.documents.blocks import Gallery, Picture
from kust.documents.content import Figure
from kust.documents.figures import digits_beside, kind_of, write, write_limit, write_threshold
from kust.documents.plans.words import title_of
from kust.drawings.bullets import Change, draw_change
from kust.i18n import say
from kust.remedies.plan import RequirementFigures


def picture_requirements(figures: Sequence[RequirementFigures], key: str, lang: str) -> Gallery | None:
    """Draw every requirement that has a threshold and a figure, those that are not met now first."""
    drawn = sorted((one for one in figures if _has_scale(one)), key=lambda one: one.before_verdict == "met")
    if not drawn:
        return None
    pictures = tuple(_picture(one, f"{key}-{place}", lang) for place, one in enumerate(drawn, 1))
    return Gallery(say("plan.picture.title", lang), pictures)


def _has_scale(one: RequirementFigures) -> bool:
    return one.threshold is not None and (one.before is not None or one.after is not None)


def write_figure(one: RequirementFigures, value: float | None, lang: str) -> str:
    """Write a figure of a requirement with enough digits not to look equal to its threshold."""
    kind = kind_of(one.requirement.code, one.requirement.comparison)
    return write(value, kind, lang, digits_beside(value, one.threshold, kind))


def write_asked(one: RequirementFigures, lang: str) -> str:
    """Write what is asked: «не менее 20 %»."""
    kind = kind_of(one.requirement.code, one.requirement.comparison)
    return write_threshold(
        Figure("", "", None, one.threshold, one.requirement.comparison or "", None, kind), lang
    )


def _picture(one: RequirementFigures, key: str, lang: str) -> Picture:
    title, limit = title_of(one.requirement.code, lang), write_asked(one, lang)
    kind = kind_of(one.requirement.code, one.requirement.comparison)
    words = tuple(write_figure(one, value, lang) for value in (one.before, one.after))
    change = Change(
        values=(one.before, one.after),
        verdicts=(one.before_verdict, one.after_verdict),
        words=(words[0], words[1]),
        labels=(say("plan.picture.before", lang), say("plan.picture.after", lang)),
        threshold=one.threshold or 0.0,
        at_most=one.requirement.comparison == "<=",
        label=lambda size: write_limit(size, kind, lang),
        limit=limit,
        is_share=kind == "share",
    )
    desc = say(
        "plan.picture.desc",
        lang,
        requirement=title,
        before=words[0],
        after=words[1],
        verdict_before=write(one.before_verdict, "verdict", lang),
        verdict_after=write(one.after_verdict, "verdict", lang),
        limit=limit,
    )
    return Picture(key, draw_change(change, key, title, desc), title, _sides(one, lang))


def _sides(one: RequirementFigures, lang: str) -> str:
    """Name the sides of the figures where they are not the same: then two figures of two shares are drawn."""
    if one.before_part is None or one.after_part is None or one.before_part == one.after_part:
        return ""
    sides = {"before": one.before_part, "after": one.after_part}
    return say("plan.picture.sides", lang, **{name: word_side(part, lang) for name, part in sides.items()})


def word_side(part: str, lang: str) -> str:
    """Name a side of a requirement."""
    return say(f"remedy.{part}", lang)
