"""A broken input and what has to come of it: one clear line, findings with their places, or the right figures."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Make = Callable[[Path], Path]


@dataclass(frozen=True)
class Found:
    """A finding that is expected; every field counts."""

    code: str
    severity: str
    table: str | None = "supplies"
    file: str | None = "supplies.csv"
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Case:
    """An input that ``make`` writes below a folder.

    ``refused`` is the code of the one line expected; otherwise ``errors``, ``warnings`` and ``notices`` are all
    that is found (notices: at least these), and ``reads`` the values of columns that have to be read.
    """

    name: str
    make: Make
    refused: str | None = None
    errors: tuple[Found, ...] = ()
    warnings: tuple[Found, ...] = ()
    notices: tuple[Found, ...] = ()
    reads: tuple[tuple[str, list[Any]], ...] = ()


CASES: list[Case] = []


def broken(
    name: str,
    *found: Found,
    refused: str | None = None,
    reads: dict[str, list[Any]] | None = None,
) -> Callable[[Make], Make]:
    """Add a case to the corpus."""

    def add(make: Make) -> Make:
        kinds = {
            severity: tuple(one for one in found if one.severity == severity)
            for severity in ("error", "warning", "notice")
        }
        expected = tuple((reads or {}).items())
        CASES.append(Case(name, make, refused, kinds["error"], kinds["warning"], kinds["notice"], expected))
        return make

    return add


def error(
    code: str, row: int | None = None, column: str | None = None, value: str | None = None, **place: Any
) -> Found:
    return Found(code, "error", row=row, column=column, value=value, **place)


def warning(
    code: str, row: int | None = None, column: str | None = None, value: str | None = None, **place: Any
) -> Found:
    return Found(code, "warning", row=row, column=column, value=value, **place)


def notice(
    code: str, row: int | None = None, column: str | None = None, value: str | None = None, **place: Any
) -> Found:
    return Found(code, "notice", row=row, column=column, value=value, **place)
