"""What a firm's figures are used for: the requirements that rest on them, what is missing, what is odd about them."""

from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from kust.checks import Readings, check
from kust.checks.result import ClusterVerdicts, Verdict
from kust.checks.run import evidence_of
from kust.checks.trace import TRACERS, Number
from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.data.validate import validate

_OWN = {
    "accounts": ("organisation_id",),
    "outputs": ("organisation_id",),
    "memberships": ("organisation_id",),
    "organisations": ("organisation_id",),
    "supplies": ("supplier_id", "buyer_id"),
}
MOST_FINDINGS = 50


def find_uses(dataset: Dataset, cluster: str, firm: str, on: date, year: int) -> dict[str, Any]:
    """Name the requirements of the day that rest on a firm's figures, and the figures that are missing."""
    result = check(dataset, on=on, year=year, clusters=[cluster], alternatives=False)
    uses, missing = [], {}
    for entry in result.clusters:
        for verdict in entry.verdicts:
            numbers = _own_numbers(dataset, entry, verdict, firm, on)
            own = [member for member in verdict.members if member.organisation_id == firm]
            own += [
                member for part in verdict.parts for member in part.members if member.organisation_id == firm
            ]
            if numbers or own:
                uses.append(_use(entry, verdict, numbers, own))
            for gap in verdict.missing:
                if gap.organisation_id == firm:
                    key = (gap.table, gap.column, gap.year)
                    missing.setdefault(key, []).append(verdict.requirement.code)
    gaps = [
        {"table": table, "column": column, "year": of, "requirements": sorted(set(codes))}
        for (table, column, of), codes in missing.items()
    ]
    return {"uses": uses, "gaps": gaps}


def _use(entry: ClusterVerdicts, verdict: Verdict, numbers: list[Number], own: list[Any]) -> dict[str, Any]:
    figures = {number.name: number.value for number in numbers}
    return {
        "edition": entry.edition.code if entry.edition else None,
        "requirement": verdict.requirement.code,
        "verdict": verdict.verdict,
        "threshold": verdict.threshold,
        "own_value": own[0].value if own else None,
        "own_verdict": own[0].verdict if own else None,
        "figures": [[name, value] for name, value in figures.items()],
    }


def _own_numbers(
    dataset: Dataset, entry: ClusterVerdicts, verdict: Verdict, firm: str, on: date
) -> list[Number]:
    """Follow the numbers of a verdict to those of the firm; one without rows rests on nothing of it."""
    tracer = TRACERS.get(verdict.requirement.code)
    if tracer is None or entry.edition is None:
        return []
    evidence = evidence_of(dataset, on, entry.year)
    clusters = dataset.collect(dataset.table("clusters")).filter(nw.col("cluster_id") == entry.cluster_id)
    subject = evidence.subject(clusters, entry.edition.kind, Readings())
    return [number for number in tracer(subject) if number.organisation_id == firm and number.rows]


def find_findings(dataset: Dataset, firm: str) -> list[dict[str, Any]]:
    """List what validation says of rows that a firm is named in, errors first, in both languages."""
    found = [one for one in validate(dataset) if one.table in _OWN and one.row is not None]
    wanted = {table: {one.row for one in found if one.table == table} for table in _OWN}
    mine = {table: _rows_of(dataset, table, rows, firm) for table, rows in wanted.items() if rows}
    told = [one for one in found if one.row in mine.get(one.table or "", set())]
    return [_describe(one) for one in told[:MOST_FINDINGS]]


def _rows_of(dataset: Dataset, table: str, rows: set[int | None], firm: str) -> set[int]:
    of_firm = pl.any_horizontal(pl.col(column) == firm for column in _OWN[table])
    frame = dataset.rows(table).filter(
        of_firm, pl.col("_row").is_in(sorted(r for r in rows if r is not None))
    )
    return set(frame.select("_row").collect()["_row"].to_list())


def _describe(finding: Finding) -> dict[str, Any]:
    words = {lang: finding.message(lang) for lang in ("ru", "en")}
    return {"code": finding.code, "severity": finding.severity, "table": finding.table, **words}
