"""Hold the worked tables of a page against the program, and what they work out against arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw

from kust.checks import Readings, check
from kust.checks.as_json import as_json
from kust.data import read_dataset
from kust.data.flows import match_flows

from ..cases.load import Case, write_case
from ..cases.rows import tables
from .worked import NOTHING, Block, Row, Table, holds, is_formula, number_of, work_out

KEYS = ("edition", "on", "year", "readings", "absent", "requirement")
FIGURES = ("value", "threshold", "margin")
TOGETHER = "together"


@dataclass(frozen=True)
class Question:
    """What a row asks: a requirement of an edition in a situation, under some readings."""

    requirement: str
    edition: str
    situation: str | None
    readings: tuple[tuple[str, str | bool], ...] = ()


class Recount:
    """Asks the program about the situations of a block; each dataset is written once."""

    def __init__(self, block: Block, stem: str, folder: Path) -> None:
        self.block, self.stem, self.folder = block, stem, folder
        self._datasets: dict[str | None, tuple[Case, Any]] = {}
        self._answers: dict[Question, dict[str, Any]] = {}

    def differences(self) -> Iterator[str]:
        """Lines that say where a table of the block is not what the program or arithmetic gives."""
        for table in self.block.tables:
            where = f"{self.block.page.name}, line {table.line}"
            if not table.kind:
                continue
            for number, row in enumerate(table.rows):
                found = {h: work_out(h, row) for h in table.headings if is_formula(h)}
                found |= self._together(table, number) if row[table.headings[0]] == TOGETHER else {}
                wrong = [
                    f"{h}: {row[h]} is not {figure}" for h, figure in found.items() if not holds(row[h], figure)
                ]
                wrong += list(getattr(self, f"_{table.kind}")(row))
                yield from (f"{where}, {row[table.headings[0]]}: {line}" for line in wrong)

    def _together(self, table: Table, place: int) -> dict[str, float | None]:
        sums: dict[str, float | None] = {}
        for heading in table.headings[1:]:
            cells = [row[heading] for row in table.rows[:place]]
            if not is_formula(heading) and heading not in (*FIGURES, "verdict") and _are_figures(cells):
                sums[heading] = sum(number_of(cell) or 0 for cell in cells)
        return sums

    def _question(self, row: Row) -> Iterator[str]:
        answer = self.answer(self._asked(row))
        yield from _compare(row, answer)

    def _participant(self, row: Row) -> Iterator[str]:
        answer = self.answer(self._asked(row))
        parts = {part["part"]: part for part in answer["parts"]}
        if row["participant"] == TOGETHER:
            yield from _compare(row, parts[row["side"]] if "side" in row else answer)
            return
        rows = parts[f"{row['side']}_below"]["members"] if "side" in row else answer["members"]
        found = [member for member in rows if member["organisation_id"] == row["participant"]]
        yield from _compare(row, found[0]) if found else ["the program does not name it"]

    def _part(self, row: Row) -> Iterator[str]:
        parts = {part["part"]: part for part in self.answer(self._asked(row))["parts"]}
        yield from _compare(row, parts[row["part"]])

    def _missing(self, row: Row) -> Iterator[str]:
        asked = [
            (f"{gap['table']}.{gap['column']}", gap["organisation_id"] or NOTHING)
            for gap in self.answer(self._asked(row))["missing"]
        ]
        if (row["missing"], row["of"]) not in asked:
            yield f"of {row['of']}: not among {asked}"

    def _flow(self, row: Row) -> Iterator[str]:
        case, dataset = self._dataset(row.get("situation"))
        supplier, buyer = row["flow"].split(" → ")
        supplies = dataset.table("supplies").filter(nw.col("year") == case.year)
        flows = match_flows(supplies).collect(backend="polars").iter_rows(named=True)
        mine = [flow for flow in flows if (flow["supplier_id"], flow["buyer_id"]) == (supplier, buyer)]
        if len(mine) != 1:
            yield f"{len(mine)} flows"
            return
        for heading in ("sold", "bought"):
            if not holds(row[heading], mine[0][f"{heading}_krub"]):
                yield f"{heading}: {row[heading]} is not {mine[0][f'{heading}_krub']}"
        if (row["differs"] == "yes") != mine[0]["differs"]:
            yield f"differs: {mine[0]['differs']}"

    def _asked(self, row: Row) -> Question:
        data = self.block.situation(row.get("situation"))
        requirement = row.get("requirement") or data.get("requirement") or self.stem
        readings = dict(data.get("readings", {}))
        if "reading" in row:
            readings[row["reading"]] = row["setting"]
        said = tuple((name, _setting(value)) for name, value in readings.items())
        return Question(requirement, row.get("edition") or data["edition"], row.get("situation"), said)

    def answer(self, question: Question) -> dict[str, Any]:
        """The verdict of the program, as it stands in the JSON of a check."""
        if question not in self._answers:
            case, dataset = self._dataset(question.situation)
            readings = Readings(**dict(question.readings))  # type: ignore[arg-type]
            result = check(dataset, on=case.on, year=case.year, edition=question.edition, readings=readings)
            for verdict in as_json(result)["clusters"][0]["verdicts"]:
                self._answers[replace(question, requirement=verdict["requirement"])] = verdict
        return self._answers[question]

    def _dataset(self, situation: str | None) -> tuple[Case, Any]:
        if situation not in self._datasets:
            data = self.block.situation(situation)
            case = _case(data, self.stem)
            folder = self.folder / f"{self.block.line}-{len(self._datasets)}"
            write_case(case, folder)
            self._datasets[situation] = case, read_dataset(folder).dataset
        return self._datasets[situation]


def _case(data: dict[str, Any], stem: str) -> Case:
    year = data.get("year", "2018")
    kind = (data.get("requirement") or stem).partition(".")[0]
    written = {key: value for key, value in data.items() if key not in KEYS}
    on = date.fromisoformat(data.get("on", "2019-03-01"))
    found = tables(written, kind, year)
    return Case("worked", stem, "", (), on, int(year), {}, tuple(data.get("absent", ())), found, {}, "")


def _compare(row: Row, answer: dict[str, Any]) -> Iterator[str]:
    for heading, cell in row.items():
        share = heading == "value" or ("value" not in row and " / " in heading)
        key = "value" if share else heading
        if key in FIGURES and not holds(cell, answer.get(key)):
            yield f"{heading}: {cell} is not {answer.get(key)}"
    if "verdict" in row and row["verdict"].replace(" ", "_") != answer["verdict"]:
        yield f"verdict: {row['verdict']} is not {answer['verdict']}"


def _setting(text: str) -> str | bool:
    return {"yes": True, "no": False, "true": True, "false": False}.get(text, text)


def _are_figures(cells: list[str]) -> bool:
    try:
        return bool(cells) and all(number_of(cell) is not None or cell == NOTHING for cell in cells)
    except ValueError:
        return False
