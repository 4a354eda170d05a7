"""The stamp of a prepared dataset: what it came from, and which tables of figures lie beside it."""

import json
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
        The stamp is broken, of another form, or a file that it names is gone.
    """
    path = folder / STAMP_FILE
    if not folder.is_dir() or not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["form"] != FORM:
            raise UnreadableError("stamp_of_another_form", path=path)
        files = {name: folder / "figures" / file for name, file in content["tables"].items()}
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise UnreadableError("broken_stamp", path=path) from error
    if not all(file.exists() for file in files.values()):
        raise UnreadableError("broken_stamp", path=path)
    return Stamp(content["digest"], files)


def write_stamp(folder: Path, digest: str, tables: dict[str, str]) -> None:
    """Write the stamp; it comes last, so that a folder without it was not finished."""
    content = {"form": FORM, "digest": digest, "tables": tables}
    (folder / STAMP_FILE).write_text(json.dumps(content, indent=1), encoding="utf-8")
