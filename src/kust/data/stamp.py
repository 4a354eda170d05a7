"""The stamp of a prepared dataset: what it came from, and which tables of figures lie beside it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from kust.errors import UnreadableError

STAMP_FILE = "prepared.json"
FORM = 1


@dataclass(frozen=True)
class Stamp:
    """Digest of the dataset that was prepared, and the files worked out from it."""

    digest: str
    tables: dict[str, Path]


def read_stamp(folder: Path) -> Stamp | None:
    """Read the stamp of a prepared dataset; None where the folder is an ordinary one.

    Raises
    ------
    UnreadableError
        The stamp is broken, of another form, or a file that it names is gone or was changed since.
    """
    path = folder / STAMP_FILE
    if not folder.is_dir() or not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["form"] != FORM:
            raise UnreadableError("stamp_of_another_form", path=path)
        files = {str(name): folder / "figures" / file for name, file in content["tables"].items()}
        stamp = Stamp(str(content["digest"]), files)
        untouched = content.get("sizes", {}) in ({}, sizes_of(folder))
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise UnreadableError("broken_stamp", path=path) from error
    if not untouched or not all(_is_parquet(file) for file in files.values()):
        raise UnreadableError("broken_stamp", path=path)
    return stamp


def _is_parquet(file: Path) -> bool:
    """Tell whether a Parquet file was written to its end: it begins and ends with the same four bytes."""
    try:
        with file.open("rb") as content:
            head = content.read(4)
            content.seek(-4, os.SEEK_END)
            return head == content.read(4) == b"PAR1"
    except OSError:
        return False


def write_stamp(folder: Path, digest: str, tables: dict[str, str]) -> None:
    """Write the stamp; it comes last, so that a folder without it was not finished."""
    content = {"form": FORM, "digest": digest, "tables": tables, "sizes": sizes_of(folder)}
    (folder / STAMP_FILE).write_text(json.dumps(content, indent=1), encoding="utf-8")


def sizes_of(folder: Path) -> dict[str, int]:
    """Give the size of every Parquet file, by which a change after preparing shows itself."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*.parquet"))}
