"""Processes that end when the one that started them is gone, killed or not: nobody stays behind to answer."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1
# Looked up here: between fork and exec nothing may be loaded any more.
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def end_with_parent() -> None:
    """Have the system end this process when its parent is gone; only Linux can, elsewhere it lives on."""
    if _PRCTL is not None:
        _PRCTL(_PR_SET_PDEATHSIG, signal.SIGTERM)
