"""The shapes of imports: what a program brings, what was found in it, its rows to mend, the steps that it takes."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

State = Literal[
    "reading", "unreadable", "read", "submitted", "returned", "writing", "accepted", "undoing", "undone", "withdrawn"
]  # fmt: skip
Act = Literal["submit", "accept", "return", "withdraw", "undo", "again", "cancel", "drop"]
Severity = Literal["error", "warning", "notice"]


class TableCount(Schema):
    """Rows of a table: in the file, and how many of the registry would be added, changed, removed."""

    in_file: int
    added: int
    changed: int
    removed: int


class ImportShape(Schema):
    """An import: kept as it came, read by a job, written as one change once it is accepted."""

    id: int
    address: str = Field(description="ask here how it goes")
    organisation_id: str = Field(description="the firm it is for, empty where it is for none")
    cluster_id: str = Field(description="the cluster it is for, empty where it is for none")
    name: str
    sha256: str
    size: int
    state: State
    progress: float = Field(description="of reading, writing or undoing, 0 to 1")
    problem: str | None = Field(description="why it cannot be read at all, in words")
    errors: int
    warnings: int
    tables: dict[str, TableCount]
    steps: list[Act] = Field(description="what may be asked of it now with this key")
    comment: str | None = Field(description="what was said when it was sent back")
    change: int | None = Field(description="the change that wrote it")
    made_at: datetime


class Imports(Schema):
    count: int
    next: int | None
    imports: list[ImportShape]


class FindingShape(Schema):
    """Something found: where, what is wrong, how to mend it; `row_id` names the row in which it is mended."""

    code: str
    severity: Severity
    table: str | None
    file: str | None
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    message: str
    mend: str
    row_id: int | None


class Findings(Schema):
    count: int
    next: int | None
    findings: list[FindingShape]


class RowShape(Schema):
    """A row with something to say about it: its cells as text; `version` grows whenever somebody writes it."""

    id: int
    table: str
    file: str
    sheet: str
    row: int
    version: int
    cells: dict[str, str]
    is_mended: bool
    is_dropped: bool


class ImportRows(Schema):
    count: int
    next: int | None
    rows: list[RowShape]


class RowChange(Schema):
    """New text for some cells of a row, or whether it is left out; the rest stays."""

    id: int = Field(ge=1, lt=2**63)
    version: int = Field(ge=0, lt=2**31, description="of the row as it was read")
    cells: dict[str, str] = {}
    is_dropped: bool | None = None


class RowChanges(Schema):
    rows: list[RowChange] = Field(min_length=1, max_length=1000)


class Step(Schema):
    """A step: `return` needs a comment, `drop` the code of the findings whose rows are left out."""

    act: Act
    comment: str = Field("", max_length=2000)
    code: str = Field("", max_length=60)
