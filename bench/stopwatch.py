"""Run a command in a process of its own and say what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class FailedError(Exception):
    """The command ended with an error; the message is its last line."""


@dataclass(frozen=True)
class Run:
    """Cost of one run: `seconds`, `cpu_seconds` as the program itself tells, else of the whole process."""

    seconds: float
    process_seconds: float
    cpu_seconds: float
    peak_gib: float
    stages: dict[str, float]


def time_command(command: Sequence[str], cwd: Path, allowed: tuple[int, ...] = (0,)) -> Run:
    """Run a command; CPU (user and system) and peak memory are those of the process and those it waited for.

    Raises
    ------
    FailedError
        The exit code is not among the allowed ones.
    """
    # Cached bytecode is part of an ordinary installation.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as complaints:
        started = time.perf_counter()
        try:
            process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=output, stderr=complaints)
        except FileNotFoundError as error:
            raise FailedError(f"no such program: {Path(command[0]).name}") from error
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        complaints.seek(0)
        if process.returncode not in allowed:
            said = _last_line(complaints.read()) or f"exit code {process.returncode}"
            raise FailedError(_without_places(said, [*command, str(cwd)]))
        told = _told(_last_line(output.read()))
    return Run(
        seconds=told.get("seconds", wall),
        process_seconds=wall,
        cpu_seconds=told.get("cpu_seconds", used.ru_utime + used.ru_stime),
        peak_gib=used.ru_maxrss / 2**20,
        stages=told.get("stages", {}),
    )


def _without_places(text: str, places: Sequence[str]) -> str:
    """Name files, not where this machine keeps them: what failed is written into the documents."""
    for place in places:
        if place.startswith("/"):
            text = text.replace(place, Path(place).name)
    return text[:200]


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


def _told(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) and "stages" in told else {}
