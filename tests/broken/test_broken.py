"""Every broken input ends in one clear line, in findings with their places, or in the right figures."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from kust.cli.main import run
from kust.data import read_dataset
from kust.i18n import say

from .case import Case, Found
from .corpus import CASES
from .sound import sound, write_folder

_FIELDS = ("code", "severity", "table", "file", "sheet", "row", "column", "value")
_QUESTION = ("--on", "2019-03-01", "--year", "2018", "--edition", "779-2018", "--format", "json")
_NO_CLUSTER = ("A workbook of other things than tables holds nothing to check",)
# So much time is more than any of them takes, and less than a hang.
_PATIENCE = 60


def command(monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    """Run the command line as it is run, in this process: exit code, stdout, stderr."""
    monkeypatch.setattr(sys, "argv", ["kust", *words])
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        run()
    code = ended.value.code
    return (code if isinstance(code, int) else 0 if code is None else 1), out.getvalue(), err.getvalue()


def _found(findings: list[dict[str, Any]], severity: str) -> list[Found]:
    found = [Found(**{name: one[name] for name in _FIELDS}) for one in findings]
    return sorted((one for one in found if one.severity == severity), key=repr)


def _refuses(case: Case, path: Path, code: int, out: str, err: str) -> None:
    assert (code, out) == (2, "")
    assert err.count("\n") == 1, err
    assert err.startswith("kust: ")
    start = say(f"error.{case.refused}", "ru", path="%", sheet="%", other="%", reason="%", count="%")
    words = [part for part in start.split("%") if len(part) > 3]
    assert all(part in err for part in words), f"{err!r} is not {case.refused}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_validate_says_what_is_wrong_and_where_and_check_does_not_break_over_it(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = case.make(tmp_path)
    ended = command(monkeypatch, "validate", str(path), "--format", "json", "--lang", "ru")
    if case.refused:
        _refuses(case, path, *ended)
    else:
        _tells_what_is_wrong(case, path, *ended)
    code, out, err = command(monkeypatch, "check", str(path), *_QUESTION, "--lang", "en")
    assert code == (3 if case.errors else 2 if case.refused or case.name in _NO_CLUSTER else 0), err
    assert bool(out) == (code != 2)
    assert bool(err.count("\n") == 1) or code != 2
    if out:
        json.loads(out)


def _tells_what_is_wrong(case: Case, path: Path, code: int, out: str, _: str) -> None:
    findings = json.loads(out)["findings"]
    assert _found(findings, "error") == sorted(case.errors, key=repr)
    assert _found(findings, "warning") == sorted(case.warnings, key=repr)
    assert set(case.notices) <= set(_found(findings, "notice"))
    assert code == (3 if case.errors else 0)
    assert not any("{" in one["message"] + one["mend"] or not one["mend"] for one in findings)
    if case.reads:
        dataset = read_dataset(path).dataset
        for place, expected in case.reads:
            table, _, column = place.partition(".")
            assert dataset.rows(table).collect()[column].to_list() == expected, place


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (b"[readings]\nparticipant = 'all'\n", "readings.participant"),
        (b"[prices]\nstep = 1\n", "prices"),
        (b"[readings]\nparticipants = 'everyone'\n", "readings.participants"),
        (b"[readings]\nfinal_makers_in_supply_side = 'yes'\n", "readings.final_makers_in_supply_side"),
        (b"[readings\n", "kust.toml"),
        (b"\xff\xfe\x00", "kust.toml"),
    ],
)
def test_settings_that_kust_does_not_understand_are_refused_by_name(
    settings: bytes, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path, sound())
    (tmp_path / "kust.toml").write_bytes(settings)
    code, out, err = command(monkeypatch, "check", str(tmp_path), *_QUESTION, "--lang", "en")
    assert (code, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


@pytest.mark.parametrize("refused", ["truncated_workbook", "html_as_csv", "empty_rows", None])
def test_the_program_itself_ends_without_a_traceback(refused: str | None, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.refused == refused and (refused or case.errors))
    path = case.make(tmp_path)
    words = [
        sys.executable,
        "-c",
        "from kust.cli.main import run; run()",
        "validate",
        str(path),
        "--lang",
        "en",
    ]
    ended = subprocess.run(
        words, capture_output=True, text=True, timeout=_PATIENCE, check=False, env=dict(os.environ)
    )
    assert ended.returncode == (2 if refused else 3)
    assert "Traceback" not in ended.stderr + ended.stdout
    if refused:
        assert ended.stderr.count("\n") == 1
        assert ended.stdout == ""


def test_the_corpus_is_as_large_as_promised_and_no_case_stands_twice() -> None:
    assert len(CASES) >= 70
    assert len({case.name for case in CASES}) == len(CASES)
