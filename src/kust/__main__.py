"""``python -m kust`` is the command line."""

from kust.cli.main import run

run()
