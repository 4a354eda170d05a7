"""Many people at once on a served registry: each asks for one page after another until the time is over."""

from __future__ import annotations

import http.client
import random
import statistics
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Walker:
    """Somebody with a session, or without one, and the pages that are walked over."""

    pages: tuple[str, ...]
    session: str = ""


@dataclass
class Pressed:
    """What came back: code and seconds of each answer by page, and the lines that broke."""

    answers: list[tuple[str, int, float]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def failed(self) -> list[str]:
        """Name what a server may not do: answer with a fault of its own, or not at all."""
        return [f"{page}: {code}" for page, code, _ in self.answers if code >= 500] + self.broken

    @property
    def p95(self) -> float:
        return statistics.quantiles((seconds for _, _, seconds in self.answers), n=20)[-1]


def press(port: int, walkers: Sequence[Walker], seconds: float) -> Pressed:
    """Let everybody walk at once over the pages that a port of the loopback address serves."""
    pressed, end = Pressed(), time.monotonic() + seconds

    def walk(number: int, walker: Walker) -> None:
        rng = random.Random(number)
        while time.monotonic() < end:
            page = rng.choice(walker.pages)
            try:
                pressed.answers.append((page, *ask(port, page, walker.session)))
            except (OSError, http.client.HTTPException) as error:
                pressed.broken.append(f"{page}: {type(error).__name__}")

    threads = [threading.Thread(target=walk, args=told) for told in enumerate(walkers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return pressed


def ask(port: int, page: str, session: str = "") -> tuple[int, float]:
    """Ask for a page; return the code and the seconds until the last byte."""
    started = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Accept-Language": "ru"} | ({"Cookie": f"sessionid={session}"} if session else {})
    try:
        line.request("GET", page, headers=headers)
        answer = line.getresponse()
        answer.read()
    finally:
        line.close()
    return answer.status, time.perf_counter() - started
