"""The fenced blocks of a page, and its commands run as a reader would type them."""

import csv
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from kust.data.schema import Table, tables
from kust.examples import load

from ..data.sheets import fill

# What a workbook of the main path is filled in with.
EXAMPLE = "machine-building"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [body for name, body in _BLOCK.findall(page.read_text("utf-8")) if name == language]


def commands(page: Path) -> Iterator[list[str]]:
    """The commands of the shell blocks, in order, without remarks."""
    for block in blocks(page, "sh"):
        for line in block.splitlines():
            if words := shlex.split(line, comments=True):
                yield words


def run(words: list[str], folder: Path, lang: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the page in a folder, `kust` as it is installed for these tests."""
    program = str(Path(sys.executable).with_name("kust")) if words[0] == "kust" else words[0]
    return subprocess.run(
        [program, *words[1:]],
        cwd=folder,
        env=_environment(lang),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def _environment(lang: str) -> Mapping[str, str]:
    return {**os.environ, "KUST_LANG": lang, "PYTHONUTF8": "1"}


def fill_in(workbook: Path, lang: str) -> None:
    """Fill in an empty template with the figures of an example, under the headings that it has."""
    rows = {}
    for file in sorted(load(EXAMPLE).glob("*.csv")):
        table = tables()[file.stem]
        with file.open(encoding="utf-8", newline="") as lines:
            rows[table.title(lang)] = [_titled(line, table, lang) for line in csv.DictReader(lines)]
    fill(workbook, rows)


def _titled(line: dict[str, str], table: Table, lang: str) -> dict[str, str | float]:
    """A row under the titles of its columns, figures as numbers, without the empty cells."""
    row: dict[str, str | float] = {}
    for name, cell in line.items():
        column = table.column(name)
        if cell:
            row[column.title(lang)] = float(cell) if column.type in ("number", "integer") else cell
    return row
