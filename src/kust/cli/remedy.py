"""The command that seeks the cheapest way to pass."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    Output,
    Settings,
    read_question,
    words,
)
from kust.errors import UsageError
from kust.i18n import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kust.data.dataset import Dataset
    from kust.remedies.plan import Remedy

FromEdition = Annotated[str | None, typer.Option("--from", help=words("remedy_from"), show_default=False)]
ToEdition = Annotated[str | None, typer.Option("--to", help=words("remedy_to"), show_default=False)]
Apply = Annotated[Path | None, typer.Option("--apply", help=words("remedy_apply"), show_default=False)]


def remedy(
    dataset: DatasetPath,
    cluster: Cluster = None,
    on: Day = None,
    year: OneYear = None,
    edition: OneEdition = None,
    moved_from: FromEdition = None,
    moved_to: ToEdition = None,
    apply: Apply = None,
    document: Output = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Seek the cheapest set of changes that makes clusters meet an edition."""
    question = read_question(on, year, lang, form)
    asked_year = question.year
    wanted = _edition(edition, moved_from, moved_to)
    if apply is not None:
        _check_target(apply, cluster)
    if document is not None:
        _check_document(document, cluster)
    from kust.cli.present_remedy import present, present_many
    from kust.cli.terminal import out, read_sound, write_json
    from kust.documents.plans.words import words_of
    from kust.remedies.as_json import remedies_as_json, remedy_as_json
    from kust.remedies.find import find_remedies
    from kust.settings import read_settings

    read = read_settings(dataset, settings)
    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    count = 1 if cluster else data.rows("clusters").collect().height
    with _bar(count, question.lang) as advance:
        remedies = list(
            find_remedies(
                data,
                on=question.on,
                year=asked_year,
                edition=wanted,
                clusters=[cluster] if cluster else None,
                settings=read,
                moved_from=moved_from,
                whole=cluster is not None,
                progress=advance,
            )
        )
    if cluster is not None and len(remedies) > 1:
        known = ", ".join(one.edition.code for one in remedies)
        raise UsageError("one_edition_needed", known=known)
    if question.as_json and cluster is not None:
        write_json(remedy_as_json(data, remedies[0], lambda s, r: words_of(s, r, question.lang)))
    elif question.as_json:
        write_json(remedies_as_json(data, remedies, lambda s, r: words_of(s, r, question.lang)))
    elif cluster is not None or len(remedies) == 1:
        present(remedies[0], out(), question.lang)
    else:
        present_many(remedies, out(), question.lang)
    if apply is not None:
        _apply(data, remedies[0], apply, question.lang)
    if document is not None:
        _write(data, remedies[0], document, question.lang)


def _check_document(document: Path, cluster: str | None) -> None:
    from kust.documents.projects.write import check_document_target

    if cluster is None:
        raise UsageError("document_needs_cluster")
    check_document_target(document)


def _write(data: "Dataset", found: "Remedy", document: Path, lang: str) -> None:
    from kust.cli.terminal import note
    from kust.documents.projects.write import make_plan_document, write_document

    write_document(make_plan_document(data, found, lang), document)
    note(say("cli.written", lang, path=document))


def _edition(edition: str | None, moved_from: str | None, moved_to: str | None) -> str | None:
    """Take the edition asked for; a move names two instead."""
    from kust.law import find_edition

    if (moved_from is None) != (moved_to is None) or (moved_to is not None and edition is not None):
        raise UsageError("two_editions_needed")
    for code in (edition, moved_from, moved_to):
        if code is not None:
            find_edition(code)
    return moved_to or edition


def _check_target(target: Path, cluster: str | None) -> None:
    if cluster is None:
        raise UsageError("apply_needs_cluster")
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UsageError("target_exists", path=target)


@contextmanager
def _bar(count: int, lang: str) -> "Iterator[Callable[[str], None]]":
    """Show on a terminal how many clusters are done; a pipe sees nothing of it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda name: None
        return
    told = TextColumn(say("remedy.seeking", lang))
    columns = (told, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=count)
        yield lambda name: bar.advance(task)


def _apply(data: "Dataset", found: "Remedy", target: Path, lang: str) -> None:
    from kust.cli.terminal import note
    from kust.documents.plans.words import worded
    from kust.remedies.change import apply_change
    from kust.remedies.write import write_changed

    if found.plan is None:
        status = say(f"remedy.short.{found.status}", lang)
        raise UsageError("apply_needs_plan", cluster=found.cluster_id, status=status)
    write_changed(apply_change(data, worded(found.plan.change, lang)), target, lang)
    words_ = say(
        "remedy.applied",
        lang,
        path=target,
        cluster=found.cluster_id,
        edition=found.edition.code,
        on=found.on.isoformat(),
        year=found.year,
    )
    note(words_)


COMMANDS: tuple[Any, ...] = (remedy,)
