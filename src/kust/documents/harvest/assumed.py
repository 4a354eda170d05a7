"""Figures that are not data, in words."""

from collections.abc import Iterator, Sequence
from math import exp

from kust.documents.blocks import Fact
from kust.harvest.land.assumed import Assumed
from kust.i18n import number, percent, plain_number, say
from kust.law.loader import EVIDENCE

# Told by their least and their greatest figure.
_RANGES = ("phenology.ripening",)
_PARTS = {
    "crop": ("forecast", "phenology"),
    "money": ("accessible", "procurement", "expeditions"),
    "stations": ("siting",),
}


def word_assumed(one: Assumed, lang: str) -> str:
    """Say a figure that is not data.

    >>> from kust.harvest.land.assumed import list_assumed
    >>> from kust.settings import HarvestSettings
    >>> word_assumed(list_assumed("site", HarvestSettings())[1], "en")
    'the speed there, km/h: in summer 40, over winter roads 25'
    """
    figures = {key: value for key, value in one.values.items() if not isinstance(value, str)}
    single = figures.get("value")
    listed = (
        ""
        if single is not None or one.code in _RANGES
        else ", ".join(
            _say("part", lang, what=_word_key(key, lang), value=_write(one, value, lang))
            for key, value in figures.items()
        )
    )
    return _say(
        one.code,
        lang,
        list=listed,
        low=plain_number(min(figures.values()), lang),
        high=plain_number(max(figures.values()), lang),
        value="" if single is None else plain_number(single, lang),
        percent="" if single is None else percent(single, lang, 0),
        thousand="" if single is None else plain_number(1000 * single, lang),
        times="" if single is None or not one.code.endswith("_log_sd") else number(exp(single), lang),
    )


def list_assumed_facts(listed: Sequence[Assumed], lang: str) -> Iterator[Fact]:
    """Put figures that are not data together by what they are about and by their class of evidence."""
    for part, files in _PARTS.items():
        for evidence in EVIDENCE:
            told = [one for one in listed if one.code.partition(".")[0] in files and one.evidence == evidence]
            if told:
                label = _say(f"facts.{evidence}", lang, part=_say(f"part_of.{part}", lang))
                yield Fact(label, "; ".join(word_assumed(one, lang) for one in told))


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_assumed.{code}", lang, **values)


def _word_key(key: str, lang: str) -> str:
    return _say("held.km", lang, key=key) if key[0].isdigit() else _say(f"held.{key}", lang)


def _write(one: Assumed, value: float, lang: str) -> str:
    is_share = one.code.endswith("_share") or one.code == "accessible.bands"
    return percent(value, lang, 0) if is_share else plain_number(value, lang)
