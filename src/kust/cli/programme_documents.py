"""The commands that write the programme as a document, its template, and the package for an application."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import (
    DatasetPath,
    Day,
    EngineName,
    Lang,
    OneCluster,
    OneEdition,
    OneYear,
    Settings,
    help_words,
    read_lang,
    read_question,
)
from kust.i18n import say

if TYPE_CHECKING:
    from kust.cli.options import Question
    from kust.cli.programme_reading import Opened
    from kust.documents.programme.file import ProgrammeFile
    from kust.programme.keeping.versions import Version
    from kust.programme.programme import Programme

_HELP = help_words("programme_document")


def _path(code: str) -> Any:
    return typer.Option("--output", "-o", help=_HELP(code), show_default=False)


Template = Annotated[Path | None, typer.Option("--template", help=_HELP("own_template"), show_default=False)]
Pages = Annotated[bool, typer.Option("--pages", help=_HELP("pages"))]
Since = Annotated[int | None, typer.Option("--since", help=_HELP("since"), show_default=False)]
Kept = Annotated[int | None, typer.Option("--version", help=_HELP("version"), show_default=False)]


def document(
    dataset: DatasetPath,
    output: Annotated[Path, _path("output")],
    cluster: OneCluster = None,
    on: Day = None,
    year: OneYear = None,
    edition: OneEdition = None,
    template: Template = None,
    pages: Pages = False,
    version: Kept = None,
    since: Since = None,
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Write the programme as a document."""
    question = read_question(on, year, lang, "text")
    asked = question.year
    from kust.documents.programme.write import check_programme_target, write_programme

    check_programme_target(output, template, pages=pages)
    from kust.cli.present_programme_roadmap import present_day_remark
    from kust.cli.programme_reading import open_programme
    from kust.cli.terminal import note, progress
    from kust.documents.programme.file import gather_programme
    from kust.documents.programme.make import make_programme
    from kust.documents.roadmap.words import Teller
    from kust.programme.keeping.versions import find_version, read_versions

    _check_order(since, version)
    opened = open_programme(dataset, cluster, settings, engine, question)
    known = read_versions(opened.data.path, opened.cluster)
    programme = opened.programme if version is None else find_version(known, version).programme
    with progress(question.lang):
        file = gather_programme(
            opened.data,
            **opened.head(question, edition),
            year=asked,
            lang=question.lang,
            programme=programme,
        )
        file = _compare(file, known, programme, version, since)
        used: dict[str, Any] = {"edition": edition, "version": version, "since": since}
        used |= {"template": template, "pages": pages, **_used(question, settings, engine, output)}
        write_programme(make_programme(file, used), output, template, pages=pages)
    if remark := present_day_remark(file.roadmap, Teller(programme, question.lang)):
        note(remark)
    note(say("cli.written", question.lang, path=output))


def _used(question: "Question", settings: Path | None, engine: str, output: Path) -> dict[str, Any]:
    """Name the options by which the same document can be made again."""
    other = None if engine == "polars" else engine
    return {"settings": settings, "engine": other, "lang": question.lang, "output": output}


def _check_order(since: int | None, version: int | None) -> None:
    """Refuse to tell changes backwards.

    Raises
    ------
    UsageError
        The version to compare with is not before the one that the document is about.
    """
    from kust.errors import UsageError

    if since is not None and version is not None and since >= version:
        known = ", ".join(str(number) for number in range(1, version)) or "–"
        raise UsageError("choice", option="since", value=since, known=known)


def _compare(
    file: "ProgrammeFile",
    known: "tuple[Version, ...]",
    programme: "Programme",
    version: int | None,
    since: int | None,
) -> "ProgrammeFile":
    """Tell what changed since the version asked for, else since the last one before; nothing where there is none.

    A working programme that is the last version to the letter is told as that version.
    """
    from kust.documents.programme.file import with_changes
    from kust.programme.keeping.changes import calc_changes
    from kust.programme.keeping.versions import find_version

    before = [one for one in known if version is None or one.number < version]
    if since is None and not before:
        return file
    old = find_version(known, since) if since is not None else before[-1]
    changes = calc_changes(old.programme, programme)
    if not changes.changes and since is None and version is None and len(before) > 1:
        old, version = before[-2], old.number
        changes = calc_changes(old.programme, programme)
    return with_changes(file, changes, old.number, version, before=old.programme)


def template(
    output: Annotated[Path | None, _path("template_output")] = None,
    fields: Annotated[bool, typer.Option("--fields", help=_HELP("fields"))] = False,
    lang: Lang = None,
) -> None:
    """Write the template of the document, or list the fields that one may hold."""
    from kust.cli.terminal import note, out
    from kust.errors import UsageError

    language = read_lang(lang)
    if fields:
        from kust.documents.programme.fields import list_fields

        for path, form in list_fields():
            out().print(f"{path}  {say(f'programme_document.form.{form}', language)}", markup=False)
        return
    if output is None:
        raise UsageError("choice", option="output", value="", known=".docx, --fields")
    from kust.documents.programme.write import write_template_file

    write_template_file(output, language)
    note(say("cli.written", language, path=output))


def package(
    dataset: DatasetPath,
    output: Annotated[Path, _path("package_output")],
    cluster: OneCluster = None,
    on: Day = None,
    year: OneYear = None,
    edition: OneEdition = None,
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Write the documents of an application, each as text and as a workbook, with an index."""
    question = read_question(on, year, lang, "text")
    asked = question.year
    from kust.cli.programme_reading import open_programme
    from kust.cli.terminal import note, progress
    from kust.documents.programme.package import make_package
    from kust.documents.programme.write import check_package_target, write_package

    check_package_target(output)
    opened: Opened = open_programme(dataset, cluster, settings, engine, question)
    with progress(question.lang):
        used = {"edition": edition, **_used(question, settings, engine, output)}
        head = opened.head(question, edition)
        parts = make_package(opened.data, **head, year=asked, lang=question.lang, options=used)
        write_package(parts, output)
    note(say("cli.written", question.lang, path=output))
    # The last is not handed in.
    for part in parts[1:-1]:
        told = say("programme_document.package.missing", question.lang, count=part.missing)
        whole = say("programme_document.package.whole", question.lang)
        note(f"  {part.name}: {told if part.missing else whole}")


COMMANDS: tuple[tuple[Any, str], ...] = (
    (document, _HELP("document")),
    (template, _HELP("template")),
    (package, _HELP("package")),
)
