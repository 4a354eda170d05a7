"""Commands that are made when they are asked for, so that none of them waits for what the others import."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import typer

from kust.cli.help import Command, Group, told


def list_later(
    name: str, about: str, places: Mapping[str, str], told_of: Callable[[str], str] | None = None
) -> typer.Typer:
    """Make a group of commands of which the names are known and nothing else is made yet.

    Parameters
    ----------
    name, about
        Of the group, as its help has them.
    places
        The module of ``kust.cli`` of each command, in the order of the help. It has ``COMMANDS``, functions or pairs
        of a function and its help, or ``app``, a group of commands.
    told_of
        Words the help of a command by its name, so that the list of commands needs no module.
    """
    made = {"places": places, "told_of": staticmethod(told_of) if told_of else None}
    group = typer.Typer(
        name=name,
        help=about,
        cls=type("Later", (_Later,), made),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        options_metavar=told("options_mark"),
        subcommand_metavar=told("command_mark"),
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    group.callback()(_begin)  # a group without commands of its own is none to Typer
    return group


def _begin() -> None: ...


class _Later(Group):
    places: Mapping[str, str]
    told_of: Callable[[str], str] | None
    _is_listed = False

    def list_commands(self, _ctx: Any) -> list[str]:
        return list(self.places)

    def get_command(self, _ctx: Any, name: str) -> Any:
        if name not in self.places:
            return None
        if self._is_listed and self.told_of:
            return Command(name, help=self.told_of(name))
        if name not in self.commands:
            self.commands[name] = self._make(name)
        return self.commands[name]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self._is_listed = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._is_listed = False

    def _make(self, name: str) -> Any:
        module = import_module(f"kust.cli.{self.places[name]}")
        if hasattr(module, "app"):
            return typer.main.get_group(module.app)
        one = typer.Typer()
        for command in module.COMMANDS:
            function, about = command if isinstance(command, tuple) else (command, None)
            if name_of(function) == name:
                about = about or (self.told_of(name) if self.told_of else None)
                mark = told("options_mark")
                one.command(name, help=about, cls=Command, options_metavar=mark)(function)
        return typer.main.get_group(one).commands[name]


def name_of(function: Callable[..., Any]) -> str:
    """Name a command by its function: ``import_`` is ``import``."""
    return function.__name__.removesuffix("_")
