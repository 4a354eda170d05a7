"""Bring a dataset of the library into the registry: rows that are there and equal stay as they are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from django.db import transaction

from kust.data.dataset import Dataset
from kust.data.schema import tables
from kust_web.people.models import User
from kust_web.registry.changes import CHUNK, Edit, find_by_key, key_of, write
from kust_web.registry.models import Change, model_of

# Tables whose rows have no key are replaced group by group: what a file says of a group is all that it says.
GROUPS = {
    "memberships": ("cluster_id", "organisation_id", "role"),
    "supplies": ("supplier_id", "buyer_id", "product_id", "year", "reported_by"),
    "stage_places": ("cluster_id", "organisation_id", "product_id"),
    "harvest_purchases": ("species_id", "settlement_id", "week_on"),
    "measure_costs": ("measure_id",),
}


def load(dataset: Dataset, *, user: User | None, kind: str, reason: str) -> Change | None:
    """Write what a dataset says; None where the registry says the same already.

    Columns that the dataset does not have stay untouched. Raises ``DanglingError`` where it refers to what neither
    it nor the registry holds.
    """
    with transaction.atomic():
        edits = list(find_edits(dataset))
        return write(edits, user=user, kind=kind, reason=reason) if edits else None


def find_edits(dataset: Dataset) -> Iterable[Edit]:
    """Work out what would have to be written for the registry to say what the dataset says."""
    for name in tables():
        if dataset.has(name):
            rows = _read_rows(dataset, name)
            yield from _edit_groups(name, rows) if name in GROUPS else _edit_keys(name, rows)


def _read_rows(dataset: Dataset, name: str) -> list[tuple[dict[str, Any], str]]:
    """Read the rows of a table with the place of each, as `file, sheet, row`."""
    present = dataset.origins[name].columns or frozenset(column.name for column in tables()[name].columns)
    rows: pl.DataFrame = dataset.rows(name).collect()
    read = []
    for row in rows.iter_rows(named=True):
        place = " · ".join(str(row[part]) for part in ("_file", "_sheet", "_row") if row[part] is not None)
        read.append(({key: value for key, value in row.items() if key in present}, place))
    return read


def _edit_keys(name: str, rows: list[tuple[dict[str, Any], str]]) -> Iterable[Edit]:
    known = find_by_key(name, {key for values, _ in rows if (key := key_of(name, values))})
    for values, place in rows:
        row = known.get(key_of(name, values) or ())
        if row is None:
            yield Edit(name, values, origin=place)
        elif row.is_removed or any(getattr(row, column) != value for column, value in values.items()):
            yield Edit(name, values, row_id=row.pk, origin=place)


def _edit_groups(name: str, rows: list[tuple[dict[str, Any], str]]) -> Iterable[Edit]:
    keys = GROUPS[name]
    said: dict[tuple[Any, ...], list[tuple[dict[str, Any], str]]] = defaultdict(list)
    for values, place in rows:
        said[tuple(values.get(key) for key in keys)].append((values, place))
    known = _find_groups(name, said)
    for group, stated in said.items():
        yield from _replace(name, stated, known.get(group, []))


def _find_groups(name: str, groups: Mapping[tuple[Any, ...], object]) -> dict[tuple[Any, ...], list[Any]]:
    keys, model = GROUPS[name], model_of(name)
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    firsts = sorted({group[0] for group in groups})
    for start in range(0, len(firsts), CHUNK):
        rows = model.objects.filter(**{f"{keys[0]}__in": firsts[start : start + CHUNK]}, is_removed=False)
        for row in rows.iterator(CHUNK):
            group = tuple(getattr(row, key) for key in keys)
            if group in groups:
                found[group].append(row)
    return found


def _replace(name: str, stated: list[tuple[dict[str, Any], str]], rows: list[Any]) -> Iterable[Edit]:
    """Keep the rows of a group that are said again, write over the others, remove what is left of them."""
    columns = sorted({column for values, _ in stated for column in values})
    there = Counter(tuple(getattr(row, column) for column in columns) for row in rows)
    new = []
    for values, place in stated:
        key = tuple(values.get(column) for column in columns)
        if there[key] > 0:
            there[key] -= 1
        else:
            new.append((values, place))
    spare = []
    for row in rows:
        key = tuple(getattr(row, column) for column in columns)
        if there[key] > 0:
            there[key] -= 1
            spare.append(row)
    for values, place in new:
        if spare:
            yield Edit(name, values, row_id=spare.pop(0).pk, origin=place)
        else:
            yield Edit(name, values, origin=place)
    for row in spare:
        yield Edit(name, row_id=row.pk, remove=True)
