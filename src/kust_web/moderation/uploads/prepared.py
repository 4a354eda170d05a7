"""Work out what an upload would write, and everything that stands against it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from kust.data import Dataset
from kust.data.findings import Finding
from kust.data.schema import tables
from kust.data.tabulate import PLACE, shorten
from kust_web.moderation.cells import write_cell
from kust_web.moderation.models import Upload, UploadRow
from kust_web.moderation.refused import RefusedError
from kust_web.moderation.rights import Reach, reach_of, refuse
from kust_web.moderation.uploads.names import without_echo
from kust_web.moderation.uploads.reading import (
    Place,
    Read,
    dataset_of,
    place_of_finding,
    read_upload,
    texts_of,
)
from kust_web.moderation.uploads.surroundings import check_incoming
from kust_web.registry.changes import Edit
from kust_web.registry.load import find_edits
from kust_web.registry.models import TEXT_LENGTH, model_of

SHOWN_ROWS = 500
_SHOWN_CHANGES = 100
_REFERENCE = {"organisations": "organisation_id", "products": "product_id"}


@dataclass(frozen=True)
class Prepared:
    """What would be written, what was found, the rows to mend as text."""

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    texts: dict[Place, dict[str, str]]
    rows: dict[str, int]

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]


def prepare(upload: Upload, mended: Iterable[UploadRow]) -> Prepared:
    """Read an upload with its mended rows and hold it against the contract, the registry and the rights.

    Raises
    ------
    KustError
        It cannot be read at all, or is refused.
    """
    reach = reach_of(upload.organisation_id, upload.cluster_id)
    read = read_upload(Path(upload.file.path), mended)
    _refuse_strangers(read, reach, upload)
    dataset, kept = keep_known(read.dataset, reach)
    found = (*read.findings, *kept, *check_texts(dataset), *find_same_inn(dataset))
    checked = without_echo(check_incoming(dataset, found))
    edits = tuple(find_edits(_without_errors(dataset, checked)))
    findings = (*refuse(edits, reach), *checked)
    texts = texts_of(read.source, [f for f in findings if f.severity != "notice"], SHOWN_ROWS)
    return Prepared(edits, findings, texts, {name: dataset.origins[name].rows for name in dataset.origins})


def _refuse_strangers(read: Read, reach: Reach, upload: Upload) -> None:
    """Refuse the workbook of another firm: it says itself whose answer it is."""
    strangers = sorted(read.firms - reach.firms)
    if strangers and not reach.is_whole:
        raise RefusedError("other_firm", file=upload.name, firm=strangers[0])


def keep_known(dataset: Dataset, reach: Reach) -> tuple[Dataset, list[Finding]]:
    """Leave what the registry says of products and of others' firms as it is; name what is told differently."""
    frames = {name: dataset.rows(name).collect() for name in dataset.origins}
    findings: list[Finding] = []
    for name, key in _REFERENCE.items():
        if name not in frames or reach.is_whole:
            continue
        model = model_of(name)
        codes = frames[name][key].drop_nulls().unique().to_list()
        codes = [code for code in codes if name == "products" or code not in reach.firms]
        known = {}
        for start in range(0, len(codes), 2000):
            rows = model.objects.filter(**{f"{key}__in": codes[start : start + 2000]}, is_removed=False)
            known |= {getattr(row, key): row for row in rows}
        columns = dataset.origins[name].columns
        for row in frames[name].filter(pl.col(key).is_in(list(known))).iter_rows(named=True):
            if any(row[c] is not None and row[c] != getattr(known[row[key]], c) for c in columns):
                place = (name, row["_file"], row["_sheet"], row["_row"])
                findings.append(Finding("collect.told_differently", "warning", *place, key, row[key]))
        frames[name] = frames[name].filter(~pl.col(key).is_in(list(known)).fill_null(False))
    return dataset_of(frames, dataset), findings


def check_texts(dataset: Dataset) -> list[Finding]:
    """Find cells that no column of the registry holds: a text without end, signs that are none."""
    found = []
    for name, origin in dataset.origins.items():
        texts = [c.name for c in tables()[name].columns if c.type == "text" and c.name in origin.columns]
        rows = dataset.rows(name)
        for column in texts:
            cell = pl.col(column)
            for code, wrong in (
                ("web_long", cell.str.len_chars() > TEXT_LENGTH),
                ("web_control", cell.str.contains(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")),
            ):
                bad = rows.filter(wrong).select(*PLACE, column).head(SHOWN_ROWS).collect()
                found += [
                    Finding(code, "error", name, *place, column, shorten(value), {"limit": TEXT_LENGTH})
                    for *place, value in bad.iter_rows()
                ]
    return found


def find_same_inn(dataset: Dataset) -> list[Finding]:
    """Warn of new firms whose ИНН the registry knows under another code."""
    if not dataset.has("organisations"):
        return []
    rows = dataset.rows("organisations").filter(pl.col("inn").is_not_null()).collect()
    known: dict[str, Any] = {}
    numbers = rows["inn"].unique().to_list()
    for start in range(0, len(numbers), 2000):
        part = model_of("organisations").objects.filter(
            inn__in=numbers[start : start + 2000], is_removed=False
        )
        known |= {firm.inn: firm for firm in part}
    return [
        Finding(
            "web_same_inn",
            "warning",
            "organisations",
            row["_file"],
            row["_sheet"],
            row["_row"],
            "inn",
            row["inn"],
            {"name": known[row["inn"]].name, "code": known[row["inn"]].organisation_id},
        )
        for row in rows.iter_rows(named=True)
        if row["inn"] in known and known[row["inn"]].organisation_id != row["organisation_id"]
    ]


def _without_errors(dataset: Dataset, findings: Iterable[Finding]) -> Dataset:
    """Keep the rows with nothing wrong: what would be written can be told of them already."""
    bad: dict[str, list[tuple[str, str | None, int]]] = defaultdict(list)
    for finding in findings:
        place = place_of_finding(finding)
        if finding.severity == "error" and place:
            bad[place[0]].append((place[1], place[2] or None, place[3]))
    frames = {}
    for name in dataset.origins:
        frame = dataset.rows(name).collect()
        required = [c.name for c in tables()[name].columns if c.required]
        frame = frame.drop_nulls(required)  # the findings are cut short where there are too many of them
        if name in bad:
            wrong = pl.DataFrame(bad[name], schema=PLACE, orient="row")
            frame = frame.join(wrong, on=list(PLACE), how="anti", nulls_equal=True)
        frames[name] = frame
    return dataset_of(frames, dataset)


def summarise(prepared: Prepared) -> dict[str, Any]:
    """Count what was found and what would be written, with the first changes cell by cell."""
    severities = Counter(finding.severity for finding in prepared.findings)
    acts: dict[str, list[int]] = {name: [rows, 0, 0, 0] for name, rows in prepared.rows.items()}
    for edit in prepared.edits:
        position = 3 if edit.remove else 1 if edit.row_id is None else 2
        acts.setdefault(edit.table, [0, 0, 0, 0])[position] += 1
    return {**severities, "tables": acts, "changes": show_changes(prepared.edits)}


def show_changes(edits: Iterable[Edit], limit: int = _SHOWN_CHANGES) -> list[dict[str, str]]:
    """Write the cells that would change, old and new."""
    shown: list[dict[str, str]] = []
    wanted = [edit for edit in edits if edit.row_id is not None and not edit.remove][:limit]
    for edit in wanted:
        row = model_of(edit.table).objects.get(pk=edit.row_id)
        label = " · ".join(
            str(getattr(row, column.name))
            for column in tables()[edit.table].columns
            if (column.key or column.name == "year") and getattr(row, column.name) is not None
        )
        for column, value in edit.values.items():
            before = write_cell(getattr(row, column))
            if before != write_cell(value):
                place = {"table": edit.table, "row": label, "column": column}
                shown.append({**place, "before": before, "after": write_cell(value)})
    return shown[:limit]


def as_json(findings: Iterable[Finding], limit: int = 2000) -> list[dict[str, Any]]:
    """Bring findings into JSON, errors first; the rest beyond the limit is only counted."""
    order = {"error": 0, "warning": 1, "notice": 2}
    ordered = sorted(findings, key=lambda finding: order[finding.severity])[:limit]
    return [
        {
            key: getattr(replace(f, sheet=f.sheet or ""), key)
            for key in ("code", "severity", "table", "file", "sheet", "row", "column", "value", "values")
        }
        for f in ordered
    ]
