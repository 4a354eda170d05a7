"""Kill the server and the worker in the midst of imports and computations, and see that nothing is half or lost.

`python -m tests.web.ops.soak --times 20` does so twenty times each and tells what became of it.
"""

import argparse
import http.client
import re
import sys
import tempfile
import threading
import time
import urllib.error
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .installation import LEAVE, Installation
from .person import Person
from .works import PATIENCE, Computation, Import, Work

# What one meets where nobody answers, or no longer.
GONE = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)
# Whoever does the jobs, and everybody at once.
WORKER, ALL = "worker", "all"
# Whom it meets where it is the server's turn: who answers, who starts the others, who keeps `page`, everybody at once.
SERVER = ("page", "serve", "server", ALL)
WORKERS = ("worker", "short")
ROLES = ("serve", "server", "page", *WORKERS)


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
    """Works on one installation, all of them under way, killed in their midst again and again.

    In a hurry the seconds after which a silent worker counts as lost are not waited for: the clock is put back. And
    each kill waits until one of the works, each in its turn, is being done: with few kills the clock alone might
    choose only moments in which nothing is.
    """

    def __init__(self, registry: Installation, works: Sequence[Work], *, in_a_hurry: bool) -> None:
        self.registry, self.works, self.in_a_hurry = registry, works, in_a_hurry
        self.expected: dict[str, Any] = {}
        self.kills: list[Kill] = []
        self.is_cold = True  # the workers are new: the first time it takes longer
        self.courses = {is_cold: self.measure() for is_cold in (True, False)}
        self.is_cold = False

    def kill_all(self, times: int) -> list[Kill]:
        """Kill the workers and the server so many times each, at moments spread over the whole course of the works."""
        for victims in ((WORKER,), SERVER):
            for number in range(times):
                self.kill(victims[number % len(victims)], (number + 0.5) / times)
        return self.kills

    def measure(self) -> dict[str, float]:
        """Do the works without disturbance: this comes of them, and so many seconds each takes."""
        drivers = [Driver(work) for work in self.works]
        self._finish(drivers)
        return {driver.work.name: driver.seconds for driver in drivers}

    def kill(self, victim: str, share: float) -> None:
        """Kill somebody at a share of each work's course, start again what does not do so by itself, and compare."""
        drivers = self._go_to(share)
        if self.in_a_hurry:
            self._wait_until_done_at(
                self.works[len(self.kills) // len(self.works) % len(self.works)], drivers
            )
        phases = {work.name: work.phase()[0] for work in self.works}
        self.registry.kill(*{ALL: ROLES, WORKER: WORKERS}.get(victim, (victim,)))
        inside = {work.name: self._look_at_wreck(work, victim, phases[work.name]) for work in self.works}
        if self.in_a_hurry and victim in (WORKER, ALL):
            self.registry.write("UPDATE workbench_job SET heard_at = datetime(heard_at, '-1 minute')")
        if victim not in ("page", WORKER):
            self._start_again()
        self._finish(drivers)
        self._see_who_is_there()
        self.kills += [
            Kill(one.work.name, victim, share, phases[one.work.name], inside[one.work.name], one.seconds)
            for one in drivers
        ]
        # Where works were cut off, the new workers have done them once.
        self.is_cold = victim != "page" and not (victim in (WORKER, ALL) and all(inside.values()))

    def _go_to(self, share: float) -> list[Driver]:
        """Begin the works one after another, so that each is at the same share of its course at the end of this."""
        if self.in_a_hurry:
            return [Driver(work) for work in self.works]
        courses, began, drivers = self.courses[self.is_cold], time.monotonic(), []
        longest = max(courses.values())
        for work in sorted(self.works, key=lambda work: -courses[work.name]):
            time.sleep(max(0, began + share * (longest - courses[work.name]) - time.monotonic()))
            drivers.append(Driver(work))
        time.sleep(max(0, began + share * longest - time.monotonic()))
        return drivers

    def _wait_until_done_at(self, work: Work, drivers: Sequence[Driver]) -> None:
        """Wait until a worker is at a work, or, where it was too quick to be seen, until all is done."""
        while work.phase()[1] != "running" and any(driver.is_alive() for driver in drivers):
            time.sleep(0.005)

    def _look_at_wreck(self, work: Work, victim: str, phase: str) -> bool:
        """See that nothing is half in the moment after; tell whether something was being done in that before."""
        _, job = work.phase()
        assert work.holds(), f"half of it stands in the registry: {phase}"
        assert self.registry.is_whole()
        # A job that runs without a worker was cut off; the server is in the midst of what it has not shown as done.
        return job == "running" if victim in (WORKER, ALL) else phase not in work.ends

    def _finish(self, drivers: Sequence[Driver]) -> None:
        """Wait until all is done, hold against what comes of it where nobody is killed, and take it back."""
        for driver in drivers:
            came = driver.finish()
            assert came == self.expected.setdefault(driver.work.name, came), (
                f"{driver.work.name}: another answer"
            )
        for work in self.works:
            work.reset()

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
def installed(place: Path) -> Iterator[Installation]:
    """Start an installation with the examples, and stop it in the end."""
    registry = Installation(place / "home")
    try:
        registry.start()
        yield registry
    finally:
        registry.stop()


def soak(registry: Installation, times: int, *, in_a_hurry: bool = False) -> list[Kill]:
    """Kill workers and server so many times each in the midst of an import and of a computation."""
    works = (
        Import(registry, log_in(registry, "manager")),
        Computation(registry, log_in(registry, "administrator")),
    )
    kills = Soak(registry, works, in_a_hurry=in_a_hurry).kill_all(times)
    assert registry.ask("SELECT count(*) FROM workbench_job WHERE state <> 'done'") == [(0,)]
    assert not any(word in registry.log for word in ("Traceback", "is locked")), registry.log
    return kills


def tally(kills: Iterable[Kill]) -> dict[tuple[str, str], list[Kill]]:
    """Sort kills by the work and by whose turn it was."""
    turns: dict[tuple[str, str], list[Kill]] = defaultdict(list)
    for kill in kills:
        turns[kill.work, WORKER if kill.victim == WORKER else "server"].append(kill)
    return dict(turns)


def log_in(registry: Installation, role: str) -> Person:
    """Log somebody of a role in; everybody has the password that the first start has told."""
    person, account = Person(registry.address), re.search(rf"{role} +(\S+@\S+) +(\S+)", registry.log)
    assert account, registry.log
    person.log_in(account[1], account[2])
    return person


def main() -> None:
    """Read the command line, kill, tell each kill and what became of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.web.ops.soak", description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, default=20)
    times, began = parser.parse_args().times, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kust-soak-") as place, installed(Path(place)) as registry:
        turns = tally(soak(registry, times))
    for kill in [kill for kills in turns.values() for kill in kills]:
        told = f"{kill.work:<8}{kill.victim:<8}{kill.share:>6.1%}  {kill.phase:<12}"
        print(f"{told}{'inside' if kill.is_inside else 'outside':<9}{kill.seconds:6.1f} s")
    for (work, victim), kills in turns.items():
        print(f"{work}, {victim}: {sum(kill.is_inside for kill in kills)} of {len(kills)} inside")
    print(f"nothing half, nothing lost, nobody left behind; {time.monotonic() - began:.0f} s")
    sys.exit(
        0 if all(any(kill.is_inside for kill in kills) for kills in turns.values()) else "no kill inside"
    )


if __name__ == "__main__":
    main()
