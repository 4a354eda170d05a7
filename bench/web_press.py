"""Many people at once on a served registry: each asks for one page after another until the time is over."""

from __future__ import annotations

import http.client
import random
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Walker:
    """Somebody, told by what is sent with each question, and the pages that are walked over."""

    pages: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Pressed:
    """What came back: page, code and seconds of each answer, and the faults of lines that broke."""

    answers: list[tuple[str, int, float]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def codes(self) -> Counter[int]:
        return Counter(code for _, code, _ in self.answers)

    @property
    def seconds(self) -> list[float]:
        return [seconds for _, _, seconds in self.answers]

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]


def press(port: int, walkers: Sequence[Walker], seconds: float) -> Pressed:
    """Let everybody walk at once, without a pause, over the pages that a port of the loopback address serves."""
    pressed, end = Pressed(), time.monotonic() + seconds

    def walk(seed: int, walker: Walker) -> None:
        rng = random.Random(seed)
        while time.monotonic() < end:
            page = rng.choice(walker.pages)
            try:
                code, took, _ = ask(port, page, walker.headers)
                pressed.answers.append((page, code, took))
            except (OSError, http.client.HTTPException) as error:
                pressed.faults[type(error).__name__] += 1

    threads = [threading.Thread(target=walk, args=told) for told in enumerate(walkers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return pressed


def ask(port: int, address: str, headers: Mapping[str, str] | None = None) -> tuple[int, float, int]:
    """Ask for an address; return the code, the seconds until the last byte, the bytes."""
    started = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(
            "GET", quote(address, safe="/?&=%"), headers={"Accept-Language": "ru"} | dict(headers or {})
        )
        answer = line.getresponse()
        length = len(answer.read())
    finally:
        line.close()
    return answer.status, time.perf_counter() - started, length
