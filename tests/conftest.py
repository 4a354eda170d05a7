"""The command line run in this process, with what it wrote and its exit code."""

from dataclasses import dataclass

import pytest

from kust.cli.main import run


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


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
