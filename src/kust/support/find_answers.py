"""Where the workbook of answers lies: beside the dataset or the settings, known by its hidden sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kust.data.dataset import Dataset
from kust.data.grid import read_sheets
from kust.data.inquiry import read_facts
from kust.data.own import is_answers
from kust.errors import UnreadableError, UsageError
from kust.support.question_book import BOOK, list_projects_of

ANSWERS_FILE = "answers.xlsx"


@dataclass(frozen=True)
class FoundAnswers:
    """``path``: the workbook to read. ``strangers``: of other datasets. ``unread``: workbooks under another name."""

    path: Path | None = None
    strangers: tuple[Path, ...] = ()
    unread: tuple[Path, ...] = ()


def find_answers(dataset: Dataset, folders: Iterable[Path]) -> FoundAnswers:
    """Find the workbook of answers to questions about a dataset, ``answers.xlsx`` however its letters are written.

    Parameters
    ----------
    dataset
        Uses ``projects``: a workbook is taken where one of its projects is there, in the same cluster.
    folders
        Where to look: that of the settings, that of the dataset.

    Raises
    ------
    UnreadableError
        A file of that name is no workbook of answers.
    UsageError
        There are two.
    """
    data = {path.resolve() for origin in dataset.origins.values() for path in origin.paths}
    workbooks = [
        path
        for folder in {one.resolve(): one for one in folders}.values()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() == ".xlsx" and not path.name.startswith((".", "~$")) and path.is_file()
        if path.resolve() not in data
    ]
    named = [path for path in workbooks if path.name.casefold() == ANSWERS_FILE]
    fitting = [path for path in named if _fits(dataset, path, is_named=True)]
    if len(fitting) > 1:
        raise UsageError("answers_twice", paths=", ".join(map(str, fitting)))
    return FoundAnswers(
        path=fitting[0] if fitting else None,
        strangers=tuple(path for path in named if path not in fitting),
        unread=tuple(one for one in workbooks if one not in named and _fits(dataset, one, is_named=False)),
    )


def _fits(dataset: Dataset, path: Path, *, is_named: bool) -> bool:
    """Tell whether a workbook answers questions about a dataset; one that tells no projects is taken at its word."""
    if not is_answers(path) and not is_named:
        return False
    facts = read_facts(read_sheets(path))
    if facts.get("kust") != BOOK:
        if is_named:
            raise UnreadableError("not_answers", path=path)
        return False
    told = list_projects_of(facts)
    return not told or bool(told & set(list_projects(dataset)))


def list_projects(dataset: Dataset) -> Sequence[tuple[str, str]]:
    """List the projects of a dataset, each with its cluster."""
    return sorted(dataset.rows("projects").select("cluster_id", "project_id").collect().iter_rows())
