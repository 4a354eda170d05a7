"""The commands that keep versions of a programme and say what changed between them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import (
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    OneCluster,
    help_words,
    read_question,
    tell,
)
from kust.errors import UsageError
from kust.i18n import say

if TYPE_CHECKING:
    from kust.programme.keeping.versions import Version

_HELP = help_words("programme_versions")
_NOW = "now"
Reason = Annotated[str, typer.Option("--reason", help=_HELP("reason"), show_default=False)]
WithProposals = Annotated[bool, typer.Option("--with-proposals", help=_HELP("with_proposals"))]
WithoutReasons = Annotated[bool, typer.Option("--without-reasons", help=_HELP("without_reasons"))]
Target = Annotated[
    Path | None, typer.Option("--output", "-o", help=_HELP("changes_output"), show_default=False)
]
From = Annotated[int | None, typer.Option("--from", help=_HELP("from"), show_default=False, min=1)]
To = Annotated[str, typer.Option("--to", help=_HELP("to"))]


def publish(
    dataset: DatasetPath,
    reason: Reason,
    cluster: OneCluster = None,
    on: Day = None,
    with_proposals: WithProposals = False,
    without_reasons: WithoutReasons = False,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
) -> None:
    """Keep the programme as its next version."""
    question = read_question(on, None, lang, form)
    from kust.cli.present_programme_versions import Kept, present_version
    from kust.cli.programme_reading import open_cluster
    from kust.programme.keeping.as_json import version_as_json
    from kust.programme.keeping.versions import find_unreasoned, read_versions
    from kust.programme.keeping.versions import publish as keep

    data, programme = open_cluster(dataset, cluster, engine, question)
    version, path = keep(
        data,
        programme,
        on=question.on,
        reason=reason,
        with_proposals=with_proposals,
        without_reasons=without_reasons,
    )
    before = read_versions(data.path, version.cluster_id)[: version.number - 1]
    kept = Kept(version, path, find_unreasoned(before, version.programme))
    tell(question, kept, lambda one: version_as_json(one.version, one.path, one.lacking), present_version)


def changes(
    dataset: DatasetPath,
    cluster: OneCluster = None,
    start: From = None,
    end: To = _NOW,
    output: Target = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
) -> None:
    """Say what changed between two versions, or since the last one, and why."""
    question = read_question(None, None, lang, form)
    from kust.cli.present_programme_versions import present
    from kust.cli.programme_reading import open_cluster
    from kust.cli.terminal import note
    from kust.documents.programme.changes import Compared, check_changes_target, write_changes
    from kust.programme.keeping.as_json import changes_as_json
    from kust.programme.keeping.changes import calc_changes
    from kust.programme.keeping.versions import find_version, read_versions

    if output is not None:
        check_changes_target(output)
    data, programme = open_cluster(dataset, cluster, engine, question)
    known = read_versions(data.path, programme.cluster_id)
    if not known:
        raise UsageError("no_versions", cluster=programme.cluster_id)
    after = None if end == _NOW else find_version(known, _number(end))
    before = find_version(known, _start(start, after, known))
    found = calc_changes(before.programme, after.programme if after else programme)
    compared = Compared(data, programme, before, after, found)
    if output is not None:
        write_changes(compared, output, question.lang, after.on if after else question.on)
        note(say("cli.written", question.lang, path=output))
    if question.as_json or output is None:
        tell(question, compared, lambda one: changes_as_json(data, before, after, one.changes), present)


def _number(text: str) -> int:
    if not text.isdigit():
        raise UsageError("choice", option="to", value=text, known=f"1, 2, …, {_NOW}")
    return int(text)


def _start(asked: int | None, after: "Version | None", known: "tuple[Version, ...]") -> int:
    """Take the version asked for, else the one before the other end."""
    latest = known[-1].number if after is None else after.number - 1
    start = latest if asked is None else asked
    if after is not None and start >= after.number:
        raise UsageError("version_order", start=start, end=after.number)
    if not start:
        raise UsageError("first_version", number=known[0].number)
    return start


COMMANDS: tuple[tuple[Any, str], ...] = ((publish, _HELP("publish")), (changes, _HELP("changes")))
