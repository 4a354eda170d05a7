"""Find the files of a dataset and refuse, in one line, what is no dataset."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from kust.data.findings import Finding
from kust.data.schema import fold, tables
from kust.errors import UnreadableError

WORKBOOKS = (".xlsx", ".xlsm")
_OLD_WORKBOOKS = (".xls", ".xlsb", ".ods")
# A workbook may unpack to this much; more is a trap or not a table for a spreadsheet.
_UNPACKED_LIMIT = 4 * 1024**3
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
    if not path.exists():
        raise UnreadableError("no_such_file", path=path)
    if path.is_file():
        return [_workbook(path)], []
    sources: list[Source] = []
    notices: list[Finding] = []
    for file in sorted(path.iterdir()):
        if file.is_dir() or file.name.startswith((".", "~$")) or file.suffix.lower() not in _TABULAR:
            continue
        if file.suffix.lower() in (".csv", ".parquet"):
            table = table_of(file.stem)
            if table is None:
                notices.append(Finding("file.unknown", "notice", file=file.name))
            else:
                sources.append(Source(file, file.suffix.lower()[1:], table))
        else:
            sources.append(_workbook(file))
    if not sources:
        raise UnreadableError("no_tables", path=path)
    _refuse_two_forms(sources)
    return sources, notices


_TABULAR = (".csv", ".parquet", *WORKBOOKS, *_OLD_WORKBOOKS)


def table_of(title: str) -> str | None:
    """Find the table whose code, Russian or English title a file or sheet bears."""
    wanted = fold(title)
    for table in tables().values():
        if any(wanted == fold(name)[:31] for name in (table.name, table.title_ru, table.title_en)):
            return table.name
    return None


def _workbook(path: Path) -> Source:
    """Check that a file is a workbook that can be opened."""
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
    except zipfile.BadZipFile as error:
        raise UnreadableError(
            "truncated_workbook" if head.startswith(b"PK") else "not_a_workbook", path=path
        ) from error
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


def calc_digest(files: list[tuple[str, Path]]) -> str:
    """Digest a dataset: SHA-256 over (table, SHA-256 of the file's bytes) in order of table name."""
    sums: dict[Path, str] = {}
    total = hashlib.sha256()
    for table, path in sorted(files, key=lambda pair: (pair[0], pair[1].name)):
        if path not in sums:
            with path.open("rb") as file:
                sums[path] = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{table} {sums[path]}\n".encode())
    return f"sha256:{total.hexdigest()}"
