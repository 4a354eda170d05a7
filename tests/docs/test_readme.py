"""What the two READMEs show is so: their commands run, their output is the program's, their Python works."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from .made import DOCS
from .shell import blocks, commands, fill_in, run

pytestmark = pytest.mark.lengthy

ROOT = DOCS.parent
README = {"en": ROOT / "README.md", "ru": ROOT / "README.ru.md"}
WORKBOOK = "my-cluster.xlsx"
Called = Callable[[list[str], Path, str], Any]
WRITES = ("report.html", "marked.xlsx", "fast", "returned/M04.xlsx", "joined.xlsx")


@pytest.fixture
def called(kust: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Called:
    """Run a command in this process: that the installed `kust` starts is shown by the output it prints below."""

    def call(words: list[str], folder: Path, lang: str) -> Any:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("KUST_LANG", lang)
        return kust(*words)

    return call


@pytest.fixture(params=README)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_command_of_the_readme_runs(called: Called, tmp_path: Path) -> None:
    _run_all(called, commands(README["en"]), tmp_path, "en")
    for name in WRITES:
        assert (tmp_path / name).exists(), name


def test_the_main_path_runs_with_a_russian_template(called: Called, tmp_path: Path) -> None:
    path = [words for words in commands(README["ru"]) if words[0] == "kust"][:4]
    assert [words[1] for words in path] == ["new", "validate", "check", "report"]
    _run_all(called, path, tmp_path, "ru")


def _run_all(called: Called, several: Iterable[list[str]], folder: Path, lang: str) -> None:
    for words in several:
        if words[0] == "make":
            continue
        if words[0] == "kust":
            done = called(words[1:], folder, lang)
            code, out, err = done.code, done.out, done.err
        else:
            made = run(words, folder, lang)
            code, out, err = made.returncode, made.stdout, made.stderr
        assert code == 0, f"{' '.join(words)}: {err or out}"
        assert "Traceback" not in err
        if words[:3] == ["kust", "new", WORKBOOK]:
            fill_in(folder / WORKBOOK, lang)


def test_the_targets_of_the_readme_are_in_the_makefile(lang: str) -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = [words[1] for words in commands(README[lang]) if words[0] == "make"]
    assert named == ["demo", "test", "serve"]
    assert set(named) <= set(targets)


def test_the_output_shown_is_that_of_the_program(lang: str, tmp_path: Path) -> None:
    text = README[lang].read_text("utf-8")
    command = re.findall(r"<!-- output of: (.+) -->", text)
    shown = blocks(README[lang], "text")
    assert len(command) == len(shown) == 1
    printed = _plain(run(command[0].split(), tmp_path, lang).stdout)
    place = 0
    for line in shown[0].splitlines():
        wanted = _plain(line.removesuffix("…"))
        assert wanted in printed[place:], line
        place = printed.index(wanted, place)


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_the_python_of_the_readme_runs(lang: str, tmp_path: Path) -> None:
    (snippet,) = blocks(README[lang], "python")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", snippet],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = dict(line.split()[:2] for line in done.stdout.splitlines())
    assert printed["industrial.enterprises"] == "met"
    assert printed["industrial.high_productivity_jobs"] == "not_met"


def test_both_readmes_show_the_same_commands_and_the_same_python() -> None:
    assert list(commands(README["en"])) == list(commands(README["ru"]))
    assert blocks(README["en"], "python") == blocks(README["ru"], "python")
