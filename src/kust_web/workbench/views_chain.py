"""The chain of a cluster: for those who see its figures with amounts and critical places, for all without."""

import re
from html import unescape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.views.decorators.http import require_GET

from kust.documents.blocks import Table
from kust.documents.chain.fold import FOLDS
from kust_web.people.access import allowed
from kust_web.workbench.packing import unpack
from kust_web.workbench.pages import Page, open_page, send_json
from kust_web.workbench.sending import send_csv, send_tables, send_text

_LINK = re.compile(r'<a href="#([^"]*)" class="chain-box" data-key="([^"+][^"]*)"')
_MOST_AMOUNT = 1e12


@require_GET
@allowed("public")
def show_chain(request: HttpRequest, cluster_id: str) -> HttpResponse:
    page = open_page(request, cluster_id)
    view = _read_view(request) if page.sees else {}
    page.ask("chain" if page.sees else "stages", page.question.of_year | view)
    if page.wants("json"):
        kept = {name: page.answer[name] for name in ("stages", "critical") if name in page.answer}
        return send_json(kept, f"{cluster_id}-chain")
    if page.answer is None:
        return page.render("workbench/chain.html", view=view, folds=FOLDS)
    told = page.answer["pages"][page.lang]
    if page.wants("svg"):
        return send_text(told["alone"], f"{cluster_id}-chain.svg", "image/svg+xml")
    critical = unpack(told["critical"]) if "critical" in told else ()
    tables = [block for block in critical if isinstance(block, Table)]
    if page.wants("csv"):
        return send_csv(tables, f"{cluster_id}-critical")
    if page.wants("xlsx") and tables:
        return send_tables(tables, told["title"], page.question.on, f"{cluster_id}-critical")
    return page.render("workbench/chain.html", **_context(page, told, critical, view))


def _read_view(request: HttpRequest) -> dict[str, Any]:
    """Read what of the chain is asked for; what cannot be read is the whole of it."""
    asked = request.GET
    view: dict[str, Any] = {}
    if asked.get("focus"):
        view["focus"] = asked["focus"][:200]
    try:
        at_least = float(asked.get("at_least") or 0)
    except ValueError:
        at_least = 0.0
    if 0 < at_least < _MOST_AMOUNT:
        view["at_least"] = at_least
    if asked.get("fold") in FOLDS and asked["fold"] != "auto":
        view["fold"] = asked["fold"]
    return view


def _context(
    page: Page, told: dict[str, Any], critical: tuple[Any, ...], view: dict[str, Any]
) -> dict[str, Any]:
    groups = unpack(told["groups"])
    names = {row.product_id: row.name for group in groups for row in group.rows}
    drawn = {name: _lead_to_focus(page, told[name]) if page.sees else told[name] for name in ("svg", "whole")}
    return {
        "told": told | drawn,
        "groups": groups,
        "critical": critical,
        "view": view,
        "folds": FOLDS,
        "focus_name": names.get(view.get("focus", ""), ""),
        "visitor": not page.sees,
        "wide": len(told["columns"]) > 2,
    }


def _lead_to_focus(page: Page, svg: str) -> str:
    """Let the box of a product lead to the chain around it."""

    def lead(match: re.Match[str]) -> str:
        address = escape(page.address(focus=unescape(match[2])))
        return f'<a href="{address}" class="chain-box" data-key="{match[2]}"'

    return _LINK.sub(lead, svg)
