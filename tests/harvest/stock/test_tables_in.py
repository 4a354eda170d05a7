"""`kust harvest import` brings in every table of the forest; a mistake is told by its place and nothing is written."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from openpyxl import Workbook

from kust.data.read import read_dataset
from kust.examples import load

SPECIES = "Код вида;Наименование;Группа\ncep;Белый гриб (вымышленные данные);mushroom\n"
HOMES = (
    "settlement_id,name,region,latitude,longitude\nA,Анино (вымышленные данные),00,57,83\nB,Борки,00,57,84\n"
)
PURCHASES = "Код вида;Код населённого пункта;Неделя с;Масса, кг;Цена, руб./кг\ncep;A;05.08.2019;1 200,5;60\n"


def bring(kust, source: Path, table: str, folder: Path, *more: object) -> tuple[int, str]:
    code, out, said = kust("harvest", "import", source, "--as", table, "-o", folder, "--lang", "ru", *more)
    assert out == ""
    return code, said


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(kust, tmp_path: Path) -> Path:
    found = tmp_path / "лес"
    assert bring(kust, write(tmp_path / "виды.csv", SPECIES), "species", found)[0] == 0
    assert bring(kust, write(tmp_path / "пункты.csv", HOMES), "settlements", found)[0] == 0
    return found


def test_purchases_come_in_with_russian_headings_and_decimal_commas(
    kust, tmp_path: Path, folder: Path
) -> None:
    code, said = bring(kust, write(tmp_path / "закуп.csv", PURCHASES), "purchases", folder)
    assert code == 0 and "строк 1" in said
    rows = read_dataset(folder).dataset.rows("harvest_purchases").collect()
    assert rows.select("species_id", "settlement_id", "mass_kg", "price_rub_kg").rows() == [
        ("cep", "A", 1200.5, 60.0)
    ]
    assert bring(kust, tmp_path / "закуп.csv", "purchases", folder)[0] == 2  # never over what is there


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PURCHASES.replace("1 200,5", "много"), "закуп.csv, строка 2"),
        (PURCHASES.replace("cep;", "лось;"), "закуп.csv, строка 3"),
        (PURCHASES.replace("Код вида", "Гриб"), "«Код вида»"),
    ],
)
def test_a_mistake_is_told_by_file_and_row_and_nothing_is_written(
    kust, tmp_path: Path, folder: Path, text: str, said: str
) -> None:
    # An empty row above the last case's row moves it: the place is that of the source, not of the copy.
    text = text.replace("\nлось", "\n;;;;\nлось")
    before = sorted(file.name for file in folder.iterdir())
    code, told = bring(kust, write(tmp_path / "закуп.csv", text), "purchases", folder)
    assert code == 3
    assert said in told and "Ничего не записано" in told
    assert sorted(file.name for file in folder.iterdir()) == before


def test_a_workbook_gives_the_sheet_that_bears_the_name_of_the_table(
    kust, tmp_path: Path, folder: Path
) -> None:
    book = Workbook()
    book.active.title = "Заметки"
    sheet = book.create_sheet("Пункты и станции")
    sheet.append(["Site id", "Settlement id", "Вид", "Действует", "Мощность, т в неделю"])
    sheet.append(["K1", "A", "boiling_station", "да", 4])
    book.save(tmp_path / "площадки.xlsx")
    assert bring(kust, tmp_path / "площадки.xlsx", "sites", folder)[0] == 0
    rows = read_dataset(folder).dataset.rows("processing_sites").collect()
    assert rows.select("site_id", "exists", "capacity_t_week").rows() == [("K1", True, 4)]
    code, said = bring(kust, tmp_path / "площадки.xlsx", "yields", folder)
    assert code == 2 and "«Урожайность»" in said and "Пункты и станции" in said
    sheet.append(["K2", "нет такого", "boiling_station", "нет", 3])
    book.save(tmp_path / "с ошибкой.xlsx")
    (folder / "processing_sites.csv").unlink()
    code, said = bring(kust, tmp_path / "с ошибкой.xlsx", "sites", folder)
    assert code == 3 and "с ошибкой.xlsx, «Пункты и станции», строка 3" in said
    assert not (folder / "processing_sites.csv").exists()


def test_a_heading_of_another_name_is_told_by_column(kust, tmp_path: Path, folder: Path) -> None:
    given = write(tmp_path / "z.csv", PURCHASES.replace("Масса, кг", "Вес"))
    code, _ = bring(kust, given, "purchases", folder, "--column", "mass_kg=Вес")
    assert code == 0
    rows = read_dataset(folder).dataset.rows("harvest_purchases").collect()
    assert rows["mass_kg"].to_list() == [1200.5]
    (folder / "harvest_purchases.csv").unlink()
    code, said = bring(kust, given, "purchases", folder, "--column", "mass_kg=Масса")
    assert code == 2 and "Вес" in said


def test_a_book_with_one_sheet_of_any_name_comes_in_whole_and_one_of_several_is_named(
    kust, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "Лист1"
    sheet.append(["Кварталы лесничества"])
    sheet.append(["Квартал", "Га", "Код чужой"])
    for number in range(1, 202):
        sheet.append([f"{number}", number, "x"])
    book.save(tmp_path / "кварталы.xlsx")
    asked = ("--column", "plot_id=Квартал", "--column", "area_ha=Га", "--area-base", "all_forest")
    folder = tmp_path / "лес"
    assert bring(kust, tmp_path / "кварталы.xlsx", "plots", folder, *asked)[0] == 0
    rows = read_dataset(folder).dataset.rows("plots").collect()
    assert rows["area_ha"].sum() == 201 * 202 / 2
    # Without the options the mistake names what to write.
    code, said = bring(kust, tmp_path / "кварталы.xlsx", "plots", tmp_path / "б")
    assert code == 3 and "--column plot_id=Квартал" in said
    book.create_sheet("Лист2").append(["что-то"])
    book.save(tmp_path / "две.xlsx")
    code, said = bring(kust, tmp_path / "две.xlsx", "plots", tmp_path / "б", *asked)
    assert code == 2 and "--layer" in said
    assert bring(kust, tmp_path / "две.xlsx", "plots", tmp_path / "б", "--layer", "Лист1", *asked)[0] == 0


def write_points(path: Path, points: list[tuple[float, float]], fields: dict[str, list[str]]) -> Path:
    pyogrio = pytest.importorskip("pyogrio")
    pyogrio.raw.write(
        path,
        geometry=np.array([shapely.to_wkb(shapely.Point(*one)) for one in points], dtype=object),
        field_data=[np.array(values, dtype=object) for values in fields.values()],
        fields=np.array(list(fields), dtype=object),
        layer="точки",
        driver="GPKG",
        geometry_type="Point",
        crs="EPSG:4326",
    )
    return path


def test_points_of_a_layer_become_settlements_and_sites_of_the_nearest_of_them(kust, tmp_path: Path) -> None:
    fields = {"Код населённого пункта": ["A", "B"], "name": ["Анино", "Борки"]}
    homes = write_points(tmp_path / "homes.gpkg", [(83, 57), (84, 57)], fields)
    folder = tmp_path / "лес"
    assert bring(kust, homes, "settlements", folder)[0] == 0
    rows = read_dataset(folder).dataset.rows("settlements").collect()
    assert rows.select("settlement_id", "latitude", "longitude").rows() == [("A", 57, 83), ("B", 57, 84)]
    # 0.01° of longitude at 57° N are 0.6 km.
    sites = {"site_id": ["K1"], "kind": ["boiling_station"], "exists": ["да"]}
    near = write_points(tmp_path / "near.gpkg", [(83.99, 57)], sites)
    assert bring(kust, near, "sites", folder)[0] == 0
    assert read_dataset(folder).dataset.rows("processing_sites").collect()["settlement_id"].to_list() == ["B"]
    (folder / "processing_sites.csv").unlink()
    far = write_points(tmp_path / "far.gpkg", [(83.5, 57)], sites)
    code, said = bring(kust, far, "sites", folder)
    assert code == 2 and "объектом 1" in said
    code, said = bring(kust, near, "yields", folder)
    assert code == 2 and "CSV" in said


def test_a_mistake_in_a_layer_is_told_by_layer_and_feature(kust, tmp_path: Path) -> None:
    fields = {"settlement_id": ["A", "A"], "name": ["Анино", "Борки"]}
    homes = write_points(tmp_path / "homes.gpkg", [(83, 57), (84, 57)], fields)
    code, said = bring(kust, homes, "settlements", tmp_path / "лес")
    assert code == 3 and "homes.gpkg, «точки», строка 2" in said
    assert not list((tmp_path / "лес").iterdir()) if (tmp_path / "лес").exists() else True


def test_what_the_example_holds_comes_in_again_table_by_table(kust, tmp_path: Path) -> None:
    source, folder = load("wild-harvest"), tmp_path / "лес"
    for table in ("products", "organisations"):
        folder.mkdir(exist_ok=True)
        (folder / f"{table}.csv").write_bytes((source / f"{table}.csv").read_bytes())
    for table in ("species", "settlements", "processing_sites", "travel_times", "harvest_purchases"):
        assert bring(kust, source / f"{table}.csv", table, folder)[0] == 0
        here, there = (read_dataset(one).dataset.rows(table).collect() for one in (folder, source))
        assert here.equals(there)


def test_one_base_of_area_is_given_to_all_plots_of_a_table(kust, tmp_path: Path) -> None:
    source = write(tmp_path / "участки.csv", "KVARTAL;Площадь, га\nL1;12,5\n;\nL2;7\n")
    code, said = bring(kust, source, "plots", tmp_path / "лес")
    # What stops it names the headings there are, the columns wanted, and the option that joins them.
    assert code == 3 and "KVARTAL; Площадь, га" in said and "--column plot_id=KVARTAL" in said
    more = ("--column", "plot_id=KVARTAL", "--area-base", "productive_habitat")
    assert bring(kust, source, "plots", tmp_path / "лес", *more)[0] == 0
    rows = read_dataset(tmp_path / "лес").dataset.rows("plots").collect()
    assert rows.select("plot_id", "area_ha", "area_base").rows() == [
        ("L1", 12.5, "productive_habitat"),
        ("L2", 7.0, "productive_habitat"),
    ]


def test_an_empty_sheet_of_a_workbook_beside_it_gives_way_and_one_with_rows_does_not(
    kust, tmp_path: Path
) -> None:
    folder = tmp_path / "лес"
    folder.mkdir()
    source = write(tmp_path / "виды.csv", SPECIES)
    code, said = bring(kust, source, "species", folder / "книга.xlsx")
    assert code == 2 and "папк" in said
    book = Workbook()
    book.active.title = "Виды дикоросов"
    book.active.append(["Код вида", "Наименование", "Группа"])
    book.save(folder / "книга.xlsx")
    assert bring(kust, source, "species", folder)[0] == 0
    reading = read_dataset(folder)
    assert reading.dataset.rows("species").collect()["species_id"].to_list() == ["cep"]
    assert reading.dataset.origins["species"].paths == (folder / "species.csv",)
    (folder / "species.csv").unlink()
    book.active.append(["moss", "Мох", "иные"])
    book.save(folder / "книга.xlsx")
    code, said = bring(kust, source, "species", folder)
    assert code == 2 and "«Виды дикоросов» уже заполнен" in said and "книга.xlsx" in said
    assert not (folder / "species.csv").exists()
