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


def list_visits() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield address, role and looks; of a page open to all, visitors get the light one, people inside the dark one."""
    for row in TABLE:
        if row.method == "GET" and 200 in row.codes:
            roles = list(dict.fromkeys(_roles(row)))
            address = WITHOUT_FIGURES.sub("", row.address)
            if len(roles) == 1:
                yield address, roles[0], tuple(LOOKS)
            else:
                yield from zip([address] * 2, roles, [(look,) for look in LOOKS], strict=True)


def _roles(row: Access) -> Iterator[str]:
    allowed = [role for role, code in zip(ROLES, row.codes, strict=False) if code == 200]
    yield allowed[0]
    yield from [role for role in allowed if role in ("manager", "participant", "reviewer")][-1:]


@pytest.mark.parametrize(("address", "role", "looks"), list(dict.fromkeys(list_visits())))
def test_a_page_suits_everybody(
    address: str, role: str, looks: tuple[str, ...], client_of: Callable[..., Client], browser: Any
) -> None:
    client = client_of(role)
    answer = client.get(address)
    assert answer.status_code == 200
    if answer.streaming or b"<html" not in answer.content or answer.has_header("content-disposition"):
        return  # a file, or a part of a page
    assert [*_faults(browser, client, address, looks)] == []


def _faults(browser: Any, client: Client, address: str, looks: tuple[str, ...]) -> Iterator[str]:
    from axe_playwright_python.sync_playwright import Axe

    for scheme in looks:
        width = LOOKS[scheme]
        context = browser.new_context(
            locale="ru-RU", color_scheme=scheme, viewport={"width": width, "height": 900}
        )
        context.route("**/*", answer_from(client))
        page, told = context.new_page(), []
        page.on("console", lambda word, told=told: told.append(word.text) if word.type == "error" else None)
        page.set_default_timeout(15_000)
        page.goto(HOME + address)
        page.locator(WAITING).first.wait_for(state="detached")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{scheme}: {wide} wide at {width}"
        if high := page.evaluate(ROWS):
            yield f"{scheme}: header or tabs {high} high at {width}"
        found = Axe().run(page)
        if found.violations_count:
            yield f"{scheme}: {found.generate_report()}"
        yield from told
        context.close()
