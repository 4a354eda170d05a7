"""Where the rows of a snapshot came from: the rows of the registry that say the same."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.data.schema import tables
from kust_web.registry.models import model_of


def find_origins(dataset: Dataset, wanted: Iterable[tuple[str, int]]) -> dict[str, dict[str, Any]]:
    """Find for rows of a snapshot (table, number) the change that wrote them and the file they stood in.

    A row that was written over since the snapshot was taken has none; of rows that say the same each gets one.
    """
    by_table: dict[str, set[int]] = defaultdict(set)
    for table, number in wanted:
        if number is not None:
            by_table[table].add(number)
    return {table: _find(dataset, table, numbers) for table, numbers in by_table.items()}


def _find(dataset: Dataset, table: str, numbers: set[int]) -> dict[str, Any]:
    names = [column.name for column in tables()[table].columns]
    rows = dataset.rows(table).filter(pl.col("_row").is_in(sorted(numbers))).select("_row", *names).collect()
    stated = {number: tuple(values) for number, *values in rows.iter_rows()}
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    model = model_of(table)
    key = names[0] if not tables()[table].identified_by else tables()[table].identified_by[0]
    place = names.index(key)
    keys = {values[place] for values in stated.values()} - {None}
    held = model.objects.filter(**{f"{key}__in": keys}, is_removed=False).select_related("change__user")
    for row in held.iterator(2000):
        found[tuple(getattr(row, name) for name in names)].append(row)
    told = {}
    for number, values in sorted(stated.items()):
        same = found.get(values, [])
        if same:
            row = same.pop(0) if len(same) > 1 else same[0]
            told[str(number)] = {
                "row": row.pk,
                "origin": row.origin,
                "change": row.change_id,
                "kind": row.change.kind,
                "made_at": row.change.made_at.isoformat(),
            }
    return told
