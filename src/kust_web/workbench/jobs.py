"""Long computations: asked for once, run by a worker apart from the pages, cancelled at any moment.

A job is picked up again when the worker that had it is gone: a worker says every second that it lives. The queue
itself is behind `enqueue`, the only place that knows of it.
"""

import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from kust.errors import KustError
from kust_web.people.models import User
from kust_web.workbench.models import Job

BEAT = 1.0  # seconds between signs of life
LOST = timedelta(seconds=10)
ATTEMPTS = 3
CANCELLED_EXIT = 75

Say = Callable[[float, str], None]
Work = Callable[[Job, Say], Any]
_WORKS: dict[str, Work] = {}


def work(kind: str) -> Callable[[Work], Work]:
    """Name a function as the work of a kind of job: it gets the job and a way to tell how far it is (0..1)."""

    def register(function: Work) -> Work:
        _WORKS[kind] = function
        return function

    return register


def fingerprint(kind: str, cluster: str, digest: str, parameters: Mapping[str, Any]) -> str:
    """Tell jobs apart by what they would work out: the same question on the same figures is one job."""
    asked = json.dumps([kind, cluster, digest, parameters], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()


def ask(
    kind: str,
    *,
    cluster: str = "",
    digest: str = "",
    parameters: Mapping[str, Any] | None = None,
    user: User | None = None,
) -> Job:
    """Find the job that answers a question, or start one; a failed or cancelled one is started anew."""
    if kind not in _WORKS:
        raise KeyError(kind)
    parameters = dict(parameters or {})
    mark = fingerprint(kind, cluster, digest, parameters)
    with transaction.atomic():
        alive = Job.objects.filter(fingerprint=mark, state__in=[Job.WAITING, Job.RUNNING, Job.DONE]).first()
        if alive:
            return alive
        who = user if user is not None and user.is_authenticated else None
        job = Job.objects.create(
            kind=kind,
            cluster_id=cluster,
            digest=digest,
            parameters=parameters,
            fingerprint=mark,
            asked_by=who,
        )
        enqueue(job)  # a row of the same database: either both are there or neither
    return job


def enqueue(job: Job) -> None:
    run_job.enqueue(job.pk)


def cancel(job: Job) -> None:
    """Stop a job; one that waits is stopped at once, one that runs by its worker within a second."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.WAITING)
    if not waiting.update(state=Job.CANCELLED, finished_at=timezone.now()):
        Job.objects.filter(pk=job.pk, state=Job.RUNNING).update(cancel_asked=True)


def pick_up_lost() -> int:
    """Queue again the jobs whose worker is gone; one that took three workers down is given up."""
    lost = Job.objects.filter(state=Job.RUNNING, heard_at__lt=timezone.now() - LOST)
    count = 0
    for job in lost:
        mine = Job.objects.filter(pk=job.pk, state=Job.RUNNING, heard_at=job.heard_at)
        if job.cancel_asked:
            mine.update(state=Job.CANCELLED, finished_at=timezone.now())
        elif job.attempts >= ATTEMPTS:
            mine.update(state=Job.FAILED, failure="worker_lost", finished_at=timezone.now())
        elif mine.update(state=Job.WAITING, progress=0.0):
            enqueue(job)
            count += 1
    return count


@task()
def run_job(job_id: int) -> None:
    """Do the work of a job, if nobody else has taken it."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=Job.WAITING)
    if not taken.update(state=Job.RUNNING, heard_at=now):
        return
    job = Job.objects.get(pk=job_id)
    Job.objects.filter(pk=job_id).update(attempts=job.attempts + 1)
    done = threading.Event()
    # Tests run jobs at once, in the page's own transaction: no second connection may look at it then.
    alone = connection.in_atomic_block
    beat = threading.Thread(target=_beat, args=(job_id, done), daemon=True)
    if not alone:
        beat.start()
    try:
        _finish(job, _WORKS[job.kind](job, _teller(job_id)))
    except KustError as error:
        _fail(job, json.dumps({"code": error.code, "values": error.values}, default=str, ensure_ascii=False))
    except Exception as error:
        _fail(job, type(error).__name__)
        raise
    finally:
        done.set()
        if not alone:
            beat.join()


def _finish(job: Job, answer: Any) -> None:
    Job.objects.filter(pk=job.pk, state=Job.RUNNING).update(
        state=Job.DONE, answer=answer, progress=1.0, finished_at=timezone.now()
    )


def _fail(job: Job, failure: str) -> None:
    Job.objects.filter(pk=job.pk, state=Job.RUNNING).update(
        state=Job.FAILED, failure=failure[:1000], finished_at=timezone.now()
    )


def _teller(job_id: int) -> Say:
    last = 0.0

    def tell(progress: float, stage: str = "") -> None:
        nonlocal last
        if time.monotonic() - last > 0.3:
            last = time.monotonic()
            Job.objects.filter(pk=job_id).update(progress=progress, stage=stage)

    return tell


def _beat(job_id: int, done: threading.Event) -> None:
    """Say every second that the job is alive; asked to cancel, leave: nothing can stop a solver from within."""
    while not done.wait(BEAT):
        mine = Job.objects.filter(pk=job_id, state=Job.RUNNING)
        mine.update(heard_at=timezone.now())
        if mine.filter(cancel_asked=True).exists() and not done.is_set():
            mine.update(state=Job.CANCELLED, finished_at=timezone.now())
            os._exit(CANCELLED_EXIT)
    connection.close()
