"""Who watches over jobs and files goes on where a database is busy, and gives way where somebody was faster."""

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoDbBlocker

from kust_web.registry import snapshot
from kust_web.workbench import jobs
from kust_web.workbench.management.commands import worker

CLOSED = SimpleNamespace(close=lambda: None)


def busy_once(then: object = None) -> "tuple[list[int], object]":
    """Make something that fails the first time, as a locked database does, and remembers how often it was asked."""
    asked: list[int] = []

    def ask(*_: object) -> None:
        asked.append(len(asked))
        if len(asked) == 1:
            raise OperationalError("database is locked")
        if isinstance(then, threading.Event):
            then.set()

    return asked, ask


@pytest.mark.parametrize(
    ("parents", "looks"), [([7, 7, 1], [0, 1]), ([1], [])], ids=["after two looks", "while it started"]
)
def test_a_look_for_lost_jobs_that_fails_is_not_the_last_but_one_without_the_parent_is(
    parents: list[int], looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker was started by process 7; with that gone it is told to end, also before its first look."""
    asked, look = busy_once()
    left, told = iter(parents), []
    monkeypatch.setattr(worker, "pick_up_lost", look)
    monkeypatch.setattr(worker, "forget_old", lambda: None)
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(worker, "connection", CLOSED)
    here = SimpleNamespace(getppid=lambda: next(left), getpid=os.getpid, kill=lambda *what: told.append(what))
    monkeypatch.setattr(worker, "os", here)
    worker._look_after(7)
    assert (asked, told) == (looks, [(os.getpid(), signal.SIGTERM)])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a parent that is gone")
@pytest.mark.parametrize(("parent", "code"), [("os.getppid()", 0), ("0", 143)])
def test_who_asks_to_end_with_a_parent_that_is_gone_already_ends_at_once(parent: str, code: int) -> None:
    asks = f"import os; from kust_web.parent import end_with_parent; end_with_parent({parent})"
    assert subprocess.run([sys.executable, "-c", asks], check=False).returncode == code


@pytest.fixture
def queue(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[sqlite3.Connection]:
    """A queue without a task in a database of its own that is waited for 50 ms; another connection to it."""
    own = {**connections["default"].settings_dict, "NAME": str(tmp_path / "queue.sqlite3")}
    own["OPTIONS"] = {**own["OPTIONS"], "timeout": 0.05}
    wrapper = DatabaseWrapper(own, "default")
    with django_db_blocker.unblock():
        before, connections["default"] = connections["default"], wrapper
        try:
            with wrapper.schema_editor() as editor:
                editor.create_model(DBTaskResult)
            with closing(sqlite3.connect(own["NAME"], isolation_level=None)) as other:
                yield other
        finally:
            wrapper.close()
            connections["default"] = before


def make_worker() -> worker.PatientWorker:
    """Make a worker that leaves when it finds nothing to do."""
    asked = {"queue_names": ["*"], "excluded_queue_names": [], "interval": 0.0, "max_tasks": None}
    return worker.PatientWorker(
        **asked, batch=True, backend_name="default", startup_delay=False, worker_id="one"
    )


def test_a_worker_that_finds_the_queue_locked_looks_again_and_says_nothing_of_it(
    queue: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            queue.execute("ROLLBACK")

    monkeypatch.setattr(worker, "time", SimpleNamespace(sleep=wait))
    queue.execute("BEGIN IMMEDIATE")
    make_worker().run()
    assert waits == [0.0, 0.0]
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]
    queue.execute(f"DROP TABLE {DBTaskResult._meta.db_table}")
    with pytest.raises(OperationalError, match="no such table"):
        make_worker().run()


def test_connections_of_workers_wait_longer_for_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"timeout": 20}
    here = SimpleNamespace(settings={"default": {"OPTIONS": options}})
    monkeypatch.setattr(worker, "connections", here)
    monkeypatch.setattr(worker, "connection", SimpleNamespace(vendor="sqlite", close=lambda: None))
    worker._be_patient()
    assert options["timeout"] > 20


def test_a_sign_of_life_that_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    asked, say = busy_once(done)
    monkeypatch.setattr(jobs, "_say_alive", say)
    monkeypatch.setattr(jobs, "BEAT", 0.0)
    monkeypatch.setattr(jobs, "connection", CLOSED)
    jobs._beat(1, done)
    assert asked == [0, 1]


def test_of_two_who_take_the_same_snapshot_the_second_leaves_that_of_the_first(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "outputs.parquet").write_text("the same")
    home = tmp_path / "ab" / "abcd"
    for name in ("first", "second"):
        snapshot._keep(tmp_path / name, home)
    assert [path.name for path in home.iterdir()] == ["outputs.parquet"]
