"""The registry's tables are those of the contract."""

import csv
from importlib.resources import files

import pytest
from django.core.management import call_command
from django.db import connection, models

from kust.data.schema import tables
from kust_web.registry.models import model_of

BOOKKEEPING = {"id", "change_id", "origin", "is_removed", "folded"}
TYPES = {
    "text": models.CharField,
    "geometry": models.TextField,
    "integer": models.BigIntegerField,
    "number": models.FloatField,
    "date": models.DateField,
    "boolean": models.BooleanField,
}
CONTRACT = list(
    csv.DictReader(files("kust.data").joinpath("tables.csv").read_text(encoding="utf-8").splitlines())
)


@pytest.mark.parametrize("row", CONTRACT, ids=lambda row: f"{row['table']}.{row['column']}")
def test_a_column_of_the_contract_is_a_column_of_the_registry(row: dict[str, str]) -> None:
    """Name, type, whether it may be empty and what it refers to are the contract's, read anew from its file."""
    fields = {field.column: field for field in model_of(row["table"])._meta.concrete_fields}
    field = fields[row["column"]]
    if row["key"] not in ("", "primary"):
        assert isinstance(field, models.ForeignKey)
        assert field.related_model is model_of(row["key"])
    else:
        assert type(field) is TYPES[row["type"]]
        assert field.unique == (row["key"] == "primary")
    assert field.null == (row["required"] != "yes")


@pytest.mark.django_db
def test_the_database_holds_these_columns_and_nothing_else() -> None:
    for name, table in tables().items():
        with connection.cursor() as cursor:
            found = {
                c.name for c in connection.introspection.get_table_description(cursor, f"registry_{name}")
            }
        assert found - {column.name for column in table.columns} <= BOOKKEEPING
        assert found >= {column.name for column in table.columns}


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
