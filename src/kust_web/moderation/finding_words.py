"""Findings in words: those of the library by its catalogue, those of the registry by ``words/entry.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kust.data.findings import Finding
from kust.data.schema import tables
from kust.i18n import has_words, number, say


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
    values = {key: number(v, lang) if isinstance(v, float) else v for key, v in finding["values"].items()}
    values["value"] = finding["value"]
    message, mend = (say(f"{catalogue}.{code}", words, **values) for words in (lang, f"mend_{lang}"))
    return Told(code, finding["severity"], message, mend, _place(finding, lang))


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
