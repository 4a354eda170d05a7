"""Read the rows of a return as the library reads a sheet, and hold them against its rules."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from kust.data.findings import Finding
from kust.data.schema import fold, tables
from kust_web.moderation.cells import Line, read_lines
from kust_web.moderation.models import Entry, Return
from kust_web.moderation.naming import resolve
from kust_web.moderation.returns.remarks import find_remarks
from kust_web.moderation.returns.rows import find_before
from kust_web.moderation.returns.sections import SECTIONS
from kust_web.moderation.uploads.prepared import check_texts, find_same_inn
from kust_web.moderation.uploads.reading import dataset_of
from kust_web.moderation.uploads.surroundings import check_incoming
from kust_web.registry.models import model_of

_FILE = "return"


@dataclass
class Checked:
    """What a return says: values and findings by entry, entries without an answer, codes of names by text.

    ``before`` are the firm's figures of the year before, by what they are about.
    """

    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    findings: dict[int, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    unanswered: set[int] = field(default_factory=set)
    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    before: dict[tuple[str, ...], dict[str, float]] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        return sum(finding.severity == "error" for found in self.findings.values() for finding in found)

    @property
    def warnings(self) -> int:
        return sum(finding.severity == "warning" for found in self.findings.values() for finding in found)


def check_return(of: Return, entries: Iterable[Entry]) -> Checked:
    """Read and check the rows of a return that are not removed and hold an answer."""
    checked = Checked()
    entries = list(entries)
    checked.codes = _resolve(entries)
    told = [entry for entry in entries if not entry.is_removed]
    checked.unanswered = {entry.pk for entry in told if entry.row_id is None and not _is_answered(entry)}
    lines: dict[str, list[Line]] = defaultdict(list)
    for entry in told:
        if entry.pk not in checked.unanswered:
            cells = _whole(of, entry, checked.codes)
            lines[SECTIONS[entry.section].table].append(Line(cells, _FILE, entry.section, entry.pk))
    frames: dict[str, pl.DataFrame] = {}
    found: list[Finding] = []
    for name in (name for name in tables() if name in lines):
        frames[name], problems = read_lines(tables()[name], lines[name])
        found += problems
    dataset = dataset_of(frames)
    found += [*check_texts(dataset), *find_same_inn(dataset)] if frames else []
    for finding in check_incoming(dataset, found) if frames else ():
        if finding.row is not None:
            checked.findings[finding.row].append(_worded(finding))
    names = {entry.pk: [*entry.cells, *_fixed(of, entry)] for entry in told}
    for name, frame in frames.items():
        columns = {column.name for column in tables()[name].columns}
        for row in frame.iter_rows(named=True):
            checked.values[row["_row"]] = {c: row[c] for c in names[row["_row"]] if c in columns}
    checked.before = find_before(of)
    for remark in find_remarks(of, told, checked.values, checked.before, checked.codes):
        checked.findings[remark.row or 0].append(remark)
    return checked


def _is_answered(entry: Entry) -> bool:
    return any(entry.cells.get(name, "").strip() for name in SECTIONS[entry.section].figures)


def _resolve(entries: list[Entry]) -> dict[tuple[str, str], str]:
    """Find the codes of the firms and products that the entries name, new ones of the same return included."""
    codes: dict[tuple[str, str], str] = {}
    for table, section, key in (
        ("organisations", "firms", "organisation_id"),
        ("products", "goods", "product_id"),
    ):
        own = [entry.cells for entry in entries if entry.section == section and not entry.is_removed]
        new = {fold(cells["name"]): cells[key] for cells in own if cells.get("name")}
        new |= {cells[key]: cells[key] for cells in own}
        texts = {
            entry.cells[column.name]
            for entry in entries
            for column in SECTIONS[entry.section].columns
            if column.refers_to == table and entry.cells.get(column.name)
        }
        codes |= {(table, text): code for text, code in resolve(table, texts, new).items()}
    return codes


def _whole(of: Return, entry: Entry, codes: dict[tuple[str, str], str]) -> dict[str, str]:
    """Complete an entry's cells by what goes without saying: whose they are, of which year, who reports."""
    cells = {name: text for name, text in entry.cells.items() if text is not None}
    for column in SECTIONS[entry.section].columns:
        text = cells.get(column.name, "")
        if column.refers_to and text:
            cells[column.name] = codes.get((column.refers_to, text), text)
    return cells | _fixed(of, entry)


def _fixed(of: Return, entry: Entry) -> dict[str, str]:
    firm, year = of.organisation_id, str(of.year)
    if entry.section == "facts":
        row = model_of("memberships").objects.get(pk=entry.row_id)
        return {"cluster_id": row.cluster_id, "organisation_id": firm, "role": row.role}
    if entry.section == "sales":
        return {"supplier_id": firm, "year": year, "reported_by": "supplier"}
    if entry.section == "purchases":
        return {"buyer_id": firm, "year": year, "reported_by": "buyer"}
    if entry.section in ("firms", "goods"):
        return {}
    return {"organisation_id": firm, "year": year}


def _worded(finding: Finding) -> Finding:
    """Say of a name that was not found what to do about it on this page."""
    if finding.code in ("key.broken", "key.broken_near") and finding.column:
        column = tables()[finding.table or ""].column(finding.column)
        code = "web_unknown_firm" if column.refers_to == "organisations" else "web_unknown_product"
        return Finding(
            code,
            "error",
            finding.table,
            finding.file,
            finding.sheet,
            finding.row,
            finding.column,
            finding.value,
        )
    return finding
