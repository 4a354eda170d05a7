"""What a crash leaves behind, and what many people at once meet, on installations started as they are in earnest."""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.web_press import Walker, press

from .installation import Installation
from .soak import WORKER, Driver, installed, log_in, soak, tally
from .works import CLUSTER, Import

pytestmark = [
    pytest.mark.lengthy,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc"),
]
TIMES, SECONDS = 2, 10
PUBLIC = ("/", "/dashboard/", "/clusters/", "/clusters/?search=%D0%B7", "/map/", "/compare/", "/api/clusters")
OF_ANYBODY = (*PUBLIC, *(f"/clusters/{CLUSTER}/{tab}" for tab in ("", "verdicts/", "chain/", "extract/")))
OF_REVIEWER = tuple(f"/clusters/{CLUSTER}/{tab}/" for tab in ("history", "niches", "remedies", "projects"))
OF_MANAGER = (*OF_REVIEWER, *(f"/clusters/{CLUSTER}/{tab}/" for tab in ("uploads", "manage")))
OF_FIRM = ("/my/", "/entry/", "/firms/M01/", "/firms/M01/returns/", "/api/tables/supplies?size=100")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("soak")) as started:
        yield started


def test_a_kill_in_the_midst_leaves_nothing_half_and_nothing_is_lost(registry: Installation) -> None:
    turns = tally(soak(registry, TIMES, in_a_hurry=True))
    assert {turn: len(kills) for turn, kills in turns.items()} == {
        (work, victim): TIMES for work in ("import", "report") for victim in (WORKER, "server")
    }
    for turn, kills in turns.items():
        assert any(kill.is_inside for kill in kills), f"no kill fell inside the work: {turn}: {kills}"


def write_until(end: float, work: Import) -> int:
    """Bring a file, accept it and take it back, again and again; tell how often."""
    times = 0
    while time.monotonic() < end:
        Driver(work).finish()
        work.reset()
        times += 1
    return times


def test_pages_are_read_by_many_while_somebody_writes(
    registry: Installation, record_testsuite_property: Callable[[str, object], None]
) -> None:
    walkers = [Walker(OF_ANYBODY)] * 4
    for role, pages in (("manager", OF_MANAGER), ("participant", OF_FIRM), ("reviewer", OF_REVIEWER)):
        walkers.append(
            Walker((*OF_ANYBODY, *pages), {"Cookie": f"sessionid={log_in(registry, role).session}"})
        )
    with ThreadPoolExecutor(1) as beside:
        writing = beside.submit(
            write_until, time.monotonic() + SECONDS, Import(registry, log_in(registry, "manager"))
        )
        pressed = press(registry.port, walkers, SECONDS)
        times = writing.result()
    assert (pressed.faults, {(page, code) for page, code, _ in pressed.answers if code != 200}) == ({}, set())
    assert len({page for page, _, _ in pressed.answers}) > len(OF_ANYBODY)
    assert times > 0
    assert not any(word in registry.log for word in ("Traceback", "is locked")), registry.log
    for name, told in {"answers": len(pressed.answers), "p95": pressed.p95, "imports": times}.items():
        record_testsuite_property(name, told)
