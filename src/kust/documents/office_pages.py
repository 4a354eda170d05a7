"""On which page each heading of a text document stands, as LibreOffice lays it out."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from kust.errors import MissingEngineError, UsageError

_PROGRAM = "soffice"
_MOST_SECONDS = 300
_OBJECT = re.compile(rb"(\d+) 0 obj\s*<<(.*?)endobj", re.DOTALL)
_TITLE = re.compile(rb"/Title<([0-9A-F]*)>")
_KIDS = re.compile(rb"/Kids\s*\[([\d\sR]*)\]")


def check_office() -> None:
    """Refuse to go on where LibreOffice is not there.

    Raises
    ------
    MissingEngineError
        LibreOffice is not installed.
    """
    if shutil.which(_PROGRAM) is None:
        raise MissingEngineError("office_not_installed")


def count_pages(document: Path) -> list[tuple[str, int]]:
    """Lay a text document out and tell its headings with their pages, in order.

    Raises
    ------
    MissingEngineError
        LibreOffice is not installed.
    UsageError
        LibreOffice could not open the document.
    """
    check_office()
    with TemporaryDirectory(prefix="kust-office-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        command = [_PROGRAM, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        # A name of its own: the document may lie there under a temporary one.
        copy = shutil.copyfile(document, folder / "document.docx")
        try:
            subprocess.run(
                [*command, "--convert-to", "pdf", "--outdir", place, str(copy)],
                check=True,
                capture_output=True,
                timeout=_MOST_SECONDS,
            )
            content = (folder / "document.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise UsageError("office_failed", reason=error) from error
    return list(read_outline(content))


def read_outline(pdf: bytes) -> Iterator[tuple[str, int]]:
    """Read the outline of a PDF that LibreOffice wrote: titles in order, pages counted from 1."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    catalog = _find(objects, b"/Type/Catalog")
    kids = _KIDS.search(objects.get(_reference(catalog, b"Pages") or 0, b""))
    listed = re.findall(rb"(\d+) 0 R", kids[1]) if kids else []
    pages = {int(one): place for place, one in enumerate(listed, start=1)}
    root = objects.get(_reference(catalog, b"Outlines") or 0, b"")
    yield from _walk(objects, pages, _reference(root, b"First"))


def _find(objects: dict[int, bytes], kind: bytes) -> bytes:
    return next((body for body in objects.values() if kind in body), b"")


def _walk(objects: dict[int, bytes], pages: dict[int, int], number: int | None) -> Iterator[tuple[str, int]]:
    while number is not None:
        body = objects.get(number, b"")
        title, leads = _TITLE.search(body), re.search(rb"/Dest\s*\[(\d+) 0 R", body)
        if title and leads and int(leads[1]) in pages:
            yield bytes.fromhex(title[1].decode()).decode("utf-16"), pages[int(leads[1])]
        yield from _walk(objects, pages, _reference(body, b"First"))
        number = _reference(body, b"Next")


def _reference(body: bytes, name: bytes) -> int | None:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    return int(found[1]) if found else None


def match_pages(headings: Sequence[str], outline: Sequence[tuple[str, int]]) -> list[int] | None:
    """Find the page of each heading in its order; None where one of them is not in the outline.

    >>> match_pages(["1. Цели", "2. Бюджет"], [("1. Цели", 3), ("1.1. Первая", 3), ("2. Бюджет", 5)])
    [3, 5]
    >>> match_pages(["3. Риски"], [("1. Цели", 3)]) is None
    True
    """
    left, found = iter(outline), []
    for heading in headings:
        page = next((page for title, page in left if _fold(title) == _fold(heading)), None)
        if page is None:
            return None
        found.append(page)
    return found


def _fold(words: str) -> str:
    return " ".join(words.split())
