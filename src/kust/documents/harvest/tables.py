"""Tables of a season: what grows where, when it opens, which station takes from where. They say what drawings show."""

from collections.abc import Sequence

from kust.documents.blocks import Cell, Column, Table
from kust.documents.harvest.figures import Teller, find_monday
from kust.documents.harvest.season import Season
from kust.documents.harvest.whereabouts import name_cell
from kust.harvest.forecasts.openings import DayRange
from kust.harvest.land.crop_places import CropPlace
from kust.harvest.siting.sited import Catchment, Change, Siting, WeekLoad

_CODE = "harvest_report"


def make_table(
    tell: Teller,
    code: str,
    columns: Sequence[tuple[str, str, int]],
    rows: Sequence[Sequence[Cell]],
    *,
    look: str = "",
    note: str = "",
    title: str | None = None,
    totals: Sequence[Sequence[Cell]] = (),
) -> Table:
    """Put a table together: columns as (word, kind, width)."""
    return Table(
        f"{_CODE}.{code}",
        title if title is not None else tell.t(f"table.{code}"),
        tuple(Column(tell.t(f"column.{name}"), kind, width) for name, kind, width in columns),
        tuple(tuple(row) for row in rows),
        note=note,
        totals=tuple(tuple(row) for row in totals),
        look=look,
    )


_RANGE_KG = (("kg_ha", "number", 10), ("kg_ha_low", "number", 9), ("kg_ha_high", "number", 9))
_RANGE_T = (("t", "number", 10), ("t_low", "number", 9), ("t_high", "number", 9))


def tabulate_cells(season: Season, tell: Teller) -> Table:
    """Every cell of every species: what its shade means."""
    rows = [
        (
            season.name_of(one.species_id),
            name_cell(season, tell, one.unit) if one.unit else tell.t("no_outline"),
            *_tell_place(one),
            one.unit or "",
        )
        for one in season.by_cell
    ]
    code = "plot" if season.land.resolution is None else "cell"
    columns = (("species", "text", 22), ("whereabouts", "text", 30), *_PLACE, (code, "text", 19))
    return make_table(tell, "cells", columns, rows, look="folded", note=_note_bases(season.by_cell, tell))


_PLACE = (("plots", "count", 9), ("area", "number", 10), *_RANGE_KG, ("width", "share", 10), *_RANGE_T)


def _tell_place(one: CropPlace) -> tuple[Cell, ...]:
    kg_ha, t = one.kg_ha, one.t
    return (
        one.plots, one.area_ha, kg_ha.value, kg_ha.low, kg_ha.high, one.width, t.value, t.low, t.high,
    )  # fmt: skip


def tabulate_forestries(season: Season, tell: Teller) -> Table:
    """Each species in each forestry."""
    rows = [
        (season.name_of(one.species_id), one.unit or tell.t("no_forestry"), *_tell_place(one))
        for one in season.by_forestry
    ]
    columns = (("species", "text", 22), ("forestry", "text", 28), *_PLACE)
    return make_table(tell, "forestries", columns, rows, note=_note_bases(season.by_forestry, tell))


def _note_bases(places: Sequence[CropPlace], tell: Teller) -> str:
    """Warn where hectares of two bases stand in one figure."""
    mixed = any(len(one.bases) > 1 for one in places)
    return tell.t("note.places") + (" " + tell.t("note.mixed_bases") if mixed else "")


def tabulate_plots(season: Season, tell: Teller) -> Table:
    """Every plot with what is expected of each species on it."""
    rows: list[tuple[Cell, ...]] = []
    crops = {(one.plot_id, s.species_id): (s, one) for s in season.forecast.species for one in s.by_plot}
    for plot_id, plot in season.land.plots.items():
        land = (plot.area_ha, plot.road_km)
        mine = [pair for (plot_of, _), pair in crops.items() if plot_of == plot_id]
        name = plot.forestry or ""
        rows += [(plot_id, name, species.name, *land, one.median, one.low, one.high) for species, one in mine]
        if not mine:
            rows.append((plot_id, name, "", *land, "", "", ""))
    columns = (
        ("plot", "text", 9), ("forestry", "text", 28), ("species", "text", 22), ("area", "number", 10),
        ("road", "number", 10), *_RANGE_KG,
    )  # fmt: skip
    return make_table(tell, "plots", columns, rows, look="folded")


def order_forestries(season: Season) -> list[str]:
    """Order the forestries that open a season from the south to the north; those without outlines come last."""
    named = {one.forestry for species in season.forecast.species for one in species.calendar.openings}
    return sorted(named, key=lambda name: (season.north.get(name, 90.0), name))


def tabulate_calendar(season: Season, tell: Teller) -> Table:
    """Flowering, ripening and the opening in each forestry, from the south to the north."""
    rows: list[tuple[Cell, ...]] = []
    order = order_forestries(season)
    for species in season.forecast.species:
        calendar = species.calendar
        for code in ("flowering", "ripening"):
            when: DayRange | None = getattr(calendar, code)
            if when:
                rows.append((species.name, tell.t(f"stage.{code}"), *_tell_days(when), "", "", ""))
        for one in sorted(calendar.openings, key=lambda one: order.index(one.forestry)):
            where = tell.t("stage.opens", forestry=one.forestry)
            basis = tell.t(f"basis.{one.basis}")
            errors = (one.rmse_days, one.mean_day_rmse_days)
            rows.append((species.name, where, *_tell_days(one.when), basis, *errors))
    columns = (
        ("species", "text", 22), ("stage", "text", 34), ("day", "day", 11), ("day_low", "day", 11),
        ("day_high", "day", 11), ("day_basis", "text", 12), ("day_error", "number", 12),
        ("mean_day_error", "number", 14),
    )  # fmt: skip
    return make_table(tell, "calendar", columns, rows, look="folded", note=tell.t("note.calendar"))


def _tell_days(when: DayRange) -> tuple[Cell, ...]:
    return when.day, when.low, when.high


def tabulate_stations(season: Season, tell: Teller, siting: Siting) -> Table:
    """The stations of a kind: those that stand, those to open, those not needed."""
    rows: list[tuple[Cell, ...]] = []
    for one in siting.stations:
        # Of a station that is not needed there is no load: an empty cell, not a figure that is missing.
        load: tuple[Cell, ...] = ("", "", "", "")
        if one.open:
            peak = find_monday(season.year, one.peak_week) if one.peak_week else None
            load = (one.mass_t, peak, one.peak_share, one.cost_krub)
        state = "open" if one.exists else "new" if one.open else "not_needed"
        site = season.land.sites.get(one.site_id)
        capacity = site.capacity_t_week if site else None
        rows.append((one.site_id, one.name, tell.t(f"state.{state}"), load[0], capacity, *load[1:]))
    columns = (
        ("site", "text", 9), ("place", "text", 22), ("state", "text", 18), ("mass", "number", 11),
        ("capacity", "number", 12), ("peak_week", "day", 13), ("peak_share", "share", 12),
        ("cost", "krub", 13),
    )  # fmt: skip
    return make_table(tell, f"stations_{siting.kind}", columns, rows)


def tabulate_flows(season: Season, tell: Teller, kind: str, catchments: Sequence[Catchment]) -> Table:
    """Who brings where: what the roads of the drawing say."""
    rows = [
        (
            one.name,
            tell.site(season, one.site_id),
            tell.t(f"way.{one.basis}"),
            one.mass_t,
            one.hours,
            one.km,
        )
        for one in sorted(catchments, key=lambda one: (one.site_id or "~", -one.mass_t, one.name))
    ]
    columns = (
        ("settlement", "text", 24), ("goes", "text", 24), ("way", "text", 22), ("mass", "number", 11),
        ("hours", "number", 9), ("km", "number", 9),
    )  # fmt: skip
    return make_table(tell, f"flows_{kind}", columns, rows, look="folded")


def tabulate_loads(season: Season, tell: Teller, kind: str, loads: Sequence[WeekLoad]) -> Table:
    """Load of each station by week beside what it can take."""
    rows = [
        (
            tell.site(season, one.site_id),
            find_monday(season.year, one.week),
            one.mass_t,
            one.capacity_t,
            one.mass_t / one.capacity_t if one.capacity_t else None,
        )
        for one in loads
    ]
    columns = (
        ("station", "text", 24), ("week_from", "day", 12), ("mass", "number", 11), ("capacity", "number", 12),
        ("load", "share", 12),
    )  # fmt: skip
    return make_table(tell, f"loads_{kind}", columns, rows, look="folded")


def tabulate_elsewhere(season: Season, tell: Teller, kind: str) -> Table:
    """What each other choice of a site would cost, and who would go elsewhere."""
    sited = season.sited[kind]
    rows: list[tuple[Cell, ...]] = []
    for one in sited.elsewhere:
        moved = ", ".join(tell_change(season, tell, "moved", change) for change in one.changes)
        rows.append(
            (
                tell.site(season, one.from_site),
                tell.site(season, one.to_site),
                one.value,
                one.difference,
                moved,
            )
        )
    columns = (
        ("from_site", "text", 20), ("to_site", "text", 20), (f"value_{sited.siting.unit}", "number", 14),
        ("difference", "number", 13), ("moves", "long", 60),
    )  # fmt: skip
    note = tell.t("note.untried", count=sited.untried) if sited.untried else ""
    return make_table(tell, f"elsewhere_{kind}", columns, rows, note=note)


def tell_change(season: Season, tell: Teller, code: str, change: Change) -> str:
    """Word who goes elsewhere; a settlement that gets a station of its own stays where it is."""
    site = season.land.sites.get(change.to_site or "")
    here = site is not None and site.settlement_id == change.settlement_id
    return tell.t(
        f"{code}_here" if here else code,
        name=change.name,
        here=tell.site(season, change.from_site),
        station=tell.site(season, change.to_site),
        before=tell.figure(change.hours_before),
        after=tell.figure(change.hours_after),
    )
