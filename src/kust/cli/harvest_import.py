"""The command that brings in tables of the forest from files and map layers, and figures of plots from a raster."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import Lang, check_choice, help_words, read_lang
from kust.errors import UsageError
from kust.i18n import say

if TYPE_CHECKING:
    import polars as pl

    from kust.harvest.land.gis import RasterSummary

_RASTERS = (".tif", ".tiff")


words = help_words("harvest_stock")


def _option(name: str, **more: Any) -> Any:
    return typer.Option(f"--{name}", help=words(name.replace("-", "_")), show_default=False, **more)


def import_(
    file: Annotated[Path, typer.Argument(help=words("import_file"), show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help=words("import_output"), show_default=False)],
    layer: Annotated[str | None, _option("layer")] = None,
    as_: Annotated[str, typer.Option("--as", help=words("as"))] = "plots",
    column: Annotated[list[str] | None, _option("column")] = None,
    area_base: Annotated[str | None, _option("area-base")] = None,
    crs: Annotated[str | None, _option("crs")] = None,
    plots: Annotated[Path | None, _option("plots")] = None,
    classes: Annotated[bool, typer.Option("--classes", help=words("classes"))] = False,
    band: Annotated[int, typer.Option("--band", help=words("band"))] = 1,
    into: Annotated[str | None, _option("into")] = None,
    lang: Lang = None,
) -> None:
    """Take tables out of files and layers, or figures of plots out of a raster."""
    language = read_lang(lang)
    from kust.harvest.land.tables_in import SHORT, TABLES

    table = SHORT.get(as_, as_)
    check_choice("as", table, (*TABLES, *SHORT))
    if file.suffix.lower() in _RASTERS:
        _import_raster(file, output, plots, (classes, band, into), language)
        return
    from kust.cli.harvest_tables_in import Asked, import_table

    asked = Asked(table, layer, _read_columns(column or []), area_base, crs)
    import_table(file, output, asked, language)


def _read_columns(texts: list[str]) -> dict[str, str]:
    """Read ``COLUMN=FIELD``."""
    found = {}
    for text in texts:
        column, sign, field = text.partition("=")
        if not sign:
            raise UsageError("choice", option="column", value=text, known="plot_id=KVARTAL")
        found[column.strip()] = field.strip()
    return found


def _import_raster(
    file: Path, output: Path, plots: Path | None, asked: tuple[bool, int, str | None], lang: str
) -> None:
    classes, band, into = asked
    if plots is None:
        raise UsageError("gis_raster_needs_plots", path=file)
    if classes and into is not None:
        raise UsageError("gis_into_classes")
    if into is not None:
        _check_column(into)
    from kust.cli.terminal import note, progress
    from kust.data.read import read_dataset
    from kust.data.target import target
    from kust.harvest.land.gis import summarise_raster
    from kust.harvest.land.plot_places import read_plot_places

    data = read_dataset(plots).dataset
    with progress(lang):
        places = read_plot_places(data)
        found = summarise_raster(file, places.values(), classes=classes, band=band)
    path = output / "plots.csv" if into is not None else output
    table = tabulate_summary(found, classes=classes)
    if into is not None:
        rows: pl.DataFrame = data.collect(data.table("plots")).to_native()
        means = {one.plot_id: one.mean for one in found if one.mean is not None}
        table = fill_column(rows, into, means)
    with target(path) as temporary:
        table.write_csv(temporary)
    empty = sum(not one.pixels for one in found)
    note(say("harvest_stock.import.raster", lang, path=path, count=len(found), empty=empty))


def _check_column(name: str) -> None:
    from kust.data.schema import tables

    numbers = tuple(one.name for one in tables()["plots"].columns if one.type == "number")
    check_choice("into", name, numbers)


def tabulate_summary(found: "list[RasterSummary]", *, classes: bool) -> "pl.DataFrame":
    """Lay summaries out: a row a plot with its mean, or a row a plot and class with its share."""
    import polars as pl

    if not classes:
        rows = [(one.plot_id, one.pixels, one.mean) for one in found]
        return pl.DataFrame(
            rows, schema={"plot_id": pl.String, "pixels": pl.Int64, "mean": pl.Float64}, orient="row"
        )
    shares = [(one.plot_id, one.pixels, kind, share) for one in found for kind, share in one.shares.items()]
    schema = {"plot_id": pl.String, "pixels": pl.Int64, "class": pl.Int64, "share": pl.Float64}
    return pl.DataFrame(shares, schema=schema, orient="row")


def fill_column(rows: "pl.DataFrame", column: str, means: dict[str, float]) -> "pl.DataFrame":
    """Put the means of a raster into a column of the plots; where it has no data what stood there stays."""
    import polars as pl

    found = pl.col("plot_id").replace_strict(means, default=None, return_dtype=pl.Float64)
    return rows.with_columns(pl.coalesce(found, pl.col(column)).alias(column)).sort("plot_id")


COMMANDS: tuple[tuple[Any, str], ...] = ((import_, words("import")),)
