"""What every page has to pass in a real browser, and the views it is looked at in."""

import re
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import needs_browser

IN_BROWSER = [
    pytest.mark.browser,
    needs_browser,
]
_FIRST = ((1440, "light"), (390, "dark"))
_OTHERS = ((1440, "dark"), (390, "light"), *_FIRST)


def views_of(pages: Sequence[str | tuple[str, ...]]) -> list[Any]:
    """The first page wide and light, narrow and dark; the others one view each, all four of them in turn."""
    views = [*zip([pages[0]] * 2, _FIRST, strict=True), *zip(pages[1:], cycle(_OTHERS), strict=False)]
    return [
        pytest.param(
            page, *view, id="-".join([*([page] if isinstance(page, str) else page), *map(str, view)])
        )
        for page, view in views
    ]


def assert_sound(browser: Any, path: Path, width: int, scheme: str) -> None:
    """The page fits, axe finds nothing, no script fails, and no request leaves."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    requests: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    try:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert requests == [path.as_uri()]
        assert faults == []
    finally:
        page.close()


def sheets_of(pdf: bytes) -> list[tuple[int, int]]:
    """The width and height of each sheet of a printed page, in points; A4 upright is 595 × 842."""
    boxes = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)
    return [(round(float(box.split()[2])), round(float(box.split()[3]))) for box in boxes]
