"""What the data do not say, what that spoils, and whom to ask."""

from collections.abc import Callable, Iterator

from kust.documents.blocks import Said, Section
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.season import Season
from kust.documents.harvest.tables import make_table

_FEW_NAMES = 6
Missing = tuple[str, str, str, str]
Row = Callable[..., Missing]


def make_missing_section(season: Season, tell: Teller) -> Section:
    """List what is missing."""
    rows = list(list_missing(season, tell))
    columns = (("missing", "long", 46), ("spoils", "long", 46), ("whom", "long", 34), ("where", "text", 22))
    table = make_table(tell, "missing", columns, rows)
    blocks = (Said(tell.t("missing.meant")), table) if rows else (Said(tell.t("missing.nothing")),)
    return Section("missing", tell.t("section.missing"), blocks, (table,) if rows else ())


def list_missing(season: Season, tell: Teller) -> Iterator[Missing]:
    """Tell each thing that is missing: what, what it spoils, whom to ask, which table takes it."""

    def row(code: str, whom: str, table: str, **values: object) -> Missing:
        return (
            tell.t(f"missing.{code}", **values),
            tell.t(f"spoils.{code}"),
            tell.t(f"whom.{whom}"),
            table,
        )

    for table, whom in _TABLES:
        if table in season.empty:
            yield row(f"table_{table}", whom, table)
    yield from _list_crops(season, row)
    yield from _list_plots(season, row)
    yield from _list_money(season, row)
    yield from _list_stations(season, row)


_TABLES = (
    ("plots", "forestry"),
    ("surveys", "forestry"),
    ("yields", "forestry"),
    ("weather", "weather"),
    ("settlements", "district"),
    ("processing_sites", "firms"),
    ("travel_times", "district"),
    ("harvest_purchases", "firms"),
    ("permits", "department"),
)


def _list_crops(season: Season, row: Row) -> Iterator[Missing]:
    by_reason: dict[str, list[str]] = {}
    for one in season.forecast.species:
        if one.reason:
            by_reason.setdefault(one.reason, []).append(one.name)
    for reason in ("no_yields", "balls_only", "few_years"):
        if by_reason.get(reason) and not ("yields" in season.empty and reason == "no_yields"):
            yield row(reason, "forestry", "yields", species=_join(by_reason[reason]))
    open_ = [
        one.name
        for one in season.forecast.species
        if not any(opening.basis == "decided" for opening in one.calendar.openings)
    ]
    if open_ and "permits" not in season.empty:
        yield row("not_announced", "department", "permits", species=_join(open_))


def _list_plots(season: Season, row: Row) -> Iterator[Missing]:
    plots = season.land.plots.values()
    for code, count in (
        ("no_outline", sum(one.shape is None for one in plots)),
        ("no_area", sum(one.area_ha is None for one in plots)),
        ("no_road", sum(one.road_km is None for one in plots)),
        ("no_forestry", sum(not one.forestry for one in plots)),
    ):
        if count:
            yield row(code, "forestry", "plots", count=count)
    stock = season.stock
    if stock and "surveys" not in season.empty:
        never = [
            stock.names[name] for name in stock.names if not any(r.species_id == name for r in stock.rows)
        ]
        if never and season.land.plots:
            yield row("no_survey", "forestry", "surveys", species=_join(never))


def _list_money(season: Season, row: Row) -> Iterator[Missing]:
    plan = season.procurement
    if plan is None:
        return
    known = {
        "no_cap": ("department", "permits"),
        "cap_without": ("department", "permits"),
        "gaps_so_far": ("firms", "harvest_purchases"),
        "few_years_for_certainty": ("firms", "harvest_purchases"),
        "few_crop_years_for_certainty": ("forestry", "yields"),
        "closes_early": ("department", "permits"),
        "follows_demand": ("buyers", "kust.toml"),
    }
    for code, (whom, table) in known.items():
        names = [one.name for one in plan.species if code in one.cautions]
        if names and table not in season.empty:
            yield row(code, whom, table, species=_join(names), year=plan.year)
    if plan.left_out and "harvest_purchases" not in season.empty:
        yield row(
            "no_price", "firms", "harvest_purchases", species=_join([plan.of(o).name for o in plan.left_out])
        )
    unpriced = sorted(
        {
            plan.names.get(name, name)
            for one in plan.species
            if one.ceiling
            for route in one.ceiling.routes
            for name in route.missing
        }
    )
    if unpriced:
        yield row("no_product_price", "processors", "outputs, supplies", products=_join(unpriced))


def _list_stations(season: Season, row: Row) -> Iterator[Missing]:
    standing = [one for one in season.land.sites.values() if one.exists]
    unlimited = [one.site_id for one in standing if one.capacity_t_week is None]
    if unlimited:
        yield row("no_capacity", "firms", "processing_sites", sites=_join(unlimited))
    undated = [one.site_id for one in standing if not one.opens or not one.closes]
    if undated:
        yield row("no_days", "firms", "processing_sites", sites=_join(undated))
    estimated = sum(sited.siting.estimated for sited in season.sited.values())
    if estimated and "travel_times" not in season.empty:
        yield row("estimated_ways", "district", "travel_times", count=estimated)


def _join(names: list[str]) -> str:
    shown = ", ".join(names[:_FEW_NAMES])
    return f"{shown} … (+{len(names) - _FEW_NAMES})" if len(names) > _FEW_NAMES else shown
