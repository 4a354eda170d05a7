"""Writing to the terminal: results to stdout, everything else to stderr; colours only on a terminal."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.data.schema import tables
from kust.errors import UsageError
from kust.i18n import plural, say

if TYPE_CHECKING:
    from kust.data.read import Reading

_WIDE = 140
_COLOURS = {
    "met": "green",
    "not_met": "red",
    "unknown": "yellow",
    "error": "red",
    "warning": "yellow",
    "notice": "dim",
}


def out() -> Console:
    """Return the console of results; a file or a pipe gets wide lines instead of cut ones."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDE)


def note(text: str) -> None:
    """Say something beside the result."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, markup=False)


def write_json(document: Any) -> None:
    """Write one JSON document and nothing else."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("\n")


def paint(word: str, code: str) -> str:
    """Colour a word by what it says."""
    return f"[{_COLOURS[code]}]{word}[/]"


def new_table(*titles: str) -> Table:
    """Start a table with these headings."""
    from rich import box

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


@contextmanager
def progress(lang: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal what is being worked on; a pipe sees nothing of it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda name: None
        return
    with console.status(say("cli.working", lang)) as status:
        yield lambda name: status.update(f"{say('cli.working', lang)} {name}")


def read_whole(path: Path, engine: str, lang: str) -> "tuple[Reading, tuple[Finding, ...]]":
    """Read a dataset and check it, showing progress; a prepared one was checked when it was prepared."""
    from kust.checks.documents import find_unknown_requirements
    from kust.data.read import read_dataset
    from kust.data.validate import validate

    with progress(lang) as show:
        reading = read_dataset(path, engine, show)
        if reading.dataset.prepared:
            return reading, reading.findings
        show(say("cli.validating", lang))
        found = (*reading.findings, *find_unknown_requirements(reading.dataset))
        return reading, validate(reading.dataset, found)


def read_sound(path: Path, engine: str, lang: str, *, as_json: bool = False, trust: bool = False) -> Dataset:
    """Read a dataset that has to be free of errors; those there are get printed, with exit code 3.

    ``trust`` reads without checking: for a large dataset that ``kust validate`` has found sound before.
    """
    if trust:
        from kust.data.read import read_dataset

        reading = read_dataset(path, engine)
        findings = reading.findings
    else:
        reading, findings = read_whole(path, engine, lang)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        if as_json:
            write_json(findings_as_json(str(path), reading.dataset.digest, findings, lang))
        for finding in errors[:20]:
            note(line_of(finding, lang))
        note(UsageError("data_has_errors", count=len(errors)).words(lang))
        raise SystemExit(3)
    warnings = sum(finding.severity == "warning" for finding in findings)
    if warnings:
        noun = plural(warnings, lang, say("cli.warnings", lang))
        note(say("cli.has_warnings", lang, count=warnings, noun=noun, path=path))
    if not reading.dataset.has("clusters"):
        raise UsageError("no_clusters")
    return reading.dataset


def findings_as_json(dataset: str, digest: str, findings: Iterable[Finding], lang: str) -> dict[str, Any]:
    """Bring findings into JSON, with the message and the way to mend in the chosen language."""
    keys = ("code", "severity", "table", "file", "sheet", "row", "column", "value")
    return {
        "dataset": dataset,
        "digest": digest,
        "findings": [
            {key: getattr(finding, key) for key in keys}
            | {"message": finding.message(lang), "mend": finding.mend(lang)}
            for finding in findings
        ],
    }


def line_of(finding: Finding, lang: str) -> str:
    """Put a finding on one line: place, what is wrong, how to mend it."""
    place = [finding.file or finding.table or ""]
    place += [f"«{finding.sheet}»"] if finding.sheet else []
    place += [say("cli.row", lang, row=finding.row)] if finding.row is not None else []
    place += [f"«{_title(finding, lang)}»"] if finding.column else []
    severity = say(f"cli.{finding.severity}", lang)
    return f"{severity}: {', '.join(place)}: {finding.message(lang)} {finding.mend(lang)}"


def _title(finding: Finding, lang: str) -> str:
    """Name a column as its heading does; one that is not of the contract by the heading found."""
    columns = tables()[finding.table].columns if finding.table in tables() else ()
    return next((c.title(lang) for c in columns if c.name == finding.column), str(finding.column))


def count_by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings of each kind."""
    counts = dict.fromkeys(("error", "warning", "notice"), 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts
