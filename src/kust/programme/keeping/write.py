"""Write a copy of a dataset with the rows of a draft: whole or not at all, never over what is there."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import polars as pl

from kust.data.dataset import Dataset, Origin
from kust.data.schema import tables
from kust.programme.drafting.draft import Draft
from kust.programme.keeping.place import versions_folder
from kust.remedies.write import write_changed

Rows = Mapping[str, Iterable[Mapping[str, Any]]]


def write_draft(dataset: Dataset, draft: Draft, target: Path, lang: str) -> None:
    """Write a copy of a dataset with what a draft proposes, and the versions that were kept beside it.

    Parameters
    ----------
    dataset
        The one that the draft was made from; it stays as it is.
    draft
        Its rows are added behind those of their tables; no row that is there is changed.
    target
        A folder or an ``.xlsx`` file that does not exist yet.
    lang
        Language of the headings of a workbook.

    Raises
    ------
    UsageError
        The target exists.
    """
    write_changed(with_draft(dataset, draft), target, lang)
    kept = versions_folder(dataset.path)
    if dataset.path.is_dir() and target.is_dir() and kept.is_dir():
        shutil.copytree(kept, versions_folder(target))


def with_draft(dataset: Dataset, draft: Draft) -> Dataset:
    """Return the dataset as it would be with what a draft proposes; the one given keeps its rows."""
    return add_rows(dataset, rows_of(draft))


def rows_of(draft: Draft) -> dict[str, list[dict[str, Any]]]:
    """Bring a draft into rows by table, in the form of the contract."""
    programme = draft.programme
    cluster = {"cluster_id": programme.cluster_id}
    head = {name: getattr(programme, name) for name in ("title", "starts_on", "ends_on", "base_year")}
    return {
        "programmes": [cluster | head] if draft.is_new else [],
        "stakeholders": [
            cluster | asdict(replace(one, name="")) | {"name": None, "named": None}
            for one in programme.stakeholders
        ],
        "goals": [cluster | asdict(one) for one in programme.goals],
        "problems": [cluster | asdict(one) for one in programme.problems],
        "indicators": [cluster | asdict(one) for one in programme.indicators],
        "indicator_targets": [
            cluster | {"indicator": one.indicator} | asdict(target)
            for one in programme.indicators
            for target in one.targets
        ],
        "measures": [
            cluster | asdict(one) | {name: ";".join(getattr(one, name)) or None for name in _LISTS}
            for one in programme.measures
        ],
        "measure_costs": [
            {"measure_id": one.measure_id} | asdict(cost) for one in programme.measures for cost in one.costs
        ],
        "milestones": [cluster | asdict(one) for one in programme.milestones],
    }


_LISTS = ("depends_on", "indicators")


def add_rows(dataset: Dataset, rows: Rows) -> Dataset:
    """Add rows to tables of a dataset; cells that a row does not name are empty, tables without new rows untouched."""
    origins = dict(dataset.origins)
    for table, new in rows.items():
        told = list(new)
        if not told:
            continue
        before = dataset.rows(table).collect()
        names = [column.name for column in tables()[table].columns]
        cells = [{name: row.get(name) for name in names} for row in told]
        added = pl.DataFrame(cells, schema={name: before.schema[name] for name in names})
        after = pl.concat([before, added], how="diagonal")
        filled = {name for name in names if added[name].null_count() < added.height}
        known = dataset.origins.get(table)
        origins[table] = (
            Origin((), after.height, frozenset(names), after)
            if known is None
            else Origin(known.paths, after.height, known.columns | filled, after)
        )
    return replace(dataset, origins=origins, prepared={}, worked_out={})
