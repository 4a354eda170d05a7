"""What the registry knows around rows that come in, so that the library's rules see the whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from django.db.models import Q

from kust.data import Dataset
from kust.data.findings import Finding
from kust.data.parse import TYPES
from kust.data.schema import tables
from kust.data.tabulate import PLACE
from kust.data.validate import validate
from kust_web.moderation.uploads.reading import dataset_of
from kust_web.registry.load import GROUPS
from kust_web.registry.models import model_of
from kust_web.registry.snapshot import to_frame

_PART = 2000
# Sums of so many firms are looked at together with what the registry holds of them; a larger file stands for itself.
_FIRMS = 300
_YEARS = 30
_OF_YEARS = ("accounts", "outputs", "supplies")


def check_incoming(dataset: Dataset, found_reading: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """Hold incoming rows against the contract and against what the registry knows; tell of incoming rows only."""
    frames = {name: dataset.rows(name).collect() for name in dataset.origins}
    whole, lost = _surround(frames)
    merged = dataset_of(whole, dataset)
    findings = validate(merged, (*found_reading, *lost))
    return tuple(
        finding
        for finding in findings
        if finding.code != "key.no_table" and (finding.file is not None or finding.code == "more")
    )


def _surround(frames: Mapping[str, pl.DataFrame]) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    around: dict[str, list[pl.DataFrame]] = defaultdict(list)
    lost: list[Finding] = []
    for name, part in _years_around(frames).items():
        around[name].append(part)
    for target, wanted in _references({**frames, **{f"+{n}": p[0] for n, p in around.items()}}).items():
        key = tables()[target].identified_by[0]
        here = set(frames[target][key].to_list()) if target in frames else set()
        part = _fetch(target, key, wanted - here)
        around[target].append(part)
        if part.is_empty() and not here:
            lost += _lost(frames, target)
    whole = {}
    for name in {*frames, *around}:
        parts = [*([frames[name]] if name in frames else []), *around[name]]
        whole[name] = pl.concat(parts)
    return {name: whole[name] for name in tables() if name in whole}, lost


def _references(frames: Mapping[str, pl.DataFrame]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, frame in frames.items():
        for column in tables()[name.removeprefix("+")].columns:
            if column.refers_to:
                wanted[column.refers_to] |= set(frame[column.name].drop_nulls().unique().to_list())
    return wanted


def _fetch(table: str, column: str, values: set[str], **which: object) -> pl.DataFrame:
    ordered = sorted(values)
    parts = []
    for start in range(0, max(len(ordered), 1), _PART):
        rows = model_of(table).objects.filter(
            **{f"{column}__in": ordered[start : start + _PART]}, is_removed=False, **which
        )
        parts.append(_known(table, rows))
    return pl.concat(parts)


def _known(table: str, rows: Any) -> pl.DataFrame:
    """Bring rows of the registry into a frame with every column of the contract and with no place."""
    frame = to_frame(tables()[table], rows)
    whole = {column.name: TYPES[column.type] for column in tables()[table].columns} | PLACE
    absent = [
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in whole.items() if name not in frame.columns
    ]
    return frame.with_columns(absent).select(list(whole))


def _lost(frames: Mapping[str, pl.DataFrame], target: str) -> list[Finding]:
    """Name the rows that refer to a table of which neither side has a single row."""
    found = []
    for name, frame in frames.items():
        for column in tables()[name].columns:
            if column.refers_to == target:
                rows = frame.filter(pl.col(column.name).is_not_null()).head(1000)
                found += [
                    Finding(
                        "key.broken",
                        "error",
                        name,
                        row["_file"],
                        row["_sheet"],
                        row["_row"],
                        column.name,
                        row[column.name],
                    )
                    for row in rows.iter_rows(named=True)
                ]
    return found


def _years_around(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Fetch what else is known of the firms and years that are told of, and of their neighbours in time."""
    firms = _tellers(frames)
    years = {year for n in _OF_YEARS if n in frames for year in frames[n]["year"].drop_nulls().to_list()}
    if not firms or len(firms) > _FIRMS or len(years) > _YEARS:
        return {}
    near = {year + step for year in years for step in (-1, 0, 1)}
    around = {name: _without(_of_firms(name, firms, near), frames, name) for name in _OF_YEARS}
    partners = firms.union(
        *(set(around["supplies"][column].to_list()) for column in ("supplier_id", "buyer_id"))
    )
    around["memberships"] = _without(
        _fetch("memberships", "organisation_id", partners), frames, "memberships"
    )
    return around


def _tellers(frames: Mapping[str, pl.DataFrame]) -> set[str]:
    """List the firms whose own figures come in."""
    firms = {
        f for n in ("accounts", "outputs") if n in frames for f in frames[n]["organisation_id"].to_list()
    }
    if "supplies" in frames:
        for side in ("supplier", "buyer"):
            told = frames["supplies"].filter(pl.col("reported_by") == side)
            firms |= set(told[f"{side}_id"].to_list())
    return firms - {None}


def _of_firms(name: str, firms: set[str], years: set[int]) -> pl.DataFrame:
    query = Q(organisation_id__in=firms)
    if name == "supplies":
        query = Q(supplier_id__in=firms) | Q(buyer_id__in=firms)
    rows = model_of(name).objects.filter(query, year__in=years, is_removed=False)
    return _known(name, rows)


def _without(known: pl.DataFrame, frames: Mapping[str, pl.DataFrame], name: str) -> pl.DataFrame:
    """Leave out of what is known the rows that the incoming ones take the place of."""
    if name not in frames:
        return known
    key = list(tables()[name].identified_by or GROUPS[name])
    return known.join(frames[name].select(key).unique(), on=key, how="anti", nulls_equal=True)
