"""Tell the documents that kust writes from everybody else's files, by the mark that each of them carries."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile

MARK = "kust report"
ANSWERS_MARK = "kust answers"
_HEAD = 4096


def is_own(path: Path) -> bool:
    """Tell whether a file is a document of kust: it may be replaced by a newer one, and it is no data.

    Parameters
    ----------
    path
        A page, a PDF, a text document or a workbook; its ending says which.
    """
    try:
        if path.suffix.lower() in (".html", ".htm"):
            with path.open("rb") as file:
                return f'content="{MARK}"'.encode() in file.read(_HEAD)
        if path.suffix.lower() == ".pdf":
            return f">{MARK}<".encode() in path.read_bytes()
        with ZipFile(path) as archive:
            return f">{MARK}<".encode() in archive.read("docProps/core.xml")
    except (OSError, BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError):
        return False


def is_answers(path: Path) -> bool:
    """Tell whether a workbook holds answers of a person to questions of kust: no data, and never to be replaced."""
    try:
        with ZipFile(path) as archive:
            return f">{ANSWERS_MARK}<".encode() in archive.read("docProps/core.xml")
    except (OSError, BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError):
        return False
