"""The command line run in this process, with what it wrote and its exit code; and what makes every test quicker."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from kust.cli.main import run


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def _with_room(call: Callable[[], Any]) -> Any:
    return call()


# CPython keeps its frames in pieces of 16 KiB: a loop that stands at the end of one maps and unmaps memory at each of
# its calls, hundreds of thousands of times in some tests. What this calls has half a MiB before it in one piece.
_with_room.__code__ = _with_room.__code__.replace(co_stacksize=70_000)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    runner = item.config.pluginmanager.get_plugin("runner")
    return _with_room(lambda: runner.pytest_runtest_protocol(item=item, nextitem=nextitem))


def pytest_collection_finish() -> None:
    """What is there by now stays: it need not be gone through again whenever garbage is looked for."""
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: a minute's file that comes last keeps one core busy and the other idle."""
    items.sort(key=lambda item: item.get_closest_marker("lengthy") is None)


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> Ran:
        monkeypatch.setattr("sys.argv", ["kust", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return Ran(code, written.out, written.err)

    return call
