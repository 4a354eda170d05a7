"""What stations cannot take, in the words of the map and the report."""

from collections.abc import Iterator

from kust.documents.harvest.figures import Teller, find_monday
from kust.documents.harvest.season import Season
from kust.harvest.siting.sited import Siting
from kust.i18n import number, plain_number, plural, say

_LEAST_T = 0.05


def tell_overload(season: Season, tell: Teller, siting: Siting) -> Iterator[str]:
    """Say which stations get too much, when most, and what it takes; and which new ones nobody would go to."""
    if siting.unused:
        yield tell.t("siting.unused", places=", ".join(tell.site(season, one) for one in siting.unused))
    if not siting.overloads:
        return
    worst = siting.overloads[0]
    yield tell.t(
        "siting.too_full",
        stations=", ".join(dict.fromkeys(tell.site(season, one.site_id) for one in siting.overloads)),
        worst=tell.site(season, worst.site_id),
        when=_word_when(season, tell, worst.week),
        mass=number(worst.mass_t, tell.lang),
        capacity=plain_number(worst.capacity_t, tell.lang),
        over=number(worst.over_t, tell.lang),
    )
    yield from tell_shortage(season, tell, siting)


def tell_shortage(season: Season, tell: Teller, siting: Siting) -> Iterator[str]:
    """Say what all stations together lack, and how many more it takes; or that dividing the harvest is enough."""
    short = siting.shortage
    if short is None:
        return
    if short.over_t <= _LEAST_T:
        yield tell.t("siting.divide")
        return
    stations = say("harvest_siting.overload.stations.forms", tell.lang)
    forms = stations if siting.kind == "boiling_station" else tell.t("siting.point_forms")
    yield tell.t(
        "siting.short",
        when=_word_when(season, tell, short.week),
        mass=number(short.mass_t, tell.lang),
        open=number(short.open_t, tell.lang),
        over=number(short.over_t, tell.lang),
        more=short.more,
        noun=plural(short.more, tell.lang, forms),
        usual=plain_number(short.usual_t, tell.lang),
    )


def _word_when(season: Season, tell: Teller, week: int | None) -> str:
    if week is None:
        return say("harvest_siting.overload.when.season", tell.lang)
    return tell.t("in_week", day=tell.day(find_monday(season.year, week)))
