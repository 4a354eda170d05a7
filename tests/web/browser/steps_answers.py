"""Steps about answers: verdicts, why, the cheapest plan, report and extract."""

import re

from .figures import EDITION, ON, YEAR, one
from .steps import CLUSTER, JOINS, Steps
from .visitor import Visitor


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
    assert joins in manager.page.locator("#answer").inner_text()
    manager.look("remedies")


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
