"""What is wrong with surveys: codes and values that cannot be."""

from collections.abc import Iterator, Mapping
from typing import Any

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.harvest.land.plot_places import StockFinding

METHODS = ("cover", "count", "mass", "model_specimen", "ball")
MEASURES = ("share", "per_m2", "g", "kg_per_ha", "ball")


def check_surveys(dataset: Dataset) -> Iterator[Finding]:
    """Find methods and measures that are not of the contract, values out of their range, measures that do not fit."""
    names = ("method", "measure", "value", "standard_error")
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
