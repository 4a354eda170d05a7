"""Writing a file that must not exist yet: whole or not at all, and never over another one."""

import os
from pathlib import Path

from kust.errors import UnreadableError


def write_new(path: Path, content: bytes) -> bool:
    """Write a file that must not exist yet, whole or not at all; tell whether it was ours to write."""
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        path.parent.mkdir(exist_ok=True)
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return _name_it(temporary, path)
    except OSError as error:
        raise UnreadableError("not_writable", path=path, reason=error.strerror or error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _name_it(temporary: Path, path: Path) -> bool:
    """Give a written file its name, which nobody may have: a second name (link) is given to one file only."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:
        return _fill(path, temporary.read_bytes())
    return True


def _fill(path: Path, content: bytes) -> bool:
    """Hold the name first, then fill the file, on a disk without second names; half a file does not stay."""
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return True
