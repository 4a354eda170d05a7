"""Write the whole registry into an archive: `python -m kust_web backup kust.tar.gz`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from kust_web.ui.backups import back_up


class Command(BaseCommand):
    help = "Write the database and the files of the registry into one archive"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)

    def handle(self, archive: Path, **options: object) -> None:
        self.stdout.write(f"{archive}: {back_up(archive)['digest']}")
