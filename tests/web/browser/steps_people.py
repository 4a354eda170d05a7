"""Steps about people: who is let in, which firms are members, who confirms."""

import re

from .figures import CONFIRMS, ON, TYPES, UPLOADS, one
from .steps import CLUSTER, Steps
from .visitor import PASSWORD


def let_in_reviewer_and_manager(path: Steps) -> None:
    admin = path.come("administrator")
    admin.log_in(path.registry.email, path.registry.password)
    links = {}
    for who, kind, where in (("reviewer", "reviewer", "00"), ("manager", "manager", "")):
        admin.page.get_by_role("navigation").get_by_text("Администрирование").click()
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
    reviewer.send("Согласиться")
    reviewer.page.wait_for_url(re.compile("/entry/$"))


def confirm_cluster(path: Steps) -> None:
    manager, reviewer = path.people["manager"], path.people["reviewer"]
    manager.follow("Управление")
    manager.send("Отправить на подтверждение")
    manager.page.locator(".badge").first.wait_for()
    manager.look("manage-asked")
    reviewer.follow("Ввод сведений")
    reviewer.follow("Кластеры без подтверждения")
    reviewer.follow(CLUSTER)
    reviewer.look("review")
    reviewer.send("Подтвердить")
    reviewer.wait("подтвержд")
    reviewer.look("review-confirmed")
    visitor = path.come("visitor")
    visitor.go(f"{path.cluster}/")
    visitor.page.wait_for_load_state("networkidle")
    visitor.look("cluster-confirmed")
    assert PASSWORD not in visitor.page.content()
