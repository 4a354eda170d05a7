"""What validation says: a finding names its place, its code and its figures; words come later."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from kust.data.schema import tables
from kust.i18n import has_words, number, say

Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True)
class Finding:
    """One thing wrong or noteworthy in the data.

    ``row`` counts from 1 as the spreadsheet shows it (the heading is usually row 1);
    ``column`` is the contract's code of the column, or the heading as found for one that is not of the contract.
    """

    code: str
    severity: Severity
    table: str | None = None
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def message(self, lang: str) -> str:
        """Say what is wrong."""
        return self._say(lang, lang)

    def mend(self, lang: str) -> str:
        """Say how to mend it."""
        mend, near = self._say(lang, f"mend_{lang}"), self._labels(lang).get("near")
        return f"{mend} {say('finding_column.near', lang, near=near)}" if near else mend

    def _say(self, lang: str, words: str) -> str:
        figures = {name: number(v, lang) if isinstance(v, float) else v for name, v in self.values.items()}
        of_column = f"{self.column}.{self.code}"
        known = (f"finding_column.{self.table}.{of_column}", f"finding_column.{of_column}")
        code = next((own for own in known if has_words(own)), f"finding.{self.code}")
        return say(code, words, **{"value": self.value, **figures, **self._labels(lang)})

    def _labels(self, lang: str) -> dict[str, Any]:
        """Bring what a finding holds in Russian, the titles of the contract, into the language asked for."""
        told: dict[str, Any] = {
            name: self.values[name] for name in ("expected", "near") if name in self.values
        }
        table = tables().get(self.table or "")
        column = next((one for one in table.columns if one.name == self.column), None) if table else None
        if column is None:
            return told
        titles = {code.title_ru: code.title(lang) for code in column.codes}
        told = {
            name: "; ".join(titles.get(one, one) for one in str(text).split("; "))
            for name, text in told.items()
        }
        return told | ({"value": column.title(lang)} if self.code == "column.missing" else {})


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether anything found stops the analyses."""
    return any(finding.severity == "error" for finding in findings)
