"""Processes that end when the one that started them is gone, killed or not: nobody stays behind to answer."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_TOLD_TO_END = 128 + signal.SIGTERM  # the code of a shell for it
# Looked up here: between fork and exec nothing may be loaded any more.
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def end_with_parent(parent: int) -> None:
    """Have the system end this process when its parent is gone; only Linux can, elsewhere it lives on.

    A parent that was gone before this was asked gives no sign any more: it is known by its number. Nothing is begun
    then and no signal is sent: this process may still have what its parent did at one.
    """
    if _PRCTL is not None:
        _PRCTL(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(_TOLD_TO_END)
