"""Sections of the season's report about the crop: how much and how surely, when, where, what stands."""

from collections.abc import Iterator

from kust.documents.blocks import Block, Bullets, Cell, Gallery, Notice, Picture, Said, Section, Table
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.ground import draw_crops
from kust.documents.harvest.map import tell_species
from kust.documents.harvest.pictures import picture_calendar, picture_ratios
from kust.documents.harvest.season import Season
from kust.documents.harvest.shades import Shading
from kust.documents.harvest.tables import (
    make_table,
    tabulate_calendar,
    tabulate_cells,
    tabulate_forestries,
    tabulate_plots,
)
from kust.documents.harvest.whereabouts import tell_ground
from kust.harvest.forecasts.balls import FEWEST_YEARS
from kust.harvest.forecasts.forecasted import SpeciesForecast
from kust.i18n import percent, say

_MAP_WIDTH = 400.0


def make_crop_section(season: Season, tell: Teller) -> Section:
    """How much to expect, and what such forecasts were worth."""
    crops, trials = tabulate_crops(season, tell), tabulate_trials(season, tell)
    picture = picture_ratios(season, tell)
    reasons = tuple(list_reasons(season, tell))
    blocks: list[Block] = [Said(tell.t("crops.meant"))]
    if picture:
        blocks.append(picture)
    blocks.append(crops if crops.rows else Notice(tell.t("crops.none")))
    if reasons:
        blocks.append(Bullets(reasons))
    if trials.rows:
        blocks += [Said(tell.t("trials.meant")), trials]
    sheets = tuple(table for table in (crops, trials) if table.rows)
    return Section("crops", tell.t("section.crops"), tuple(blocks), sheets)


def tabulate_crops(season: Season, tell: Teller) -> Table:
    """The forecast by species."""
    rows = [
        (
            one.name, tell.t(f"method.{one.method}"), one.kg_ha["p50"], one.low_kg_ha, one.high_kg_ha,
            one.level if one.low_kg_ha is not None else None, one.usual_kg_ha, one.total_t["p50"],
            one.low_t, one.high_t, len(one.years), one.plots,
        )
        for one in season.forecast.species
    ]  # fmt: skip
    columns = (
        ("species", "text", 22), ("method", "text", 13), ("kg_ha", "number", 10), ("kg_ha_low", "number", 9),
        ("kg_ha_high", "number", 9), ("promised", "share", 11), ("usual", "number", 10), ("t", "number", 10),
        ("t_low", "number", 9), ("t_high", "number", 9), ("years", "count", 7),
        ("plots", "count", 9),
    )  # fmt: skip
    return make_table(tell, "crops", columns, rows, note=tell.t("note.crops"))


def tabulate_trials(season: Season, tell: Teller) -> Table:
    """What such forecasts were worth on past years: skill and coverage."""
    rows: list[tuple[Cell, ...]] = []
    for one in season.forecast.species:
        tried = one.backtest
        score = tried.score("hierarchical") if tried else None
        if tried is None or score is None:
            continue
        ends = score.cover_interval or (None, None)
        rows.append(
            (
                one.name, tell.t("used" if one.method == "hierarchical" else "not_used"),
                tried.skill_climatology, tried.skill_last_year, score.cover, score.level, *ends, score.years,
            )
        )  # fmt: skip
    columns = (
        ("species", "text", 22), ("model_used", "text", 14), ("skill_usual", "share", 13),
        ("skill_last", "share", 13), ("cover", "share", 12), ("promised", "share", 11),
        ("cover_low", "share", 12), ("cover_high", "share", 12), ("years_tried", "count", 10),
    )  # fmt: skip
    return make_table(tell, "trials", columns, rows, note=tell.t("note.trials"))


def list_reasons(season: Season, tell: Teller) -> Iterator[str]:
    """Say of each species without a model why, and which intervals are narrower than published misses."""
    for one in season.forecast.species:
        if one.reason:
            yield f"{one.name}: {word_reason(one, tell)}"
        if one.overconfident and one.method == "hierarchical":
            yield tell.t("overconfident", name=one.name)


def word_reason(one: SpeciesForecast, tell: Teller) -> str:
    """Say why there is no model."""
    tried = one.backtest
    skills = (tried.skill_climatology, tried.skill_last_year) if tried else (None, None)
    told = [percent(skill, tell.lang).replace("-", "−") for skill in skills]
    return say(
        f"harvest_forecast.reason.{one.reason}",
        tell.lang,
        years=len(one.years),
        needed=FEWEST_YEARS,
        climatology=told[0],
        last_year=told[1],
    )


def make_when_section(season: Season, tell: Teller) -> Section:
    """When it opens, flowers and ripens."""
    picture, table = picture_calendar(season, tell), tabulate_calendar(season, tell)
    if picture is None:
        return Section("when", tell.t("section.when"), (Said(tell.t("when.none")),), ())
    return Section("when", tell.t("section.when"), (picture, table), (table,))


def make_where_section(season: Season, tell: Teller) -> Section:
    """Where it grows: small maps by species, forestries, what stands in the forest."""
    pictures = tuple(_draw_species(season, tell))
    forestries = tabulate_forestries(season, tell)
    blocks: list[Block] = []
    sheets: list[Table] = []
    if pictures:
        blocks += [Said(tell_ground(season, tell)), Gallery(tell.t("section.where"), pictures)]
    if forestries.rows:
        blocks.append(forestries)
        sheets += [forestries, tabulate_cells(season, tell), tabulate_plots(season, tell)]
    if not blocks:
        blocks.append(Said(tell.t("notice.no_crops")))
    for table in (_tabulate_stock(season, tell), _tabulate_caps(season, tell)):
        if table.rows:
            blocks.append(table)
            sheets.append(table)
    return Section("where", tell.t("section.where"), tuple(blocks), tuple(sheets))


def _draw_species(season: Season, tell: Teller) -> Iterator[Picture]:
    shading = Shading.of(season)
    for place, species in enumerate(shading.species):
        note = tell_species(season, tell, species)
        title = tell.t("picture.crop", name=season.name_of(species))
        key = f"crop-{place}"
        svg = draw_crops(season, tell, shading, key, title, note, shown=species, width=_MAP_WIDTH)
        yield Picture(key, svg, title, note)


def _tabulate_stock(season: Season, tell: Teller) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in season.stock.rows if season.stock else ():
        stock, harvest, reach = one.stock_kg, one.harvest_kg, one.accessible_kg
        tonnes = [
            None if kg is None else kg / 1000
            for kg in (stock.value, stock.low, stock.high, harvest.low, reach.low, reach.high)
        ]
        name = season.stock.names[one.species_id] if season.stock else one.species_id
        rows.append((name, tell.t(f"base.{one.area_base}"), one.plots, one.area_ha, *tonnes))
    columns = (
        ("species", "text", 22), ("base", "text", 22), ("plots", "count", 9), ("area", "number", 10),
        ("stock", "number", 10), ("exploitation", "number", 13), ("biological", "number", 13),
        ("harvest", "number", 13), ("reach_low", "number", 12), ("reach_high", "number", 12),
    )  # fmt: skip
    return make_table(tell, "stock", columns, rows, note=tell.t("note.stock"))


def _tabulate_caps(season: Season, tell: Teller) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in season.stock.caps if season.stock else ():
        name = season.stock.names.get(one.species_id, one.species_id) if season.stock else ""
        admissible = None if one.admissible_kg is None else one.admissible_kg / 1000
        reach = one.accessible_kg
        ends = [None if kg is None else kg / 1000 for kg in (reach.low, reach.high)]
        rows.append((name, one.forestry, tell.t(f"cap.{one.status}"), admissible, *ends))
    columns = (
        ("species", "text", 22), ("forestry", "text", 28), ("cap_status", "text", 26),
        ("admissible", "number", 13), ("reach_low", "number", 12), ("reach_high", "number", 12),
    )  # fmt: skip
    return make_table(tell, "caps", columns, rows, look="folded")
