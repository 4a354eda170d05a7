"""Run jobs, and look now and then for jobs whose worker is gone: `python -m kust_web worker`."""

import logging
import os
import signal
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from kust_web.workbench.jobs import SHORT, UNREACHABLE, forget_old, pick_up_lost
from kust_web.workbench.sweeping import prune_queue, sweep

LOOK_EVERY = 2.0  # seconds
TIDY_EVERY = 1800  # looks, about an hour
_LOG = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run the jobs of the registry"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--short", action="store_true", help="leave to others what may take minutes")
        parser.add_argument("--with-parent", action="store_true", help="end when whoever started it is gone")

    def handle(self, **options: object) -> None:
        threading.Thread(target=_look_after, args=(options["with_parent"],), daemon=True).start()
        queues = SHORT if options["short"] else "*"
        call_command("db_worker", queue_name=queues, interval=0.3, startup_delay=False, reload=False)


def _look_after(with_parent: object) -> None:
    wait = threading.Event()
    looks, parent = 0, os.getppid()
    while not with_parent or os.getppid() == parent:
        try:
            pick_up_lost()
            if looks % TIDY_EVERY == 0:
                forget_old()
                sweep()
                prune_queue()
        except UNREACHABLE as error:
            _LOG.warning("lost jobs: %s", error)
        looks += 1
        connection.close()
        wait.wait(LOOK_EVERY)
    # What it has begun is finished, nothing more.
    os.kill(os.getpid(), signal.SIGTERM)
