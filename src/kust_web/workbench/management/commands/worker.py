"""Run jobs, and look now and then for jobs whose worker is gone: `python -m kust_web worker`."""

import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from kust_web.workbench.jobs import LOST, forget_old, pick_up_lost

TIDY_EVERY = 360  # looks, about an hour


class Command(BaseCommand):
    help = "Run the jobs of the registry"

    def handle(self, **options: object) -> None:
        threading.Thread(target=_look_after, daemon=True).start()
        call_command("db_worker", interval=0.3, startup_delay=False, reload=False)


def _look_after() -> None:
    wait = threading.Event()
    looks = 0
    while True:
        pick_up_lost()
        if looks % TIDY_EVERY == 0:
            forget_old()
        looks += 1
        connection.close()
        wait.wait(LOST.total_seconds())
