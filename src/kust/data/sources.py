"""Find the files of a dataset and refuse, in one line, what is no dataset."""

import hashlib
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kust.data.findings import Finding
from kust.data.own import is_answers, is_own
from kust.data.schema import Column, fold, tables
from kust.errors import UnreadableError

WORKBOOKS = (".xlsx", ".xlsm")
_OLD_WORKBOOKS = (".xls", ".xlsb", ".ods")
_TABULAR = (".csv", ".parquet", *WORKBOOKS, *_OLD_WORKBOOKS)
# Of a file named like a table, forms that are meant as one and not read; a .pdf is somebody's paper.
_OTHER_FORMS = (
    ".tsv", ".tab", ".txt", ".json", ".jsonl", ".xml", ".html", ".htm", ".dbf", ".orc", ".avro", ".arrow", ".feather",
    ".gz", ".zip", ".bz2", ".xz", ".zst", ".7z", ".rar",
)  # fmt: skip
# A workbook may unpack to this much; more is a trap or not a table for a spreadsheet.
_UNPACKED_LIMIT = 2**30
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class Source:
    """A file of a dataset: a CSV or Parquet file of one table, or a workbook (table is None)."""

    path: Path
    kind: str
    table: str | None = None


def find_sources(path: Path) -> tuple[list[Source], list[Finding]]:
    """List the files of a dataset, with notices about files that are not of the contract.

    Raises
    ------
    UnreadableError
        There is nothing at the path, or nothing in it that could be a dataset.
    """
    try:
        if not path.exists():
            raise UnreadableError("no_such_file", path=path)
        if not path.is_dir():
            if path.suffix.lower() in WORKBOOKS and is_own(path):
                raise UnreadableError("own_document", path=path)
            return [_workbook(path)], []
        files = sorted(file for file in path.iterdir() if not file.name.startswith((".", "~$")))
    except OSError as error:
        raise UnreadableError("not_permitted", path=path, reason=error.strerror) from error
    sources: list[Source] = []
    notices: list[Finding] = []
    for file in files:
        source = _source(file)
        if isinstance(source, Finding):
            notices.append(source)
        elif source:
            sources.append(source)
    if not sources:
        raise UnreadableError("no_tables", path=path)
    _refuse_two_forms(sources)
    _refuse_copies([source.path for source in sources if source.kind == "workbook"])
    return sources, notices


def _source(file: Path) -> Source | Finding | None:
    """Tell what a file of a folder is: a source, something to say so about, or none of our business."""
    suffix = file.suffix.lower()
    table = table_of(file.stem)
    if suffix not in _TABULAR:
        if suffix in _OTHER_FORMS and table_of(file.name.split(".")[0]):
            if suffix in (".html", ".htm") and is_own(file):
                return _own(file)
            return Finding("file.other_form", "warning", file=file.name)
        return None
    if file.is_dir():
        if table:
            raise UnreadableError("folder_as_table", path=file)
        return None
    if suffix not in (".csv", ".parquet"):
        source = _workbook(file)
        return _own(file) if is_own(file) or is_answers(file) else source
    if table is None:
        return Finding("file.unknown", "notice", file=file.name)
    _refuse_odd_file(file)
    return Source(file, suffix[1:], table)


def _own(file: Path) -> Finding:
    return Finding("file.own_document", "notice", file=file.name)


def table_of(title: str) -> str | None:
    """Find the table whose code, Russian or English title a file or sheet bears."""
    return _titles_of_tables().get(fold(title)[:31])


@cache
def _titles_of_tables() -> dict[str, str]:
    """Map titles to tables; a sheet's name holds 31 letters, so no title is told apart beyond them."""
    return {
        fold(title)[:31]: table.name
        for table in tables().values()
        for title in (table.title_en, table.title_ru, table.name)
    }


@cache
def columns_of(table: str) -> dict[str, Column]:
    """Return the columns of a table by each folded name that a heading may give them."""
    return {
        fold(name): column
        for column in tables()[table].columns
        for name in (column.name, column.title_ru, column.title_en)
    }


def _refuse_odd_file(path: Path) -> None:
    """Refuse a pipe or a device, which would be waited for without end, and a link to nowhere."""
    if not path.exists():
        raise UnreadableError("no_such_file", path=path)
    if not path.is_file():
        raise UnreadableError("not_a_dataset", path=path)


def _workbook(path: Path) -> Source:
    """Check that a file is a workbook that can be opened."""
    _refuse_odd_file(path)
    if path.suffix.lower() in _OLD_WORKBOOKS:
        raise UnreadableError("old_workbook", path=path)
    if path.suffix.lower() not in WORKBOOKS:
        raise UnreadableError("not_a_dataset", path=path)
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise UnreadableError("not_permitted", path=path, reason=error.strerror) from error
    if not head:
        raise UnreadableError("empty_file", path=path)
    if head == _OLE_MAGIC:
        raise UnreadableError("protected_workbook", path=path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        code = "truncated_workbook" if head.startswith(b"PK") else "not_a_workbook"
        raise UnreadableError(code, path=path) from error
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise UnreadableError("not_a_workbook", path=path)
    if sum(entry.file_size for entry in entries) > _UNPACKED_LIMIT:
        raise UnreadableError("workbook_too_large", path=path)
    return Source(path, "workbook")


def _refuse_two_forms(sources: list[Source]) -> None:
    """Refuse a folder that holds one table both as CSV and as Parquet: which of them counts?"""
    seen: dict[str, Source] = {}
    for source in sources:
        if source.table is None:
            continue
        other = seen.setdefault(source.table, source)
        if other is not source:
            raise UnreadableError("table_twice", path=source.path, other=other.path.name)


def _refuse_copies(workbooks: list[Path]) -> None:
    """Refuse a workbook and its copy beside it: every supply would count twice."""
    by_size: dict[int, list[Path]] = {}
    for path in workbooks:
        by_size.setdefault(path.stat().st_size, []).append(path)
    seen: dict[str, Path] = {}
    for path in (path for alike in by_size.values() if len(alike) > 1 for path in alike):
        other = seen.setdefault(_sum_file(path), path)
        if other is not path:
            raise UnreadableError("file_copy", path=path, other=other.name)


def _sum_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def calc_digest(files: list[tuple[str, Path]]) -> str:
    """Digest a dataset: SHA-256 over (table, SHA-256 of the file's bytes) in order of table name."""
    sums: dict[Path, str] = {}
    total = hashlib.sha256()
    for table, path in sorted(files, key=lambda pair: (pair[0], pair[1].name)):
        if path not in sums:
            sums[path] = _sum_file(path)
        total.update(f"{table} {sums[path]}\n".encode())
    return f"sha256:{total.hexdigest()}"
