"""The one description of the data, read from the contract that the package carries.

``tables.csv`` lists tables and columns, ``table_list.csv`` their titles and identifying columns,
``codes.csv`` the labels of coded values. Reader, validator, template and documentation are made from it.
"""

import csv
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Code:
    """A coded value with its labels; code and labels are all read."""

    code: str
    title_ru: str
    title_en: str

    def title(self, lang: str) -> str:
        return self.title_ru if lang == "ru" else self.title_en


# Columns whose values are coded like those of another table.
_CODED_ELSEWHERE = {
    "candidates.role": "memberships.role",
    "candidates.education_level": "memberships.education_level",
    "candidates.infrastructure_kind": "memberships.infrastructure_kind",
    "wage_thresholds.size": "organisations.size",
    "declared_niches.cause": "needs.cause",
    "problems.decision": "goals.decision",
    "indicators.decision": "goals.decision",
    "measures.decision": "goals.decision",
}


@dataclass(frozen=True)
class Column:
    """A column of the contract: ``type`` is text, integer, number, date, boolean or geometry."""

    table: str
    name: str
    type: str
    unit: str
    required: bool
    key: str
    title_ru: str
    title_en: str
    description: str

    @property
    def is_share(self) -> bool:
        return self.unit.startswith("share")

    @property
    def refers_to(self) -> str | None:
        return self.key if self.key and self.key != "primary" else None

    @property
    def codes(self) -> tuple[Code, ...]:
        if self.type == "boolean":
            return _codes().get("boolean", ())
        return _codes().get(
            _CODED_ELSEWHERE.get(f"{self.table}.{self.name}", f"{self.table}.{self.name}"), ()
        )

    def title(self, lang: str) -> str:
        return self.title_ru if lang == "ru" else self.title_en


@dataclass(frozen=True)
class Table:
    """A table of the contract; ``same_key_twice`` is error, adds up, kept or a sentence."""

    name: str
    title_ru: str
    title_en: str
    identified_by: tuple[str, ...]
    same_key_twice: str
    columns: tuple[Column, ...]

    def title(self, lang: str) -> str:
        return self.title_ru if lang == "ru" else self.title_en

    @property
    def titles(self) -> dict[str, str]:
        """Titles by language, for errors that are worded later."""
        return {"ru": self.title_ru, "en": self.title_en}

    def column(self, name: str) -> Column:
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


def _rows(name: str) -> list[dict[str, str]]:
    text = files("kust.data").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _codes() -> dict[str, tuple[Code, ...]]:
    found: dict[str, tuple[Code, ...]] = {}
    for row in _rows("codes.csv"):
        found[row["column"]] = (
            *found.get(row["column"], ()),
            Code(row["code"], row["title_ru"], row["title_en"]),
        )
    return found


@cache
def tables() -> dict[str, Table]:
    """Return every table of the contract by its code, in the order of the contract."""
    columns: dict[str, list[Column]] = {}
    for row in _rows("tables.csv"):
        column = Column(
            table=row["table"],
            name=row["column"],
            type=row["type"],
            unit=row["unit"],
            required=row["required"] == "yes",
            key=row["key"],
            title_ru=row["title_ru"],
            title_en=row["title_en"],
            description=row["description"],
        )
        columns.setdefault(row["table"], []).append(column)
    # A candidate is described by the columns of a membership, except its days.
    own = {column.name for column in columns["candidates"]} | {"joined_on", "left_on"}
    columns["candidates"] += [
        replace(column, table="candidates") for column in columns["memberships"] if column.name not in own
    ]
    return {
        row["table"]: Table(
            name=row["table"],
            title_ru=row["title_ru"],
            title_en=row["title_en"],
            identified_by=tuple(filter(None, row["identified_by"].split("+"))),
            same_key_twice=row["same_key_twice"],
            columns=tuple(columns[row["table"]]),
        )
        for row in _rows("table_list.csv")
    }


@cache
def regions() -> dict[str, tuple[str, str]]:
    """Return the Russian and English name of each region of Russia by its two-digit code."""
    return {row["region"]: (row["title_ru"], row["title_en"]) for row in _rows("regions.csv")}


@cache
def region_boxes() -> tuple[tuple[str, float, float, float, float], ...]:
    """Return code, south, north, west and east of each region with an outline; degrees, east up to 191."""
    rows = _rows("region_boxes.csv")
    ends = ("south", "north", "west", "east")
    return tuple((row["region"], *(float(row[end]) for end in ends)) for row in rows)  # type: ignore[misc]


@cache
def countries() -> frozenset[str]:
    """Return the two-letter country codes of ISO 3166-1."""
    return frozenset(_rows("countries.csv")[0]["codes"].split())


@lru_cache(2**13)
def fold(title: str) -> str:
    """Bring a heading or a sheet's name to the form in which it is compared.

    >>> fold(" Код  Организации * "), fold("Учёты")
    ('код организации', 'учеты')
    """
    return " ".join(title.replace("\u00a0", " ").replace("*", " ").lower().replace("ё", "е").split())
