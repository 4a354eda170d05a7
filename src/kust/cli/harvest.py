"""The commands about wild harvest: one file a verb, registered here."""

import typer

from kust.cli import (
    harvest_forecast,
    harvest_import,
    harvest_map,
    harvest_procure,
    harvest_regulation,
    harvest_site,
    harvest_stock,
)
from kust.cli.options import words

app = typer.Typer(
    name="harvest",
    help=words("help.harvest"),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# Another verb is one more module here: its COMMANDS are pairs of a function and its help.
for _module in (
    harvest_stock,
    harvest_site,
    harvest_forecast,
    harvest_procure,
    harvest_map,
    harvest_regulation,
    harvest_import,
):
    for _command, _help in _module.COMMANDS:
        app.command(_command.__name__.removesuffix("_"), help=_help)(_command)
