"""Long computations: asked for once, run by a worker apart from the pages, cancelled at any moment.

A job is picked up again when the worker that had it is gone: a worker says every second that it lives. The queue
itself is behind `enqueue`, the only place that knows of it. What may take minutes stands in a queue of its own, behind
all that is short: a worker for short jobs alone is never held up by a plan that is being sought.
"""

import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from kust.errors import KustError
from kust_web.people.models import User
from kust_web.workbench.models import Job

BEAT = 1.0  # seconds between signs of life
# What a database says that is busy or gone for a while; who only watches comes back later.
UNREACHABLE = (OperationalError, InterfaceError)
LOST = timedelta(seconds=10)
# A job that waits so long may have been taken out of the queue by a worker that died before it began.
FORGOTTEN = timedelta(seconds=60)
KEPT = timedelta(days=90)
ATTEMPTS = 3
CANCELLED_EXIT = 75
SHORT, LONG = "default", "long"  # queues, as the settings name them
BEHIND = -50  # priority of long jobs for a worker that does both; that of short ones is 0

Say = Callable[[float, str], None]
_LOG = logging.getLogger(__name__)
Work = Callable[[Job, Say], Any]
_WORKS: dict[str, Work] = {}
_PUBLIC: set[str] = set()
_LONG: set[str] = set()


def work(kind: str, *, public: bool = False, long: bool = False) -> Callable[[Work], Work]:
    """Name a function as the work of a kind of job: it gets the job and a way to tell how far it is (0..1).

    What a public kind answers holds no figure of a single firm, or its pages leave them out. A long kind may take
    minutes for a large cluster, or looks through the whole registry.
    """

    def register(function: Work) -> Work:
        _WORKS[kind] = function
        if public:
            _PUBLIC.add(kind)
        if long:
            _LONG.add(kind)
        return function

    return register


def is_public(kind: str) -> bool:
    return kind in _PUBLIC


@cache
def _version() -> str:
    return version("kust")


def fingerprint(kind: str, cluster: str, digest: str, parameters: Mapping[str, Any]) -> str:
    """Tell jobs apart by what they would work out: the same question on the same figures is one job.

    Another version of kust may answer otherwise, so it is asked anew.
    """
    asked = json.dumps([_version(), kind, cluster, digest, parameters], sort_keys=True, ensure_ascii=False)
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
    alive = Job.objects.filter(fingerprint=mark, state__in=Job.ALIVE)
    if job := alive.first():
        return job
    who = user if user is not None and user.is_authenticated else None
    asked = {"kind": kind, "cluster_id": cluster, "digest": digest, "parameters": parameters}
    try:
        with transaction.atomic():
            job = Job.objects.create(**asked, fingerprint=mark, asked_by=who)
            enqueue(job)  # a row of the same database: either both are there or neither
    except IntegrityError:
        return alive.get()  # somebody asked the same in the same moment
    job.refresh_from_db()  # where jobs are run at once it has its answer already
    return job


def find(kind: str, *, cluster: str = "", digest: str = "", parameters: Mapping[str, Any]) -> Job | None:
    """Find the newest job that was to answer a question, a failed or cancelled one too."""
    return Job.objects.filter(fingerprint=fingerprint(kind, cluster, digest, parameters)).first()


def ask_again(job: Job, user: User | None = None) -> Job:
    """Start a failed or cancelled job anew."""
    asked = {"cluster": job.cluster_id, "digest": job.digest, "parameters": job.parameters}
    return ask(job.kind, **asked, user=user)


def enqueue(job: Job) -> None:
    placed = run_job.using(queue_name=LONG, priority=BEHIND) if job.kind in _LONG else run_job
    placed.enqueue(job.pk)


def cancel(job: Job) -> None:
    """Stop a job; one that waits is stopped at once, one that runs by its worker within a second."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.WAITING)
    if not waiting.update(state=Job.CANCELLED, finished_at=timezone.now()):
        Job.objects.filter(pk=job.pk, state=Job.RUNNING).update(cancel_asked=True)


def pick_up_lost() -> int:
    """Queue again the jobs whose worker is gone; one that took three workers down is given up."""
    now = timezone.now()
    count = 0
    for job in Job.objects.filter(state=Job.RUNNING, heard_at__lt=now - LOST):
        mine = Job.objects.filter(pk=job.pk, state=Job.RUNNING, heard_at=job.heard_at)
        if job.cancel_asked:
            mine.update(state=Job.CANCELLED, finished_at=now)
        elif job.attempts >= ATTEMPTS:
            mine.update(state=Job.FAILED, failure=json.dumps({"code": "worker_lost"}), finished_at=now)
        elif mine.update(state=Job.WAITING, progress=0.0, heard_at=now):
            enqueue(job)
            count += 1
    since = now - FORGOTTEN
    for job in Job.objects.filter(state=Job.WAITING).filter(
        Q(heard_at__lt=since) | Q(heard_at=None, asked_at__lt=since)
    ):
        mine = Job.objects.filter(pk=job.pk, state=Job.WAITING, heard_at=job.heard_at)
        # Queued twice does no harm: only one worker can take it.
        if mine.update(heard_at=now):
            enqueue(job)
            count += 1
    return count


def forget_old() -> int:
    """Remove what was worked out long ago, with its files; it can be worked out again from its digest."""
    old = Job.objects.filter(finished_at__lt=timezone.now() - KEPT)
    for job in old.iterator():
        for name in file_names(job):
            (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
    return old.delete()[0]


def file_names(job: Job) -> list[str]:
    """List the files that a job has left, by their places under ``MEDIA_ROOT``."""
    answer = job.answer if isinstance(job.answer, dict) else {}
    return [str(one["place"]) for one in answer.get("files", {}).values()]


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
        _fail(job, error.code, error.values)
    except Exception as error:
        _fail(job, "unexpected", {"kind": type(error).__name__})
        raise
    finally:
        done.set()
        if not alone:
            beat.join()


def _finish(job: Job, answer: Any) -> None:
    Job.objects.filter(pk=job.pk, state=Job.RUNNING).update(
        state=Job.DONE, answer=answer, progress=1.0, finished_at=timezone.now()
    )


def _fail(job: Job, code: str, values: Mapping[str, Any]) -> None:
    """Keep what went wrong as code and figures; of a path only the name, which tells nobody where files lie."""
    told = {key: value.name if isinstance(value, Path) else value for key, value in values.items()}
    failure = json.dumps({"code": code, "values": told}, default=str, ensure_ascii=False)
    if len(failure) > Job.FAILURE_LENGTH:
        told = {key: str(value)[:200] for key, value in told.items()}
        failure = json.dumps({"code": code, "values": told}, ensure_ascii=False)
    if len(failure) > Job.FAILURE_LENGTH:
        failure = json.dumps({"code": code})
    Job.objects.filter(pk=job.pk, state=Job.RUNNING).update(
        state=Job.FAILED, failure=failure, finished_at=timezone.now()
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
        try:
            _say_alive(job_id, done)
        except UNREACHABLE as error:
            _LOG.warning("job %s: no sign of life: %s", job_id, error)
            connection.close()
    connection.close()


def _say_alive(job_id: int, done: threading.Event) -> None:
    mine = Job.objects.filter(pk=job_id, state=Job.RUNNING)
    mine.update(heard_at=timezone.now())
    if mine.filter(cancel_asked=True).exists() and not done.is_set():
        mine.update(state=Job.CANCELLED, finished_at=timezone.now())
        os._exit(CANCELLED_EXIT)
