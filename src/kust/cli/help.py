"""The command line's own help and complaints in the language asked for: Typer and Click have English alone.

`Command` and `Group` are the classes that Typer makes commands of; they override what Click lets one override.
"""

from difflib import get_close_matches
from typing import Any

from typer.core import TyperCommand, TyperGroup

from kust.cli.options import HELP_LANGUAGE
from kust.i18n import say


def told(code: str, **values: object) -> str:
    """Word a piece of the help in the language asked for."""
    return say(f"usage.{code}", HELP_LANGUAGE, **values)


class _Speaking:
    """What commands and groups have in common."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=told("usage"))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _name_panels()
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = told("help")
        return option

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            parsed: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
            return parsed
        except Exception as error:
            if hasattr(error, "format_message"):  # what Click raises of wrong usage
                _complain(error, ctx)
            raise


class Command(_Speaking, TyperCommand):
    """A command."""


class Group(_Speaking, TyperGroup):
    """The commands of an application, or of a part of it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            near = get_close_matches(name, known)
            _name_panels()
            ctx.fail(told(f"no_command{'_near' if near else ''}", name=name, near=", ".join(near)))
        return super().resolve_command(ctx, args)


def _complain(error: Any, ctx: Any) -> None:
    """Say what is wrong with the words of a command; what there are no words for is left as it is."""
    kind, name = type(error).__name__, _name(error)
    _name_panels()
    if kind == "MissingParameter":
        ctx.fail(told("missing", name=name))
    if kind == "NoSuchOption":
        near = ", ".join(sorted(error.possibilities or ()))
        ctx.fail(told(f"no_option{'_near' if near else ''}", name=error.option_name, near=near))
    if kind == "BadOptionUsage":
        ctx.fail(told("no_value", name=error.option_name))
    if kind == "BadParameter":
        ctx.fail(told("bad_value", name=name, reason=error.message))
    if "extra argument" in error.message:
        ctx.fail(told("extra", what=error.message.rpartition("(")[2].rstrip(")")))


def _name(error: Any) -> str:
    """Name what the complaint is of: an option by how it is written, an argument by its name."""
    param = getattr(error, "param", None)
    if param is None:
        return ""
    return str(param.opts[0] if param.param_type_name == "option" else param.name)


def _name_panels() -> None:
    """Name the panels of the help; Typer has their titles as constants."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = told("arguments")
    rich_utils.OPTIONS_PANEL_TITLE = told("options")
    rich_utils.COMMANDS_PANEL_TITLE = told("commands")
    rich_utils.ERRORS_PANEL_TITLE = told("error")
    rich_utils.DEFAULT_STRING = told("default", value="{}")
    rich_utils.REQUIRED_LONG_STRING = told("required")
    rich_utils.RICH_HELP = told("see", command="[blue]{command_path} {help_option}[/]")
