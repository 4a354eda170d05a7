"""Stations of a season's map: the best choice drawn, then each other place of a station with what it changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kust.documents.blocks import Picture, Table
from kust.documents.harvest.figures import DASH, Teller
from kust.documents.harvest.ground import draw_flows, find_sites
from kust.documents.harvest.overload import tell_overload
from kust.documents.harvest.pictures import picture_loads
from kust.documents.harvest.season import Season
from kust.documents.harvest.tables import (
    tabulate_elsewhere,
    tabulate_flows,
    tabulate_loads,
    tabulate_stations,
    tell_change,
)
from kust.harvest.siting.elsewhere import Elsewhere, SitedKind
from kust.harvest.siting.sited import Siting, WeekLoad
from kust.i18n import number, percent, say


@dataclass(frozen=True)
class Choice:
    """A radio button: its key, its words, and what it shows."""

    key: str
    label: str


@dataclass(frozen=True)
class Stand:
    """A choice of stations drawn: its button, the answer in a sentence, the drawing, what changes, flows and loads."""

    choice: Choice
    lead: str
    svg: str
    changes: tuple[str, ...]
    flows: Table
    loads: Picture | None
    weeks: Table | None


@dataclass(frozen=True)
class Pick:
    """A site that is chosen on the drawing itself: the key of its choice, where it lies (percent), its words.

    ``place`` names where it lies in the page's style.
    """

    key: str
    place: str
    x: float
    y: float
    words: str


@dataclass(frozen=True)
class StationMap:
    """Stations of a kind: the best choice first, then each other place of a station."""

    kind: str
    title: str
    lead: tuple[str, ...]
    stands: tuple[Stand, ...]
    stations: Table
    elsewhere: Table | None
    picks: tuple[Pick, ...]


def make_station_map(season: Season, tell: Teller, kind: str) -> StationMap:
    """Make the map of a kind of station."""
    sited = season.sited[kind]
    siting = sited.siting
    stands = [_make_best(season, tell, siting)]
    stands += [_make_elsewhere(season, tell, sited, n) for n in range(len(sited.elsewhere))]
    return StationMap(
        kind=kind,
        title=tell.t(f"kind.{kind}"),
        lead=tuple(tell_siting(season, tell, siting)),
        stands=tuple(stands),
        stations=tabulate_stations(season, tell, siting),
        elsewhere=tabulate_elsewhere(season, tell, kind) if sited.elsewhere else None,
        picks=tuple(_list_picks(season, tell, sited, stands)),
    )


def _list_picks(season: Season, tell: Teller, sited: SitedKind, stands: Sequence[Stand]) -> Iterator[Pick]:
    """Make the sites of the choices places to press: those that stay closed, and what moves back to the best."""
    chosen: dict[str, Choice] = {}
    for one, stand in zip(sited.elsewhere, stands[1:], strict=True):
        chosen.setdefault(one.to_site, stand.choice)
        chosen.setdefault(one.from_site, stands[0].choice)
    at = find_sites(season, tell, sited.siting) if chosen else {}
    for number_of, (site, choice) in enumerate(chosen.items()):
        if site in at:
            x, y = at[site]
            place = f"at-{sited.siting.kind}-{number_of}"
            yield Pick(choice.key, place, round(100 * x, 2), round(100 * y, 2), choice.label)


def tell_siting(season: Season, tell: Teller, siting: Siting) -> Iterator[str]:
    """Say what was asked and how good the answer is."""
    names = ", ".join(season.name_of(one) if _is_told(season, one) else one for one in siting.species)
    yield tell.t(
        f"siting.asked_{siting.problem}",
        kind=tell.t(f"kind.{siting.kind}"),
        count=len(siting.open),
        species=names,
    )
    yield tell.t("siting.intake", mass=tell.figure(siting.mass_t), years=", ".join(siting.years))
    yield tell.t(
        f"siting.value_{siting.problem}",
        value=tell.figure(siting.value),
        mean=tell.figure(siting.mean_hours),
        furthest=tell.figure(siting.furthest_hours),
        status=_word_status(siting, tell),
    )
    yield from tell_overload(season, tell, siting)
    if siting.estimated:
        yield tell.t("siting.estimated", count=siting.estimated)


def _is_told(season: Season, species: str) -> bool:
    return any(one.species_id == species for one in season.forecast.species)


def _word_status(siting: Siting, tell: Teller) -> str:
    if siting.status in ("proved", "heuristic"):
        return say(f"harvest_siting.status.{siting.status}", tell.lang)
    return say("harvest_siting.status.gap", tell.lang, gap=percent(siting.gap, tell.lang, 2))


def _make_best(season: Season, tell: Teller, siting: Siting) -> Stand:
    key = f"{siting.kind}-0"
    new = [one.name for one in siting.stations if one.open and not one.exists]
    code = "stand.best" if new else "stand.as_is"
    label = tell.t(code, places=", ".join(new) or DASH)
    lead = _tell_stations(season, tell, siting.open)
    desc = tell.t("map.flows_desc", stations=lead)
    svg = draw_flows(
        season, tell, siting, siting.catchments, siting.open, key, tell.t(f"kind.{siting.kind}"), desc
    )
    flows = tabulate_flows(season, tell, siting.kind, siting.catchments)
    loads = _show_loads(season, tell, siting.kind, siting.weeks, siting.open, key)
    return Stand(Choice(key, label), lead, svg, (), flows, *loads)


def _show_loads(
    season: Season, tell: Teller, kind: str, weeks: Sequence[WeekLoad], opened: Sequence[str], key: str
) -> tuple[Picture | None, Table | None]:
    """Draw and list what stations take by week, where the weeks are known."""
    title = tell.t(f"picture.loads_{kind}")
    picture = picture_loads(season, tell, weeks, opened, f"loads-{key}", title)
    return picture, tabulate_loads(season, tell, kind, weeks) if weeks else None


def _tell_stations(season: Season, tell: Teller, opened: Sequence[str]) -> str:
    return ", ".join(tell.site(season, site) for site in opened)


def _make_elsewhere(season: Season, tell: Teller, sited: SitedKind, place: int) -> Stand:
    siting, one = sited.siting, sited.elsewhere[place]
    key = f"{siting.kind}-{place + 1}"
    names = {"here": tell.site(season, one.from_site), "there": tell.site(season, one.to_site)}
    many_move = len({other.from_site for other in sited.elsewhere}) > 1
    difference = _word_difference(tell, siting, one)
    label = tell.t("stand.moved" if many_move else "stand.other", difference=difference, **names)
    opened = [site for site in siting.open if site != one.from_site] + [one.to_site]
    lead = tell.t(
        f"stand.lead_{siting.unit}",
        value=tell.figure(one.value),
        best=tell.figure(siting.value),
        difference=difference,
        per_tonne=tell.figure(one.difference / siting.mass_t * 60 if siting.mass_t else None),
        **names,
    )
    desc = tell.t("map.flows_desc", stations=_tell_stations(season, tell, opened))
    svg = draw_flows(season, tell, siting, one.catchments, opened, key, label, desc)
    flows = tabulate_flows(season, tell, siting.kind, one.catchments)
    changes = tuple(tell_change(season, tell, "change", change) for change in one.changes)
    loads = _show_loads(season, tell, siting.kind, one.weeks, opened, key)
    return Stand(Choice(key, label), lead, svg, changes, flows, *loads)


def _word_difference(tell: Teller, siting: Siting, one: Elsewhere) -> str:
    sign = "+" if one.difference >= 0 else "−"
    figure = number(abs(one.difference), tell.lang, 1 if abs(one.difference) >= 1 else 2)
    return tell.t(f"difference_{siting.unit}", figure=f"{sign}{figure}")
