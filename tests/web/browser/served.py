"""Pages of the application in a real browser without a server: the browser asks, Django's test client answers."""

import contextvars
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

HOME = "http://localhost"  # an origin that a browser trusts without TLS


def answer_from(client: Client) -> Any:
    """Return a handler that answers the requests of a browser by `client`, which is somebody logged in.

    Django keeps its connection in the context of the caller, and Playwright calls back in another one.
    """
    context = contextvars.copy_context()

    def answer(route: Any) -> None:
        asked = urlsplit(route.request.url)
        if f"{asked.scheme}://{asked.netloc}" != HOME:
            route.abort()
        elif asked.path.startswith(settings.STATIC_URL):
            found = finders.find(asked.path.removeprefix(settings.STATIC_URL))
            assert found, f"{asked.path} is no static file"
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        else:
            address = f"{asked.path}?{asked.query}"
            given = context.run(client.get, address, headers=_headers(route.request.headers))
            body = b"".join(given) if given.streaming else given.content
            route.fulfill(status=given.status_code, headers=dict(given.headers), body=body)

    return answer


def _headers(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.startswith(("hx-", "accept"))}
