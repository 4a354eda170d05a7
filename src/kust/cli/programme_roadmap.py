"""The command that tells the roadmap of a programme."""

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
    Question,
    Settings,
    help_words,
    read_question,
)
from kust.i18n import say

if TYPE_CHECKING:
    from kust.cli.programme_reading import Opened
    from kust.programme.programme import Programme
    from kust.programme.timeline.roadmap import Roadmap

_HELP = help_words("programme_roadmap")
Target = Annotated[Path | None, typer.Option("--output", "-o", help=_HELP("output"), show_default=False)]


def roadmap(
    dataset: DatasetPath,
    cluster: OneCluster = None,
    on: Day = None,
    output: Target = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Tell days and critical path, fact and forecast, loads, money and findings of a programme."""
    question = read_question(on, None, lang, form)
    if output is not None:
        from kust.documents.roadmap.write import check_roadmap_target

        check_roadmap_target(output)
    from kust.cli.present_programme_roadmap import present
    from kust.cli.programme_reading import open_programme
    from kust.cli.terminal import out, progress, write_json
    from kust.programme.timeline.roadmap import calc_roadmap
    from kust.programme.timeline.roadmap_json import roadmap_as_json

    opened = open_programme(dataset, cluster, settings, engine, question)
    programme = opened.programme
    with progress(question.lang):
        result = calc_roadmap(
            programme,
            on=question.on,
            settings=opened.settings.programme,
            support=_estimate_support(opened, programme, question),
        )
    if output is not None:
        _write(opened, programme, result, output, question.lang)
    if question.as_json:
        write_json(roadmap_as_json(result, opened.data))
    elif output is None:
        present(programme, result, out(), question.lang, _titles(opened))


def _estimate_support(
    opened: "Opened", programme: "Programme", question: Question
) -> dict[str, dict[int, float]]:
    """Estimate what support could give the projects of the programme; nothing where it has none."""
    if not any(one.project_id for one in programme.standing_measures):
        return {}
    from kust.checks import Readings, check
    from kust.checks.conforming import tell_conforming
    from kust.checks.run import latest_year
    from kust.programme.timeline.cover import calc_cover

    result = check(
        opened.data,
        on=question.on,
        year=latest_year(opened.data, question.on),
        clusters=[opened.cluster],
        readings=Readings(**opened.settings.readings.model_dump()),
        alternatives=False,
    )
    return calc_cover(
        opened.data,
        programme,
        on=question.on,
        settings=opened.settings,
        conforms=tell_conforming(result.clusters),
        own=opened.own,
    )


def _titles(opened: "Opened") -> dict[str, str]:
    """Name the projects by id."""
    rows = opened.data.rows("projects").select("project_id", "title").drop_nulls().collect()
    return dict(rows.iter_rows())


def _write(opened: "Opened", programme: "Programme", result: "Roadmap", output: Path, lang: str) -> None:
    from kust.cli.terminal import note
    from kust.documents.blocks import Fact
    from kust.documents.roadmap.write import write_roadmap

    sources = [
        Fact(say("programme_roadmap.facts.dataset", lang), opened.data.path.name),
        Fact(say("programme_roadmap.facts.digest", lang), opened.data.digest),
    ]
    write_roadmap(
        programme,
        result,
        output,
        lang=lang,
        settings=opened.settings.programme,
        sources=sources,
        projects=_titles(opened),
    )
    note(say("cli.written", lang, path=output))


COMMANDS: tuple[tuple[Any, str], ...] = ((roadmap, _HELP("roadmap")),)
