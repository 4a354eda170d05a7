"""What the page of a season's map holds: the map of crops, stations with their other places, the calendar, tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from kust.documents.blocks import Fact, Picture, Table
from kust.documents.figures import write_day
from kust.documents.harvest.assumed import list_assumed_facts
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.ground import draw_crops, is_small
from kust.documents.harvest.pictures import picture_calendar
from kust.documents.harvest.season import Season
from kust.documents.harvest.shades import MEASURES, Shading
from kust.documents.harvest.stands import Choice, StationMap, make_station_map
from kust.documents.harvest.tables import (
    tabulate_calendar,
    tabulate_cells,
    tabulate_plots,
)
from kust.documents.harvest.whereabouts import tell_cells, tell_ground
from kust.drawings.canvas import SHADES
from kust.i18n import percent, say


@dataclass(frozen=True)
class Legend:
    """The legend of a species and a measure: shades with their words; ``about``: what is expected of the species."""

    key: str
    title: str
    shades: tuple[tuple[int | None, str], ...]
    about: str


@dataclass(frozen=True)
class CropMap:
    """The map of crops with its switches; ``rules``: (species, measure, mark, shade) that a page shades by."""

    svg: str
    species: tuple[Choice, ...]
    measures: tuple[Choice, ...]
    legends: tuple[Legend, ...]
    rules: tuple[tuple[str, str, str, int], ...]
    tables: tuple[Table, ...]
    lead: str


@dataclass(frozen=True)
class MapPage:
    """The page; ``small``: its drawings fit a phone."""

    lang: str
    title: str
    name: str
    subtitle: str
    notices: tuple[str, ...]
    crops: CropMap | None
    stations: tuple[StationMap, ...]
    calendar: Picture | None
    days: Table | None
    sources: tuple[Fact, ...]
    small: bool = False


def make_map(season: Season, lang: str, shown: str | None = None) -> MapPage:
    """Make the page of a season.

    Parameters
    ----------
    shown
        The species that the map shows first.
    """
    tell = Teller(lang)
    title = tell.t("map.title", year=season.year)
    calendar = picture_calendar(season, tell)
    return MapPage(
        lang=lang,
        title=title,
        name=season.name,
        subtitle=tell.t("subtitle", year=season.year, day=write_day(season.on, lang)),
        notices=tuple(list_notices(season, tell)),
        crops=_make_crops(season, tell, shown),
        stations=tuple(make_station_map(season, tell, kind) for kind in season.sited),
        calendar=calendar,
        days=tabulate_calendar(season, tell) if calendar else None,
        sources=tuple(list_sources(season, tell)),
        small=is_small(season),
    )


def list_notices(season: Season, tell: Teller) -> Iterator[str]:
    """Say what has to be seen before the figures."""
    if season.made_up:
        yield tell.t("notice.made_up")
    unmapped = sum(plot.shape is None for plot in season.land.plots.values())
    if unmapped:
        yield tell.t("notice.no_outline", count=unmapped)
    for kind, error in season.not_sited.items():
        yield tell.t("notice.not_sited", kind=tell.t(f"kind.{kind}"), why=error.words(tell.lang))


def list_sources(season: Season, tell: Teller) -> Iterator[Fact]:
    """Say what everything was made from."""
    lang = tell.lang
    yield Fact(say("report.dataset", lang), season.path)
    yield Fact(say("report.digest", lang), season.digest)
    yield Fact(tell.t("known_on"), write_day(season.on, lang))
    yield Fact(tell.t("season"), str(season.year))
    yield Fact(tell.t("draws"), str(len(season.forecast.draws.kg_ha)))
    yield Fact(tell.t("resolution"), tell_cells(season, tell))
    yield from list_assumed_facts(season.assumed, lang)


def _make_crops(season: Season, tell: Teller, shown: str | None) -> CropMap | None:
    shading = Shading.of(season)
    desc = tell_ground(season, tell)
    svg = draw_crops(season, tell, shading, "crops", tell.t("map.crops"), desc)
    if not svg:
        return None
    order = sorted(range(len(shading.species)), key=lambda n: shading.species[n] != shown)
    rules = [
        (f"s{n}", measure, f"{measure[0]}{n}-{shade}", shade)
        for n in range(len(shading.species))
        for measure in MEASURES
        for shade in range(SHADES)
    ]
    return CropMap(
        svg=svg,
        species=tuple(Choice(f"s{n}", season.name_of(shading.species[n])) for n in order),
        measures=tuple(Choice(code, tell.t(f"measure.{code}")) for code in MEASURES),
        legends=tuple(_make_legend(season, tell, shading, n, measure) for n in order for measure in MEASURES),
        rules=tuple(rules),
        tables=tuple(one for one in (tabulate_cells(season, tell), tabulate_plots(season, tell)) if one.rows),
        lead=desc if shading.species else tell.t(_why_none(season)),
    )


def _why_none(season: Season) -> str:
    """Say why no crop is on the map: there is none, or no plot has an outline."""
    known = any(one.kg_ha.value is not None for one in season.by_cell)
    return "notice.no_outlines" if known else "notice.no_crops"


def _make_legend(season: Season, tell: Teller, shading: Shading, place: int, measure: str) -> Legend:
    species = shading.species[place]
    shades = tuple(shading.legend(season, tell, species, measure))
    return Legend(
        f"{measure}-s{place}", tell.t(f"legend.{measure}"), shades, tell_species(season, tell, species)
    )


def tell_species(season: Season, tell: Teller, species: str) -> str:
    """Say what is expected of a species and how surely."""
    one = season.forecast.of(species)
    if one.kg_ha["p50"] is None:
        return tell.t("about.none", name=one.name)
    return tell.t(
        "about.species",
        name=one.name,
        middle=tell.figure(one.kg_ha["p50"]),
        span=tell.span(one.low_kg_ha, one.high_kg_ha),
        level=percent(one.level, tell.lang, 0),
        usual=tell.figure(one.usual_kg_ha),
        method=tell.t(f"method.{one.method}"),
    )
