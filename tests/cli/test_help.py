"""The command line's own help and complaints are in the language of the environment, not in Typer's English."""

import os
import re
import subprocess
import sys

import pytest

ENGLISH = re.compile(
    r"Usage|Options|OPTIONS|Commands|COMMAND|ARGS|Arguments|Show this|default:|required"
    r"|Try |Error|Missing|No such|Invalid"
)


def ask(lang: str, *words: str) -> str:
    command = [sys.executable, "-c", "from kust.cli.main import run; run()", *words]
    env = {**os.environ, "KUST_LANG": lang, "COLUMNS": "100", "NO_COLOR": "1"}
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("check --help", "Использование"),
        ("harvest --help", "Команды"),
        ("check", "Не указано: dataset"),
        ("chek", "Такой команды нет: chek. Похожие: check"),
        ("check x --foo", "Такой опции нет: --foo"),
        ("check x --year", "После --year нужно значение"),
        ("check a b c", "Лишнее: b c"),
    ],
)
def test_in_russian_the_help_has_no_english_of_its_own(words: str, told: str) -> None:
    page = ask("ru", *words.split())
    assert told in page
    assert not ENGLISH.findall(page)


def test_in_english_it_is_as_typer_has_it() -> None:
    page = ask("en", "check", "--help")
    assert all(
        word in page for word in ("Usage: ", "[OPTIONS]", "Arguments", "[required]", "[default: text]")
    )
