"""Check a dataset that has been read: keys, codes, ranges, check digits, and whether its figures agree."""

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.data.rules_accounts import check_accounts
from kust.data.rules_cells import check_cells
from kust.data.rules_flows import check_flows
from kust.data.rules_keys import check_keys
from kust.data.rules_places import check_places
from kust.data.rules_years import check_years
from kust.errors import UnreadableError

RULES: tuple[Callable[[Dataset], Iterable[Finding]], ...] = (
    check_keys,
    check_cells,
    check_flows,
    check_accounts,
    check_years,
    check_places,
)
_ORDER = {"error": 0, "warning": 1, "notice": 2}


def validate(dataset: Dataset, found_reading: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """Check a dataset against the contract.

    Parameters
    ----------
    dataset
        As it was read.
    found_reading
        What was found while reading it; the result starts with it.

    Returns
    -------
    tuple
        Errors first, then warnings, then notices; each kind in order of table, file, sheet and row.
        An error is a cell that cannot be read or a row that cannot be placed; what two truthful
        people could both have reported is a warning.

    Raises
    ------
    UnreadableError
        A Parquet file is damaged in a place that only reading its rows shows.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> reading = read_dataset(load("machine-building"))
    >>> [finding for finding in validate(reading.dataset, reading.findings) if finding.severity == "error"]
    []
    """
    try:
        findings = chain(found_reading, *(rule(dataset) for rule in RULES))
        return tuple(sorted(findings, key=_place))
    except pl.exceptions.PolarsError as error:
        damaged = _find_damaged(dataset)
        if damaged is None:
            raise
        raise UnreadableError("truncated_parquet", path=damaged) from error


def _find_damaged(dataset: Dataset) -> Path | None:
    """Find the Parquet file whose rows cannot be read although its end, where the columns are listed, can."""
    for name, origin in dataset.origins.items():
        if origin.frame is None:
            try:
                dataset.rows(name).select(pl.all().null_count()).collect()
            except pl.exceptions.PolarsError:
                return origin.paths[0]
    return None


def _place(finding: Finding) -> tuple[int, str, str, str, int]:
    place = (finding.table or "", finding.file or "", finding.sheet or "", finding.row or 0)
    return (_ORDER[finding.severity], *place)
