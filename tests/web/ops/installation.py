"""A real installation in a folder of its own: started by `python -m kust_web serve`, looked into, killed."""

import hashlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kust.data.schema import tables

DATABASE = "registry.sqlite3"
START, LEAVE = 300.0, 120.0  # seconds that a start and a farewell may take on a busy machine


def own_environment(home: Path) -> dict[str, str]:
    """Return the variables of an installation; the bytecode cache makes every start two to three times faster."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KUST_", "DJANGO_"))}
    return {**kept, "KUST_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "", "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Installation:
    """The folder, the port, and the process of `serve` while it runs."""

    home: Path
    port: int = field(default_factory=free_port)
    served: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.home / "log").read_text(encoding="utf-8")

    def start(self) -> None:
        """Start server and worker, and wait until both are there."""
        command = [sys.executable, "-m", "kust_web", "serve", "--port", str(self.port)]
        self.home.mkdir(exist_ok=True)
        with (self.home / "log").open("a") as out:
            self.served = subprocess.Popen(command, env=own_environment(self.home), stdout=out, stderr=out)
        end = time.monotonic() + START
        while not (self.is_up() and {"worker", "short"} <= {part for _, part in self.roles()}):
            assert self.served.poll() is None, self.log
            assert time.monotonic() < end, self.log
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it as a terminal does, and see that nobody stays behind."""
        if self.served is None:
            return
        if self.served.poll() is None:
            self.served.terminate()
        end = time.monotonic() + LEAVE
        while self.served.poll() is None or self.processes():
            if time.monotonic() > end:
                left = self.processes()
                for number in left:
                    os.kill(number, signal.SIGKILL)
                raise AssertionError(f"left behind: {left}")
            time.sleep(0.05)

    def is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health/", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def processes(self) -> dict[int, tuple[int, str]]:
        """Find every process of this installation, whoever its parent is now, with its parent and command."""
        mark, found = f"KUST_HOME={self.home}".encode(), {}
        for place in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                if mark in (place / "environ").read_bytes().split(b"\0"):
                    parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                    command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(place.name)] = (parent, command)
        return found

    def roles(self) -> list[tuple[int, str]]:
        """Tell the part of each process: `serve` starts the others, `server` keeps `page`, which answers.

        `worker` and `short` do the jobs. Who has lost the parent that it was given is an orphan.
        """
        found, top = self.processes(), self.served.pid if self.served else 0
        told = {top: "serve"} if top in found else {}
        for number, (parent, command) in found.items():
            if parent == top:
                is_worker = "kust_web worker" in command
                told[number] = "server" if not is_worker else "short" if "--short" in command else "worker"
        pages = {number: "page" for number, (parent, _) in found.items() if told.get(parent) == "server"}
        return [(number, (told | pages).get(number, "orphan")) for number in found]

    def kill(self, *parts: str) -> None:
        """Kill the processes of some parts at once, as nothing can ward off."""
        found = [number for number, part in self.roles() if part in parts]
        assert len(found) == len(parts), f"{parts} wanted among {self.processes()}"
        for number in found:
            os.kill(number, signal.SIGKILL)

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database itself, in one state of it."""
        with self._open() as database:
            return database.execute(question, values).fetchall()

    def write(self, command: str, *values: Any) -> None:
        """Write into the database itself what otherwise only the course of time does."""
        with self._open() as database, database:
            database.execute(command, values)

    def _open(self) -> "closing[sqlite3.Connection]":
        return closing(sqlite3.connect(f"file:{self.home / DATABASE}?mode=rw", uri=True, timeout=60))

    def is_whole(self) -> bool:
        """Tell whether the database holds together, and every row what it refers to."""
        return self.ask("PRAGMA integrity_check") == [("ok",)] and not self.ask("PRAGMA foreign_key_check")

    def digest(self) -> str:
        """Digest what the registry says, as the database has it in one moment: every table of the contract."""
        total = hashlib.sha256()
        with self._open() as database:
            database.execute("BEGIN")
            for name, table in tables().items():
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                rows = database.execute(f"SELECT {columns} FROM registry_{name} WHERE NOT is_removed")  # noqa: S608
                total.update(f"{name} {sorted(map(repr, rows))}\n".encode())
        return total.hexdigest()
