"""Migrations of many tables that refer to each other."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """Several `CreateModel` as one operation.

    Every table is bound to every other through the change that wrote it, and Django makes the models of all that is
    bound anew after each operation: a hundred tables one by one are ten thousand models and half a minute.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # made again, once, when it is asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, *around: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, *around)

    def database_backwards(self, app_label: str, *around: Any) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, *around)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)
