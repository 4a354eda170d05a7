"""The work of taking a snapshot, where a cluster is so large that a page should not wait for it."""

from typing import Any

from kust_web.registry import snapshot
from kust_web.registry.models import Snapshot
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job

# A page takes a snapshot of so many rows itself: that is a matter of a few hundredths of a second.
AT_ONCE = 4000


@work("snapshot", public=True)
def take_snapshot(job: Job, tell: Say) -> dict[str, Any]:
    tell(0.1, "snapshot")
    taken = snapshot.current(job.cluster_id)
    return {"digest": taken.digest, "rows": taken.rows}


def find_current(cluster: str, newest: int) -> Snapshot | None:
    """Return the snapshot of the state of now, if it is there or quickly made."""
    last = Snapshot.objects.filter(cluster_id=cluster, as_of=None).first()
    if last is None:
        return None
    if (last.change_id or 0) == newest and snapshot.folder_of(last.digest).exists():
        return last
    return snapshot.take(cluster) if last.rows <= AT_ONCE else None
