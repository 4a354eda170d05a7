"""What stations cannot take, on a terminal: which week, how many tonnes too much, and what to do."""

from rich.console import Console

from kust.cli.terminal import note
from kust.documents.figures import write_short_day
from kust.documents.harvest.figures import find_monday
from kust.harvest.siting.sited import Overload, Shortage, Siting
from kust.i18n import number, percent, plain_number, plural, say

_SHOWN = 3
_LEAST_T = 0.05
_WITHOUT_CAPACITY = ("median", "coverage", "center")


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_siting.{code}", lang, **values)


def print_overload(siting: Siting, console: Console, lang: str) -> None:
    """Print what is too much for the stations, and which of those asked for nobody needs."""
    if siting.unused:
        words = _say(
            "unused",
            lang,
            sites=", ".join(name_site(siting, one) for one in siting.unused),
            asked=len(siting.open) + len(siting.unused),
            enough=len(siting.open),
        )
        console.print(words, style="yellow", markup=False)
    if not is_short(siting):
        return
    console.print(_say("overload", lang), style="bold red", markup=False)
    if siting.problem in _WITHOUT_CAPACITY and siting.overloads:
        console.print(_say("overload.not_counted", lang), markup=False)
    for one in siting.overloads[:_SHOWN]:
        console.print(f"! {word_overload(siting, one, lang)}", markup=False)
    if len(siting.overloads) > _SHOWN:
        console.print(_say("overload.more", lang, count=len(siting.overloads) - _SHOWN), markup=False)
    if siting.lost_t > _LEAST_T:
        console.print(f"! {_word_lost(siting, lang)}", markup=False)
    for words in _word_advice(siting, lang):
        console.print(words, style="bold", markup=False)


def warn_at_end(siting: Siting, lang: str) -> None:
    """Say beside the result, as the last word, that the stations cannot take what comes in."""
    if siting.overloads:
        note(_say("end.over", lang, worst=word_overload(siting, siting.overloads[0], lang)))
    elif is_short(siting):
        figures = {"lost": number(siting.lost_t, lang), "mass": number(siting.mass_t, lang)}
        note(_say("end.lost", lang, **figures))


def is_short(siting: Siting) -> bool:
    """Tell whether the stations cannot take what comes in."""
    return bool(siting.overloads) or siting.lost_t > _LEAST_T


def name_site(siting: Siting, site: str) -> str:
    """Name a station by its place and its id."""
    name = next((one.name for one in siting.stations if one.site_id == site), "")
    return f"{name} ({site})" if name and name != site else site


def write_week(siting: Siting, week: int, lang: str) -> str:
    """Write a week of the season by its Monday."""
    return write_short_day(find_monday(siting.intake_year, week), lang)


def word_overload(siting: Siting, one: Overload, lang: str) -> str:
    """Say which station gets too much, when and how much."""
    code = "season" if one.week is None else "shut" if one.shut else "week"
    return _say(
        f"overload.{code}",
        lang,
        site=name_site(siting, one.site_id),
        week="" if one.week is None else write_week(siting, one.week, lang),
        mass=number(one.mass_t, lang),
        capacity=plain_number(one.capacity_t, lang),
        over=number(one.over_t, lang),
    )


def _word_lost(siting: Siting, lang: str) -> str:
    share = percent(siting.lost_t / siting.mass_t if siting.mass_t else None, lang, 0)
    return _say(
        "overload.lost",
        lang,
        lost=number(siting.lost_t, lang),
        mass=number(siting.mass_t, lang),
        share=share,
    )


def _word_advice(siting: Siting, lang: str) -> list[str]:
    """Say when the stations together lack most, and what to do."""
    short = siting.shortage
    lacks = short is not None and short.over_t > _LEAST_T
    if siting.lost_krub_t is not None:
        next_one = min(siting.most + 1, len(siting.stations))
        code = "allow" if siting.most <= len(siting.open) < len(siting.stations) else "dear"
        lost = plain_number(siting.lost_krub_t, lang)
        do = _say(f"overload.do.{code}", lang, most=siting.most, next=next_one, lost=lost)
    elif short is None or not lacks:
        do = _say(f"overload.do.{'divide' if siting.overloads else 'far'}", lang)
    else:
        do = _word_more(siting, short, lang)
    return [_word_lack(siting, short, lang), do] if short is not None and lacks else [do]


def _word_lack(siting: Siting, short: Shortage, lang: str) -> str:
    week = "" if short.week is None else write_week(siting, short.week, lang)
    when = "overload.when.week" if week else "overload.when.season"
    figures = {"mass": short.mass_t, "open": short.open_t, "over": short.over_t}
    told = {name: number(figure, lang) for name, figure in figures.items()}
    return _say("overload.lack", lang, when=_say(when, lang, week=week), **told)


def _word_more(siting: Siting, short: Shortage, lang: str) -> str:
    """Say how many more stations it takes, and whether there are sites for them."""
    noun = plural(short.more, lang, _say("overload.stations.forms", lang))
    usual = plain_number(short.usual_t, lang)
    return _say(
        f"overload.do.{'build' if short.mass_t > short.all_t else 'sites'}",
        lang,
        all=number(short.all_t, lang),
        count=min(len(siting.open) + short.more, len(siting.stations)),
        stations=_say("overload.stations", lang, count=short.more, noun=noun, usual=usual),
    )
