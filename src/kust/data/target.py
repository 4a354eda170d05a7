"""Write a file or a folder whole or not at all, and never over one that exists."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kust.errors import UnreadableError, UsageError


@contextmanager
def target(path: Path) -> Iterator[Path]:
    """Give a temporary name beside a file or folder that must not exist yet; rename when all is written.

    Raises
    ------
    UsageError
        The target exists; an empty folder counts as none.
    UnreadableError
        Nothing can be written there.
    """
    if path.exists() and not (path.is_dir() and not path.suffix and not any(path.iterdir())):
        raise UsageError("target_exists", path=path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch()
        temporary.unlink()
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise UnreadableError("not_writable", path=path, reason=error.strerror or error) from error
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary, ignore_errors=True)
        elif temporary.exists():
            temporary.unlink()
