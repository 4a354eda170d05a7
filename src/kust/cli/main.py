"""The command line. Commands import what they need when they run, so that ``kust --help`` answers at once."""

import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import typer

from kust.cli import (
    ask,
    critical,
    demand,
    effects,
    gather,
    harvest,
    needs,
    niches,
    programme,
    remedy,
    scan,
    show,
    stages,
    support,
)
from kust.cli.help import translate
from kust.cli.options import words
from kust.errors import KustError
from kust.i18n import LANGUAGES, default_language

app = typer.Typer(
    name="kust",
    help=words("app"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _group in (gather, ask, stages, critical, needs, demand, niches, scan, remedy, support, effects, show):
    for _command in _group.COMMANDS:
        _name = _command.__name__.removesuffix("_")
        app.command(_name, help=words(f"help.{_name}"))(_command)
app.add_typer(harvest.app)
app.add_typer(programme.app)


@cache
def _tree() -> Callable[[], Any]:
    """Make the commands of their functions once: whoever runs several in one process waits for it once."""
    return typer.main.get_command(translate(app))


def run() -> None:
    """Run the command line: what the user has to know is one line and exit code 2, never a traceback."""
    try:
        _tree()()
    except KustError as error:
        sys.stderr.write(f"kust: {error.words(_language())}\n")
        raise SystemExit(2) from None
    except BrokenPipeError:
        # The reader of our output has gone: nothing to say and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _language() -> str:
    """Take the language of the command that failed, also where it failed before reading its options."""
    arguments = sys.argv
    for place, word in enumerate(arguments):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if word == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in LANGUAGES:
            return value
    return default_language()
