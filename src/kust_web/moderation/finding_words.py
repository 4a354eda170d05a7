"""Findings in words: those of the library by its catalogue, those of the registry by ``words/entry.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from kust.data.findings import Finding
from kust.data.schema import tables
from kust.documents.figures import write_day
from kust.i18n import has_words, plain_number, say
from kust_web.workbench.saved_words import write_exact

# What these quote is a value that was read, not the text that somebody typed.
_OF_VALUES = (
    "cell.negative",
    "cell.share_range",
    "cell.range",
    "account.above_jobs",
    "membership.days",
    "year.far",
)


@dataclass(frozen=True)
class Told:
    """A finding in words: what is wrong, how to mend it."""

    code: str
    severity: str
    message: str
    mend: str
    place: str = ""


def tell(finding: Finding | Mapping[str, Any], lang: str) -> Told:
    """Word a finding, or what was stored of one."""
    if isinstance(finding, Finding):
        finding = finding.__dict__
    code = finding["code"]
    catalogue = "finding" if has_words(f"finding.{code}") else "entry.finding"
    values = {key: _write(v, lang) if isinstance(v, float) else v for key, v in finding["values"].items()}
    values["value"] = _quote(code, finding["value"], lang)
    message = say(f"{catalogue}.{code}", lang, **values)
    places = (f"entry.mend.{code}.{finding['table']}", f"entry.mend.{code}")
    own = next((place for place in places if has_words(place)), "")
    mend = say(own, lang, **values) if own else say(f"{catalogue}.{code}", f"mend_{lang}", **values)
    return Told(code, finding["severity"], message, mend, _place(finding, lang))


def _write(value: float, lang: str) -> str:
    """Write a figure with at most two digits after the sign, a tiny one to its last."""
    if not isfinite(value):
        return str(value)
    return write_exact(value, lang) if value and abs(value) < 0.01 else plain_number(value, lang)


def _quote(code: str, value: str | None, lang: str) -> str | None:
    """Write what a finding quotes as people of the language write it; what was typed stays as it was typed."""
    if value is None or code not in _OF_VALUES:
        return value
    try:
        return _write(float(value), lang)
    except ValueError:
        pass
    try:
        return write_day(date.fromisoformat(value), lang)
    except ValueError:
        return value


def _place(finding: Mapping[str, Any], lang: str) -> str:
    table = tables().get(finding["table"] or "")
    parts = [finding["sheet"] or finding["file"] or (table.title(lang) if table else "")]
    if finding["row"] is not None:
        parts.append(say("entry.row_number", lang, row=finding["row"]))
    if finding["column"]:
        columns = table.columns if table else ()
        title = next((c.title(lang) for c in columns if c.name == finding["column"]), finding["column"])
        parts.append(str(title))
    return ", ".join(str(part) for part in parts if part)
