"""Commands that gather data: new, collect, validate, prepare."""

from pathlib import Path
from typing import Annotated, Any

import typer

from kust.cli.options import (
    Cluster,
    DatasetPath,
    EngineName,
    Format,
    Lang,
    Year,
    check_choice,
    read_lang,
    read_years,
    today,
    words,
)
from kust.errors import UsageError
from kust.i18n import plural, say


def new(
    path: Annotated[Path, typer.Argument(help=words("new_path"), show_default=False)],
    organisation: Annotated[
        str | None, typer.Option("--for-organisation", help=words("for_organisation"), show_default=False)
    ] = None,
    books: Annotated[str | None, typer.Option("--for", help=words("books"), show_default=False)] = None,
    source: Annotated[Path | None, typer.Option("--from", help=words("from"), show_default=False)] = None,
    cluster: Cluster = None,
    year: Year = None,
    lang: Lang = None,
) -> None:
    """Write a template workbook or folder, or the small workbook that one firm has to fill in."""
    language = read_lang(lang)
    from kust.cli.terminal import note, read_whole
    from kust.data.firm_workbook import write_firm_workbook
    from kust.data.template import write_template

    if organisation is None:
        write_template(path, language, _split(books))
    else:
        if source is None:
            raise UsageError("firm_needs_dataset")
        from kust.checks.run import latest_year

        reading, _ = read_whole(source, "polars", language)
        years = read_years(year)
        asked = years[0] if years else latest_year(reading.dataset, today())
        write_firm_workbook(reading.dataset, organisation, path, cluster=cluster, year=asked, lang=language)
    note(say("cli.written", language, path=path))


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def collect(
    folder: Annotated[Path, typer.Argument(help=words("collect_folder"), show_default=False)],
    base: Annotated[Path | None, typer.Option("--from", help=words("base"), show_default=False)] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=words("collect_output"), show_default=False)
    ] = None,
    form: Format = "text",
    lang: Lang = None,
) -> None:
    """Join the returned workbooks; say who has not answered and what both sides tell differently."""
    language = read_lang(lang)
    check_choice("format", form, ("text", "json"))
    from kust.cli.present_collected import collected_as_json, present
    from kust.cli.terminal import out, progress, write_json
    from kust.data.collect import collect as run_collect
    from kust.data.read import read_dataset

    with progress(language):
        data = read_dataset(base).dataset if base else None
        collected = run_collect(folder, data, output, lang=language)
    if form == "json":
        write_json(collected_as_json(collected, language))
    else:
        present(collected, out(), language)


def validate(
    dataset: DatasetPath,
    form: Format = "text",
    mark: Annotated[Path | None, typer.Option("--mark", help=words("mark"), show_default=False)] = None,
    lang: Lang = None,
    engine: EngineName = "polars",
) -> None:
    """Say what is wrong in the data, where, and how to mend it."""
    language = read_lang(lang)
    check_choice("format", form, ("text", "json"))
    from kust.cli.terminal import (
        count_by_severity,
        findings_as_json,
        line_of,
        note,
        out,
        read_whole,
        write_json,
    )
    from kust.data.findings import has_errors

    reading, findings = read_whole(dataset, engine, language)
    if reading.dataset.has("plots"):
        from kust.harvest.land.plot_places import check_plots

        # An empty base of areas was found already: the column is required.
        own = [one for one in check_plots(reading.dataset) if one.column != "area_base"]
        findings = (*findings, *own)
    if form == "json":
        write_json(findings_as_json(str(dataset), reading.dataset.digest, findings, language))
    else:
        console = out()
        for finding in findings:
            console.print(line_of(finding, language), markup=False, soft_wrap=True)
        counts = count_by_severity(findings)
        shown = ", ".join(
            f"{count} {plural(count, language, say(f'cli.count.{severity}', language))}"
            for severity, count in counts.items()
        )
        console.print(say("cli.found", language, counts=shown))
    if mark:
        from kust.data.mark import mark_workbook

        mark_workbook(dataset, findings, mark, language)
        note(say("cli.written", language, path=mark))
    if has_errors(findings):
        raise SystemExit(3)


def prepare(
    dataset: DatasetPath,
    output: Annotated[Path, typer.Argument(help=words("prepare_output"), show_default=False)],
    lang: Lang = None,
) -> None:
    """Write a dataset in the form that is fast to ask."""
    language = read_lang(lang)
    from kust.chain.prepare import prepare as run_prepare
    from kust.cli.terminal import note, progress, read_sound

    if output.exists():
        raise UsageError("target_exists", path=output)  # before minutes of reading
    data = read_sound(dataset, "polars", language)
    with progress(language) as show:
        run_prepare(data, output, show)
    note(say("cli.written", language, path=output))


COMMANDS: tuple[Any, ...] = (new, collect, validate, prepare)
