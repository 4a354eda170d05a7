"""Tell the documents that kust writes from everybody else's files, by the mark that each of them carries."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile

MARK = "kust report"
ANSWERS_MARK = "kust answers"
ANSWERS_FORM = "support-1"
_HEAD = 4096
_TEXTS = 2**24
_BROKEN = (OSError, BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError)


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
    except _BROKEN:
        return False


def is_answers(path: Path) -> bool:
    """Tell whether a workbook holds answers of a person to questions of kust: no data, and never to be replaced.

    By its mark; some programs do not keep it, then by what its hidden sheet says.
    """
    try:
        with ZipFile(path) as archive:
            if f">{ANSWERS_MARK}<".encode() in archive.read("docProps/core.xml"):
                return True
    except KeyError:
        pass
    except _BROKEN:
        return False
    return _tells_answers(path)


def _tells_answers(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            if b'"kust"' not in archive.read("xl/workbook.xml"):
                return False
            texts = archive.getinfo("xl/sharedStrings.xml")
            return texts.file_size <= _TEXTS and f">{ANSWERS_FORM}<".encode() in archive.read(texts)
    except _BROKEN:
        return False
