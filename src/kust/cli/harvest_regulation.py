"""The command that reads a table of a forestry regulation and checks its own totals."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import Format, Lang, check_choice, help_words, read_lang
from kust.i18n import say

if TYPE_CHECKING:
    from kust.data.findings import Finding
    from kust.harvest.stocks.regulation import Regulation


words = help_words("harvest_stock")


def regulation(
    file: Annotated[Path, typer.Argument(help=words("regulation_file"), show_default=False)],
    dataset: Annotated[
        Path | None, typer.Option("--dataset", help=words("regulation_species"), show_default=False)
    ] = None,
    year: Annotated[
        int | None,
        typer.Option("--year", help=words("regulation_year"), show_default=False, min=1990, max=2100),
    ] = None,
    forestry: Annotated[
        str, typer.Option("--forestry", help=words("regulation_forestry"), show_default=False)
    ] = "",
    species: Annotated[
        list[str] | None, typer.Option("--species", help=words("regulation_called"), show_default=False)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=words("regulation_output"), show_default=False)
    ] = None,
    form: Format = "text",
    lang: Lang = None,
) -> None:
    """Read a regulation and check its sums."""
    check_choice("format", form, ("text", "json"))
    language = read_lang(lang)
    from kust.cli.present_regulation import present
    from kust.cli.terminal import line_of, note, out, write_json
    from kust.errors import UsageError
    from kust.harvest.stocks.regulation import as_json, read_regulation

    found = read_regulation(file, forestry)
    errors = [finding for finding in found.findings if finding.severity == "error"]
    if form == "json":
        write_json(as_json(found))
    else:
        present(found, out(), language)
    if errors:
        for finding in errors[:20]:
            note(line_of(finding, language))
        note(UsageError("data_has_errors", count=len(errors)).words(language))
        raise SystemExit(3)
    if output is not None:
        if dataset is None:
            raise UsageError("regulation_no_dataset")
        for finding in _write(found, dataset, year, species or [], output, language):
            note(line_of(finding, language))


def _write(
    found: "Regulation", dataset: Path, year: int | None, called: list[str], output: Path, lang: str
) -> "tuple[Finding, ...]":
    """Write the rows that are species of the dataset as permits; return what was left out."""
    from kust.cli.terminal import note
    from kust.data.read import read_dataset
    from kust.harvest.stocks.regulation_permits import make_permits, write_permits

    data = read_dataset(dataset).dataset
    rows = data.collect(data.table("species").select("species_id", "name")).to_native()
    known = dict(rows.iter_rows())
    permits, left_out = make_permits(found, known, year, _read_called(called, known))
    path = write_permits(permits, output)
    note(say("harvest_stock.permits_written", lang, path=path, count=permits.height))
    return left_out


def _read_called(texts: list[str], known: dict[str, str]) -> dict[str, str]:
    """Read ``SPECIES_ID=NAME``."""
    from kust.errors import UsageError

    found = {}
    for text in texts:
        code, sign, name = text.partition("=")
        if not sign or code.strip() not in known:
            raise UsageError("choice", option="species", value=text, known=", ".join(f"{c}=…" for c in known))
        found[code.strip()] = name.strip()
    return found


COMMANDS: tuple[tuple[Any, str], ...] = ((regulation, words("regulation")),)
