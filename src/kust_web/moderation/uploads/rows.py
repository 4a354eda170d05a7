"""The rows of an upload that something was found about: shown cell by cell, mended in place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from kust.data.schema import Column, tables
from kust_web.moderation.finding_words import Told, tell
from kust_web.moderation.models import Upload, UploadRow
from kust_web.moderation.uploads.works import ask_reading
from kust_web.people.models import User
from kust_web.registry.models import TEXT_LENGTH

_LONGEST = 4 * TEXT_LENGTH


@dataclass
class Cell:
    """A field: its column, what stands in it, what was found, and what somebody else wrote in the meantime."""

    column: Column
    title: str
    text: str
    told: list[Told] = field(default_factory=list)
    theirs: str | None = None

    @property
    def is_wrong(self) -> bool:
        return any(told.severity == "error" for told in self.told)


@dataclass
class Shown:
    """A row of an upload with its fields and what was found about it as a whole."""

    row: UploadRow
    table: str
    cells: list[Cell]
    told: list[Told]
    is_conflict: bool


def order_rows(upload: Upload) -> list[UploadRow]:
    """List the rows to look at, those with an error first."""
    wrong = {
        (f["table"], f["file"], f["sheet"], f["row"]) for f in upload.findings if f["severity"] == "error"
    }
    rows = upload.rows.select_related("by")
    return sorted(rows, key=lambda row: (row.table, row.file, row.sheet, row.row) not in wrong)


def show_rows(
    upload: Upload, rows: Iterable[UploadRow], mine: Mapping[int, Mapping[str, str]], lang: str
) -> list[Shown]:
    """Bring rows into what the page shows; ``mine`` holds what the reader typed where somebody was faster."""
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for finding in upload.findings:
        if finding["severity"] != "notice":
            key = (finding["table"], finding["file"], finding["sheet"], finding["row"])
            found.setdefault(key, []).append(finding)
    return [
        _show(row, found.get((row.table, row.file, row.sheet, row.row), []), mine.get(row.pk), lang)
        for row in rows
    ]


def _show(row: UploadRow, findings: list[dict[str, Any]], mine: Mapping[str, str] | None, lang: str) -> Shown:
    table = tables()[row.table]
    cells = []
    for column in table.columns:
        if column.name in row.cells:
            stored = display(column, row.cells[column.name], lang)
            text = stored if mine is None else mine.get(column.name, stored)
            told = [tell(f, lang) for f in findings if f["column"] == column.name]
            theirs = stored if mine is not None and text != stored else None
            cells.append(Cell(column, column.title(lang), text, told, theirs))
    names = {cell.column.name for cell in cells}
    whole = [tell(finding, lang) for finding in findings if finding["column"] not in names]
    return Shown(row, table.title(lang), cells, whole, mine is not None)


def display(column: Column, text: str, lang: str) -> str:
    """Write a cell as a reader of the language would: a code as its words."""
    return next((code.title(lang) for code in column.codes if code.code == text), text)


def _typed(row: UploadRow, typed: Mapping[str, str], lang: str) -> dict[str, str]:
    """Read what was typed into a row; a cell that still shows what it showed keeps what is stored."""
    cells = {}
    for name, text in row.cells.items():
        new = typed.get(f"c-{row.pk}-{name}", text)[:_LONGEST]
        cells[name] = text if new == display(tables()[row.table].column(name), text, lang) else new
    return cells


class ClosedError(Exception):
    """The upload was handed in, accepted or withdrawn meanwhile; nothing of it is mended any more."""


def _hold(upload: Upload) -> Upload:
    """Hold an upload until the transaction ends: whoever takes a step with it waits, or was faster."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if not (upload.is_open or upload.state == Upload.READING):
        raise ClosedError
    return upload


def save_rows(upload: Upload, typed: Mapping[str, str], user: User, lang: str) -> dict[int, dict[str, str]]:
    """Save the rows that were mended on a page and have the upload read anew.

    Returns
    -------
    dict
        What was typed into rows that somebody else wrote first; those are not saved.

    Raises
    ------
    ClosedError
        The upload is not open any more.
    """
    conflicts: dict[int, dict[str, str]] = {}
    changed = []
    with transaction.atomic():
        upload = _hold(upload)
        wanted = {
            int(key[4:]) for key in typed if key.startswith("row-") and key[4:].isdecimal() and len(key) < 23
        }
        for row in upload.rows.select_for_update().filter(pk__in=wanted):
            cells = _typed(row, typed, lang)
            dropped = f"drop-{row.pk}" in typed
            if (cells, dropped) == (row.cells, row.is_dropped):
                continue
            if typed[f"row-{row.pk}"] != str(row.version):
                conflicts[row.pk] = cells
                continue
            row.is_mended = row.is_mended or cells != row.cells
            row.cells, row.is_dropped, row.by = cells, dropped, user
            row.version += 1
            changed.append(row)
        if changed:
            UploadRow.objects.bulk_update(changed, ["cells", "is_dropped", "is_mended", "version", "by"])
        if changed:
            ask_reading(upload, user)
    return conflicts


class UnknownCellError(Exception):
    """A row that an upload does not have, or a cell that the row does not have."""

    def __init__(self, row: int, cell: str = "") -> None:
        super().__init__(f"{row} {cell}")
        self.row, self.cell = row, cell


def change_rows(upload: Upload, wanted: Mapping[int, Mapping[str, Any]], user: User) -> list[UploadRow]:
    """Mend rows, all or none, and have the upload read anew; ``wanted`` by row: version, cells, is_dropped.

    Returns
    -------
    list
        Rows that somebody else wrote first; then nothing is saved.

    Raises
    ------
    UnknownCellError
        The upload has no such row, or the row's table no such column.
    ClosedError
        The upload is not open any more.
    """
    with transaction.atomic():
        upload = _hold(upload)
        rows = {row.pk: row for row in upload.rows.select_for_update().filter(pk__in=wanted)}
        for key, asked in wanted.items():
            if key not in rows:
                raise UnknownCellError(key)
            _change(rows[key], asked, user)
        rivals = [row for key, row in rows.items() if wanted[key]["version"] != row.version - 1]
        if rivals:
            return list(upload.rows.filter(pk__in=[row.pk for row in rivals]))
        UploadRow.objects.bulk_update(rows.values(), ["cells", "is_dropped", "is_mended", "version", "by"])
        ask_reading(upload, user)
    return []


def _change(row: UploadRow, asked: Mapping[str, Any], user: User) -> None:
    known = {column.name for column in tables()[row.table].columns} & set(row.cells)
    if strange := sorted(set(asked["cells"]) - known):
        raise UnknownCellError(row.pk, strange[0])
    cells = row.cells | {name: text.replace("\x00", "")[:_LONGEST] for name, text in asked["cells"].items()}
    row.is_mended = row.is_mended or cells != row.cells
    row.is_dropped = row.is_dropped if asked["is_dropped"] is None else asked["is_dropped"]
    row.cells, row.by, row.version = cells, user, row.version + 1


def drop_all(upload: Upload, code: str, user: User) -> None:
    """Leave out every row with an error of one kind, as of a file that tells of many firms."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if not upload.is_open or not code:
            return
        places = {
            (f["table"], f["file"], f["sheet"], f["row"])
            for f in upload.findings
            if f["code"] == code and f["severity"] == "error"
        }
        known = {(r.table, r.file, r.sheet, r.row): r for r in upload.rows.select_for_update()}
        for row in (known[place] for place in places & set(known)):
            row.is_dropped, row.by, row.version = True, user, row.version + 1
            row.save(update_fields=["is_dropped", "by", "version"])
        UploadRow.objects.bulk_create(
            UploadRow(upload=upload, table=t, file=f, sheet=s, row=n, is_dropped=True, by=user)
            for t, f, s, n in places - set(known)
            if n is not None
        )
        if places:
            ask_reading(upload, user)
