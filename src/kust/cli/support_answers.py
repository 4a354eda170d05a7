"""Reading the workbook of answers for a command, and saying which one was read and which was not."""

from pathlib import Path
from typing import TYPE_CHECKING

from kust.cli.options import today
from kust.i18n import say

if TYPE_CHECKING:
    from kust.data.dataset import Dataset
    from kust.law.measures import Measure
    from kust.settings import Settings
    from kust.support.answer_book import AnswerRow, Key


def settings_file(dataset: Path, settings: Path | None) -> Path:
    """Return the file of the settings: the one that is named, else that beside the dataset."""
    from kust.settings import SETTINGS_FILE

    return settings or folder_of(dataset) / SETTINGS_FILE


def folder_of(dataset: Path) -> Path:
    """Return the folder that a dataset is, or that its workbook lies in."""
    return dataset if dataset.is_dir() else dataset.parent


def read_with_answers(
    data: "Dataset",
    dataset: Path,
    settings: Path | None,
    read: "Settings",
    own: "tuple[Measure, ...]",
    answers: Path | None,
    lang: str,
) -> "tuple[Settings, dict[Key, AnswerRow]]":
    """Join the settings with the workbook of answers that is named, else with the one beside dataset or settings."""
    from kust.cli.terminal import note
    from kust.law.measures import shipped_measures
    from kust.support.join_answers import take_answers

    file = settings_file(dataset, settings)
    path = answers or _find(data, (file.parent, folder_of(dataset)), lang)
    if path is None:
        return read, {}
    measures = (*shipped_measures(), *own)
    joined, rows = take_answers(data, read.support, measures, path, today=today(), toml=file)
    note(say("support_questions.taken", lang, path=path, count=len(rows)))
    return read.model_copy(update={"support": joined}), rows


def _find(data: "Dataset", folders: tuple[Path, ...], lang: str) -> Path | None:
    from kust.cli.terminal import note
    from kust.support.find_answers import ANSWERS_FILE, find_answers

    found = find_answers(data, folders)
    for path in found.strangers:
        note(say("support_questions.stranger", lang, path=path))
    for path in found.unread:
        note(say("support_questions.unread_book", lang, path=path, name=ANSWERS_FILE))
    return found.path
