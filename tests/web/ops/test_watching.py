"""Who watches over jobs and files goes on where a database is busy, and gives way where somebody was faster."""

import os
import signal
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError

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


def test_a_look_for_lost_jobs_that_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its parent gone after the second look the worker is told to end."""
    asked, look = busy_once()
    parents, told = iter([1, 1, 1, 2]), []
    monkeypatch.setattr(worker, "pick_up_lost", look)
    monkeypatch.setattr(worker, "forget_old", lambda: None)
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(worker, "connection", CLOSED)
    here = SimpleNamespace(
        getppid=lambda: next(parents), getpid=os.getpid, kill=lambda *what: told.append(what)
    )
    monkeypatch.setattr(worker, "os", here)
    worker._look_after(True)
    assert (asked, told) == ([0, 1], [(os.getpid(), signal.SIGTERM)])


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
