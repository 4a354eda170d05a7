"""Start the registry on this machine: database, example clusters, accounts, server and workers, in one command."""

import os
import secrets
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from kust_web.parent import end_with_parent
from kust_web.people.models import User
from kust_web.registry.examples import load_examples, make_accounts


class Command(BaseCommand):
    help = "Start the registry and its workers on this machine"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="processes that answer pages")
        parser.add_argument("--bare", action="store_true", help="no example clusters, one administrator")

    def handle(self, **options: object) -> None:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not User.objects.exists():
            password = secrets.token_urlsafe(12)
            if not options["bare"]:
                self.stdout.write("loading the example clusters …")
                load_examples()
            # Told before they are kept: there is no account whose password nobody has seen.
            with transaction.atomic():
                for email, kind in make_accounts(password, bare=bool(options["bare"])):
                    self.stdout.write(f"  {kind:<14} {email:<28} {password}")
                self.stdout.flush()
        self.stdout.write(f"kust: http://{options['host']}:{options['port']}/  (Ctrl-C stops it)")
        self.stdout.flush()
        _run(str(options["host"]), int(str(options["port"])), int(str(options["workers"])))


def _run(host: str, port: int, workers: int) -> None:
    """Run the server and two workers side by side, one of them kept free for what is short.

    A worker that ends, as after a cancelled job, is started anew.
    """
    python, home = sys.executable, {**os.environ, "DJANGO_SETTINGS_MODULE": "kust_web.settings"}
    granian = Path(python).with_name("granian")
    server = [
        str(granian),
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    server += ["--respawn-failed-workers", "--respawn-interval", "1"]
    server += ["--blocking-threads", "4", "--no-ws", "--log-level", "warning", "kust_web.wsgi:application"]
    worker = [python, "-m", "kust_web", "worker", "--with-parent", str(os.getpid())]
    workers_of_jobs = {"worker": worker, "worker for short jobs": [*worker, "--short"]}
    end_with_me = partial(end_with_parent, os.getpid())
    running: dict[str, subprocess.Popen[bytes]] = {}

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    # Before anything is started: what is told to stop in that very moment leaves nothing behind.
    signal.signal(signal.SIGTERM, stop)
    try:
        running["server"] = subprocess.Popen(server, env=home, preexec_fn=end_with_me)
        while running["server"].poll() is None:
            for name, command in workers_of_jobs.items():
                if name not in running or running[name].poll() is not None:
                    running[name] = subprocess.Popen(command, env=home)
            time.sleep(0.5)
        sys.exit(running["server"].returncode)
    except KeyboardInterrupt:
        pass
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
