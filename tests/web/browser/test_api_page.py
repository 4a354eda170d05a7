"""The page that describes the API: whole without any foreign host, under the site's own rules for scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from .served import HOME, answer_from

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_the_description_of_the_api_lists_its_operations(
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
    page.locator(".opblock").first.wait_for()
    assert page.locator(".opblock").count() == sum(len(operations) for operations in described.values())
    assert told == []
    context.close()
