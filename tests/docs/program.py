"""What the program says about the situations of a worked block; each dataset is written and read once."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kust.checks import Readings, check
from kust.checks.as_json import as_json
from kust.data import Dataset, Reading, read_dataset

from ..cases.load import Case, write_case
from ..cases.rows import tables
from .worked import Block, Row

# Keys of a block that are no rows of tables.
_ABOUT = ("edition", "on", "year", "readings", "requirement", "t")


@dataclass(frozen=True)
class Question:
    """A requirement of an edition in a situation, under some readings."""

    requirement: str
    edition: str
    situation: str | None
    readings: tuple[tuple[str, str | bool], ...] = ()


class Program:
    """Answers the rows of a block."""

    def __init__(self, block: Block, stem: str, folder: Path) -> None:
        self.block, self.stem, self.folder = block, stem, folder
        self._read: dict[str | None, tuple[Case, Reading]] = {}
        self._answers: dict[Question, dict[str, Any]] = {}

    def answer(self, row: Row) -> dict[str, Any]:
        """The verdict that a row asks for, as it stands in the JSON of a check."""
        question = self._question(row)
        if question not in self._answers:
            case, reading = self._reading(question.situation)
            readings = Readings(**dict(question.readings))
            days = {"on": case.on, "year": case.year}
            result = check(reading.dataset, edition=question.edition, readings=readings, **days)
            for verdict in as_json(result)["clusters"][0]["verdicts"]:
                self._answers[replace(question, requirement=verdict["requirement"])] = verdict
        return self._answers[question]

    def dataset(self, situation: str | None = None) -> Dataset:
        """The dataset of a situation."""
        return self._reading(situation)[1].dataset

    def reading(self) -> Reading:
        """The dataset of the block without situations, with what was found while reading it."""
        return self._reading(None)[1]

    def _question(self, row: Row) -> Question:
        data = self.block.situation(row.get("situation"))
        readings = dict(data.get("readings", {}))
        if "reading" in row:
            readings[row["reading"]] = row["setting"]
        return Question(
            requirement=row.get("requirement") or data.get("requirement") or self.stem,
            edition=row.get("edition") or data["edition"],
            situation=row.get("situation"),
            readings=tuple((name, _setting(value)) for name, value in readings.items()),
        )

    def _reading(self, situation: str | None) -> tuple[Case, Reading]:
        if situation not in self._read:
            case = _case(self.block.situation(situation), self.stem)
            folder = self.folder / f"{self.block.line}-{len(self._read)}"
            write_case(case, folder)
            self._read[situation] = case, read_dataset(folder)
        return self._read[situation]


def _case(data: dict[str, Any], stem: str) -> Case:
    year = data.get("year", "2018")
    kind = (data.get("requirement") or stem).partition(".")[0]
    found = tables({key: value for key, value in data.items() if key not in _ABOUT}, kind, year)
    on = date.fromisoformat(data.get("on", "2019-03-01"))
    return Case("worked", stem, "", (), on, int(year), {}, (), found, {}, "")


def _setting(text: str) -> str | bool:
    return {"yes": True, "no": False, "true": True, "false": False}.get(text, text)
