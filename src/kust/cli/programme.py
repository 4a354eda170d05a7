"""The commands about the programme of a cluster: one file a verb, registered here."""

import typer

from kust.cli import (
    programme_documents,
    programme_draft,
    programme_indicators,
    programme_needed,
    programme_roadmap,
    programme_versions,
    programme_vision,
)
from kust.cli.options import help_words

app = typer.Typer(
    name="programme",
    help=help_words("programme_draft")("group"),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# Another verb is one more module here: its COMMANDS are pairs of a function and its help.
for _module in (
    programme_vision,
    programme_indicators,
    programme_roadmap,
    programme_draft,
    programme_needed,
    programme_versions,
    programme_documents,
):
    for _command, _help in _module.COMMANDS:
        app.command(_command.__name__.removesuffix("_"), help=_help)(_command)
