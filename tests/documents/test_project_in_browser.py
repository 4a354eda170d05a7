"""Projects and a plan in a real browser: it fits a telephone, axe finds nothing, drawings keep to their place."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kust.documents.html import render_document
from kust.documents.projects.write import make_effects_document, make_plan_document, make_support_document
from tests.chromium import needs_browser

from .test_plan_content import remedy
from .test_project_content import PAYING, axle, dataset, portfolio
from .test_report_in_browser import browser

pytestmark = [
    pytest.mark.browser,
    needs_browser,
]
__all__ = ["browser"]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put a plan, the support of a project and the effects of all on one page."""
    effects = portfolio().effects
    assert effects is not None
    plan = make_plan_document(dataset(), remedy(), "ru")
    support = make_support_document(dataset(), axle().support, "ru")
    told = make_effects_document(dataset(), effects, PAYING, "ru")
    sections = (*plan.sections, *support.sections, *told.sections)
    path = tmp_path_factory.mktemp("document") / "document.html"
    path.write_text(render_document(replace(plan, sections=sections)), encoding="utf-8")
    return path


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_documents_fit_and_axe_finds_nothing(browser: Any, page_file: Path, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        page.goto(page_file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        drawn = "[...document.querySelectorAll('.narrow svg')].map(svg => svg.getBoundingClientRect().right)"
        assert all(0 < right <= width for right in page.evaluate(drawn))
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    finally:
        page.close()
