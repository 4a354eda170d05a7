"""What a support measure is made of: shares, caps, conditions, windows of applications, each with its evidence.

Money is in thousand roubles, or in whole units of a foreign currency. ``from``: the first day on which something holds,
``until``: the first on which it no longer does.
"""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Evidence = Literal["source", "deck", "inferred", "reading", "user"]
# What the contract calls kinds of costs; `any` stands for all of them.
Category = Literal[
    "any",
    "loan_interest",
    "leasing",
    "software",
    "design_documentation",
    "prototypes",
    "tooling",
    "equipment",
    "buildings",
    "starting_batch",
    "certification",
    "intellectual_property",
    "testing",
    "other",
]
Status = Literal["not_yet", "in_force", "ended", "draft", "unclear"]
ConditionKind = Literal[
    "project_kind",
    "cluster_registered",
    "cluster_conforms",
    "selected",
    "selected_by",
    "applicants_are_participants",
    "import_substituting",
    "region",
    "okpd2",
    "cost_at_least",
    "loan_at_most",
    "asked",
    "unread",
    "never",
]


class Part(BaseModel):
    """A part of a measure: nothing in it is unknown, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)


class Words(Part):
    """The same words in both languages."""

    ru: str
    en: str

    def say(self, lang: str) -> str:
        """Return the words in a language."""
        return self.ru if lang == "ru" else self.en


class Sourced(Part):
    """What something rests on, and in which days it holds; ``certainty`` A to D where a slide is hard to read."""

    evidence: Evidence = "user"
    source: str = ""
    certainty: Literal["A", "B", "C", "D"] | None = None
    from_on: date | None = Field(None, alias="from")
    until: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.from_on and self.until and self.until <= self.from_on:
            raise ValueError(f"until: {self.until} is not after from: {self.from_on}")
        return self

    def holds(self, on: date) -> bool:
        """Tell whether it holds on a day."""
        return (self.from_on is None or self.from_on <= on) and (self.until is None or on < self.until)


class DatedStatus(Sourced):
    """The status of a measure from a day on."""

    status: Status


class CategoryRule(Sourced):
    """What share of a kind of cost counts; null where no source states it.

    ``of_equipment_price``: at most this share of the price of the equipment, over all payments for it.
    """

    share: float | None = Field(ge=0, le=1)
    of_equipment_price: float | None = Field(None, gt=0)


class Ceiling(Sourced):
    """At most this share of the costs."""

    share: float = Field(gt=0, le=1)


class Cap(Sourced):
    """The most money a project, or an applicant, can get; ``rival``: another reading of it, for comparison only."""

    amount: float = Field(ge=0)
    currency: str = Field("RUB", pattern="^[A-Z]{3}$")
    rival: bool = False

    @property
    def name(self) -> str:
        """Tell caps apart by currency."""
        return "cap" if self.currency == "RUB" else f"cap_{self.currency.lower()}"


class Figure(Sourced):
    """A figure of a formula."""

    value: float


class CostDay(Sourced):
    """From which day costs count."""

    day: date


class Instalments(Sourced):
    """Over how many years the money is paid."""

    years: int = Field(ge=1, le=50)


class Term(Sourced):
    """For how many years a measure can be used at most, from the day on which its use begins."""

    years: int = Field(ge=1, le=50)
    text: Words


class Condition(Sourced):
    """What has to be so; ``kind`` says how it is judged, ``value`` and ``values`` by what."""

    code: str
    kind: ConditionKind
    text: Words
    value: float | date | None = None
    values: tuple[str, ...] = ()


class Intake(Sourced):
    """A window in which applications are taken; an end that no source tells is null."""

    opens_on: date | None = None
    closes_on: date | None = None

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValueError(f"closes_on: {self.closes_on} is before opens_on: {self.opens_on}")
        return self
