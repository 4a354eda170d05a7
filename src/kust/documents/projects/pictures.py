"""Drawings of projects: money by year, measures against their caps, payments and days, plan and fact, tornado."""

from collections.abc import Callable, Iterable, Sequence

from kust.documents.blocks import Picture
from kust.documents.figures import MINUS, write
from kust.documents.projects.effects import word_indicator
from kust.documents.projects.file import SOURCES, ProjectFile, YearMoney
from kust.documents.projects.money import list_days, paying
from kust.documents.projects.tables import active, word_code
from kust.drawings import tornado
from kust.drawings.bars import Key, Part, Stack, Track, draw_stacks, draw_tracks
from kust.drawings.timeline import Payment, Span, Timeline, draw_timeline
from kust.i18n import NO_BREAK_SPACE, number, percent, say
from kust.projects.result import Economics, Effect
from kust.support.result import Offer

# Between thousands in a drawing: narrow, and no line breaks there.
THIN = "\u202f"
_IN_MILLIONS_FROM = 10_000.0
# A figure that NPV does not hang on, support of which there is none, is left to the table.
_LEAST = 1e-6


def scale_money(amounts: Iterable[float], lang: str) -> tuple[str, Callable[[float], str]]:
    """Choose thousands or millions of roubles for a drawing, and how an amount is written in it.

    >>> unit, label = scale_money([20550.0, -300.0], "ru")
    >>> unit.replace(NO_BREAK_SPACE, " "), label(20550.0), label(-300.0), label(12.0)
    ('млн руб.', '20,6', '−0,3', '<0,1')
    """
    in_millions = max((abs(krub) for krub in amounts), default=0.0) >= _IN_MILLIONS_FROM

    def label(krub: float) -> str:
        size = abs(krub) / 1000 if in_millions else abs(krub)
        words = number(size, lang, 1 if in_millions else 0)
        if krub and not float(f"{size:.1f}" if in_millions else f"{size:.0f}"):
            words = "<" + number(0.1 if in_millions else 1, lang, 1 if in_millions else 0)
        return (MINUS if krub < 0 else "") + words.replace(NO_BREAK_SPACE, THIN)

    return say("project.unit.million" if in_millions else "project.unit.thousand", lang), label


def _join(label: str, unit: str) -> str:
    return f"{label}{NO_BREAK_SPACE}{unit}"


def picture_money(file: ProjectFile, key: str, lang: str) -> Picture | None:
    """Draw the money of a project by source and year; what is only wanted has a dashed outline."""
    money = file.money
    if not money:
        return None
    years = range(min(one.year for one in money), max(one.year for one in money) + 1)
    by_year = {year: [one for one in money if one.year == year] for year in years}
    unit, label = scale_money([sum(one.firm + one.hoped for one in own) for own in by_year.values()], lang)
    stacks = [_stack(year, own, unit, label, lang) for year, own in by_year.items()]
    title = say("project.picture.money", lang, unit=unit)
    told = "; ".join(part.tooltip for stack in stacks for part in stack.parts)
    return Picture(key, draw_stacks(stacks, _keys(money, lang), key, title, told), title)


def _stack(year: int, own: Sequence[YearMoney], unit: str, label: Callable[[float], str], lang: str) -> Stack:
    parts = [
        Part(
            krub,
            SOURCES.index(one.source) if one.source in SOURCES else 0,
            label(krub),
            f"{year}, {_name(one.source, lang, firm=firm)}: {_join(label(krub), unit)}",
            firm,
        )
        for firm in (True, False)
        for one in own
        if (krub := one.firm if firm else one.hoped) > 0
    ]
    total = sum(part.size for part in parts)
    return Stack(str(year), tuple(parts), label(total) if parts else "—")


def _name(source: str, lang: str, *, firm: bool) -> str:
    words = word_code("source_of_money", source, lang)
    return words if firm else say("project.money.hoped", lang, source=words)


def _keys(money: Sequence[YearMoney], lang: str) -> list[Key]:
    return [
        Key(place, _name(source, lang, firm=firm), firm)
        for firm in (True, False)
        for place, source in enumerate(SOURCES)
        if any(one.source == source and (one.firm if firm else one.hoped) > 0 for one in money)
    ]


def picture_measures(file: ProjectFile, key: str, lang: str) -> Picture | None:
    """Draw the amount of each measure that nothing rules out against its cap."""
    offers = [one for one in active(file) if _has_amount(one)]
    if not offers:
        return None
    tracks = [_track(one, lang) for one in offers]
    title = say("project.picture.measures", lang)
    desc = "; ".join(f"{track.label}: {track.words}" for track in tracks)
    return Picture(
        key, draw_tracks(tracks, key, title, desc), title, say("project.picture.measures_note", lang)
    )


def _has_amount(offer: Offer) -> bool:
    return offer.eligible != "not_met" and offer.amount is not None and offer.amount.most > 0


def _track(offer: Offer, lang: str) -> Track:
    """Give a measure its track: the whole of it is the cap, without a cap what is claimed."""
    least = offer.amount.least if offer.amount else 0.0
    value = offer.amount.value if offer.amount else None
    caps = [one.krub.value for one in offer.limits if one.code.startswith("cap") and one.krub.value]
    cap = min(caps, default=None)
    claimed = sum(one.claimed.least for one in offer.claims)
    unit, label = scale_money([cap or claimed, least], lang)
    sure = say("project.sure" if offer.eligible == "met" else "project.if_confirmed", lang)
    if value is None:
        words = say("project.track.unknown", lang)
    elif cap:
        words = say(
            "project.track.cap",
            lang,
            amount=_join(label(value), unit),
            cap=_join(label(cap), unit),
            share=percent(value / cap, lang, 0 if value / cap >= 0.1 else 1),
        )
    else:
        words = say("project.track.no_cap", lang, amount=_join(label(value), unit))
    name = offer.measure.title.say(lang)
    if offer.scenario:
        name, sure = f"{name} – {say('support.scenario', lang)}", say("project.draft", lang)
    return Track(
        name,
        f"{words}; {sure}",
        value,
        cap or claimed or 1.0,
        firm=offer.eligible == "met" and not offer.scenario,
        series=2 if offer.scenario else 3,
    )


def picture_time(file: ProjectFile, key: str, lang: str) -> Picture | None:
    """Draw the project, its days to keep and the payments of measures on one scale of time."""
    support = file.support
    spans = []
    if file.row["starts_on"] or file.row["ends_on"]:
        spans.append(Span(say("project.time.project", lang), file.row["starts_on"], file.row["ends_on"], 0))
    # The end of a project is the first day on which it is over: its bar says it already.
    days = [
        one for one in list_days(file, lang) if one[0] not in (file.row["starts_on"], file.row["ends_on"])
    ]
    spans += [Span(f"{write(day, 'day', lang)} – {words}", day, day, 1) for day, words, _ in days]
    paid: dict[int, float] = {}
    for offer in paying(file):
        for one in offer.instalments:
            paid[one.year] = paid.get(one.year, 0.0) + one.krub
    if not spans and not paid:
        return None
    unit, label = scale_money(paid.values(), lang)
    payments = tuple(Payment(year, krub, label(krub)) for year, krub in sorted(paid.items()))
    timeline = Timeline(
        spans,
        payments,
        support.on,
        say("project.time.asked", lang, day=write(support.on, "day", lang)),
        say("project.time.money", lang, unit=unit),
    )
    title = say("project.picture.time", lang)
    told = [f"{write(day, 'day', lang)} {words}" for day, words, _ in list_days(file, lang)]
    told += [f"{one.year}: {_join(one.words, unit)}" for one in payments]
    note = say("project.time.note", lang) if len(paying(file)) > 1 else ""
    return Picture(key, draw_timeline(timeline, key, title, "; ".join(told)), title, note)


def picture_plan_fact(effects: Sequence[Effect], key: str, lang: str) -> Picture | None:
    """Draw what was reached of what was planned for the same years; the line is the plan."""
    told = [one for one in effects if one.deviation is not None and (one.compared_plan or 0) > 0]
    tracks = [_fact(one, lang) for one in told]
    if not tracks:
        return None
    title = say("project.picture.plan_fact", lang)
    desc = "; ".join(f"{track.label}: {track.words}" for track in tracks)
    return Picture(key, draw_tracks(tracks, key, title, desc), title, say("project.picture.plan_note", lang))


def _fact(one: Effect, lang: str) -> Track:
    kind = {"krub": "krub", "share": "share", "jobs": "count"}.get(one.unit or "", "number")
    plan, fact = one.compared_plan or 0.0, one.compared_fact or 0.0
    words = say(
        "project.track.fact",
        lang,
        fact=write(fact, kind, lang).replace(NO_BREAK_SPACE, THIN),
        plan=write(plan, kind, lang).replace(NO_BREAK_SPACE, THIN),
        share=percent(fact / plan, lang, 0),
    )
    return Track(word_indicator(one, lang), words, fact, 1.25 * max(plan, fact), mark=plan)


def picture_tornado(one: Economics, key: str, spread: float, lang: str) -> Picture | None:
    """Draw how NPV swings with each figure, and the range of the random runs."""
    if not one.sensitivity or one.npv_krub is None:
        return None
    ends = [end for swing in one.sensitivity for end in (swing.lower_krub, swing.higher_krub)]
    unit, label = scale_money([one.npv_krub, *ends], lang)
    swings = [
        tornado.Swing(say(f"effects.figure.{each.figure}", lang), each.lower_krub, each.higher_krub)
        for each in one.sensitivity
        if abs(each.higher_krub - each.lower_krub) > _LEAST
    ]
    runs = one.runs
    spread_of_runs = (
        tornado.Spread(
            say("project.tornado.runs", lang, runs=number(runs.runs, lang, 0)),
            runs.low_krub,
            runs.middle_krub,
            runs.high_krub,
        )
        if runs
        else None
    )
    base = say("project.tornado.base", lang, npv=_join(label(one.npv_krub), unit))
    sides = ("project.tornado.lower", "project.tornado.higher")
    percents = percent(spread, lang, 0)
    drawn = tornado.Tornado(
        one.npv_krub,
        base,
        swings,
        spread_of_runs,
        label,
        (say(sides[0], lang, share=percents), say(sides[1], lang, share=percents)),
    )
    title = say("project.picture.tornado", lang, unit=unit)
    told = "; ".join(
        say("effects.swing", lang, figure=each.label, lower=label(each.lower), higher=label(each.higher))
        for each in swings
    )
    return Picture(key, tornado.draw_tornado(drawn, key, title, f"{base}. {told}"), title)
