"""Kill the server and the worker in the midst of imports and computations, and see that nothing is half or lost.

`python -m tests.web.ops.soak --times 20` does so twenty times each and tells what became of it.
"""

import argparse
import http.client
import sys
import tempfile
import threading
import time
import urllib.error
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .installation import LEAVE, Installation
from .person import Person
from .works import PATIENCE, Computation, Import, Work

# What one meets where nobody answers, or no longer.
GONE = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)
WORKER, ALL = "worker", "all"
# Whom it meets where it is the server's turn: who answers, who starts the others, who keeps `page`, everybody at once.
SERVER = ("page", "serve", "server", ALL)
ROLES = ("serve", "server", "page", WORKER)


@dataclass(frozen=True)
class Kill:
    """Who was killed at which share of the course of a work, and how far the work was."""

    work: str
    victim: str
    share: float
    phase: str
    is_inside: bool
    seconds: float  # until the work was done all the same


class Driver(threading.Thread):
    """Somebody who goes on with a work until it is done; what nobody answers to is tried again."""

    def __init__(self, work: Work) -> None:
        super().__init__(daemon=True)
        self.work, self.seconds = work, 0.0
        self.fault: BaseException | None = None
        self.start()

    def run(self) -> None:
        began = time.monotonic()
        try:
            while not self._go_on():
                assert time.monotonic() < began + PATIENCE, f"not done: {self.work.phase()}"
                assert self.work.holds(), f"half of it stands in the registry: {self.work.phase()}"
                time.sleep(0.2)
        except BaseException as error:
            self.fault = error
        self.seconds = time.monotonic() - began

    def _go_on(self) -> bool:
        try:
            return self.work.go_on()
        except GONE:
            return False

    def finish(self) -> Any:
        self.join()
        if self.fault:
            raise self.fault
        return self.work.result()


class Soak:
    """A work on one installation, killed in its midst again and again.

    In a hurry the seconds after which a silent worker counts as lost are not waited for: the clock is put back.
    """

    def __init__(self, work: Work, *, in_a_hurry: bool) -> None:
        self.work, self.registry, self.in_a_hurry = work, work.registry, in_a_hurry
        self.expected: Any = None
        self.kills: list[Kill] = []
        self.is_cold = False  # the worker is new: the first time it takes longer
        self.courses = {is_cold: self.measure() for is_cold in (True, False)}

    def kill_all(self, times: int) -> list[Kill]:
        """Kill the worker and the server so many times each, at moments spread over the whole course of the work."""
        for victims in ((WORKER,), SERVER):
            for number in range(times):
                self.kill(victims[number % len(victims)], (number + 0.5) / times)
        return self.kills

    def measure(self) -> float:
        """Do the work without disturbance: this comes of it, and so many seconds it takes."""
        driver = Driver(self.work)
        self._compare(driver.finish())
        self.work.reset()
        return driver.seconds

    def kill(self, victim: str, share: float) -> None:
        """Kill somebody at a share of the work's course, start again what does not do so by itself, and compare."""
        driver = Driver(self.work)
        time.sleep(share * self.courses[self.is_cold])
        phase, _ = self.work.phase()
        self.registry.kill(*(ROLES if victim == ALL else (victim,)))
        is_inside = self._look_at_wreck(victim, phase)
        if victim not in ("page", WORKER):
            self._start_again()
        self._compare(driver.finish())
        self._see_who_is_there()
        self.kills.append(Kill(self.work.name, victim, share, phase, is_inside, driver.seconds))
        self.work.reset()
        # Where the work was cut off, the new worker has done it once.
        self.is_cold = victim != "page" and not (is_inside and victim in (WORKER, ALL))

    def _look_at_wreck(self, victim: str, phase: str) -> bool:
        """See that nothing is half in the moment after; tell whether something was being done in that before."""
        _, job = self.work.phase()
        assert self.work.holds(), f"half of it stands in the registry: {phase}"
        assert self.registry.is_whole()
        if victim not in (WORKER, ALL):  # the server is in the midst of what it has not shown as done
            return phase not in self.work.ends
        if self.in_a_hurry:
            self.registry.write("UPDATE workbench_job SET heard_at = datetime(heard_at, '-1 minute')")
        return job == "running"  # without a worker: cut off

    def _compare(self, came: Any) -> None:
        self.expected = came if self.expected is None else self.expected
        assert came == self.expected, "not what comes of it where nobody is killed"

    def _start_again(self) -> None:
        assert self.registry.served is not None
        self.registry.served.wait(LEAVE)
        self.registry.start()

    def _see_who_is_there(self) -> None:
        """Wait until there is one of each and nobody else: who was started anew is there, who was left is gone."""
        end = time.monotonic() + LEAVE
        while sorted(role for _, role in self.registry.roles()) != sorted(ROLES):
            assert time.monotonic() < end, f"left behind or lacking: {self.registry.processes()}"
            time.sleep(0.05)


@contextmanager
def two_installations(place: Path) -> Iterator[tuple[Installation, Installation]]:
    """Start an installation with the examples, and a copy of it."""
    first, second = Installation(place / "first"), Installation(place / "second")
    try:
        first.start()
        first.copy_to(second)
        second.start()
        yield first, second
    finally:
        with ThreadPoolExecutor(2) as together:
            list(together.map(Installation.stop, (first, second)))


def soak(first: Installation, second: Installation, times: int, *, in_a_hurry: bool = False) -> list[Kill]:
    """Kill worker and server so many times each in the midst of an import, and as often in that of a computation."""
    works = Import(first, log_in(first)), Computation(second, log_in(second))
    with ThreadPoolExecutor(len(works)) as both:
        waited = [both.submit(kill_all, work, times, in_a_hurry) for work in works]
        kills = [kill for one in waited for kill in one.result()]
    for one in (first, second):
        assert one.ask("SELECT count(*) FROM workbench_job WHERE state <> 'done'") == [(0,)]
        assert not any(word in one.log for word in ("Traceback", "is locked")), one.log
    return kills


def kill_all(work: Work, times: int, in_a_hurry: bool) -> list[Kill]:
    return Soak(work, in_a_hurry=in_a_hurry).kill_all(times)


def log_in(registry: Installation, role: str = "manager") -> Person:
    """Log somebody of a role in; everybody has the password that the first start has told."""
    person = Person(registry.address)
    person.log_in(f"{role}@kust.example", registry.password)
    return person


def main() -> None:
    """Read the command line, kill, tell each kill and what became of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.web.ops.soak", description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, default=20)
    times, began = parser.parse_args().times, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kust-soak-") as place, two_installations(Path(place)) as both:
        kills = soak(*both, times)
    for kill in kills:
        inside = "inside" if kill.is_inside else "outside"
        told = f"{kill.work:<8}{kill.victim:<8}{kill.share:>6.1%}  {kill.phase:<12}{inside:<9}{kill.seconds:6.1f} s"
        print(told)
    inside = sum(kill.is_inside for kill in kills)
    print(
        f"{len(kills)} kills, {inside} inside the work, nothing half or lost; {time.monotonic() - began:.0f} s"
    )
    sys.exit(0 if inside else "no kill fell inside the work")


if __name__ == "__main__":
    main()
