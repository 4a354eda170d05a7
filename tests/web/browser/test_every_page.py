"""Every page of the table of access: no violation for axe in light and in dark, nothing sticks out on a phone."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.web.access_row import Access
from tests.web.access_table import TABLE
from tests.web.conftest import ROLES

from .served import HOME, answer_from
from .visitor import WIDTHS

pytestmark = [pytest.mark.lengthy, pytest.mark.browser, pytest.mark.django_db]

# The table asks long computations about a year without figures; here the answers are what is to be seen.
WITHOUT_FIGURES = re.compile(r"[?](on=1995-01-01|year=1995)$")

LOOKS = dict(zip(("light", "dark"), WIDTHS, strict=True))
# The header and the tabs of a cluster are one row each; what does not fit scrolls or opens.
ROWS = "[...document.querySelectorAll('header, .tabs')].map((one) => one.offsetHeight).filter((high) => high > 70)"
WAITING = ".htmx-request, [hx-trigger*=load], [hx-trigger*=every]"


def list_visits() -> dict[str, tuple[str, ...]]:
    """Return the roles that see an address: who may see least, and somebody inside, if there is such."""
    return {
        WITHOUT_FIGURES.sub("", row.address): tuple(dict.fromkeys(_roles(row)))
        for row in TABLE
        if row.method == "GET" and 200 in row.codes
    }


def _roles(row: Access) -> Iterator[str]:
    allowed = [role for role, code in zip(ROLES, row.codes, strict=False) if code == 200]
    yield allowed[0]
    yield from [role for role in allowed if role in ("manager", "participant", "reviewer")][-1:]


@pytest.mark.parametrize(("address", "roles"), list_visits().items())
def test_a_page_suits_everybody(
    address: str, roles: tuple[str, ...], client_of: Callable[..., Client], browser: Any
) -> None:
    """Who may see least sees it light and wide, somebody inside dark and narrow."""
    page = None
    for role, (scheme, width) in zip((roles[0], roles[-1]), LOOKS.items(), strict=True):
        if page is None or len(roles) > 1:
            client = client_of(role)
            answer = client.get(address)
            assert answer.status_code == 200
            if answer.streaming or b"<html" not in answer.content or answer.has_header("content-disposition"):
                return  # a file, or a part of a page
            page, told = _open(browser, client)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours do not glide
        page.set_viewport_size({"width": width, "height": 900})
        if page.url != HOME + address:
            page.goto(HOME + address)
            page.locator(WAITING).first.wait_for(state="detached")
        assert [*_faults(page, width), *told] == [], f"{role}, {scheme}"
    page.context.close()


def _open(browser: Any, client: Client) -> tuple[Any, list[str]]:
    page, told = browser.new_page(locale="ru-RU"), []
    page.route("**/*", answer_from(client))
    page.on("console", lambda word: told.append(word.text) if word.type == "error" else None)
    page.set_default_timeout(60_000)
    return page, told


def _faults(page: Any, width: int) -> Iterator[str]:
    from axe_playwright_python.sync_playwright import Axe

    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        yield f"{wide} wide at {width}"
    if high := page.evaluate(ROWS):
        yield f"header or tabs {high} high at {width}"
    found = Axe().run(page)
    if found.violations_count:
        yield found.generate_report()
