"""The command line. Commands import what they need when they run, so that ``kust --help`` answers at once."""

import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import typer

from kust.cli.later import list_later
from kust.cli.options import asked_language, words
from kust.errors import KustError

PLACES = {
    **dict.fromkeys(("new", "collect", "validate", "prepare"), "gather"),
    **dict.fromkeys(("check", "explain", "quick", "editions"), "ask"),
    **{name: name for name in ("stages", "critical", "needs", "demand", "niches", "scan", "remedy")},
    **{name: name for name in ("support", "effects")},
    **dict.fromkeys(("report", "demo"), "show"),
    **{name: name for name in ("harvest", "programme")},
}
app = list_later("kust", words("app"), PLACES, lambda name: words(f"help.{name}"))


@cache
def _tree() -> Callable[[], Any]:
    """Make the program once: whoever runs several commands in one process waits for it once."""
    return typer.main.get_command(app)


def run() -> None:
    """Run the command line: what the user has to know is one line and exit code 2, never a traceback."""
    try:
        _tree()()
    except KustError as error:
        sys.stderr.write(f"kust: {error.words(asked_language())}\n")
        raise SystemExit(2) from None
    except BrokenPipeError:
        # The reader of our output has gone: nothing to say and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
