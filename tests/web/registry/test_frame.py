"""The frame of the pages: menu, tabs, badge; in Russian nothing of it is English, and nothing needs a script."""

from collections.abc import Callable

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def header_of(page: str) -> str:
    return page.split("<header")[1].split("</header>")[0]


def test_what_an_administrator_has_in_the_menu_opens_without_scripts(
    client_of: Callable[..., Client],
) -> None:
    menu = header_of(client_of("administrator").get("/").content.decode())
    group = menu.split("<details")[1].split("</details>")[0]
    assert all(address in group for address in ('"/people/"', '"/shared/"', '"/duplicates/"'))
    own = menu.split("<details")[2].split("</details>")[0]
    assert '"/account/"' in own and '"/log-out/"' in own


def test_a_reviewer_has_the_queue_of_duplicates_in_the_menu_itself(client_of: Callable[..., Client]) -> None:
    menu = header_of(client_of("reviewer").get("/").content.decode())
    assert menu.count('"/duplicates/"') == 1
    assert "Администрирование" not in menu


@pytest.mark.parametrize(("address", "count"), [("/clusters/VB/", 0), ("/clusters/VB/manage/", 1)])
def test_no_two_links_of_a_page_lead_to_a_passport(
    address: str, count: int, client_of: Callable[..., Client]
) -> None:
    """One page of a cluster's management is its passport; the tab of what everybody may see is called otherwise."""
    page = client_of("manager").get(address).content.decode()
    assert page.count(">Паспорт</a>") == count
    assert page.count(">О кластере</a>") == 1


def test_the_badge_stands_beside_a_made_up_name_which_loses_its_mark(
    client_of: Callable[..., Client],
) -> None:
    page = client_of("visitor").get("/clusters/VB/").content.decode()
    heading = page.split("<h1>")[1].split("</h1>")[0]
    assert "вымышленные данные</span>" in heading and "(вымышленные" not in heading
    assert (
        "badge"
        not in client_of("visitor").get("/clusters/R01/").content.decode().split("<h1>")[1].split("</h1>")[0]
    )


def test_logging_in_asks_for_the_address_of_mail_in_russian(client_of: Callable[..., Client]) -> None:
    client = client_of("visitor")
    page = client.get("/log-in/").content.decode()
    assert "Электронная почта" in page and "Email" not in page
    refused = client.post(
        "/log-in/", {"username": "nobody@kust.example", "password": "wrong"}
    ).content.decode()
    assert "Почта или пароль не подходят" in refused and "Email" not in refused
    assert "Email" not in client.get("/log-in/forgotten/").content.decode()
