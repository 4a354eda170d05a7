"""The registry under weight: `python -m bench.web [--clusters 2000] [--users 50] [--seconds 120]`.

A made-up registry (`bench/web_registry.py`) served on the loopback address by `kust_web serve` as `make serve` does.
Measured are the time of each page (95th of 100 answers) as a ratio to a page that says only `ok`, asked in turn with
it, and its queries; then what many users do at once; last what is heavy (`bench/web_heavy.py`), which adds to the home.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import web_press
from bench.web_heavy import measure_heavy
from bench.web_pages import CROWD, PAGES, list_pages
from bench.web_registry import BIG, PARTICIPANTS, SUPPLIES, YEARS, People, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT, TIMES, EMPTY = 8199, 100, "/health/"
CLUSTERS, USERS, SECONDS = 2000, 50, 120.0
PACKAGES = ("django", "granian", "django-tasks-db", "django-simple-history", "polars")


@dataclass(frozen=True)
class Page:
    """A page: its codes, median and 95th of its seconds, that of the empty page beside it, ratio, queries, bytes."""

    role: str
    address: str
    codes: list[int]
    median: float
    p95: float
    empty_p95: float
    ratio: float
    queries: int
    kilobytes: int


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """Serve the registry as `make serve` does, until it answers; stop it afterwards."""
    command = [sys.executable, "-m", "kust_web", "serve", "--port", str(PORT), "--bare"]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, "KUST_HOME": str(home)}, stdout=log, stderr=log)
        try:
            for _ in range(240):
                try:
                    if ask(EMPTY)[0] == 200:
                        break
                except OSError:
                    time.sleep(0.5)
            else:
                raise RuntimeError((home / "server.log").read_text())
            yield
        finally:
            server.terminate()
            server.wait(30)


def ask(address: str, headers: dict[str, str] | None = None) -> tuple[int, float, int]:
    """Ask for an address; return the code, the seconds until the last byte, the bytes."""
    return web_press.ask(PORT, address, headers)


def _headers(people: People, role: str) -> dict[str, str]:
    if role == "key":
        return {"Authorization": f"Bearer {people.key}"}
    return {} if role == "visitor" else {"Cookie": f"sessionid={getattr(people, role)}"}


def settle(most: float = 300.0) -> None:
    """Wait until the computations that pages have asked for are done."""
    from django.db import connection

    from kust_web.workbench.models import Job

    until = time.monotonic() + most
    while Job.objects.filter(state__in=[Job.WAITING, Job.RUNNING]).exists() and time.monotonic() < until:
        time.sleep(0.2)
    connection.close()


def measure_pages(people: People) -> list[Page]:
    """Time each page once it is warm; the empty page is asked in turn with it, so that both meet the same machine."""
    pages = []
    ask("/national/")  # what the first reader of the day asks to be worked out for all
    settle()
    for role, address in list_pages():
        who = _headers(people, role)
        for _ in range(3):
            ask(address, who)
            settle()
        empty, full, codes, length = [], [], set(), 0
        for _ in range(TIMES):
            empty.append(ask(EMPTY)[1])
            code, seconds, length = ask(address, who)
            full.append(seconds)
            codes.add(code)
        p95, of_empty = (statistics.quantiles(times, n=20)[-1] for times in (full, empty))
        told = (sorted(codes), statistics.median(full), p95, of_empty, p95 / of_empty)
        pages.append(Page(role, address, *told, _count_queries(people, role, address), length // 1024))
        print(_tell(pages[-1]), flush=True)
    return pages


def _tell(page: Page) -> str:
    times = f"p50 {page.median * 1000:.0f} ms, p95 {page.p95 * 1000:.0f} ms, × {page.ratio:.1f}"
    return f"{page.role:<9} {page.address:<58} {page.codes} {times}, {page.queries} queries"


def _count_queries(people: People, role: str, address: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"accept-language": "ru"})
    with CaptureQueriesContext(connection) as queries:
        client.get(address, headers=_headers(people, role))
    return len(queries)


def press(people: People, users: int, seconds: float) -> dict[str, Any]:
    """Let many users walk over the pages at once, without a pause, and count what was answered."""
    pages = {role: [page for one, page in list_pages() if one == role] for role in PAGES}
    crowd = [CROWD[number % len(CROWD)] for number in range(users)]
    walkers = [web_press.Walker(pages[role], _headers(people, role)) for role in crowd]
    came = web_press.press(PORT, walkers, seconds)
    codes, times, faults = came.codes, came.seconds, came.faults
    failed = sum(count for code, count in codes.items() if code >= 400) + sum(faults.values())
    pressed = {
        "users": users,
        "seconds": seconds,
        "answers": len(times),
        "failed": failed,
        "codes": {str(code): count for code, count in sorted(codes.items())},
        "faults": dict(faults),
        "median": statistics.median(times),
        "p95": came.p95,
    }
    print(json.dumps(pressed), flush=True)
    return pressed


def measure(clusters: int, users: int, seconds: float, home: Path | None = None) -> dict[str, Any]:
    """Fill a registry, unless the home holds one, serve it, measure its pages and its stamina."""
    from importlib.metadata import version

    with tempfile.TemporaryDirectory(prefix="kust-bench-web-") as place:
        place = str(home or place)
        os.environ.update(KUST_HOME=place, DJANGO_SETTINGS_MODULE="kust_web.settings")
        import django

        django.setup()
        from django.db import connection

        people, filled = _open_registry(Path(place), clusters)
        load = os.getloadavg()[0]
        with serving(Path(place)):
            pages = measure_pages(people)
            pressed = press(people, users, seconds)
        heavy = [asdict(one) for one in measure_heavy()]
        database = connection.vendor
        connection.close()
    return {
        "cores": len(os.sched_getaffinity(0)),
        "load": [load, os.getloadavg()[0]],
        "versions": {name: version(name) for name in PACKAGES},
        "database": database,
        "clusters": clusters,
        "times": TIMES,
        "big": {"participants": PARTICIPANTS, "years": len(YEARS), "supplies": SUPPLIES, "code": BIG},
        "filled_seconds": filled,
        "pages": [asdict(page) for page in pages],
        "pressed": pressed,
        "heavy": heavy,
    }


def _open_registry(home: Path, clusters: int) -> tuple[People, float]:
    """Fill the registry in a home, or find what an earlier run has left there."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    kept = home / "people.json"
    if kept.exists():
        told = json.loads(kept.read_text())
        return People(**told["people"]), told["seconds"]
    started = time.perf_counter()
    people = fill(clusters)
    seconds = time.perf_counter() - started
    kept.write_text(json.dumps({"people": asdict(people), "seconds": seconds}))
    print(f"filled in {seconds:.0f} s", flush=True)
    return people, seconds


def main() -> None:
    """Read the command line, measure, print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__.split("\n")[0])
    parser.add_argument("--clusters", type=int, default=CLUSTERS)
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--home", type=Path, help="a folder whose registry is kept for the next run")
    given = parser.parse_args()
    found = measure(given.clusters, given.users, given.seconds, given.home)
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
