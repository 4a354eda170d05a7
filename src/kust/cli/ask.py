"""Commands that ask: check, explain, quick, editions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import (
    Cluster,
    DatasetPath,
    Day,
    EditionCode,
    EngineName,
    Format,
    Lang,
    OneCluster,
    OneEdition,
    OneYear,
    Settings,
    Year,
    check_choice,
    read_lang,
    read_question,
    read_readings,
    words,
)

if TYPE_CHECKING:
    from kust.data.dataset import Dataset


def check(
    dataset: DatasetPath,
    cluster: Cluster = None,
    on: Day = None,
    year: Year = None,
    edition: EditionCode = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
    strict: Annotated[bool, typer.Option("--strict", help=words("strict"))] = False,
    trust: Annotated[bool, typer.Option("--trust", help=words("trust"))] = False,
    change: Annotated[
        Path | None, typer.Option("--change", help=words("check_change"), show_default=False)
    ] = None,
) -> None:
    """Check clusters against the requirements of an edition."""
    question = read_question(on, year, lang, form)
    from kust.checks import check as run_check
    from kust.checks.as_json import as_json
    from kust.cli.present_check import present
    from kust.cli.terminal import out, progress, read_sound, write_json
    from kust.cli.what_if import change_as_json, changed_dataset, present_change
    from kust.law import find_edition

    if edition is not None and edition != "all":
        find_edition(edition)  # before minutes of reading
    readings = read_readings(dataset, settings)
    data = read_sound(dataset, engine, question.lang, as_json=question.as_json, trust=trust)
    asked: dict[str, Any] = {"on": question.on, "year": question.years, "edition": edition}
    asked |= {"clusters": [cluster] if cluster else None, "readings": readings}
    changed = changed_dataset(data, change, cluster, question) if change else data
    with progress(question.lang):
        result = run_check(changed, **asked)
        before = run_check(data, **asked) if change else None
    if question.as_json and before and change:
        write_json(as_json(result) | {"change": change_as_json(before, result, change)})
    elif question.as_json:
        write_json(as_json(result))
    elif before:
        present_change(before, result, out(), question.lang)
    else:
        present(result, out(), question.lang, names_of(data))
    if strict and not all(entry.conforms == "met" for entry in result.clusters):
        raise SystemExit(1)


def names_of(dataset: "Dataset") -> dict[str, str]:
    """Return the names of organisations and clusters by their ids."""
    found: dict[str, str] = {}
    for table, key in (("organisations", "organisation_id"), ("clusters", "cluster_id")):
        rows = dataset.rows(table).select(key, "name").collect()
        found |= dict(zip(rows[key].to_list(), rows["name"].to_list(), strict=True))
    return found


def explain(
    dataset: DatasetPath,
    requirement: Annotated[str, typer.Argument(help=words("requirement"), show_default=False)],
    cluster: OneCluster = None,
    on: Day = None,
    year: OneYear = None,
    edition: OneEdition = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Explain one verdict: the formula with its numbers, and the rows behind each number."""
    question = read_question(on, year, lang, form)
    from kust.checks.explain import explain as run_explain
    from kust.checks.explain import explanation_as_json
    from kust.cli.present_explain import present
    from kust.cli.terminal import out, read_sound, write_json

    readings = read_readings(dataset, settings)
    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    explanation = run_explain(
        data,
        requirement,
        cluster=cluster,
        on=question.on,
        year=question.year,
        edition=edition,
        readings=readings,
    )
    if question.as_json:
        write_json(explanation_as_json(explanation))
    else:
        present(explanation, out(), question.lang, names_of(data))


def quick(
    on: Day = None,
    edition: EditionCode = None,
    answers: Annotated[
        str | None, typer.Option("--answers", help=words("answers"), show_default=False)
    ] = None,
    form: Format = "text",
    lang: Lang = None,
) -> None:
    """Ask a dozen questions and say what the cluster would lack."""
    question = read_question(on, None, lang, form)
    from kust.cli.questionnaire import run_quick

    run_quick(question, edition, answers)


def editions(
    edition: Annotated[str | None, typer.Argument(help=words("edition"), show_default=False)] = None,
    form: Format = "text",
    lang: Lang = None,
) -> None:
    """List the editions and their requirements with thresholds and evidence."""
    check_choice("format", form, ("text", "json"))
    from kust.cli.present_editions import editions_as_json, present
    from kust.cli.terminal import out, write_json
    from kust.law import editions as all_editions
    from kust.law import find_edition

    chosen = [find_edition(edition)] if edition else list(all_editions().values())
    if form == "json":
        write_json({"editions": editions_as_json(chosen)})
    else:
        present(chosen, out(), read_lang(lang))


COMMANDS: tuple[Any, ...] = (check, explain, quick, editions)
