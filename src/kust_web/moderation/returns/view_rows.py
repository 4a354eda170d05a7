"""The rows of a return as the page shows them: fields with choices, last year's figures, findings beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kust.data.schema import Column, tables
from kust.i18n import say
from kust_web.moderation.finding_words import Told, tell
from kust_web.moderation.models import Entry
from kust_web.moderation.naming import MARK
from kust_web.moderation.returns.check import Checked
from kust_web.moderation.returns.remarks import about
from kust_web.moderation.returns.sections import FIGURE_GROUPS, SECTIONS, Section
from kust_web.registry.models import model_of


@dataclass(frozen=True)
class Note:
    """What was found about a field of a row, or, without a column, about the row as a whole."""

    column: str
    title: str
    told: tuple[Told, ...]

    @property
    def is_wrong(self) -> bool:
        return any(one.severity == "error" for one in self.told)


@dataclass
class Field:
    """A field of a row; ``lookup`` names the table that it is looked up in, ``choices`` its coded values."""

    column: Column
    title: str
    text: str
    before: float | None = None
    lookup: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    note: Note | None = None

    @property
    def is_wrong(self) -> bool:
        return self.note is not None and self.note.is_wrong

    @property
    def is_number(self) -> bool:
        return self.column.type in ("number", "integer")


@dataclass
class Shown:
    """A row with its fields, what was found about it, whether it waits for an answer."""

    entry: Entry
    section: Section
    fields: list[Field]
    notes: list[Note]
    is_unanswered: bool
    title: str = ""

    @property
    def groups(self) -> list[tuple[str, list[Field]]]:
        """The fields under the headings that they belong to."""
        if self.section.code != "figures":
            return [("", self.fields)]
        return [(code, [f for f in self.fields if f.column.name in names]) for code, names in FIGURE_GROUPS]


def show_entries(entries: Iterable[Entry], checked: Checked, lang: str) -> list[Shown]:
    """Bring entries into what the page shows."""
    before = dict(checked.before)
    shown = []
    for entry in entries:
        # Of several rows about one flow the first bears what was told of it a year ago.
        known = before.pop(about(entry, checked.codes), {})
        shown.append(show_entry(entry, checked, lang, known))
    return shown


def show_entry(entry: Entry, checked: Checked, lang: str, known: dict[str, float]) -> Shown:
    """Bring one entry into what the page shows; ``known`` holds the figures of the year before."""
    section = SECTIONS[entry.section]
    notes = find_notes(entry, checked, lang)
    of_column = {note.column: note for note in notes}
    fields = [
        Field(
            column,
            _title_of(column, lang),
            entry.cells.get(column.name, ""),
            known.get(column.name),
            column.refers_to or "",
            [(code.code, code.title(lang)) for code in column.codes],
            of_column.get(column.name),
        )
        for column in section.columns
    ]
    return Shown(entry, section, fields, notes, entry.pk in checked.unanswered, _title(entry))


def _title_of(column: Column, lang: str) -> str:
    """Name a field; one that takes names of products is not called their code."""
    return say("entry.product", lang) if column.refers_to == "products" else column.title(lang)


def find_notes(entry: Entry, checked: Checked, lang: str) -> list[Note]:
    """Word what was found about an entry, column by column."""
    table = tables()[SECTIONS[entry.section].table]
    titles = {column.name: _title_of(column, lang) for column in table.columns}
    told: dict[str, list[Told]] = {}
    for finding in checked.findings.get(entry.pk, []):
        told.setdefault(finding.column or "", []).append(tell(finding, lang))
    return [Note(column, titles.get(column, ""), tuple(words)) for column, words in told.items()]


@dataclass(frozen=True)
class Mistake:
    """An error with the place where it is mended: the section, what the row is about, the field."""

    section: str
    row: str
    title: str
    message: str
    target: str


def list_mistakes(shown: Iterable[Shown]) -> list[Mistake]:
    """List the errors of a return in the order of the page, each with the field that it leads to."""
    found = []
    for row in shown:
        asked = {one.column.name for one in row.fields}
        names = [one.text for one in row.fields if one.lookup and one.text] or [row.title]
        for note in row.notes:
            if note.is_wrong:
                pk = row.entry.pk
                target = f"i-{pk}-{note.column}" if note.column in asked else f"e-{pk}"
                message = next(one.message for one in note.told if one.severity == "error")
                label = ", ".join(name.rpartition(MARK)[0] or name for name in names if name)
                found.append(Mistake(row.section.code, label, note.title, message, target))
    return found


def _title(entry: Entry) -> str:
    """Name the cluster that facts of a membership are about."""
    if entry.section != "facts" or entry.row_id is None:
        return ""
    row: Any = model_of("memberships").objects.select_related("cluster").get(pk=entry.row_id)
    return str(row.cluster.name)
