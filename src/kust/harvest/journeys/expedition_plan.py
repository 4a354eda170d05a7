"""A plan of expeditions as a YAML file tells it: whose, where to, with which people and equipment, at what costs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from kust.errors import UsageError

Name = Annotated[str, Field(min_length=1)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
SomeDays = Annotated[float, Field(gt=0, le=366, allow_inf_nan=False)]


class _Entry(BaseModel):
    # Codes are text: plots that are numbered are written as numbers in YAML.
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, coerce_numbers_to_str=True)


class Equipment(_Entry):
    """A vehicle, boat or the like: rented by the day, bought for some seasons, or either.

    ``days`` of a season one unit can be out; ``price_krub`` is spread over ``seasons``; ``upkeep_krub`` a season.
    """

    id: Name
    title: str = ""
    rent_krub_day: NotNegative | None = None
    price_krub: NotNegative | None = None
    seasons: Positive | None = None
    upkeep_krub: NotNegative = 0.0
    days: SomeDays | None = None

    @model_validator(mode="after")
    def _has_a_price(self) -> "Equipment":
        if self.rent_krub_day is None and (self.price_krub is None or self.seasons is None):
            raise PydanticCustomError("no_price", "no price")
        return self

    @property
    def owned_krub(self) -> float | None:
        """What a bought unit costs a season; None where it is not for sale."""
        if self.price_krub is None or self.seasons is None:
            return None
        return self.price_krub / self.seasons + self.upkeep_krub


def _refuse_twice(kind: str, ids: Sequence[str]) -> None:
    """Refuse a list that names one thing twice: the crop of a plot would count twice."""
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise PydanticCustomError("twice", "twice", {"kind": kind, "ids": ", ".join(twice)})


class Expedition(_Entry):
    """One trip to hard-to-reach plots: a crew for some days.

    ``kg_person_day`` by species or one figure for all: what one picker brings a day. ``capacity_kg``: what can be
    hauled out. ``haul_rub_kg`` of what is brought. ``equipment``: ids of what is used for all ``days``. ``firm``: who
    would send it.
    """

    id: Name
    firm: Name
    plots: Annotated[tuple[Name, ...], Field(min_length=1)]
    species: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    title: str = ""
    crew: Positive
    days: SomeDays
    kg_person_day: Positive | dict[str, Positive]
    wage_rub_day: NotNegative
    fuel_l: NotNegative = 0.0
    fuel_rub_l: NotNegative = 0.0
    haul_rub_kg: NotNegative = 0.0
    other_krub: NotNegative = 0.0
    capacity_kg: Positive | None = None
    reach_share: Annotated[float, Field(ge=0, le=1)] | None = None
    equipment: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _nothing_stands_twice(self) -> "Expedition":
        for kind, told in (
            ("plots", self.plots),
            ("species", self.species or ()),
            ("equipment", self.equipment),
        ):
            _refuse_twice(f"{self.id}.{kind}", told)
        return self

    @property
    def own_krub(self) -> float:
        """What it costs beside equipment and the haul of what is brought: crew, fuel, other."""
        crew = self.crew * self.days * self.wage_rub_day / 1000
        return crew + self.fuel_l * self.fuel_rub_l / 1000 + self.other_krub

    def rate(self, species: str) -> float | None:
        """Kilograms of a species that the whole crew picks in a day."""
        one = self.kg_person_day
        each = one.get(species) if isinstance(one, Mapping) else one
        return None if each is None else self.crew * each


class ExpeditionPlan(_Entry):
    """Expeditions with the equipment that they can share, and what a kilogram is worth where they come back.

    ``price_rub_kg`` by species at a mean crop; what is absent is the price of past purchases. ``elasticity`` of it by
    the crop, 0 by default: what is brought from afar is sold on contract.
    """

    expeditions: Annotated[tuple[Expedition, ...], Field(min_length=1, max_length=60)]
    equipment: tuple[Equipment, ...] = ()
    price_rub_kg: dict[str, Positive] = {}
    elasticity: Annotated[float, Field(ge=-2, le=1)] = 0.0
    made_up: bool = False

    @model_validator(mode="after")
    def _ids_are_known(self) -> "ExpeditionPlan":
        _refuse_twice("expeditions", [one.id for one in self.expeditions])
        _refuse_twice("equipment", [one.id for one in self.equipment])
        known = {one.id for one in self.equipment}
        for one in self.expeditions:
            strange = sorted(set(one.equipment) - known)
            if strange:
                named = {"kind": one.id, "ids": ", ".join(strange)}
                raise PydanticCustomError("strange", "strange", named)
        return self


def read_plan(path: Path) -> ExpeditionPlan:
    """Read a plan.

    Raises
    ------
    UsageError
        The file cannot be read, is no YAML, or holds a key or a value that is not known, with its place.
    """
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError("expedition_file", path=path, reason=str(error).replace("\n", " ")) from error
    if not isinstance(content, dict):
        raise UsageError("expedition_file", path=path, reason="expeditions: []")
    try:
        return ExpeditionPlan.model_validate(content)
    except ValidationError as error:
        raise _refuse(_choose(error.errors()), content, path) from error


# What pydantic calls a wrong value, and the entry ``expedition_wrong`` of ``words/error.toml`` that says it.
_WRONG = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "greater_than": "range",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "too_short": "empty",
    "no_price": "no_price",
    "twice": "twice",
    "strange": "strange",
}


def _choose(errors: Sequence[Any]) -> Any:
    """Choose the first error, and of those of its field the one that tells most: a figure may be told in two ways."""
    field = errors[0]["loc"][:3]
    return max((one for one in errors if one["loc"][:3] == field), key=lambda one: len(_parts(one)))


def _parts(error: Any) -> list[Any]:
    """Say where a value stands, without what pydantic calls the ways in which it was read."""
    return [
        part for part in error["loc"] if not str(part).startswith(("constrained-float", "dict[", "function-"))
    ]


def _tell_place(parts: Sequence[Any], content: Any) -> str:
    """Write a place with the ids of entries in place of their numbers, where they have any."""
    told, here = [], content
    for part in parts:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
        name = here.get("id") if isinstance(part, int) and isinstance(here, dict) else None
        told.append(str(name or part))
    return ".".join(told)


def _refuse(error: Any, content: Any, path: Path) -> UsageError:
    """Word a wrong value with its place; what has no words of its own is a wrong value."""
    code = _WRONG.get(error["type"], "value")
    told = error.get("ctx", {})
    value = str(error["input"])[:60]
    values = {"kind": told.get("kind", ""), "ids": told.get("ids", "")}
    place = _tell_place(_parts(error), content)
    return UsageError(f"expedition_wrong.{code}", path=path, place=place, value=value, **values)
