"""What is wrong with surveys: codes and values that cannot be."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.harvest.land.plot_places import StockFinding
from kust.law.loader import parameters
from kust.settings import SETTINGS_FILE, HarvestStockSettings

METHODS = ("cover", "count", "mass", "model_specimen", "ball")
MEASURES = ("share", "per_m2", "g", "kg_per_ha", "ball")


def check_surveys(dataset: Dataset) -> Iterator[Finding]:
    """Find methods and measures that are not of the contract, values out of their range, measures that do not fit.

    A density far above all that are known is a warning.
    """
    names = ("species_id", "method", "measure", "value", "standard_error")
    groups = dict(dataset.rows("species").select("species_id", "group").collect().iter_rows())
    rows = dataset.rows("surveys").select("_file", "_sheet", "_row", *names).collect()
    for row in rows.iter_rows(named=True):
        place = {"table": "surveys", "file": row["_file"], "sheet": row["_sheet"], "row": row["_row"]}
        for name, known in (("method", METHODS), ("measure", MEASURES)):
            if row[name] not in known:
                yield StockFinding(
                    "harvest_stock.unknown_code",
                    "error",
                    **place,
                    column=name,
                    value=row[name],
                    values={"known": ", ".join(known)},
                )
        yield from _check_value(row, place)
        yield from _check_density(row, place, groups.get(row["species_id"]))


def check_settings(dataset: Dataset, settings: HarvestStockSettings) -> Iterator[Finding]:
    """Warn of plots and species of the settings that the data do not have: what is said of them goes nowhere."""
    by_species: list[Iterable[str]] = [
        settings.harvest_years,
        settings.percent_mass_g,
        settings.percent_mass_error_g,
        *settings.harvested.values(),
    ]
    told = {
        "plots": {*settings.harvested, *settings.nut_groups},
        "species": {name for names in by_species for name in names},
    }
    for table, column in (("plots", "plot_id"), ("species", "species_id")):
        known = set(dataset.rows(table).select(column).collect()[column].to_list())
        for name in sorted(told[table] - known):
            values = {"table": table}
            yield StockFinding(
                "harvest_stock.settings_unknown", "warning", file=SETTINGS_FILE, value=name, values=values
            )


def _check_value(row: Mapping[str, Any], place: Mapping[str, Any]) -> Iterator[Finding]:
    value, error = row["value"], row["standard_error"]
    top = {"share": 1.0, "ball": 5.0}.get(row["measure"], float("inf"))
    if value is not None and not 0 <= value <= top:
        code = f"harvest_stock.value_{row['measure'] if top < 6 else 'negative'}"
        yield StockFinding(code, "error", **place, column="value", value=f"{value:g}")
    elif row["measure"] == "ball" and value is not None and value != round(value):
        yield StockFinding("harvest_stock.value_ball", "error", **place, column="value", value=f"{value:g}")
    if error is not None and error < 0:
        yield StockFinding(
            "harvest_stock.value_negative", "error", **place, column="standard_error", value=f"{error:g}"
        )
    if (row["method"] == "ball") != (row["measure"] == "ball"):
        yield StockFinding(
            "harvest_stock.ball_as_mass", "error", **place, column="measure", value=row["measure"]
        )


def _check_density(row: Mapping[str, Any], place: Mapping[str, Any], group: str | None) -> Iterator[Finding]:
    told: dict[str, Any] = parameters("harvest.stock")["too_high"]
    highest, value = float(told["highest_kg_ha"]), row["value"]
    times = float(told["times"].get(group, told["times"]["other"]))
    if row["measure"] == "kg_per_ha" and value is not None and value > times * highest:
        values = {"highest": highest, "times": times, "source": told["source"]}
        yield StockFinding(
            "harvest_stock.value_too_high",
            "warning",
            **place,
            column="value",
            value=f"{value:g}",
            values=values,
        )
