"""The whole path by clicks, in Russian: from an empty installation to a cluster that conforms and is confirmed."""

import io
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .figures import (
    CONFIRMS,
    EDITION,
    ON,
    PRODUCT,
    TYPES,
    UPLOADS,
    YEAR,
    example_rows,
    good_jobs,
    one,
    pack,
    start_plan,
    write_example,
    write_rows,
)
from .visitor import PASSWORD, Registry, Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium (chromium) is not installed"),
]
CLUSTER = one("clusters", cluster_id="VB")["name"]
JOINS = "C01"


@dataclass
class Steps:
    """What the steps hand to one another."""

    browser: Any
    registry: Registry
    folder: Path
    shots: Path | None
    seen: set[str] = field(default_factory=set)
    people: dict[str, Visitor] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def come(self, who: str) -> Visitor:
        found = Visitor.come(self.browser, self.registry.address, self.shots, self.seen)
        self.people[who] = found
        return found

    @property
    def cluster(self) -> str:
        return f"/clusters/{self.codes['VB']}"


def test_a_cluster_comes_into_an_empty_registry_conforms_and_is_confirmed(
    installation: Registry, browser: Any, tmp_path: Path, shots: Path | None
) -> None:
    pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    path = Steps(browser, installation, tmp_path, shots)
    let_in_reviewer_and_manager(path)
    register_cluster(path)
    plan = tmp_path / "plan"
    write_example(tmp_path / "all", path.codes)
    with start_plan(tmp_path / "all", plan, path.codes["VB"]) as seeking:
        invite_firms(path)
        tell_products(path)
        type_figures(path)
        upload_workbook(path)
        accept_answers(path)
        confirm_supply(path)
        upload_rest(path, tmp_path / "all", "rest")
        see_why_it_fails_and_what_is_cheapest(path)
        assert seeking.wait() == 0, seeking.stderr and seeking.stderr.read()
    take_in_a_firm(path)
    upload_rest(path, plan, "plan")
    see_that_it_conforms(path)
    take_documents(path)
    confirm_cluster(path)
    assert {who: one.faults for who, one in path.people.items() if one.faults} == {}


def let_in_reviewer_and_manager(path: Steps) -> None:
    admin = path.come("administrator")
    admin.log_in(path.registry.email, path.registry.password)
    links = {}
    for who, kind, where in (("reviewer", "reviewer", "00"), ("manager", "manager", "")):
        admin.follow("Люди и роли")
        admin.page.fill("#id_email", f"{who}@firm.example")
        admin.page.select_option("#id_kind", kind)
        admin.page.fill("#id_where", where)
        admin.click("Поручить")
        admin.page.locator("li", has_text=f"{who}@firm.example").wait_for()
        links[who] = admin.page.locator("li", has_text=f"{who}@firm.example").locator("code").inner_text()
    admin.look("people")
    for who, link in links.items():
        path.come(who).accept(link, f"{who.title()} Пробный")


def register_cluster(path: Steps) -> None:
    manager = path.people["manager"]
    manager.follow("Ввод сведений")
    manager.look("entry-first")
    manager.follow("Зарегистрировать кластер")
    manager.look("register")
    manager.page.fill("#id_name", CLUSTER)
    manager.page.select_option("#id_kind", "industrial")
    manager.page.select_option("#id_regions", ["00"])
    manager.click("Зарегистрировать")
    manager.page.wait_for_url(re.compile("/manage/$"))
    manager.look("manage")
    path.codes["VB"] = manager.page.url.split("/")[-3]
    manager.follow("Участники")
    for code in (TYPES, UPLOADS, CONFIRMS):
        card = one("organisations", organisation_id=code)
        for name in ("name", "inn", "ogrn", "okved"):
            manager.page.fill(f"#id_f-{name}", card[name])
        for name in ("region", "size"):
            manager.page.select_option(f"#id_f-{name}", card[name])
        form = manager.page.locator("form", has=manager.page.locator("#id_f-name"))
        form.locator("[name=m-role]").select_option("enterprise")
        form.locator("[name=m-joined_on]").fill("2016-11-01")
        manager.click("Внести новое предприятие")
        manager.page.locator("td", has_text=card["name"]).wait_for()
        path.codes[code] = card["ogrn"]
    manager.look("members")


def invite_firms(path: Steps) -> None:
    manager = path.people["manager"]
    manager.follow("Люди и приглашения")
    for code in (TYPES, UPLOADS, CONFIRMS):
        manager.page.fill("#email", f"{code.lower()}@firm.example")
        manager.page.select_option("#organisation", path.codes[code])
        manager.click("Пригласить")
        manager.page.locator(".card", has_text=f"{code.lower()}@firm.example").wait_for()
    manager.look("invite")
    for code in (TYPES, UPLOADS, CONFIRMS):
        card = manager.page.locator(".card", has_text=f"{code.lower()}@firm.example")
        path.come(code).accept(card.locator("input.entry-copy").input_value(), f"Редактор {code}")


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
    visitor.click("Открыть")


def type_figures(path: Steps) -> None:
    firm = path.people[TYPES]
    open_return(firm)
    firm.look("return-begin")
    firm.click("Начать отчёт")
    account = one("accounts", organisation_id=TYPES, year=str(YEAR))
    figures = {name: cell for name, cell in account.items() if cell and name not in ("organisation_id", "year")}
    figures["high_productivity_jobs"] = good_jobs(TYPES, account)
    # As people type: thousands apart, a decimal comma.
    figures["revenue_krub"] = "192 700,0"
    fill(firm, "figures", figures)
    output = one("outputs", organisation_id=TYPES, year=str(YEAR), product_id=PRODUCT)
    add(firm, "outputs", "+ строка выпуска")
    look_up(firm, "outputs", "product_id", "шестер")
    fill(firm, "outputs", {name: output[name] for name in ("quantity", "amount_krub", "capacity")})
    sale = one(
        "supplies", supplier_id=TYPES, buyer_id=CONFIRMS, product_id=PRODUCT, year=str(YEAR),
        reported_by="supplier",
    )  # fmt: skip
    add(firm, "sales", "+ продажа")
    look_up(firm, "sales", "buyer_id", "бродвал")
    look_up(firm, "sales", "product_id", "28.15.24")
    fill(firm, "sales", {name: sale[name] for name in ("quantity", "amount_krub")})
    firm.page.reload()  # everything typed was saved
    assert firm.page.locator("#section-figures [name=revenue_krub]").input_value() == "192 700,0"
    assert "28.15.24" not in firm.page.locator("#section-sales [name=product_id]").input_value()
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


def look_up(visitor: Visitor, section: str, name: str, typed: str) -> None:
    row = visitor.page.locator(f"#rows-{section} form").last
    row.locator(f"[name={name}]").press_sequentially(typed)
    option = row.locator(".entry-option:visible").first
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
    if len(typed)>1: print(firm.page.locator(".card").all_inner_texts())
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
    account["high_productivity_jobs"] = good_jobs(UPLOADS, account)
    sheet = workbook["Показатели"]
    columns = list(account)
    assert sheet.cell(2, 1).value == code
    for column, name in enumerate(columns, 1):
        if account[name] and name not in ("organisation_id", "year"):
            sheet.cell(2, column).value = float(account[name])
    sheet.cell(2, columns.index("jobs") + 1).value = "сто двадцать"
    outputs = [row for row in example_rows("outputs") if row["organisation_id"] == UPLOADS]
    sheet = workbook["Выпуск"]
    for number, row in enumerate((row for row in outputs if row["year"] == str(YEAR)), 2):
        cells = (None, code, row["product_id"], YEAR, row["quantity"], row["amount_krub"], row["capacity"])
        for column, cell in enumerate(cells, 1):
            sheet.cell(number, column).value = float(cell) if column > 4 and cell else cell
    workbook.save(to)


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
    firm.click("Подтвердить")
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


def ask(visitor: Visitor, button: str) -> None:
    """Ask about the day and the year; the answer comes into the page when it is worked out."""
    visitor.page.fill("#on", ON)
    visitor.page.fill("#year", str(YEAR))
    visitor.page.select_option("#edition", EDITION)
    visitor.click(button)


def see_why_it_fails_and_what_is_cheapest(path: Steps) -> None:
    manager = path.people["manager"]
    manager.go(f"{path.cluster}/")
    manager.look("cluster")
    manager.follow("Выводы")
    ask(manager, "Показать")
    manager.page.locator(".headline.not_met").wait_for()
    manager.look("verdicts-not-met")
    article = manager.page.locator("article.answer", has_text="Уровень кооперации").first
    article.get_by_role("link", name="Почему: до строк данных").click()
    manager.page.locator("details.number").first.wait_for()
    manager.page.locator("details.number summary").first.click()
    manager.look("why")
    manager.follow("Как пройти")
    ask(manager, "Найти план")
    manager.wait("План найден, дешевле нет (доказано)")
    joins = one("organisations", organisation_id=JOINS)["name"]
    manager.page.locator("#answer").get_by_text(joins).first.wait_for()
    manager.look("remedies")


def take_in_a_firm(path: Steps) -> None:
    """Do the first step of the plan: a firm that others know is asked; where it has nobody, a reviewer answers."""
    manager, reviewer = path.people["manager"], path.people["reviewer"]
    manager.follow("Управление")
    manager.follow("Участники")
    manager.page.locator("#organisation").press_sequentially("Заречный завод транс")
    manager.page.locator("#organisations .entry-option").first.click()
    form = manager.page.locator("form", has=manager.page.locator("#organisation"))
    form.locator("[name=m-role]").select_option("enterprise")
    form.locator("[name=m-joined_on]").fill(ON)
    manager.click("Пригласить из реестра")
    manager.page.locator(".alert-success").wait_for()
    manager.look("members-asked")
    reviewer.follow("Ввод сведений")
    reviewer.look("entry-reviewer")
    reviewer.follow("Кластеры без подтверждения")
    reviewer.look("review-list")
    reviewer.click("Согласиться")
    reviewer.page.wait_for_url(re.compile("/entry/$"))


def see_that_it_conforms(path: Steps) -> None:
    manager = path.people["manager"]
    manager.follow("Выводы")
    ask(manager, "Показать")
    manager.page.locator(".headline.met").wait_for()
    manager.look("verdicts-met")
    told = manager.page.locator(".tally").inner_text()
    assert re.sub(r"\s+", " ", told).startswith("11 "), told


def take_documents(path: Steps) -> None:
    manager = path.people["manager"]
    manager.follow("Отчёт о кластере")
    manager.follow("Подготовить HTML")
    manager.wait("Отчёт готов.")
    manager.look("report")
    report = manager.download(re.compile("^Скачать файл")).decode()
    assert CLUSTER in report
    assert "Уровень кооперации" in report
    manager.follow("Выписка")
    manager.page.locator("article.extract").wait_for()
    manager.look("extract")
    assert manager.download("PDF").startswith(b"%PDF-")


def confirm_cluster(path: Steps) -> None:
    manager, reviewer = path.people["manager"], path.people["reviewer"]
    manager.follow("Управление")
    manager.click("Отправить на подтверждение")
    manager.page.locator(".badge").first.wait_for()
    manager.look("manage-asked")
    reviewer.follow("Ввод сведений")
    reviewer.follow("Кластеры без подтверждения")
    reviewer.follow(CLUSTER)
    reviewer.look("review")
    reviewer.click("Подтвердить")
    reviewer.wait("подтвержд")
    reviewer.look("review-confirmed")
    visitor = path.come("visitor")
    visitor.go(f"{path.cluster}/")
    visitor.page.wait_for_load_state("networkidle")
    visitor.look("cluster-confirmed")
    assert PASSWORD not in visitor.page.content()
