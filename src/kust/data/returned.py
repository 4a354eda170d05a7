"""Read the workbooks that firms have sent back, and choose the latest of each."""

import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kust.data.grid import read_sheets
from kust.data.inquiry import Inquiry, read_facts, read_inquiry
from kust.data.read import Reading, read_dataset
from kust.errors import KustError, UnreadableError

_MODIFIED = re.compile(r"<dcterms:modified[^>]*>([^<]+)<")


@dataclass(frozen=True)
class Returned:
    """A workbook that came back: whose answer it is, what it says, when it was last saved (ISO 8601)."""

    path: Path
    inquiry: Inquiry
    reading: Reading
    saved: str


@dataclass(frozen=True)
class UnreadableFile:
    """A file of the folder that is no answer, and why: ``reason.words(lang)``."""

    file: str
    reason: KustError


def read_returned(folder: Path) -> tuple[list[Returned], list[UnreadableFile]]:
    """Read every file of a folder; one that cannot be read is named, never skipped.

    Raises
    ------
    UnreadableError
        There is no such folder.
    """
    returned, unreadable = [], []
    for path in list_files(folder):
        try:
            returned.append(_read(path))
        except KustError as reason:
            unreadable.append(UnreadableFile(path.name, reason))
    return returned, unreadable


def list_files(folder: Path) -> list[Path]:
    """List the files of a folder in order, without those that a program keeps there for itself.

    Raises
    ------
    UnreadableError
        There is no such folder.
    """
    if not folder.is_dir():
        raise UnreadableError("no_such_file", path=folder)
    found = sorted(folder.iterdir())
    return [path for path in found if not path.is_dir() and not path.name.startswith((".", "~$"))]


def _read(path: Path) -> Returned:
    reading = read_dataset(path)
    sheets = read_sheets(path)
    inquiry = read_inquiry(sheets)
    if inquiry is None:
        is_other = read_facts(sheets).get("kust", "").startswith("survey")
        raise UnreadableError("answer_to_survey" if is_other else "not_an_answer", path=path)
    return Returned(path, inquiry, reading, read_saved(path))


def read_saved(path: Path) -> str:
    """Read when the workbook says it was saved: a copy or a download changes the file's own time."""
    with zipfile.ZipFile(path) as archive:
        if "docProps/core.xml" in archive.namelist():
            said = _MODIFIED.search(archive.read("docProps/core.xml").decode("utf-8", errors="replace"))
            if said:
                return said[1].strip()
    return f"{datetime.fromtimestamp(path.stat().st_mtime, UTC):%Y-%m-%dT%H:%M:%SZ}"


def choose_latest(returned: list[Returned]) -> list[list[Returned]]:
    """Group the answers by organisation and year; within a group the one saved last comes first."""
    groups: dict[tuple[str, int], list[Returned]] = {}
    for item in returned:
        groups.setdefault((item.inquiry.organisation_id, item.inquiry.year), []).append(item)
    return [sorted(groups[key], key=_age, reverse=True) for key in sorted(groups)]


def _age(item: Returned) -> tuple[str, float, str]:
    return item.saved, item.path.stat().st_mtime, item.path.name
