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
        # A disk without second names: hold the name first, then fill it.
        try:
            with path.open("xb") as file:
                file.write(temporary.read_bytes())
        except FileExistsError:
            return False
    return True
