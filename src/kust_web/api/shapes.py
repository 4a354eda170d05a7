"""The shapes of what the interface takes and gives, as its description shows them."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

Language = Literal["ru", "en"]
Id = Field(max_length=200)


class Problem(Schema):
    """What went wrong, as RFC 9457 describes it."""

    type: str
    title: str
    status: int
    detail: str | None = None
    code: str | None = None
    errors: list[dict[str, Any]] | None = None


class ColumnShape(Schema):
    name: str
    type: Literal["text", "integer", "number", "date", "boolean", "geometry"]
    unit: str
    required: bool
    refers_to: str | None
    title: str
    description: str


class TableShape(Schema):
    name: str
    title: str
    identified_by: list[str]
    public: bool
    columns: list[ColumnShape]


class Rows(Schema):
    """A page of rows: values by column of the contract."""

    count: int = Field(description="rows that match, on all pages")
    next: int | None = Field(description="page after this one, null on the last")
    rows: list[dict[str, str | float | int | bool | None]]


class ClusterShape(Schema):
    cluster_id: str
    name: str
    kind: str
    registry_number: int | None
    confirmed_on: date | None
    regions: list[str]
    participants: int = Field(description="organisations that are members on the day asked about")


class Clusters(Schema):
    count: int
    next: int | None
    clusters: list[ClusterShape]


class EditionShape(Schema):
    code: str
    kind: str
    since: date = Field(alias="from")
    until: date | None
    coverage: str


class YearTold(Schema):
    """A year, and how many participants have told of it."""

    year: int
    who_told: int = Field(description="how many participants have told of it")


class ChosenYear(Schema):
    """The year that verdicts are of, and why this one."""

    year: int
    why: Literal["most", "nowhere_most", "asked"] = Field(
        description="most have told of it; of no year most have; the request or the settings name it"
    )
    words: str = Field(description="the same in words")
    of: int = Field(description="participants who count: of an industrial cluster its enterprises")
    told: list[YearTold] = Field(description="years that somebody has told of, the latest first")


class JobShape(Schema):
    """A computation: its answer once its state is `done`."""

    id: int
    kind: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    progress: float
    digest: str = Field(description="digest of the figures that it works on")
    asked_at: datetime
    chosen_year: ChosenYear | None = Field(
        None, description="the year that verdicts are of, and why this one"
    )
    answer: Any = Field(
        None,
        description="verdicts in the form of docs/check.schema.json; beside a `value` of null `why` = `withheld` says "
        "that it is known but would disclose figures of single firms: without `why` it is missing",
    )
    failure: str = ""


class Me(Schema):
    email: str
    name: str
    duties: list[dict[str, str]]
