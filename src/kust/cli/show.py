"""Commands that show: report, demo."""

from pathlib import Path
from typing import Annotated, Any

import typer

from kust.cli.options import (
    Cluster,
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    OneEdition,
    OneYear,
    Settings,
    check_choice,
    read_lang,
    read_question,
    words,
)
from kust.i18n import say


def report(
    dataset: DatasetPath,
    output: Annotated[Path, typer.Option("--output", "-o", help=words("report_output"), show_default=False)],
    cluster: Cluster = None,
    on: Day = None,
    year: OneYear = None,
    edition: OneEdition = None,
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Write the report on a cluster as HTML, XLSX or DOCX."""
    question = read_question(on, year, lang, "text")
    from kust.cli.support import read_own, with_answers
    from kust.cli.terminal import note, progress, read_sound
    from kust.documents.write import write_report
    from kust.settings import read_settings

    read = read_settings(dataset, settings)
    own = read_own(dataset, settings, read)
    data = read_sound(dataset, engine, question.lang)
    read = with_answers(data, dataset, settings, read, own, question.lang)
    with progress(question.lang):
        write_report(
            data,
            output,
            cluster=cluster,
            on=question.on,
            year=question.year,
            edition=edition,
            lang=question.lang,
            settings=read,
            own=own,
        )
    note(say("cli.written", question.lang, path=output))


def demo(
    name: Annotated[str | None, typer.Argument(help=words("example"), show_default=False)] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=words("report_output"), show_default=False)
    ] = None,
    form: Format = "text",
    lang: Lang = None,
) -> None:
    """List the shipped examples, or do the main job on one."""
    language = read_lang(lang)
    check_choice("format", form, ("text", "json"))
    from kust.cli.terminal import out, write_json
    from kust.examples import list_examples

    console = out()
    if name == "harvest":
        from kust.cli.harvest_demo import run_demo

        run_demo(output, language, as_json=form == "json")
        return
    if name is None:
        if form == "json":
            listed = [{"name": e.name, "title": e.title(language)} for e in list_examples()]
            whole = {"name": "harvest", "title": say("harvest_report.demo.about", language)}
            write_json({"examples": [*listed, whole]})
            return
        for example in list_examples():
            console.print(f"[bold]{example.name}[/]  {example.title(language)}")
            console.print(f"  {example.about(language)}\n", markup=False)
        console.print("[bold]harvest[/]  " + say("harvest_report.demo.about", language))
        console.print(say("cli.demo_next", language), markup=False)
        return
    _do_main_job(name, output, form == "json", language)


def _do_main_job(name: str, output: Path | None, as_json_: bool, lang: str) -> None:
    from kust.checks import check
    from kust.checks.as_json import as_json
    from kust.cli.ask import names_of
    from kust.cli.present_check import present
    from kust.cli.terminal import note, out, progress, read_sound, write_json
    from kust.documents.write import write_report
    from kust.examples import describe, load

    example = describe(name)
    folder, target = load(name), output or Path(f"kust-report-{name}.html")
    data = read_sound(folder, "polars", lang)
    with progress(lang):
        result = check(data, on=example.on, year=example.year, edition=example.edition)
    if as_json_:
        write_json(as_json(result))
    else:
        present(result, out(), lang, names_of(data))
    with progress(lang):
        write_report(
            data,
            target,
            cluster=example.cluster,
            on=example.on,
            year=example.year,
            edition=example.edition,
            readings=None,
            lang=lang,
        )
    note(say("cli.report_written", lang, path=target.resolve()))
    note(say("cli.data_lies", lang, path=folder))


COMMANDS: tuple[Any, ...] = (report, demo)
