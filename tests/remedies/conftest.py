"""The command line, called as a user calls it."""

from collections.abc import Callable

import pytest

from kust.cli.main import run
from kust.examples import load

Call = Callable[..., tuple[int, str, str]]
# Looking for examples in it would load OR-Tools here; test_against_cp_sat runs it in a process of its own.
collect_ignore = ["against_cp_sat.py"]
ASKED = ("--on", "2019-03-01", "--year", "2018")


@pytest.fixture
def kust(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kust", *map(str, words)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.fixture
def machines() -> str:
    return str(load("machine-building"))
