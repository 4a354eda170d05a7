"""Hold the worked tables of a page against the program, and what they work out against arithmetic."""

from collections.abc import Callable, Iterator
from pathlib import Path

from .program import Program
from .rows_of_data import check_finding, check_flow, check_pair, check_trader
from .worked import NOTHING, Block, Row, Table, holds, is_formula, number_of, work_out

FIGURES = ("value", "threshold", "margin")
TOGETHER = "together"


def differences(block: Block, stem: str, folder: Path) -> Iterator[str]:
    """Lines that say where a table of the block is not what the program or arithmetic gives."""
    program = Program(block, stem, folder)
    for table in block.tables:
        if not table.kind:
            continue
        for number, row in enumerate(table.rows):
            first = row[table.headings[0]]
            wrong = [*_arithmetic(table, number), *_ROWS[table.kind](row, program)]
            yield from (f"{block.page.name}, line {table.line}, {first}: {line}" for line in wrong)


def _arithmetic(table: Table, place: int) -> Iterator[str]:
    row = table.rows[place]
    found = {heading: work_out(heading, row) for heading in table.headings if is_formula(heading)}
    if row[table.headings[0]] == TOGETHER:
        found |= _sums(table, place)
    for heading, figure in found.items():
        if not holds(row[heading], figure):
            yield f"{heading}: {row[heading]} is not {figure}"


def _sums(table: Table, place: int) -> dict[str, float | None]:
    sums: dict[str, float | None] = {}
    for heading in table.headings[1:]:
        if is_formula(heading) or heading in (*FIGURES, "verdict", "side") or not table.rows[place][heading]:
            continue
        figures = [number_of(row[heading]) for row in table.rows[:place]]
        sums[heading] = None if None in figures else sum(figure for figure in figures if figure is not None)
    return sums


def _question(row: Row, program: Program) -> Iterator[str]:
    yield from _compare(row, program.answer(row))


def _participant(row: Row, program: Program) -> Iterator[str]:
    answer = program.answer(row)
    parts = {part["part"]: part for part in answer["parts"]}
    if row["participant"] == TOGETHER:
        yield from _compare(row, parts[row["side"]] if "side" in row else answer)
        return
    members = parts[f"{row['side']}_below"]["members"] if "side" in row else answer["members"]
    found = [member for member in members if member["organisation_id"] == row["participant"]]
    yield from _compare(row, found[0]) if found else ["the program does not name it"]


def _part(row: Row, program: Program) -> Iterator[str]:
    parts = {part["part"]: part for part in program.answer(row)["parts"]}
    yield from _compare(row, parts[row["part"]])


def _missing(row: Row, program: Program) -> Iterator[str]:
    asked = [
        (f"{gap['table']}.{gap['column']}", gap["organisation_id"] or NOTHING)
        for gap in program.answer(row)["missing"]
    ]
    if (row["missing"], row["of"]) not in asked:
        yield f"of {row['of']}: not among {asked}"


def _ends(row: Row, program: Program) -> Iterator[str]:
    """The smallest and the largest x − t·y that are attainable, with 0 ≤ x ≤ y."""
    if row["of whom"] == TOGETHER:
        return
    t, x, y = float(program.block.data["t"]), number_of(row["x"]), number_of(row["y"])
    endless = float("inf")
    corners = [(x, y)]
    if x is None and y is None:
        corners = [(0, 0), (0, endless), (endless, endless)]
    elif y is None and x is not None:
        corners = [(x, x), (x, endless)]
    elif x is None and y is not None:
        corners = [(0, y), (y, y)]
    terms = [(1 - t) * a if a == b else a - t * b for a, b in corners if a is not None and b is not None]
    for heading, end in (("smallest", min(terms)), ("largest", max(terms))):
        if not holds(row[heading], end):
            yield f"{heading}: {row[heading]} is not {end}"


def _compare(row: Row, answer: dict[str, object]) -> Iterator[str]:
    for heading, cell in row.items():
        share = heading == "value" or ("value" not in row and " / " in heading)
        key = "value" if share else heading
        figure = answer.get(key)
        if key in FIGURES and not holds(cell, float(str(figure)) if figure is not None else None):
            yield f"{heading}: {cell} is not {figure}"
    if "verdict" in row and row["verdict"].replace(" ", "_") != answer["verdict"]:
        yield f"verdict: {row['verdict']} is not {answer['verdict']}"


_ROWS: dict[str, Callable[[Row, Program], Iterator[str]]] = {
    "question": _question,
    "participant": _participant,
    "part": _part,
    "missing": _missing,
    "ends": _ends,
    "flow": check_flow,
    "finding": check_finding,
    "pair": check_pair,
    "trader": check_trader,
}
