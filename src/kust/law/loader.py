"""Editions of the rules and their requirements, read from data; no figure of a rule stands in code.

``editions.csv`` and ``requirements.csv`` are the contract; ``parameters/<field>/<name>.yaml`` adds the
words, the evidence and the further figures of each requirement.
"""

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kust.errors import UsageError

EVIDENCE = ("source", "deck", "inferred", "reading")


@dataclass(frozen=True)
class Basis:
    """What a requirement rests on: act, clause (null where its text was not read), evidence class, source."""

    act: str
    clause: dict[str, str] | None
    evidence: str
    source: str


@dataclass(frozen=True)
class Figure:
    """A further figure of a requirement in an edition, with its evidence."""

    name: str
    value: float | bool
    evidence: str
    source: str


@dataclass(frozen=True)
class Requirement:
    """A requirement as one edition has it."""

    code: str
    edition: str
    comparison: str | None
    threshold: float | None
    of_whom: str
    rule: str
    evidence: str
    basis: Basis
    figures: dict[str, Figure] = field(default_factory=dict)
    not_found: tuple[dict[str, str], ...] = ()

    def figure(self, name: str) -> float:
        return float(self.figures[name].value)

    def is_so(self, name: str) -> bool:
        return bool(self.figures[name].value)


@dataclass(frozen=True)
class Edition:
    """An edition of an act: holds from ``from_on`` until the day before ``until``."""

    code: str
    act: str
    from_on: date
    until: date | None
    status: str
    coverage: str
    title: str
    evidence: str
    requirements: tuple[Requirement, ...]
    not_found: tuple[dict[str, str], ...]

    @property
    def kind(self) -> str:
        return "innovation" if self.code.startswith("innovation") else "industrial"

    def holds(self, on: date) -> bool:
        return self.from_on <= on and (self.until is None or on < self.until)


def _rows(name: str) -> list[dict[str, str]]:
    text = files("kust.law").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _yaml(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(files("kust.law").joinpath(name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506


@cache
def parameters(requirement: str) -> dict[str, Any]:
    """Return the words, bases and figures of a requirement as its file has them."""
    content: dict[str, Any] = _yaml(f"parameters/{requirement.replace('.', '/')}.yaml")
    return content


def _requirement(row: dict[str, str], act: str) -> Requirement:
    content = parameters(row["requirement"])
    basis = content["basis"][row["edition"]]
    figures = content.get("figures", {}).get(row["edition"], {})
    return Requirement(
        code=row["requirement"],
        edition=row["edition"],
        comparison=row["comparison"] or None,
        threshold=float(row["threshold"]) if row["threshold"] else None,
        of_whom=row["of_whom"],
        rule=row["rule"],
        evidence=row["evidence"],
        basis=Basis(act, basis.get("clause"), basis["evidence"], basis["source"]),
        figures={name: Figure(name, f["value"], f["evidence"], f["source"]) for name, f in figures.items()},
        not_found=tuple(content.get("not_found", ())),
    )


@cache
def editions() -> dict[str, Edition]:
    """Return every edition by its code, the oldest first within an act."""
    requirements = _rows("requirements.csv")
    not_found = _yaml("not_found.yaml")
    return {
        row["edition"]: Edition(
            code=row["edition"],
            act=row["act"],
            from_on=date.fromisoformat(row["from"]),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            status=row["status"],
            coverage=row["coverage"],
            title=row["title"],
            evidence=row["evidence"],
            requirements=tuple(
                _requirement(r, row["act"]) for r in requirements if r["edition"] == row["edition"]
            ),
            not_found=tuple(not_found.get(row["edition"], ())),
        )
        for row in _rows("editions.csv")
    }


def find_edition(code: str) -> Edition:
    """Return an edition by its code.

    Raises
    ------
    UsageError
        There is no such edition; the message lists those there are.
    """
    try:
        return editions()[code]
    except KeyError:
        raise UsageError("unknown_edition", edition=code, known=", ".join(editions())) from None


def editions_for(kind: str, on: date | None = None) -> list[Edition]:
    """Return the editions for a kind of cluster: those that hold on a day, or all.

    >>> [edition.code for edition in editions_for("both", date(2019, 3, 1))]
    ['779-2018', 'innovation-2016']
    """
    kinds = ("industrial", "innovation") if kind == "both" else (kind,)
    return [e for e in editions().values() if e.kind in kinds and (on is None or e.holds(on))]
