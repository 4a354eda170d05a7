"""LibreOffice opens what is sent: the text document and the workbook of niches."""

from pathlib import Path

import openpyxl
import pytest

from kust.documents.niches.write import write_niches
from tests.data.office import needs_office, save_again

from .made_up_niches import BARE, FULL, HOSTILE, PRECURSOR, booklet

pytestmark = [pytest.mark.office, needs_office]
NICHES = booklet(FULL, PRECURSOR, BARE, HOSTILE)


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_the_file_opens_and_prints(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"niches.{suffix}"
    write_niches(NICHES, path, lang="ru")
    assert save_again(path, tmp_path / "office", "pdf").read_bytes().startswith(b"%PDF")


def test_figures_and_names_live_through_another_program(tmp_path: Path) -> None:
    path = tmp_path / "niches.xlsx"
    write_niches(NICHES, path, lang="ru")
    sheet = openpyxl.load_workbook(save_again(path, tmp_path / "office"))["Ниши"]
    headings = [cell.value for cell in sheet[2]]
    column = headings.index("Код продукции") + 1
    assert sheet.cell(6, column).value == "=cmd()"
    assert sheet.cell(6, column).data_type == "s"
    assert sheet.cell(3, headings.index("NPV, тыс. руб.") + 1).value == 184_300
