"""Write a file or a folder whole or not at all, and never over one that exists."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kust.errors import UsageError


@contextmanager
def target(path: Path) -> Iterator[Path]:
    """Give a temporary name beside a file or folder that must not exist yet; rename when all is written.

    Raises
    ------
    UsageError
        The target exists, or the folder it shall stand in does not.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise UsageError("target_exists", path=path)
    if not path.parent.is_dir():
        raise UsageError("no_such_folder", path=path.parent)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        if temporary.is_dir():
            for file in temporary.iterdir():
                file.unlink()
            temporary.rmdir()
        else:
            temporary.unlink(missing_ok=True)
