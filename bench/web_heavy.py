"""What a page leaves to a job or does at one's bidding: large changes, taking them back, snapshots."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bench.web_registry import BIG, PARTICIPANTS, PRODUCTS, YEARS

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS, LARGE = 10_000, 100_000
MOST_SECONDS = 10.0


@dataclass(frozen=True)
class Heavy:
    """Something heavy, so many rows, the seconds that it took; `limit` is None where none is set."""

    what: str
    rows: int
    seconds: float
    limit: float | None = None


def measure_heavy() -> list[Heavy]:
    """Change 10,000 rows and take it back, add as many and take them back, take snapshots; to be done last of all."""
    from django.utils import timezone

    from kust_web.people.models import User
    from kust_web.registry import national, snapshot
    from kust_web.registry.changes import Edit, undo, write
    from kust_web.registry.models import model_of
    from kust_web.workbench.models import Job

    user, found = User.objects.first(), []

    def clock(what: str, rows: int, act: Callable[[], Any], limit: float | None = None) -> Any:
        started = time.perf_counter()
        done = act()
        found.append(Heavy(what, rows, time.perf_counter() - started, limit))
        print(f"{what}, {rows:,} rows: {found[-1].seconds:.1f} s", flush=True)
        return done

    def put(edits: list[Edit]) -> Any:
        return write(edits, user=user, kind="upload", reason="made up")

    told = model_of("supplies").objects.filter(is_removed=False).values_list("pk", "amount_krub", "change_id")
    edits = [Edit("supplies", {"amount_krub": a + 1}, row_id=pk, seen=seen) for pk, a, seen in told[:ROWS]]
    changed = clock("rows changed", ROWS, lambda: put(edits))
    clock("the change taken back", ROWS, lambda: undo(changed, user=user), MOST_SECONDS)
    added = clock("rows added", ROWS, lambda: put(_supplies(ROWS)))
    clock("the addition taken back", ROWS, lambda: undo(added, user=user), MOST_SECONDS)
    held = snapshot.current(BIG).rows
    clock("snapshot of the large cluster", held, lambda: snapshot.take(BIG))
    past = timezone.now() - timedelta(days=3)
    clock("the same as of a past day", held, lambda: snapshot.take(BIG, past))
    everything = snapshot.current().rows
    clock("snapshot of the registry", everything, snapshot.take)
    country = Job(kind=national.KIND, parameters={"on": timezone.localdate().isoformat()})
    clock(
        "every cluster judged and the country summed", everything, lambda: national.work_out(country, _hush)
    )
    put(_supplies(LARGE - held))
    clock("snapshot of a cluster as large", LARGE, lambda: snapshot.take(BIG))
    return found


def _hush(progress: float, stage: str = "") -> None:
    """Say nothing of how far it is."""


def _supplies(count: int) -> list[Any]:
    from kust_web.registry.changes import Edit

    return [
        Edit(
            "supplies",
            {
                "supplier_id": f"W{number % PARTICIPANTS:04}",
                "buyer_id": f"W{(number * 7 + 1) % PARTICIPANTS:04}",
                "product_id": f"W{number % PRODUCTS}",
                "year": YEARS[-1],
                "amount_krub": float(number),
                "reported_by": "supplier",
            },
        )
        for number in range(count)
    ]
