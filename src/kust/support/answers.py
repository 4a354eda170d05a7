"""What the settings say of projects must be asked by somebody: a mistyped answer would be lost."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.law.measures import Measure
from kust.settings import SETTINGS_FILE, SupportSettings, TermSettings
from kust.support.conditions import list_answers

_MOST = 20


def check_answers(
    dataset: Dataset,
    settings: SupportSettings,
    measures: Iterable[Measure],
    path: Path | str = SETTINGS_FILE,
) -> None:
    """Refuse answers and terms of projects, conditions and measures that there are not.

    Parameters
    ----------
    dataset
        Uses ``projects``.
    measures
        Every measure: those that come with kust and the user's own.
    path
        The file of the settings, for the message.

    Raises
    ------
    UsageError
        Names the file, the key and what is known.
    """
    if not (settings.answers or settings.answer_sources or settings.terms):
        return
    told = tuple(measures)
    projects = dataset.rows("projects").select(pl.col("project_id").sort()).collect().to_series().to_list()
    sections = ("answers", "answer_sources", "terms")
    for section, said in ((name, getattr(settings, name)) for name in sections):
        for project in said:
            if project not in projects:
                known = ", ".join(projects[:_MOST]) or "–"
                raise UsageError(
                    "unknown_answer_project", path=path, section=section, project=project, known=known
                )
    asked = {code for measure in told for code in list_answers(measure)}
    terms = {one.code for one in told if one.term}
    days = {f"{code}.{name}" for code in terms for name in TermSettings.model_fields}
    _refuse("unknown_answer", path, settings.answers, asked, "answers")
    _refuse("unknown_answer", path, settings.answer_sources, asked | days, "answer_sources")
    _refuse("unknown_term", path, settings.terms, terms)


def _refuse(
    code: str, path: Path | str, said: Mapping[str, Iterable[str]], known: set[str], section: str = "terms"
) -> None:
    names = sorted(known)
    for project, keys in said.items():
        for key in keys:
            if key not in known:
                raise UsageError(
                    code, path=path, section=section, project=project, key=key, known=", ".join(names)
                )
