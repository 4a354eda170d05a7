"""Snapshots: the state of a cluster, or of the whole registry, as typed files that analyses run on.

A snapshot is named by its digest and never changes, so a verdict can be worked out again from the digest alone.
"""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from kust.data import Dataset, read_dataset
from kust.data.parse import TYPES
from kust.data.schema import Table, tables
from kust.data.sources import calc_digest
from kust_web.registry.consistent import one_view
from kust_web.registry.models import Change, Snapshot, Touch, model_of
from kust_web.registry.reach import EVERY
from kust_web.registry.scope import Scope, find_scope


def current(cluster: str = EVERY) -> Snapshot:
    """Return the snapshot of the state of now, taking one only where something has changed since the last."""
    newest = find_newest_change(cluster)
    last = Snapshot.objects.filter(cluster_id=cluster, as_of=None).first()
    if last and (last.change_id or 0) == newest and folder_of(last.digest).exists():
        return last
    return take(cluster)


def take(cluster: str = EVERY, as_of: datetime | None = None) -> Snapshot:
    """Write the state of now, or of a moment, as files and remember it by its digest."""
    settings.SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.SNAPSHOTS, prefix=".taking-") as made:
        place = Path(made) / "snapshot"
        place.mkdir()
        with one_view():
            newest = find_newest_change(cluster)
            rows = _write_tables(place, find_scope(cluster, as_of), as_of)
        digest = calc_digest([(path.stem, path) for path in sorted(place.iterdir())])
        _keep(place, folder_of(digest))
    change = None if as_of else Change.objects.filter(pk=newest).first()
    return Snapshot.objects.create(digest=digest, cluster_id=cluster, change=change, as_of=as_of, rows=rows)


def _keep(place: Path, home: Path) -> None:
    """Give a snapshot its place, unless it is there already or somebody brings it there in the same moment."""
    home.parent.mkdir(exist_ok=True)
    try:
        place.rename(home)
    except OSError:
        if not home.is_dir():
            raise


def folder_of(digest: str) -> Path:
    """Return the place of a snapshot: ``ab/abcd…`` for ``sha256:abcd…``."""
    plain = digest.removeprefix("sha256:")
    return Path(settings.SNAPSHOTS) / plain[:2] / plain


def open_snapshot(digest: str) -> Dataset:
    """Open a snapshot as a dataset of the library."""
    return read_dataset(folder_of(digest)).dataset


def find_newest_change(cluster: str = EVERY) -> int:
    """Return the number of the last change that touched a cluster, or anything at all; 0 where none did."""
    if cluster == EVERY:
        return Change.objects.aggregate(newest=Max("id"))["newest"] or 0
    touches = Touch.objects.filter(Q(cluster_id=cluster) | Q(cluster_id=EVERY))
    return touches.aggregate(newest=Max("change_id"))["newest"] or 0


def _write_tables(place: Path, scope: Scope, as_of: datetime | None) -> int:
    total = 0
    for name, table in tables().items():
        rows = rows_at(name, as_of)
        wanted = scope.narrow(name, rows)
        frame = to_frame(table, wanted)
        if frame.height:
            frame.write_parquet(place / f"{name}.parquet", statistics=False)
            total += frame.height
    return total


def rows_at(name: str, as_of: datetime | None) -> QuerySet[Any]:
    """Return the rows of a table that held at a moment; None is now."""
    model = model_of(name)
    if as_of is None:
        return model.objects.filter(is_removed=False)
    # No later state until then: asked row by row, so that whoever narrows to a cluster reads the cluster's past alone.
    later = model.history.filter(
        id=OuterRef("id"), history_id__gt=OuterRef("history_id"), history_date__lte=as_of
    )
    past = model.history.filter(~Exists(later.order_by()), history_date__lte=as_of, is_removed=False)
    return past.exclude(history_type="-")


def to_frame(table: Table, rows: Iterable[Any]) -> pl.DataFrame:
    """Bring rows into the types of the contract, in an order that depends on what they say alone."""
    names = [column.name for column in table.columns]
    schema = {column.name: TYPES[column.type] for column in table.columns}
    values = rows.values_list(*names) if isinstance(rows, QuerySet) else rows
    frame = pl.DataFrame(list(values), schema=schema, orient="row", infer_schema_length=None)
    filled = [name for name in names if frame[name].null_count() < frame.height]
    # A column that nobody has filled in was not asked for: it is unknown, which an empty cell is not everywhere.
    return frame.sort(names, nulls_last=True, maintain_order=True).select(filled)
