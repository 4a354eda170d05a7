"""The season in one table for whoever reads nothing else: what, how surely, when, where, how much cash."""

from kust.documents.blocks import Cell, Table
from kust.documents.harvest.figures import DASH, Teller
from kust.documents.harvest.season import Season
from kust.documents.harvest.tables import make_table
from kust.documents.harvest.whereabouts import name_cell
from kust.harvest.forecasts.forecasted import SpeciesForecast
from kust.harvest.land.crop_places import CropPlace
from kust.harvest.purchase.prices import CHOSEN

# How the table looks on a telephone: a card a row.
CARDS = "stack"


def tabulate_outlook(season: Season, tell: Teller) -> Table:
    """What to expect of each species: the crop with its interval, the first opening, where most grows, the money."""
    rows = [_tell_outlook(season, tell, one) for one in season.forecast.species if one.method != "none"]
    plan = season.procurement
    total = plan.to_pay.krub.plan if plan and plan.to_pay else None
    columns = (
        ("species", "text", 22), ("kg_ha", "number", 10), ("kg_ha_low", "number", 9), ("kg_ha_high", "number", 9),
        ("promised", "share", 11), ("against_usual", "share", 11), ("opens_first", "text", 18),
        ("most_grows", "text", 26), ("will_buy", "number", 11), ("plan_krub", "krub", 13),
    )  # fmt: skip
    totals = [(tell.t("together"), *("",) * 8, total)] if rows and total is not None else ()
    note = tell.t("note.outlook")
    return make_table(tell, "outlook", columns, rows, look=CARDS, totals=totals, note=note)


def _tell_outlook(season: Season, tell: Teller, one: SpeciesForecast) -> tuple[Cell, ...]:
    middle, usual = one.kg_ha["p50"], one.usual_kg_ha
    ratio = middle / usual if middle is not None and usual else None
    openings = [opening.when for opening in one.calendar.openings]
    ripens = one.calendar.ripening
    opens = tell.t("outlook.ripens", when=tell.when(ripens)) if ripens else DASH
    if openings:
        opens = tell.when(min(openings, key=lambda when: when.day))
    level = one.level if one.low_kg_ha is not None else None
    return (
        one.name, middle, one.low_kg_ha, one.high_kg_ha, level, ratio, opens,
        _find_most(season, tell, one.species_id), *_find_money(season, one.species_id),
    )  # fmt: skip


def _find_most(season: Season, tell: Teller, species: str) -> str:
    """Name the forestry with most tonnes; where none is told, the cell."""

    def most(places: tuple[CropPlace, ...]) -> CropPlace | None:
        known = [one for one in places if one.species_id == species and one.unit and one.t.value is not None]
        return max(known, key=lambda one: one.t.value or 0.0, default=None)

    forestry = most(season.by_forestry)
    if forestry:
        return forestry.unit or DASH
    cell = most(season.by_cell)
    return name_cell(season, tell, cell.unit) if cell and cell.unit else DASH


def _find_money(season: Season, species: str) -> tuple[Cell, Cell]:
    for one in season.procurement.species if season.procurement else ():
        if one.species_id == species:
            krub = one.krub[CHOSEN]
            return one.t.quantiles["p50"] if one.t else None, krub.plan if krub else None
    return None, None
