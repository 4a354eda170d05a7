"""Keeping the solver's own words out of answers: HiGHS now and then prints a line although it is told not to."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

_STDOUT, _STDERR = 1, 2


class _Door:
    """Standard output of the process, turned to standard error while anyone is inside."""

    def __init__(self) -> None:
        self._lock, self._inside, self._kept = Lock(), 0, -1

    def enter(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                with suppress(OSError):
                    _flush()
                    self._kept = os.dup(_STDOUT)
                    os.dup2(_STDERR, _STDOUT)

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._kept >= 0:
                with suppress(OSError):
                    _flush()
                    os.dup2(self._kept, _STDOUT)
                    os.close(self._kept)
                self._kept = -1


def _flush() -> None:
    """Empty the buffers of Python and of the C library: what was written goes where it was meant to."""
    with suppress(ValueError, AttributeError):
        sys.stdout.flush()
    with suppress(AttributeError, TypeError):
        ctypes.CDLL("ucrtbase" if os.name == "nt" else None).fflush(None)


_DOOR = _Door()


@contextmanager
def quietly() -> Iterator[None]:
    """Send to standard error what native code prints meanwhile; several threads may be inside."""
    _DOOR.enter()
    try:
        yield
    finally:
        _DOOR.leave()
