"""Reserved for the command."""

from typing import Any

COMMANDS: tuple[Any, ...] = ()
