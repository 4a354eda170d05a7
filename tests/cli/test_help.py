"""The command line's own help and complaints are in the language asked for, not in Typer's English."""

import os
import re
import subprocess
import sys
from importlib import import_module

import pytest

from kust.cli.harvest import PLACES as HARVEST
from kust.cli.later import name_of
from kust.cli.main import PLACES
from kust.cli.programme import PLACES as PROGRAMME

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


@pytest.mark.parametrize(("lang", "words"), [("en", "check --help"), ("ru", "check --lang=en --help")])
def test_in_english_it_is_as_typer_has_it(lang: str, words: str) -> None:
    page = ask(lang, *words.split())
    assert all(
        word in page for word in ("Usage: ", "[OPTIONS]", "Arguments", "[required]", "[default: text]")
    )


@pytest.mark.parametrize("places", [PLACES, HARVEST, PROGRAMME])
def test_every_command_of_a_module_is_listed_and_no_other(places: dict[str, str]) -> None:
    for place in dict.fromkeys(places.values()):
        module = import_module(f"kust.cli.{place}")
        commands = getattr(module, "COMMANDS", ())
        functions = (command[0] if isinstance(command, tuple) else command for command in commands)
        own = [name_of(function) for function in functions] or [module.app.info.name]
        assert [name for name, stands in places.items() if stands == place] == own
