"""What a crash leaves behind, and what many people at once meet, on installations started as they are in earnest."""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.web_press import Walker, press

from .installation import Installation
from .soak import WORKER, Driver, Kill, log_in, soak, two_installations
from .works import CLUSTER, Import

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
Pair = tuple[Installation, Installation]
TIMES, SECONDS = 2, 10
PUBLIC = ("/", "/dashboard/", "/clusters/", "/clusters/?search=%D0%B7", "/map/", "/compare/", "/api/clusters")
OF_CLUSTER = tuple(f"/clusters/{CLUSTER}/{tab}" for tab in ("", "verdicts/", "history/", "extract/"))
OF_MEMBER = tuple(f"/clusters/{CLUSTER}/{tab}/" for tab in ("chain", "niches", "remedies", "projects"))
OF_MANAGER = (f"/clusters/{CLUSTER}/uploads/", f"/clusters/{CLUSTER}/manage/")
OF_FIRM = ("/my/", "/firms/M01/", "/firms/M01/returns/", "/api/tables/supplies?size=100")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with two_installations(tmp_path_factory.mktemp("soak")) as both:
        yield both


def test_a_kill_in_the_midst_leaves_nothing_half_and_nothing_is_lost(pair: Pair) -> None:
    turns: dict[tuple[str, str], list[Kill]] = defaultdict(list)
    for kill in soak(*pair, TIMES, in_a_hurry=True):
        turns[kill.work, WORKER if kill.victim == WORKER else "server"].append(kill)
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
    pair: Pair, record_property: Callable[[str, object], None]
) -> None:
    registry, _ = pair
    manager, firm = log_in(registry), log_in(registry, "firm")
    walkers = [Walker(PUBLIC + OF_CLUSTER)] * 4
    walkers += [Walker(OF_CLUSTER + OF_MEMBER + OF_MANAGER, manager.session)] * 2
    walkers += [Walker(OF_CLUSTER + OF_MEMBER + OF_FIRM, firm.session)] * 2
    with ThreadPoolExecutor(1) as beside:
        writing = beside.submit(write_until, time.monotonic() + SECONDS, Import(registry, log_in(registry)))
        pressed = press(registry.port, walkers, SECONDS)
        times = writing.result()
    assert pressed.failed == []
    assert {(page, code) for page, code, _ in pressed.answers if code != 200} == set()
    assert {page for page, _, _ in pressed.answers} == {page for walker in walkers for page in walker.pages}
    assert times > 0
    assert not any(word in registry.log for word in ("Traceback", "is locked")), registry.log
    for name, told in {"answers": len(pressed.answers), "p95": pressed.p95, "imports": times}.items():
        record_property(name, told)
