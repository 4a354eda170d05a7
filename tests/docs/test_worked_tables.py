"""Every worked table of docs/methods is what the program and arithmetic give."""

from pathlib import Path

import pytest

from kust.law import editions

from .made import DOCS
from .recompute import differences
from .worked import read_blocks

METHODS = DOCS / "methods"
REQUIREMENTS = sorted({rule.code for edition in editions().values() for rule in edition.requirements})
PAGES = [
    *(METHODS / f"{code.replace('.', '/')}.md" for code in REQUIREMENTS),
    *(METHODS / f"{name}.md" for name in ("verdicts", "flows", "validation", "prepared")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_worked_table_is_what_the_program_gives(page: Path, tmp_path: Path) -> None:
    stem = ".".join(page.relative_to(METHODS).with_suffix("").parts)
    blocks = read_blocks(page)
    wrong = [
        line
        for number, block in enumerate(blocks)
        for line in differences(block, stem, tmp_path / str(number))
    ]
    assert not wrong, "\n".join(wrong)
    assert any(table.kind for block in blocks for table in block.tables)


@pytest.mark.parametrize("code", REQUIREMENTS)
def test_a_page_shows_each_verdict_its_requirement_can_have(code: str) -> None:
    blocks = read_blocks(METHODS / f"{code.replace('.', '/')}.md")
    rows = [
        row for block in blocks for table in block.tables if table.kind == "question" for row in table.rows
    ]
    assert {row["verdict"] for row in rows} == {"met", "not met", "unknown"}


def test_every_page_of_a_requirement_belongs_to_one() -> None:
    found = {page for field in ("industrial", "innovation") for page in (METHODS / field).glob("*.md")}
    assert found == {page for page in PAGES if page.parent != METHODS}


PAGE = """
```yaml worked
edition: 779-2018
component_makers: [A, B]
output: {A: 400, B: 1000}
sales: {A: {B: 30}, B: {A: 50}}
```

| participant | sold | output | sold / output | verdict |
|---|---:|---:|---:|---|
| A | 30 | 400 | 0.075 | met |

| edition | value | threshold | margin | verdict |
|---|---:|---:|---:|---|
| 779-2018 | 0.05 | 0.05 | 0 | met |
"""


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("", "", 0),
        ("| A | 30 | 400 | 0.075 |", "| A | 30 | 400 | 0.076 |", 2),
        ("| A | 30 | 400 | 0.075 |", "| A | 31 | 400 | 0.075 |", 1),
        ("| A | 30 | 400 | 0.075 |", "| A | 34 | 400 | 0.085 |", 1),
        ("| 0.05 | 0.05 | 0 | met |", "| 0.05 | 0.06 | 0 | met |", 1),
        ("| 0.05 | 0.05 | 0 | met |", "| 0.05 | 0.05 | 0 | not met |", 1),
        ("| 0.05 | 0.05 | 0 | met |", "| 0.05 | 0.05 | – | met |", 1),
        ("sales: {A: {B: 30}", "sales: {A: {B: 31}", 1),
    ],
)
def test_a_wrong_figure_is_told(right: str, wrong: str, told: int, tmp_path: Path) -> None:
    assert right in PAGE
    page = tmp_path / "page.md"
    page.write_text(PAGE.replace(right, wrong, 1) if right else PAGE, "utf-8")
    (block,) = read_blocks(page)
    assert len(list(differences(block, "industrial.supply_share_each", tmp_path / "data"))) == told
