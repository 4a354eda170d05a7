"""The page that describes the API narrows as one types, under the site's own rules for scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from .served import HOME, answer_from

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_the_operations_narrow_as_one_types_and_a_link_opens_a_shape(
    client_of: Callable[..., Client], browser: Any
) -> None:
    client = client_of("visitor")
    described = client.get("/api/openapi.json").json()["paths"]
    context = browser.new_context(locale="ru-RU")
    context.route("**/*", answer_from(client))
    page, told = context.new_page(), []
    page.on("console", lambda word: told.append(word.text) if word.type == "error" else None)
    page.on("requestfailed", lambda request: told.append(request.url))
    page.goto(f"{HOME}/api/docs")
    shown = page.locator(".api-operation:visible")
    assert shown.count() == sum(len(operations) for operations in described.values())
    page.fill("#q", "imports PATCH")
    assert shown.count() == 1
    assert page.locator("#shown").inner_text() == "1"
    page.fill("#q", "")
    page.locator(".api-answers a", has_text="ImportShape").first.click()
    page.locator("#shape-ImportShape table").wait_for()
    assert told == []
    context.close()
