"""What a returned workbook says for its firm: its own rows, of the year asked about, each with its place.

A row that was written down beforehand and came back without an answer is left out of the supplies and named:
with an amount of nothing it could not be placed, and taken for zero it would be a lie.
"""

from dataclasses import dataclass

import polars as pl

from kust.data.findings import Finding
from kust.data.returned import Returned
from kust.data.schema import tables

OWN_TABLES = ("organisations", "memberships", "products", "outputs", "supplies", "accounts")
REFERENCE = {"organisations": "organisation_id", "products": "product_id"}
_ANSWERS = {
    "supplies": ("quantity", "amount_krub"),
    "outputs": ("quantity", "amount_krub", "capacity"),
}
_ABOUT_FORM = ("sheet.unknown", "column.extra", "row.repeated", "heading.below_title")


@dataclass(frozen=True)
class Answer:
    """The rows of one firm by table, each with its place; ``has_figures``: it told at least one figure."""

    returned: Returned
    tables: dict[str, pl.DataFrame]
    findings: tuple[Finding, ...]
    has_figures: bool

    @property
    def organisation_id(self) -> str:
        return self.returned.inquiry.organisation_id


def read_answer(returned: Returned) -> Answer:
    """Take what a returned workbook says about its own firm and year; name all that is left out."""
    dataset = returned.reading.dataset
    findings = [finding for finding in returned.reading.findings if finding.code not in _ABOUT_FORM]
    kept: dict[str, pl.DataFrame] = {}
    for name in dataset.origins:
        frame = dataset.rows(name).collect()
        if name not in OWN_TABLES:
            findings += _left_out(frame, name, "collect.other_table", first_only=True)
            continue
        frame, found = _of_the_firm(frame, name, returned)
        findings += found
        if name in ("supplies", "outputs", "accounts"):
            frame, found = _answered(frame, name, findings)
            findings = [finding for finding in findings if not _is_blank_row(finding, found)] + found
        kept[name] = _with_side(frame, returned) if name == "supplies" else frame
    figures = any(
        told(kept[name], name).any() for name in ("supplies", "outputs", "accounts") if name in kept
    )
    return Answer(returned, kept, tuple(findings), figures)


def _of_the_firm(frame: pl.DataFrame, name: str, returned: Returned) -> tuple[pl.DataFrame, list[Finding]]:
    """Leave out rows of others and of other years; rows of reference tables stay for the joining to judge."""
    inquiry = returned.inquiry
    firm = pl.lit(inquiry.organisation_id)
    findings: list[Finding] = []
    if name not in REFERENCE:
        own = (
            pl.col("organisation_id") == firm
            if name != "supplies"
            else _is_side("supplier", firm) | _is_side("buyer", firm)
        )
        if name == "memberships" and inquiry.cluster_id:
            own = own & (pl.col("cluster_id") == inquiry.cluster_id)
        strangers = frame.filter(~own.fill_null(False))
        findings += _left_out(strangers, name, "collect.row_of_others")
        frame = frame.filter(own.fill_null(False))
    if "year" in frame.columns:
        other = (pl.col("year") != inquiry.year).fill_null(False)
        findings += _left_out(
            frame.filter(other), name, "collect.other_year", column="year", year=inquiry.year
        )
        frame = frame.filter(~other)
    return frame, findings


def _is_side(side: str, firm: pl.Expr) -> pl.Expr:
    return (pl.col(f"{side}_id") == firm).fill_null(False)


def _left_out(
    frame: pl.DataFrame,
    table: str,
    code: str,
    *,
    column: str | None = None,
    first_only: bool = False,
    **values: object,
) -> list[Finding]:
    rows = frame.head(1) if first_only else frame
    return [
        Finding(
            code,
            "warning",
            table,
            row["_file"],
            row["_sheet"],
            row["_row"],
            column,
            None if column is None else str(row[column]),
            {"count": frame.height, **values} if first_only else dict(values),
        )
        for row in rows.iter_rows(named=True)
    ]


def told(frame: pl.DataFrame, table: str) -> pl.Series:
    """Tell which rows hold any answer."""
    columns = _ANSWERS.get(table) or [column.name for column in tables()["accounts"].columns[2:]]
    return frame.select(pl.any_horizontal(pl.col(columns).is_not_null())).to_series()


def _answered(frame: pl.DataFrame, table: str, findings: list[Finding]) -> tuple[pl.DataFrame, list[Finding]]:
    """Name the rows without an answer and leave them out, but not outputs: those are made all the same."""
    unreadable = {
        f.row for f in findings if f.table == table and f.severity == "error" and f.code != "cell.required"
    }
    blank = ~told(frame, table) & ~frame["_row"].is_in(list(unreadable))
    answer = "output_krub" if table == "accounts" else "amount_krub"
    named = [
        Finding("collect.unanswered", "warning", table, row["_file"], row["_sheet"], row["_row"], answer)
        for row in frame.filter(blank).iter_rows(named=True)
    ]
    return (frame if table == "outputs" else frame.filter(~blank)), named


def _is_blank_row(finding: Finding, blank: list[Finding]) -> bool:
    """Tell whether a finding only says that the amounts of unanswered rows are missing."""
    places = {(row.table, row.row, row.column) for row in blank}
    if finding.code == "more" and finding.values.get("code") == "cell.required":
        return any(row.column == finding.column for row in blank) and finding.values["count"] <= len(blank)
    return finding.code == "cell.required" and (finding.table, finding.row, finding.column) in places


def _with_side(frame: pl.DataFrame, returned: Returned) -> pl.DataFrame:
    """Put the side on which the firm stands: whatever the cell says, the firm is the one who reports."""
    sells = _is_side("supplier", pl.lit(returned.inquiry.organisation_id))
    return frame.with_columns(reported_by=pl.when(sells).then(pl.lit("supplier")).otherwise(pl.lit("buyer")))
