"""The command that says what stands in the forest."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import (
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    Settings,
    check_choice,
    help_words,
    read_question,
    tell,
)
from kust.errors import UsageError
from kust.i18n import say

if TYPE_CHECKING:
    from kust.harvest.stocks.stocked import Stock

_UNITS = ("species", "plot", "forestry", "cell")
_SUFFIXES = (".geojson", ".gpkg", ".tif")
_ON_A_MAP = ("plot", "cell")


words = help_words("harvest_stock")


def stock(
    dataset: DatasetPath,
    on: Day = None,
    by: Annotated[str, typer.Option("--by", help=words("by"))] = "species",
    species: Annotated[
        str | None, typer.Option("--species", help=words("species"), show_default=False)
    ] = None,
    resolution: Annotated[
        int | None, typer.Option("--resolution", help=words("resolution"), show_default=False)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=words("output"), show_default=False)
    ] = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Say what stands in the forest."""
    question = read_question(on, None, lang, form)
    check_choice("by", by, _UNITS)
    _check_output(output, by)
    from kust.cli.harvest_reading import open_forest
    from kust.cli.present_harvest_stock import present
    from kust.cli.terminal import line_of, note, progress
    from kust.harvest.land.invented import is_made_up
    from kust.harvest.stocks.stock import calc_stock
    from kust.harvest.stocks.stocked import as_json

    data, chosen = open_forest(dataset, settings, engine, question)
    with progress(question.lang):
        result = calc_stock(
            data, on=question.on, settings=chosen.stock, by=by, species=species, resolution=resolution
        )
    errors = [finding for finding in result.findings if finding.severity == "error"]
    if errors:
        _refuse(result, as_json=question.as_json, lang=question.lang)
        for finding in errors[:20]:
            note(line_of(finding, question.lang))
        note(UsageError("data_has_errors", count=len(errors)).words(question.lang))
        raise SystemExit(3)
    if output is not None:
        _write(result, output, question.lang)
    if not question.as_json and is_made_up(data):
        note(say("harvest_report.notice.made_up", question.lang))
    if question.as_json or output is None:
        tell(question, result, as_json, present)
    if not question.as_json:
        from kust.cli.present_harvest_wants import tell_wants

        tell_wants(data, "stock", question.lang, species=species)


def _check_output(output: Path | None, by: str) -> None:
    """Refuse a file that cannot be written before anything is computed."""
    if output is None:
        return
    if output.suffix.lower() not in _SUFFIXES:
        raise UsageError("stock_output_suffix", path=output, known=", ".join(_SUFFIXES))
    if by not in _ON_A_MAP:
        raise UsageError("stock_output_by")


def _refuse(result: "Stock", *, as_json: bool, lang: str) -> None:
    if as_json:
        from kust.cli.terminal import findings_as_json, write_json

        write_json(findings_as_json(result.path, result.digest, result.findings, lang))


def _write(result: "Stock", output: Path, lang: str) -> None:
    from kust.cli.terminal import note
    from kust.harvest.land.gis_write import make_features, write_cog, write_geojson, write_gpkg

    features, left = make_features(result)
    suffix = output.suffix.lower()
    if suffix == ".geojson":
        write_geojson(features, output)
    elif suffix == ".gpkg":
        write_gpkg(features, output)
    else:
        write_cog(features, output, ("kg_ha_low", "kg_ha_value", "kg_ha_high"))
    note(say("harvest_stock.written", lang, path=output, count=len(features), left=left))


COMMANDS: tuple[tuple[Any, str], ...] = ((stock, words("stock")),)
