"""The rows of a return as the page shows them: fields with choices, last year's figures, findings beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kust.data.schema import Column, tables
from kust.i18n import say
from kust_web.moderation.finding_words import Told, tell
from kust_web.moderation.models import Entry, Return
from kust_web.moderation.returns.check import Checked
from kust_web.moderation.returns.rows import find_before
from kust_web.moderation.returns.sections import FIGURE_GROUPS, SECTIONS, Section
from kust_web.registry.models import model_of


@dataclass
class Field:
    """A field of a row; ``lookup`` names the table that it is looked up in, ``choices`` its coded values."""

    column: Column
    title: str
    text: str
    before: float | None = None
    lookup: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_number(self) -> bool:
        return self.column.type in ("number", "integer")


@dataclass
class Shown:
    """A row with its fields, what was found about it, whether it waits for an answer."""

    entry: Entry
    section: Section
    fields: list[Field]
    told: list[tuple[str, str, Told]]
    is_unanswered: bool
    title: str = ""

    @property
    def groups(self) -> list[tuple[str, list[Field]]]:
        """The fields under the headings that they belong to."""
        if self.section.code != "figures":
            return [("", self.fields)]
        return [(code, [f for f in self.fields if f.column.name in names]) for code, names in FIGURE_GROUPS]


def show_entries(of: Return, entries: Iterable[Entry], checked: Checked, lang: str) -> list[Shown]:
    """Bring entries into what the page shows."""
    before = find_before(of)
    shown = []
    for entry in entries:
        # Of several rows about one flow the first bears what was told of it a year ago.
        known = before.pop(_about(entry, checked), {})
        shown.append(show_entry(entry, checked, lang, known))
    return shown


def show_entry(entry: Entry, checked: Checked, lang: str, known: dict[str, float]) -> Shown:
    """Bring one entry into what the page shows; ``known`` holds the figures of the year before."""
    section = SECTIONS[entry.section]
    fields = [
        Field(
            column,
            _title_of(column, lang),
            entry.cells.get(column.name, ""),
            known.get(column.name),
            column.refers_to or "",
            [(code.code, code.title(lang)) for code in column.codes],
        )
        for column in section.columns
    ]
    return Shown(
        entry, section, fields, words_of(entry, checked, lang), entry.pk in checked.unanswered, _title(entry)
    )


def _title_of(column: Column, lang: str) -> str:
    """Name a field; one that takes names of products is not called their code."""
    return say("entry.product", lang) if column.refers_to == "products" else column.title(lang)


def words_of(entry: Entry, checked: Checked, lang: str) -> list[tuple[str, str, Told]]:
    """Word what was found about an entry: column, its title, words."""
    table = tables()[SECTIONS[entry.section].table]
    titles = {column.name: _title_of(column, lang) for column in table.columns}
    found = checked.findings.get(entry.pk, [])
    return [(f.column or "", titles.get(f.column or "", ""), tell(f, lang)) for f in found]


def _about(entry: Entry, checked: Checked) -> tuple[str, ...]:
    """Name what a row is about, as ``find_before`` does."""
    section = SECTIONS[entry.section]
    if section.code in ("figures", "facts"):
        return (section.code,)
    asked = [column for column in section.columns if column.name in (section.partner, "product_id")]
    asked.sort(key=lambda column: column.name == "product_id")
    codes = [
        checked.codes.get((column.refers_to or "", entry.cells.get(column.name, "")), "") for column in asked
    ]
    return (section.code, *codes)


def _title(entry: Entry) -> str:
    """Name the cluster that facts of a membership are about."""
    if entry.section != "facts" or entry.row_id is None:
        return ""
    row: Any = model_of("memberships").objects.select_related("cluster").get(pk=entry.row_id)
    return str(row.cluster.name)
