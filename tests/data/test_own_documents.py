"""Documents of kust that lie among the data are told from data and left out."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.data.own import is_own
from kust.data.validate import validate
from kust.documents.niches.model import write_niche_model
from kust.documents.niches.write import write_niches
from kust.documents.write import write_report
from kust.errors import UnreadableError
from tests.broken.sound import sound, write_folder, write_workbook
from tests.documents.made_up_niches import FULL, booklet


def write_documents(folder: Path, dataset: Dataset) -> list[str]:
    """Write what a user would lay beside the data, under names that tables have too."""
    write_niches(booklet(FULL), folder / "niches.xlsx", lang="ru")
    write_niches(booklet(FULL), folder / "needs.html", lang="ru")
    write_niche_model(replace(FULL, economics=None), folder / "model.xlsx", "ru", date(2019, 3, 1))
    write_report(dataset, folder / "report.xlsx", on=date(2019, 3, 1))
    return ["model.xlsx", "needs.html", "niches.xlsx", "report.xlsx"]


def test_a_folder_with_documents_of_kust_reads_as_it_did_without_them(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "data", sound())
    before = read_dataset(folder)
    names = write_documents(folder, before.dataset)
    after = read_dataset(folder)
    findings = validate(after.dataset, after.findings)
    assert not [one for one in findings if one.severity == "error"]
    assert after.dataset.digest == before.dataset.digest
    assert after.dataset.origins.keys() == before.dataset.origins.keys()
    left_out = [one for one in after.findings if one.code == "file.own_document"]
    assert [one.file for one in left_out] == names
    assert {one.severity for one in left_out} == {"notice"}
    for lang in ("ru", "en"):
        assert left_out[0].message(lang)
        assert left_out[0].mend(lang)


def test_a_document_of_kust_is_no_dataset_of_its_own(tmp_path: Path) -> None:
    write_niches(booklet(FULL), tmp_path / "niches.xlsx", lang="ru")
    with pytest.raises(UnreadableError, match=r"niches\.xlsx") as refused:
        read_dataset(tmp_path / "niches.xlsx")
    assert refused.value.code == "own_document"
    with pytest.raises(UnreadableError) as refused:
        read_dataset(tmp_path)
    assert refused.value.code == "no_tables"


def test_somebody_s_workbook_beside_the_data_is_read(tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "book.xlsx", sound())
    assert not is_own(book)
    assert read_dataset(tmp_path).dataset.has("supplies")


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx", "a.html", "a.pdf"])
def test_a_file_that_is_broken_or_not_there_is_nobody_s(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert not is_own(path)
    path.write_bytes(b"PK\x03\x04 kust report")
    assert not is_own(path)


def test_a_workbook_without_properties_is_nobody_s(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert not is_own(tmp_path / "a.xlsx")
