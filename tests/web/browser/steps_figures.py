"""Steps about figures: typed, uploaded, mended, confirmed by the other side, accepted."""

import io
import re
from pathlib import Path
from typing import Any

import openpyxl

from kust.data.schema import tables

from .figures import CONFIRMS, PRODUCT, TYPES, UPLOADS, YEAR, example_rows, good_jobs, one, pack, write_rows
from .steps import Steps
from .visitor import Visitor


def tell_products(path: Steps) -> None:
    """The list of products comes first, so that the firms find them as they type."""
    products = path.folder / "products.csv"
    products.write_text(write_rows(example_rows("products")), encoding="utf-8")
    manager = path.people["manager"]
    manager.follow("Загрузка файлов")
    manager.look("uploads")
    manager.upload(products)
    manager.look("upload-read")
    manager.accept_upload()


def open_return(visitor: Visitor) -> None:
    visitor.follow("Ввод сведений")
    visitor.look("entry-firm")
    visitor.follow("Отчёты по годам")
    visitor.look("returns")
    visitor.page.fill("#year", str(YEAR))
    visitor.send("Открыть")


def type_figures(path: Steps) -> None:
    firm = path.people[TYPES]
    open_return(firm)
    firm.look("return-begin")
    firm.send("Начать отчёт")
    account = one("accounts", organisation_id=TYPES, year=str(YEAR))
    figures = {
        name: cell for name, cell in account.items() if cell and name not in ("organisation_id", "year")
    }
    figures["high_productivity_jobs"] = good_jobs(TYPES, account)
    # As people type: thousands apart, a decimal comma.
    figures["revenue_krub"] = "192 700,0"
    fill(firm, "figures", figures)
    output = one("outputs", organisation_id=TYPES, year=str(YEAR), product_id=PRODUCT)
    add(firm, "outputs", "+ строка выпуска")
    look_up(firm, "outputs", "product_id", "шестер", "Шестерни")
    fill(firm, "outputs", {name: output[name] for name in ("quantity", "amount_krub", "capacity")})
    sale = one(
        "supplies", supplier_id=TYPES, buyer_id=CONFIRMS, product_id=PRODUCT, year=str(YEAR),
        reported_by="supplier",
    )  # fmt: skip
    add(firm, "sales", "+ продажа")
    look_up(firm, "sales", "buyer_id", "бродвал", "ООО «Бродвал»")
    look_up(firm, "sales", "product_id", "28.15.24", "Шестерни")
    fill(firm, "sales", {name: sale[name] for name in ("quantity", "amount_krub")})
    firm.page.reload()  # everything typed was saved, and leaving a row by the keyboard took none out
    assert firm.page.locator("form.entry-dropped").count() == 0
    assert firm.page.locator("#section-figures [name=revenue_krub]").input_value() == "192 700,0"
    assert firm.page.locator("#section-sales [name=product_id]").input_value() == f"Шестерни · {PRODUCT}"
    firm.look("return")
    firm.click("Передать управляющему")
    firm.page.locator("h2 .badge", has_text="на проверке").wait_for()
    firm.look("return-submitted")


def add(visitor: Visitor, section: str, name: str) -> None:
    visitor.click(name)
    visitor.page.locator(f"#rows-{section} form").last.wait_for()


def fill(visitor: Visitor, section: str, figures: dict[str, str]) -> None:
    """Type the figures of a section's last row and leave it: it saves itself."""
    row = visitor.page.locator(f"#rows-{section} form").last
    for name, text in figures.items():
        with visitor.page.expect_response(lambda got: "/rows/" in got.url and got.request.method == "POST"):
            row.locator(f"[name={name}]").fill(text)
            row.locator(f"[name={name}]").press("Tab")


def look_up(visitor: Visitor, section: str, name: str, typed: str, wanted: str) -> None:
    row = visitor.page.locator(f"#rows-{section} form").last
    row.locator(f"[name={name}]").press_sequentially(typed)
    option = row.locator(".entry-option:visible", has_text=wanted).first
    option.wait_for()
    with visitor.page.expect_response(lambda got: "/rows/" in got.url and got.request.method == "POST"):
        option.click()


def upload_workbook(path: Steps) -> None:
    """Take the workbook that is ready for the firm, fill it in with a mistake, mend it on the page."""
    firm = path.people[UPLOADS]
    firm.follow("Ввод сведений")
    firm.follow("Загрузка файлов")
    firm.page.fill("#book-year", str(YEAR))
    with firm.page.expect_download() as started:
        firm.click("Скачать книгу для заполнения")
    filled = path.folder / "ответ.xlsx"
    fill_workbook(Path(started.value.path()).read_bytes(), path.codes[UPLOADS], filled)
    firm.upload(filled)
    wrong = firm.page.locator("input[aria-invalid=true]")
    typed = wrong.evaluate_all("all => all.map(one => one.value)")
    assert typed == ["сто двадцать"]
    firm.look("upload-errors")
    wrong.fill("120")
    firm.click("Сохранить и проверить снова")
    firm.wait_read()
    firm.wait("Ошибок нет")
    firm.look("upload-mended")
    firm.click("Передать управляющему")
    firm.page.locator("h2 .badge", has_text="на проверке").wait_for()


def fill_workbook(book: bytes, code: str, to: Path) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book))
    account = one("accounts", organisation_id=UPLOADS, year=str(YEAR))
    account |= {"high_productivity_jobs": good_jobs(UPLOADS, account), "jobs": "сто двадцать"}
    write_line(workbook["Показатели"], 2, "accounts", account | {"organisation_id": code})
    outputs = [row for row in example_rows("outputs") if row["organisation_id"] == UPLOADS]
    for number, row in enumerate((row for row in outputs if row["year"] == str(YEAR)), 2):
        write_line(workbook["Выпуск"], number, "outputs", row | {"organisation_id": code})
    workbook.save(to)


def write_line(sheet: Any, number: int, table: str, row: dict[str, str]) -> None:
    """Write a row under the titles of its columns, figures as numbers."""
    places = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[1]}
    for column in tables()[table].columns:
        text = row.get(column.name)
        if text:
            is_figure = column.type != "text" and not text.startswith("сто")
            sheet.cell(number, places[column.title("ru")]).value = float(text) if is_figure else text


def accept_answers(path: Steps) -> None:
    manager = path.people["manager"]
    manager.follow("На проверке")
    manager.look("queue")
    manager.follow(f"Отчёт за {YEAR} год")
    manager.look("return-to-accept")
    manager.click("Принять в реестр")
    manager.page.locator("h2 .badge", has_text=re.compile("^принят$")).wait_for()
    manager.follow("Ввод сведений")
    manager.look("entry-manager")
    manager.page.get_by_role("link", name=re.compile("^На проверке")).click()
    manager.follow("ответ.xlsx")
    manager.look("upload-to-accept")
    manager.accept_upload()


def confirm_supply(path: Steps) -> None:
    firm = path.people[CONFIRMS]
    firm.follow("Ввод сведений")
    firm.follow("Отчёты по годам")
    firm.follow("Сверка поставок")
    firm.look("sides")
    firm.follow("Шестерни")
    firm.look("flow")
    firm.send("Подтвердить")
    firm.page.locator(".badge", has_text="сходится").first.wait_for()
    firm.look("flow-agreed")
    firm.follow(one("organisations", organisation_id=CONFIRMS)["name"])
    firm.page.wait_for_load_state("networkidle")
    firm.look("firm")


def upload_rest(path: Steps, folder: Path, name: str) -> None:
    manager = path.people["manager"]
    manager.follow("Ввод сведений")
    manager.follow("Загрузка файлов")
    manager.upload(pack(folder, path.folder / f"{name}.zip", path.codes))
    manager.wait("Ошибок нет")
    manager.look(f"upload-{name}")
    manager.accept_upload()
