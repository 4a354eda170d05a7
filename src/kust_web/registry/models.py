"""The tables of the contract as models, and what is kept about every row of them.

The models are made from the contract, so the two cannot drift apart. A reference is a foreign key to the column
that it names, so that the database itself holds every row in place. Every row knows the change that wrote it last;
its earlier states stand in its history. A row is never deleted: it is marked as removed.
"""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from kust.data.schema import Column, Table, tables


class Change(models.Model):
    """One act of somebody that wrote rows: an upload, a form saved, a correction; undone as a whole."""

    KINDS = [
        (kind, kind)
        for kind in ("load", "upload", "return", "form", "confirm", "merge", "api", "undo", "restore")
    ]
    user = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="changes")
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    reason = models.CharField(max_length=500, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    written = models.JSONField(default=dict)  # table → [added, changed, removed]

    class Meta:
        ordering = ["-id"]


class Touch(models.Model):
    """A cluster whose figures a change touched; empty where it touched something that all share, like a rate."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="touches")
    cluster_id = models.CharField(max_length=200, blank=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("change", "cluster_id", name="touched_once")]


class Row(models.Model):
    """What is kept about every row: the change that wrote it last, where it came from, its name in folded letters."""

    change = models.ForeignKey(Change, models.PROTECT, related_name="+")
    origin = models.CharField(max_length=300, blank=True)
    is_removed = models.BooleanField(default=False, db_index=True)

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True


class Snapshot(models.Model):
    """The state of a cluster (or of the whole registry) as files, named by their digest; analyses run on it."""

    digest = models.CharField(max_length=80, db_index=True)
    cluster_id = models.CharField(max_length=200, blank=True, db_index=True)
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="+")
    as_of = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(auto_now_add=True)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]


class Standing(models.Model):
    """What a cluster's figures say under an edition, kept so that lists can be narrowed by it; anew every day."""

    cluster_id = models.CharField(max_length=200, db_index=True)
    edition = models.CharField(max_length=40)
    on = models.DateField()
    year = models.PositiveSmallIntegerField()
    conforms = models.CharField(max_length=10)
    met = models.PositiveSmallIntegerField()
    not_met = models.PositiveSmallIntegerField()
    unknown = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("cluster_id", "edition", name="one_standing")]


TEXT_LENGTH = 1000
# Tables in which one searches by name.
NAMED = frozenset(
    name for name, table in tables().items() if any(column.name == "name" for column in table.columns)
)


def _field(column: Column, table: Table) -> models.Field[Any, Any]:
    if column.refers_to:
        target = tables()[column.refers_to]
        return models.ForeignKey(
            f"registry.{class_name(target.name)}",
            models.PROTECT,
            to_field=target.identified_by[0],
            db_column=column.name,
            null=not column.required,
            related_name="+",
        )
    shape: dict[str, Any] = {"null": not column.required}
    if column.type == "integer":
        return models.BigIntegerField(**shape)
    if column.type == "number":
        return models.FloatField(**shape)
    if column.type == "boolean":
        return models.BooleanField(**shape)
    if column.type == "date":
        return models.DateField(**shape)
    if column.type == "geometry":
        return models.TextField(**shape)
    return models.CharField(max_length=TEXT_LENGTH, unique=table.identified_by == (column.name,), **shape)


def field_name(column: Column) -> str:
    """Name the field of a column: a reference drops its ``_id``, which Django adds to the column again."""
    return column.name.removesuffix("_id") if column.refers_to else column.name


def class_name(table: str) -> str:
    return "".join(part.title() for part in table.split("_"))


def _make(table: Table) -> type[Row]:
    fields: dict[str, Any] = {field_name(column): _field(column, table) for column in table.columns}
    if table.name in NAMED:
        # Search in any letter case, ё as е: SQLite folds only Latin letters by itself.
        fields["folded"] = models.CharField(max_length=TEXT_LENGTH, blank=True, db_index=True)
    names = {column.name: field_name(column) for column in table.columns}
    constraints = []
    if len(table.identified_by) > 1:
        keys = [names[name] for name in table.identified_by]
        constraints = [models.UniqueConstraint(fields=keys, name=f"one_{table.name}")]
    meta = type("Meta", (), {"db_table": f"registry_{table.name}", "constraints": constraints})
    return type(class_name(table.name), (Row,), {**fields, "Meta": meta, "__module__": __name__})


_MODELS: dict[str, type[Row]] = {name: _make(table) for name, table in tables().items()}
globals().update({model.__name__: model for model in _MODELS.values()})


def model_of(table: str) -> Any:
    """Return the model of a table of the contract; ``Any``, because its fields are known to the contract only."""
    return _MODELS[table]
