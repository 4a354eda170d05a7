"""Run jobs, and look now and then for jobs whose worker is gone: `python -m kust_web worker`."""

import logging
import os
import signal
import threading
import time

from django.core.management.base import BaseCommand, CommandParser
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker
from django_tasks_db.utils import is_locked_database_exception

from kust_web.workbench.jobs import SHORT, UNREACHABLE, forget_old, pick_up_lost
from kust_web.workbench.sweeping import prune_queue, sweep

INTERVAL = 0.3  # seconds between two looks into an empty queue
LOOK_EVERY = 2.0  # seconds
TIDY_EVERY = 1800  # looks, about an hour
# Nobody sits before a page that a worker answers: it waits longer than a page for its turn to write.
PATIENCE = 60  # seconds
_LOG = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run the jobs of the registry"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--short", action="store_true", help="leave to others what may take minutes")
        parser.add_argument("--with-parent", type=int, metavar="PID", help="end when this process is gone")

    def handle(self, **options: object) -> None:
        _be_patient()
        threading.Thread(target=_look_after, args=(options["with_parent"],), daemon=True).start()
        db_worker.Command().configure_logging(verbosity=1)
        worker = PatientWorker(
            queue_names=[SHORT if options["short"] else "*"],
            excluded_queue_names=[],
            interval=INTERVAL,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        worker.run()


class PatientWorker(db_worker.Worker):
    """A worker that looks into the queue again where the database was locked when it wanted to."""

    def run(self) -> None:
        while self.running:
            try:
                super().run()
                break
            except OperationalError as error:
                if not is_locked_database_exception(error):
                    raise
                _LOG.info("the database is busy, the queue is looked into again")
                time.sleep(self.interval)


def _be_patient() -> None:
    """Let the connections of this process, of all its threads, wait longer where a database has one writer."""
    if connection.vendor == "sqlite":
        connection.close()
        connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"]["timeout"] = PATIENCE


def _look_after(parent: int | None) -> None:
    """Watch until the parent is gone; it may have gone before this began, so it is known by its number."""
    wait = threading.Event()
    looks = 0
    while parent is None or os.getppid() == parent:
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
