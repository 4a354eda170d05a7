"""Support measures as dated data: ``parameters/support/<code>.yaml``, and files of a region's or a bank's own measures.

Every figure carries its evidence class and source; one that leaves them out has those of its measure.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from kust.errors import UsageError
from kust.law.measure_terms import (
    Cap,
    Category,
    CategoryRule,
    Ceiling,
    Condition,
    CostDay,
    DatedStatus,
    Evidence,
    Figure,
    Instalments,
    Intake,
    Part,
    Sourced,
    Term,
    Words,
)

__all__ = [
    "Cap",
    "CategoryRule",
    "Condition",
    "DatedStatus",
    "Measure",
    "NotAdopted",
    "Sourced",
    "not_adopted",
    "read_measures",
    "shipped_measures",
]

_FIGURES = {
    "contributions": {"rate_within_limit", "rate_above_limit"},
    "loan_rate": {"key_rate_share", "added_rate", "years_after"},
}
_NEEDS_VALUES = ("region", "okpd2", "project_kind")


class Measure(Part):
    """A support measure.

    ``form``: ``costs`` (a share of costs), ``contributions`` (insurance contributions at a lower rate), ``loan_rate``
    (a loan at a lower rate) or ``none`` (nothing that could be worked out in money). ``recipient``: whom caps are of.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Words
    act: Words
    clause: Words | None = None
    level: Literal["federal", "regional", "bank", "other"]
    form: Literal["costs", "contributions", "loan_rate", "none"]
    recipient: Literal["project", "applicant"] = "project"
    evidence: Evidence = "user"
    source: str
    status: tuple[DatedStatus, ...] = Field(min_length=1)
    categories: dict[Category, CategoryRule] = Field(default_factory=dict)
    supplier_is_participant: Sourced | None = None
    costs_from: CostDay | None = None
    ceilings: tuple[Ceiling, ...] = ()
    caps: tuple[Cap, ...] = ()
    instalments: Instalments | None = None
    term: Term | None = None
    figures: dict[str, Figure] = Field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    intakes: tuple[Intake, ...] = ()
    not_with: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()
    not_found: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.form == "costs") != bool(self.categories):
            raise ValueError("form: costs needs categories, and no other form has them")
        if self.term is not None and self.form != "contributions":
            raise ValueError("term: only form contributions has one")
        if lacking := sorted(_FIGURES.get(self.form, set()) - self.figures.keys()):
            raise ValueError(f"figures: {', '.join(lacking)} missing for form {self.form}")
        for one in self.conditions:
            if one.kind in _NEEDS_VALUES and not one.values:
                raise ValueError(f"conditions: {one.code} needs values")
            if one.kind == "selected_by" and not isinstance(one.value, date):
                raise ValueError(f"conditions: {one.code} needs a day as its value")
            if one.kind in ("cost_at_least", "loan_at_most") and not isinstance(one.value, float | int):
                raise ValueError(f"conditions: {one.code} needs a number as its value")
        return self

    def status_on(self, on: date) -> DatedStatus:
        """Return the status of a day; before the first one it is not yet there."""
        begun = [one for one in self.status if one.from_on is None or one.from_on <= on]
        if not begun:
            first = self.status[0]
            return DatedStatus(status="not_yet", evidence=first.evidence, source=first.source)
        last = max(begun, key=lambda one: one.from_on or date.min)
        if last.holds(on):
            return last
        return DatedStatus(status="ended", evidence=last.evidence, source=last.source)

    def first_day(self) -> date | None:
        """Return the first day on which it is in force; null where no source tells one."""
        return min(
            (one.from_on for one in self.status if one.status == "in_force" and one.from_on), default=None
        )

    def is_scenario(self, on: date) -> bool:
        """Tell whether it is a draft, or nothing says that it ever held: then it is in no total."""
        return self.status_on(on).status in ("draft", "unclear")


class NotAdopted(Part):
    """What is spoken of as a measure but was not found to be adopted."""

    title: Words
    why: Words
    source: str


@cache
def shipped_measures() -> tuple[Measure, ...]:
    """Return the measures that come with kust, by code.

    >>> [measure.code for measure in shipped_measures()][:3]
    ['contributions_64', 'p1119', 'p1119_draft']
    """
    folder = files("kust.law").joinpath("parameters/support")
    found = [
        _measure(_load(file.read_text(encoding="utf-8")), file.name)
        for file in folder.iterdir()
        if file.name.endswith(".yaml") and file.name != "not_adopted.yaml"
    ]
    return tuple(sorted(found, key=lambda measure: measure.code))


@cache
def not_adopted() -> tuple[NotAdopted, ...]:
    """Return what is often named as a measure although its adoption was not found."""
    text = files("kust.law").joinpath("parameters/support/not_adopted.yaml").read_text(encoding="utf-8")
    return tuple(NotAdopted.model_validate(one) for one in _load(text))


def read_measures(paths: Iterable[Path]) -> tuple[Measure, ...]:
    """Read a user's own measures: files that hold a measure each, or a list of them.

    Raises
    ------
    UsageError
        A file cannot be read, something in it is not known or missing, a code is there twice, or ``not_with`` names a
        measure that there is not.
    """
    found: dict[str, Measure] = {measure.code: measure for measure in shipped_measures()}
    own: list[tuple[Path, Measure]] = []
    for path in paths:
        try:
            content = _load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise UsageError("bad_measure", path=path, reason=error) from error
        for one in content if isinstance(content, list) else [content]:
            measure = _measure(one, str(path))
            if measure.code in found:
                raise UsageError("bad_measure", path=path, reason=f"code: {measure.code} (2×)")
            found[measure.code] = measure
            own.append((path, measure))
    for path, measure in own:
        _refuse_strangers(path, measure, found)
    return tuple(measure for _, measure in own)


def _refuse_strangers(path: Path, measure: Measure, known: Iterable[str]) -> None:
    """Refuse an exclusion of a measure that there is not: mistyped, it would be lost."""
    names = sorted(known)
    for code in measure.not_with:
        if code not in names:
            told = {"measure": measure.code, "code": code, "known": ", ".join(names)}
            raise UsageError("unknown_not_with", path=path, **told)


def _load(text: str) -> Any:
    return yaml.safe_load(text)


def _measure(content: Any, name: str) -> Measure:
    try:
        measure = Measure.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = f"{place}: {first['msg']}" if place else first["msg"]
        raise UsageError("bad_measure", path=name, reason=reason) from error
    return _with_evidence(measure)


def _with_evidence(measure: Measure) -> Measure:
    """Give figures without evidence of their own that of their measure."""
    common = {"evidence": measure.evidence, "source": measure.source}

    def fill(part: Any) -> Any:
        if isinstance(part, Sourced):
            unsaid = {name: said for name, said in common.items() if name not in part.model_fields_set}
            return part.model_copy(update=unsaid)
        if isinstance(part, tuple):
            return tuple(fill(one) for one in part)
        return {key: fill(one) for key, one in part.items()} if isinstance(part, dict) else part

    return measure.model_copy(update={name: fill(getattr(measure, name)) for name in Measure.model_fields})
