"""The registry under weight: `python -m bench.web [--clusters 2000] [--users 50] [--seconds 120]`.

A made-up registry of 2,000 clusters, one of them with 200 participants and 20,000 supplies over five years, served on
the loopback address by one process as `make serve` does. Measured are the time of each page (95th of 100 answers) as a
ratio to the page that says only `ok`, in the same run, and then what many users do at once.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT, BIG, YEARS = 8199, "BIG", range(2014, 2019)
PARTICIPANTS, SUPPLIES, TIMES = 200, 20_000, 100
PUBLIC = (
    "/",
    "/dashboard/",
    "/clusters/",
    "/clusters/?search=кластер",
    "/map/",
    f"/clusters/{BIG}/",
    "/api/clusters",
)
TABS = ("verdicts", "history", "chain", "niches", "remedies", "projects", "differences")
OF_MANAGER = (*(f"/clusters/{BIG}/{tab}/" for tab in TABS), "/api/tables/supplies?size=100", "/firms/W0001/")


@dataclass(frozen=True)
class Page:
    """A page: its codes, median and 95th of the seconds that it took, the ratio of the latter to an empty page."""

    address: str
    codes: list[int]
    median: float
    p95: float
    ratio: float


def fill(clusters: int) -> str:
    """Write the made-up registry, and return a session of its manager."""
    from django.contrib.sessions.backends.db import SessionStore

    from kust_web.people.models import Duty, User
    from kust_web.registry.changes import Edit, write

    rng = random.Random(1)
    edits = [Edit("products", {"product_id": f"W{n}", "name": f"Изделие {n}"}) for n in range(100)]
    for number in range(clusters):
        cluster, region = f"W{number:04}", f"{rng.randrange(1, 80):02}"
        edits.append(
            Edit("clusters", {"cluster_id": cluster, "name": f"Кластер {number}", "kind": "industrial"})
        )
        edits.append(Edit("cluster_regions", {"cluster_id": cluster, "region": region}))
        edits += _firms(cluster, 5, f"{cluster}-", region)
    edits.append(Edit("clusters", {"cluster_id": BIG, "name": "Большой кластер", "kind": "industrial"}))
    edits.append(Edit("cluster_regions", {"cluster_id": BIG, "region": "16"}))
    edits += [*_firms(BIG, PARTICIPANTS, "W", "16"), *_flows(rng)]
    write(edits, user=None, kind="load", reason="made up")
    user = User.objects.create_user("manager@kust.example", None)
    Duty.objects.create(user=user, kind=Duty.MANAGER, cluster_id=BIG)
    session = SessionStore()
    session["_auth_user_id"], session["_auth_user_hash"] = str(user.pk), user.get_session_auth_hash()
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    return str(session.session_key)


def _firms(cluster: str, count: int, prefix: str, region: str) -> list[Any]:
    from kust_web.registry.changes import Edit

    made: list[Any] = []
    for number in range(count):
        firm = {"organisation_id": f"{prefix}{number:04}"}
        made.append(
            Edit("organisations", {**firm, "name": f"Завод {number}", "country": "RU", "region": region})
        )
        made.append(Edit("memberships", {**firm, "cluster_id": cluster, "role": "enterprise"}))
    return made


def _flows(rng: random.Random) -> list[Any]:
    from kust_web.registry.changes import Edit

    made = []
    for number in range(PARTICIPANTS):
        for year in YEARS:
            firm = {"organisation_id": f"W{number:04}", "year": year}
            made.append(Edit("accounts", {**firm, "output_krub": 1e6, "purchases_krub": 5e5}))
            made.append(Edit("outputs", {**firm, "product_id": f"W{number % 100}", "amount_krub": 1e6}))
    for _ in range(SUPPLIES):
        supplier, buyer = rng.sample(range(PARTICIPANTS), 2)
        sides = {"supplier_id": f"W{supplier:04}", "buyer_id": f"W{buyer:04}", "reported_by": "supplier"}
        what = {
            "product_id": f"W{supplier % 100}",
            "year": rng.choice(YEARS),
            "amount_krub": rng.uniform(10, 5000),
        }
        made.append(Edit("supplies", {**sides, **what}))
    return made


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """Serve the registry as `make serve` does, until it answers; stop it afterwards."""
    command = [sys.executable, "-m", "kust_web", "serve", "--port", str(PORT), "--bare"]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, "KUST_HOME": str(home)}, stdout=log, stderr=log)
        try:
            for _ in range(240):
                try:
                    if ask("/health/")[0] == 200:
                        break
                except OSError:
                    time.sleep(0.5)
            else:
                raise RuntimeError((home / "server.log").read_text())
            yield
        finally:
            server.terminate()
            server.wait(20)


def ask(address: str, session: str = "") -> tuple[int, float]:
    """Ask for an address; return the code and the seconds until the last byte."""
    started = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    line.request(
        "GET",
        address.replace("кластер", "%D0%BA%D0%BB%D0%B0%D1%81%D1%82%D0%B5%D1%80"),
        headers=_headers(session),
    )
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, time.perf_counter() - started


def _headers(session: str) -> dict[str, str]:
    return (
        {"Cookie": f"sessionid={session}", "Accept-Language": "ru"} if session else {"Accept-Language": "ru"}
    )


def measure_pages(session: str) -> list[Page]:
    """Time each page once it is warm; the empty page is asked in turn with it, so that both meet the same machine."""
    pages = []
    for address, who in [*((one, "") for one in PUBLIC), *((one, session) for one in OF_MANAGER)]:
        for _ in range(5):
            ask(address, who)
        time.sleep(3)  # computations that the page has asked for
        empty, full, codes = [], [], set()
        for _ in range(TIMES):
            empty.append(ask("/health/")[1])
            code, seconds = ask(address, who)
            full.append(seconds)
            codes.add(code)
        p95 = statistics.quantiles(full, n=20)[-1]
        ratio = p95 / statistics.quantiles(empty, n=20)[-1]
        pages.append(Page(address, sorted(codes), statistics.median(full), p95, ratio))
        shown = f"p50 {pages[-1].median * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, × {ratio:.0f}"
        print(f"{address:<36} {sorted(codes)} {shown}")
    return pages


def press(session: str, users: int, seconds: float) -> dict[str, Any]:
    """Let many users walk over the pages at once, and count what was answered."""
    end, codes, times = time.monotonic() + seconds, [], []
    faults: list[str] = []

    def walk(seed: int) -> None:
        rng = random.Random(seed)
        while time.monotonic() < end:
            who = session if seed % 5 == 0 else ""
            try:
                code, took = ask(rng.choice(PUBLIC + OF_MANAGER if who else PUBLIC[:-1]), who)
                codes.append(code)
                times.append(took)
            except OSError as error:
                faults.append(type(error).__name__)

    walkers = [threading.Thread(target=walk, args=(seed,)) for seed in range(users)]
    for walker in walkers:
        walker.start()
    for walker in walkers:
        walker.join()
    failed = sum(code >= 500 for code in codes)
    p95 = statistics.quantiles(times, n=20)[-1]
    return {
        "users": users,
        "seconds": seconds,
        "answers": len(codes),
        "failed": failed + len(faults),
        "p95": p95,
    }


def measure(clusters: int, users: int, seconds: float) -> dict[str, Any]:
    """Fill a registry, serve it, measure its pages and its stamina."""
    with tempfile.TemporaryDirectory(prefix="kust-bench-web-") as place:
        os.environ.update(KUST_HOME=place, DJANGO_SETTINGS_MODULE="kust_web.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        started = time.perf_counter()
        session = fill(clusters)
        filled = time.perf_counter() - started
        print(f"filled in {filled:.0f} s")
        with serving(Path(place)):
            pages = measure_pages(session)
            pressed = press(session, users, seconds)
    return {"filled_seconds": filled, "pages": [asdict(page) for page in pages], "load": pressed}


def main() -> None:
    """Read the command line, measure, print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__.split("\n")[0])
    parser.add_argument("--clusters", type=int, default=2000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    given = parser.parse_args()
    print(json.dumps(measure(given.clusters, given.users, given.seconds), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
