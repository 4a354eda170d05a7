"""The commands that keep versions of a programme and say what changed between them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import (
    Cluster,
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    help_words,
    read_question,
    tell,
)
from kust.errors import UsageError

if TYPE_CHECKING:
    from kust.programme.keeping.versions import Version
    from kust.programme.programme import Programme

_HELP = help_words("programme_versions")
_NOW = "now"
Reason = Annotated[str, typer.Option("--reason", help=_HELP("reason"), show_default=False)]
WithProposals = Annotated[bool, typer.Option("--with-proposals", help=_HELP("with_proposals"))]
From = Annotated[int | None, typer.Option("--from", help=_HELP("from"), show_default=False, min=1)]
To = Annotated[str, typer.Option("--to", help=_HELP("to"))]


def publish(
    dataset: DatasetPath,
    reason: Reason,
    cluster: Cluster = None,
    on: Day = None,
    with_proposals: WithProposals = False,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
) -> None:
    """Keep the programme as its next version."""
    question = read_question(on, None, lang, form)
    from kust.cli.present_programme_versions import present_version
    from kust.cli.programme_reading import choose_cluster
    from kust.cli.terminal import read_sound
    from kust.programme.keeping.as_json import version_as_json
    from kust.programme.keeping.versions import publish as keep
    from kust.programme.read import read_programme

    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    programme = read_programme(data, choose_cluster(data, cluster))
    kept = keep(data, programme, on=question.on, reason=reason, with_proposals=with_proposals)
    tell(question, kept, lambda one: version_as_json(*one), present_version)


def changes(
    dataset: DatasetPath,
    cluster: Cluster = None,
    start: From = None,
    end: To = _NOW,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
) -> None:
    """Say what changed between two versions, or since the last one, and why."""
    question = read_question(None, None, lang, form)
    from kust.cli.present_programme_versions import Compared, present
    from kust.cli.programme_reading import choose_cluster
    from kust.cli.terminal import read_sound
    from kust.programme.keeping.as_json import changes_as_json
    from kust.programme.keeping.changes import calc_changes
    from kust.programme.keeping.versions import find_version, read_versions
    from kust.programme.read import read_programme

    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    programme = read_programme(data, choose_cluster(data, cluster))
    known = read_versions(data.path, programme.cluster_id)
    if not known:
        raise UsageError("no_versions", cluster=programme.cluster_id)
    after = None if end == _NOW else find_version(known, _number(end))
    before = find_version(known, _start(start, after, known))
    new: Programme = programme if after is None else after.programme
    compared = Compared(data, programme, before, after, calc_changes(before.programme, new))
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
