"""The package for an application: what is handed in, what it lacks and who brings it, and where it comes from."""

import csv
import re
import shutil
import zipfile
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kust.data import read_dataset
from kust.documents.programme.file import ProgrammeFile
from kust.documents.programme.package import Part, make_package
from kust.documents.programme.write import write_package
from kust.errors import UsageError
from kust.examples import load

from .conftest import ON, YEAR


@pytest.fixture(scope="module")
def parts(file: ProgrammeFile) -> tuple[Part, ...]:
    return make_package(file.dataset, cluster="VB", on=ON, year=YEAR)


def words_of(part: Part) -> str:
    """Everything that a document says to a reader, and what stands on the sheets of its workbook."""
    told: list[str] = [part.name, part.document.title, part.document.subtitle]

    def gather(value: Any) -> None:
        if isinstance(value, str):
            told.append(value)
        elif isinstance(value, tuple):
            for one in value:
                gather(one)
        elif is_dataclass(value):
            # The code of a table names its sheet in the catalogue and is not shown.
            gather(
                tuple(
                    getattr(value, one.name)
                    for one in fields(value)
                    if one.name not in ("code", "kind", "look")
                )
            )

    gather(part.document.sections)
    return "\n".join(told)


def test_documents_are_numbered_and_named_as_a_manager_names_them(parts: tuple[Part, ...]) -> None:
    assert [one.name for one in parts] == [
        "0. Опись комплекта",
        "1. Участники кластера",
        "2. Функциональная карта",
        "3. Ведомость рабочих мест",
        "4. Паспорт проекта «Производство аксиально-поршневых гидронасосов»",
        "5. Паспорт проекта «Ведущий мост нового поколения»",
        "6. Паспорт проекта «Навесная гидросистема с участием трёх предприятий»",
        "7. Требования и подтверждающие документы",
        "8. Что ещё приложить",
        "9. Происхождение сведений",
    ]
    index = parts[0].document.sections[0].sheets[0]
    assert [row[1] for row in index.rows] == [one.document.title for one in parts[1:-2]]


def test_what_is_handed_in_has_no_word_of_the_program_and_the_last_document_has_them_all(
    parts: tuple[Part, ...], file: ProgrammeFile
) -> None:
    ids = "joint-axle|invest-pumps|cost-axle|VB-|industrial\\."
    foreign = re.compile(rf"kust|toml|sha256|\.csv|project_|--|\b(?:{ids})|Отпечаток")
    for one in parts[:-1]:
        assert foreign.findall(words_of(one)) == [], one.name
    trace = words_of(parts[-1])
    assert file.dataset.digest in trace
    command = "kust programme package machine-building --cluster VB --on 2019-03-01 --year 2018 --lang ru"
    assert f"{command} -o package.zip" in trace


def test_what_is_lacking_is_listed_once_with_who_brings_it(parts: tuple[Part, ...]) -> None:
    listed = parts[-2].document.sections[0].sheets[0].rows
    rows = {(row[1], row[3]): row[2] for row in listed}
    # project_costs.csv: cost-axle-8 is a lease of M05 (ООО «Бродзубофрез») in 2021 without the price of the equipment.
    price = ("Стоимость оборудования, тыс. руб., лизинг, 2021 год", "ООО «Бродзубофрез»")
    assert rows[price].startswith("Проект «Ведущий мост нового поколения»")
    # project_funding.csv has no row of the pumps' project, whose initiator is ООО «Бродгидроузел».
    assert ("Источники денег проекта по годам и решения о поддержке", "ООО «Бродгидроузел»") in rows
    of_documents = [one.missing for one in parts[1:-2]]
    assert sum(of_documents) == parts[0].missing == parts[-2].missing == len(listed)


def test_the_functional_map_says_who_makes_what_from_what_and_for_whom(parts: tuple[Part, ...]) -> None:
    table = parts[2].document.sections[0].sheets[0]
    rows = {row[1]: row for row in table.rows}
    bridge = rows["Мосты ведущие"]
    # AO Бродмост makes them; both tractor makers buy them (supplies.csv, 2018, product P301).
    assert bridge[2].split("; ")[0] == "АО «Бродмост»"
    assert set(bridge[5].split("; ")) >= {"АО «Верхнебродский тракторный завод»", "ООО «Бродкоммаш»"}
    stages = [row[0] for row in table.rows]
    assert stages == sorted(stages)


def test_cells_of_the_functional_map_that_are_not_stated_are_missing(parts: tuple[Part, ...]) -> None:
    rows = parts[2].document.sections[0].sheets[0].rows
    blank = [(row[1], place) for row in rows for place, cell in enumerate(row) if cell == "не указано"]
    assert len(blank) == parts[2].missing
    # recipes.csv has no row that says what castings are made of; nobody buys panels of cabs (supplies.csv, 2018).
    assert {("Отливки чугунные", 3), ("Панели кабин", 5)} <= set(blank)
    # A tractor is a final product (products.csv) and goes into nothing.
    assert next(row[4] for row in rows if row[1] == "Тракторы колёсные") == "конечная продукция"
    wanted = {row[1]: row[3] for row in parts[-2].document.sections[0].sheets[0].rows}
    assert wanted["Сведения о продукции «Панели кабин»: для кого"] == "ООО «Бродкабина»"


def test_a_statement_of_jobs_without_figures_says_whom_to_ask_and_keeps_its_columns(tmp_path: Path) -> None:
    """Jobs of nobody, wages of nobody; three participants state high-productivity jobs themselves."""
    folder = tmp_path / "cluster"
    shutil.copytree(load("machine-building"), folder)
    rows = list(csv.DictReader((folder / "accounts.csv").read_text(encoding="utf-8").splitlines()))
    for row in rows:
        row["jobs"] = row["average_wage_rub"] = ""
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    parts = make_package(read_dataset(folder).dataset, cluster="VB", on=ON, year=YEAR)
    jobs = parts[3]
    table = jobs.document.sections[0].sheets[0]
    assert len(table.columns) == 7
    # Each of the participants lacks its jobs, and a second figure: a wage, or high-productivity jobs by the wage.
    assert jobs.missing == 2 * len(table.rows) == 28
    index = {row[1]: row[2] for row in parts[0].document.sections[0].sheets[0].rows}
    assert index["Ведомость рабочих мест"].words == "не хватает: 28"
    # The requirement asks for the same figures: they are asked for once, of all fourteen.
    listed = parts[-2].document.sections[0].sheets[0].rows
    (asked,) = [row for row in listed if row[1] == "Сведения: число рабочих мест в 2018 году"]
    assert asked[2] == "Ведомость рабочих мест; Высокопроизводительные рабочие места"
    assert len(asked[3].split("; ")) == 14


def test_a_workbook_of_the_package_tells_the_facts_of_the_passport(
    parts: tuple[Part, ...], tmp_path: Path
) -> None:
    write_package((parts[4], parts[-1]), tmp_path / "package")
    told = {}
    for part in (parts[4], parts[-1]):
        sheet = openpyxl.load_workbook(tmp_path / "package" / f"{part.name}.xlsx").worksheets[0]
        told |= dict(sheet.iter_rows(min_row=3, values_only=True))
    # projects.csv, invest-pumps: from 2019-09-01 to 2022-09-01, the first day on which it is over.
    assert told["Сроки"].startswith("01.09.2019 – ")
    assert told["Отпечаток данных"].startswith("sha256:")


def test_requirements_stand_with_their_figure_and_the_document_that_confirms_them(
    parts: tuple[Part, ...],
) -> None:
    rows = {row[0]: row[1:] for row in parts[-3].document.sections[0].sheets[0].rows}
    assert "05.10.2016" in rows["Учёт документов планирования"][-1]
    answer, value, threshold, paper = rows["Уровень кооперации"]
    assert (answer.words, value, threshold) == ("не выполнено", "18,7\u00a0%", "не менее 20\u00a0%")
    assert paper == "подтверждается показателями"


def test_a_package_is_written_whole_and_never_over_another(parts: tuple[Part, ...], tmp_path: Path) -> None:
    few = parts[:2]
    for target in (tmp_path / "package", tmp_path / "package.zip"):
        write_package(few, target)
        with pytest.raises(UsageError):
            write_package(few, target)
    packed = zipfile.ZipFile(tmp_path / "package.zip").namelist()
    assert sorted(packed) == sorted(one.name for one in (tmp_path / "package").iterdir())
    assert len(packed) == 2 * len(few)
    assert {one.name for one in tmp_path.iterdir()} == {"package", "package.zip"}
