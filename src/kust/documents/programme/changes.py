"""What changed between two states of a programme as a document of its own: the table, and what lacks a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from kust.data.dataset import Dataset
from kust.documents.blocks import Block, Column, Document, Fact, Notice, Said, Section, Table
from kust.documents.change_words import Names, name_things, tells_share, what_in_words, word_value
from kust.documents.vision.write import check_target, write_page
from kust.documents.write import replace_whole
from kust.i18n import say, word_day
from kust.programme.keeping.changes import ChangeFinding, Changes
from kust.programme.keeping.versions import Version
from kust.programme.programme import Programme

FORMS = (".docx", ".html", ".xlsx")
COLUMNS = ("thing", "change", "before", "after", "reason")
_W = "programme_versions"
_WIDTHS = (34, 24, 24, 24, 40)


@dataclass(frozen=True)
class Compared:
    """Two states of a programme; ``after`` is None for the working one."""

    data: Dataset
    working: Programme
    before: Version
    after: Version | None
    changes: Changes

    @property
    def end(self) -> Programme:
        """Return the later of the two states: what is told of the programme as a whole is told of it."""
        return self.after.programme if self.after else self.working

    @property
    def title(self) -> str:
        """Return the title of the programme, of one without it the name of the cluster."""
        return self.end.title or self.end.cluster

    @cached_property
    def names(self) -> tuple[Names, Names]:
        """Name stakeholders, measures, goals and problems, each end as it names them where it does."""
        ends = (self.before.programme, self.end)
        return name_things(*reversed(ends)), name_things(*ends)

    def between(self, lang: str, code: str = "between") -> str:
        """Say which states are compared."""
        ends = (_word_end(self.before, lang), _word_end(self.after, lang))
        return say(f"{_W}.{code}", lang, before=ends[0], after=ends[1])

    def rows(self, lang: str) -> Iterator[tuple[str, str, str, str, str]]:
        """Word each change: of what, which, before, after, why."""
        for one in self.changes.changes:
            share = tells_share(one, self.before.programme, self.end)
            ends = (
                word_value(value, one, names, lang, share=share)
                for value, names in zip((one.before, one.after), self.names, strict=True)
            )
            before, after = ends if one.field else ("", "")
            thing = f"{say(f'{_W}.thing.{one.thing}', lang)}: {one.title}"
            yield thing, what_in_words(one, lang), before, after, one.reason or ""


def _word_end(version: Version | None, lang: str) -> str:
    if version is None:
        return say(f"{_W}.now", lang)
    told = {"number": version.number, "on": word_day(version.on, lang), "reason": version.reason}
    return say(f"{_W}.version", lang, **told)


def word_finding(finding: ChangeFinding, lang: str) -> str:
    """Say what lacks a reason, and where to give it."""
    return say(f"{_W}.{finding.code}", lang, title=finding.title)


def make_changes_document(compared: Compared, lang: str, on: date) -> Document:
    """Put the document together; ``on``: its day."""
    columns = tuple(
        Column(say(f"{_W}.column.{name}", lang), "long", width)
        for name, width in zip(COLUMNS, _WIDTHS, strict=True)
    )
    title = say(f"{_W}.section", lang)
    table = Table(f"{_W}.changes", say(f"{_W}.table", lang), columns, tuple(compared.rows(lang)))
    lacking = tuple(word_finding(one, lang) for one in compared.changes.findings)
    blocks: list[Block] = [Said(compared.between(lang, "compared"), "lead")]
    blocks += [table] if table.rows else [Said(say(f"{_W}.same", lang))]
    blocks += [Notice(say(f"{_W}.without_reason", lang), lacking)] if lacking else []
    data = compared.data
    return Document(
        lang=lang,
        kind=say(f"{_W}.kind", lang),
        title=compared.title,
        subtitle=f"{compared.end.cluster} · {word_day(on, lang)}",
        day=on,
        sections=(Section("changes", title, tuple(blocks), (table,) if table.rows else (), across=True),),
        sources=(
            Fact(say("programme_roadmap.facts.dataset", lang), data.path.name),
            Fact(say("programme_roadmap.facts.digest", lang), data.digest),
        ),
    )


def check_changes_target(path: Path) -> None:
    """Refuse another ending, or a file that is there and that kust did not write.

    Raises
    ------
    UsageError
        The ending is unknown; the file would be overwritten.
    """
    check_target(path, FORMS)


def write_changes(compared: Compared, path: Path, lang: str, on: date) -> None:
    """Write the document; the ending of the name chooses its form.

    Raises
    ------
    UsageError
        As :func:`check_changes_target`.
    UnreadableError
        Nothing can be written there.
    """
    check_changes_target(path)
    document = make_changes_document(compared, lang, on)
    if path.suffix.lower() != ".docx":
        write_page(document, path)
        return
    from kust.documents.projects.docx import write_document

    replace_whole(path, lambda beside: write_document(document, beside))
