"""Look at an uploaded file before it is read: how large it would become, whether it is a trap, what is inside."""

import re
import shutil
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path, PurePosixPath

from django.conf import settings

from kust.data.sources import table_of
from kust_web.moderation.refused import RefusedError
from kust_web.moderation.uploads.extent import Extent, may_be_sheet

_CHUNK = 2**20
_MEMBERS = 2000
_COLUMNS = 1000
_HEAD = 2**20
_COPY = re.compile(r"\s*(\(\d+\)|[-–—_]\s*копия(\s*\(\d+\))?|[-–—_]\s*copy)$", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def plain_name(name: str) -> str:
    """Make a file's name safe to store and to show; a copy's name is that of what it is a copy of."""
    base = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(sign for sign in base if sign.isprintable() and sign not in '<>:"|?*').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    cleaned = _COPY.sub("", stem) if dot else kept
    stem = cleaned if table_of(cleaned) else stem
    return f"{stem[:100]}.{ending[:8].lower()}" if dot and stem else kept[:100] or "file"


def lay_out(path: Path, folder: Path) -> list[Path]:
    """Put the tables of an upload into an empty folder, each checked; return them.

    Raises
    ------
    RefusedError
        Too large when unpacked, too many rows, macros, an archive in an archive, nothing that is read here.
    """
    packed = path.suffix == ".zip"
    found = _unpack(path, folder) if packed else [Path(shutil.copy(path, folder / path.name))]
    for file in found:
        _check(file)
    return found


def _check(path: Path) -> None:
    if path.suffix == ".xlsm":
        raise RefusedError("macros", file=path.name)
    if path.suffix == ".xlsx":
        if zipfile.is_zipfile(path):  # what is no archive the library words better
            _check_workbook(path)
    elif path.suffix == ".csv":
        _check_text(path)
    else:
        raise RefusedError("kind", file=path.name)


def _unpack(path: Path, folder: Path) -> list[Path]:
    found: list[Path] = []
    left = settings.UPLOAD_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, path)
            for member in archive.infolist():
                name = _name_of(member)
                if member.is_dir() or name is None:
                    continue
                target = folder / name
                if target.exists():
                    raise RefusedError("twice_in_archive", file=path.name, member=name)
                left = _copy_out(archive, member, target, left)
                found.append(target)
    except _BROKEN as error:
        raise RefusedError("broken_archive", file=path.name) from error
    if not found:
        raise RefusedError("empty_archive", file=path.name)
    return found


def _name_of(member: zipfile.ZipInfo) -> str | None:
    """Name a file of an archive, None for what systems put there on their own; paths inside are not followed."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            # Windows writes Russian names in its old code page.
            name = name.encode("cp437").decode("cp866")
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or parts[0] == "__MACOSX" or parts[-1].startswith((".", "~$")):
        return None
    safe = plain_name(parts[-1])
    if Path(safe).suffix not in (".csv", ".xlsx", ".xlsm"):
        raise RefusedError("kind_in_archive", member=safe)
    return safe


def _check_directory(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse by what the archive says of itself; reading it counts again, because it may lie."""
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > _MEMBERS:
        raise RefusedError("many_members", file=path.name, limit=_MEMBERS)
    if total > settings.UPLOAD_UNPACKED_BYTES:
        raise _too_large(path)
    if any(member.flag_bits & 1 for member in members):
        raise RefusedError("password", file=path.name)


def _too_large(path: Path) -> RefusedError:
    return RefusedError("unpacked", file=path.name, limit=settings.UPLOAD_UNPACKED_BYTES // 2**20)


def _copy_out(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    with archive.open(member) as source, target.open("wb") as out:
        while part := source.read(_CHUNK):
            left -= len(part)
            if left < 0:
                raise _too_large(target)
            out.write(part)
    return left


def _check_workbook(path: Path) -> None:
    left = settings.UPLOAD_UNPACKED_BYTES
    rows = 0
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, path)
            for member in archive.infolist():
                if member.filename.lower().endswith("vbaproject.bin"):
                    raise RefusedError("macros", file=path.name)
                left, found = _read_member(archive, member, path, left)
                rows += found
    except _BROKEN as error:
        raise RefusedError("broken_archive", file=path.name) from error
    _check_rows(rows, path)


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, left: int) -> tuple[int, int]:
    """Read a part of a workbook to its end, which checks its size and sum; return bytes left and rows found."""
    extent, is_sheet = Extent(), None
    tail = b""
    with archive.open(member) as source:
        while part := source.read(_CHUNK):
            left -= len(part)
            if left < 0:
                raise _too_large(path)
            # A sheet may lie anywhere: the workbook says which are.
            is_sheet = may_be_sheet(part) if is_sheet is None else is_sheet
            if is_sheet:
                tail = extent.see(tail + part)
    if extent.is_hollow:
        raise RefusedError("hollow", file=path.name, rows=extent.last_row, columns=extent.last_column)
    return left, len(extent.rows)


def _check_rows(rows: int, path: Path) -> None:
    if rows > settings.UPLOAD_ROWS:
        raise RefusedError("rows", file=path.name, rows=rows, limit=settings.UPLOAD_ROWS)


def _check_text(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        rows = head.count(b"\n")
        while part := file.read(_CHUNK):
            rows += part.count(b"\n")
    lines = head.split(b"\n")[:15]
    if any(line.count(sign) > _COLUMNS for line in lines for sign in (b";", b",", b"\t")):
        raise RefusedError("columns", file=path.name, limit=_COLUMNS)
    _check_rows(rows, path)
