"""Bring an archive back: `python -m kust_web restore kust.tar.gz`; the figures are proved to be the same."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from kust_web.ui.backups import restore


class Command(BaseCommand):
    help = "Bring an archive of the registry back into an empty installation"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)

    def handle(self, archive: Path, **options: object) -> None:
        self.stdout.write(f"{archive}: {restore(archive)['digest']}")
