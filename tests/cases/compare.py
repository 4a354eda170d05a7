"""Where an answer of the program is not what a case expects, in words."""

from math import isclose
from typing import Any

from .load import NUMBERS, Case, prefix


def differences(case: Case, verdict: dict[str, Any], joined: bool = False) -> list[str]:
    """Lines that say what differs; `verdict` is one entry of "verdicts" in the JSON of `check`."""
    start = prefix(case) if joined else ""
    lines: list[str] = []
    for key, expected in case.expect.items():
        if key == "parts":
            lines += _named(key, expected, {part["part"]: part for part in verdict[key]})
        elif key == "members":
            lines += _named(key, expected, {_own(row, start)["organisation_id"]: row for row in verdict[key]})
        elif key in ("missing", "alternatives"):
            lines += _listed(key, expected, [_own(_flat(row), start) for row in verdict.get(key) or []])
        else:
            lines += _cell(key, expected, verdict, key)
    return lines


def _cell(where: str, expected: Any, found: dict[str, Any], key: str) -> list[str]:
    value = found.get(key, "nothing")
    if key in NUMBERS and expected is not None and isinstance(value, int | float):
        # A margin of nothing is exactly nothing: a reader must not see 1e-17 of a share.
        same = value == 0 if key == "margin" and expected == 0 else isclose(value, expected, rel_tol=1e-9)
    else:
        same = str(value) == str(expected)
    return [] if same else [f"{where}: expected {expected}, got {value}"]


def _named(key: str, expected: dict[str, Any], found: dict[str, dict[str, Any]]) -> list[str]:
    if not expected:
        return [f"{key}: expected none, got {', '.join(found)}"] if found else []
    lines: list[str] = []
    for name, cells in expected.items():
        if name not in found:
            lines.append(f"{key} {name}: expected {cells}, got none")
        for column, cell in cells.items() if name in found else ():
            lines += _cell(f"{key} {name} {column}", cell, found[name], column)
    return lines


def _listed(key: str, expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    if not expected:
        return [f"{key}: expected none, got {found}"] if found else []
    return [
        f"{key}: expected a row with {row}, got {found}"
        for row in expected
        if not any(not any(_cell(key, cell, one, column) for column, cell in row.items()) for one in found)
    ]


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """An alternative names its reading and the setting of it; a case writes `reading: setting`."""
    return {**row, row["reading"]: row["setting"]} if "reading" in row else row


def _own(row: dict[str, Any], start: str) -> dict[str, Any]:
    return {key: cell.removeprefix(start) if isinstance(cell, str) else cell for key, cell in row.items()}
