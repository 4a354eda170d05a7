"""LibreOffice opens what is sent: the workbook and the text document."""

from pathlib import Path

import pytest

from kust.documents.write import write_report
from tests.data.office import needs_office, save_again

from .small_cluster import ON, read_small

pytestmark = [pytest.mark.office, needs_office]


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_the_file_opens_and_prints(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"report.{suffix}"
    write_report(read_small(tmp_path / "data"), path, cluster="K", on=ON, year=2018)
    printed = save_again(path, tmp_path / "office", "pdf")
    assert printed.read_bytes().startswith(b"%PDF")
