"""Reading many tables as they stand at one moment, whatever is written meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def one_view(database: BaseDatabaseWrapper = connection) -> Iterator[None]:
    """Read all queries inside from one state of the database; nobody who writes has to wait.

    SQLite: a deferred transaction, as Django would begin an immediate one, which is a writer's. PostgreSQL: REPEATABLE
    READ. Inside a transaction that has begun already nothing can be chosen any more: it is left as it is.
    """
    if database.in_atomic_block:
        yield
    elif database.vendor == "sqlite":
        with database.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with database.cursor() as cursor:
                cursor.execute("ROLLBACK")  # only read
    else:
        with transaction.atomic(using=database.alias):
            with database.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
