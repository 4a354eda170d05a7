"""Names, addresses and files of supplies seen from both sides."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from kust.i18n import say
from kust_web.moderation.sides.supplies import Flow, FlowKey
from kust_web.registry.downloads import Column, Sheet
from kust_web.registry.models import model_of
from kust_web.ui.language import current


def names_of(flows: Iterable[Flow]) -> tuple[dict[str, str], dict[str, str]]:
    """Name the partners and products of supplies."""
    flows = list(flows)
    firms = name_all("organisations", {flow.key.partner_id for flow in flows})
    return firms, name_all("products", {flow.key.product_id for flow in flows})


def name_all(table: str, ids: set[str]) -> dict[str, str]:
    key = {"organisations": "organisation_id", "products": "product_id"}[table]
    found: dict[str, str] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), 2000):
        rows = model_of(table).objects.filter(**{f"{key}__in": ordered[start : start + 2000]})
        found |= dict(rows.values_list(key, "name"))
    return found


def address_of(firm: str, key: FlowKey) -> str:
    """Write the address of one supply as a firm sees it."""
    asked = {"as": key.role, "partner": key.partner_id, "product": key.product_id, "year": key.year}
    return f"{reverse('sides-flow', args=[firm])}?{urlencode(asked)}"


def make_sheet(firm: Any, year: int | None, flows: Sequence[Flow]) -> Sheet:
    lang = current()
    firms, products = names_of(flows)
    kinds = {"own_krub": "number", "their_krub": "number", "gap_krub": "number", "year": "count"}
    names = ("state", "role", "partner_id", "partner", "product_id", "product", "year")
    names = (*names, "own_krub", "their_krub", "gap_krub", "told_by", "comment")
    columns = [Column(name, say(f"sides.column.{name}", lang), kinds.get(name, "text")) for name in names]
    rows = [
        (
            say(f"sides.state.{flow.state}", lang),
            say(f"sides.role.{flow.key.role}", lang),
            flow.key.partner_id,
            firms.get(flow.key.partner_id),
            flow.key.product_id,
            products.get(flow.key.product_id),
            flow.key.year,
            flow.own_krub,
            flow.their_krub,
            flow.gap,
            say(f"sides.told_by.{flow.told_by}", lang) if flow.theirs else None,
            flow.comment or flow.their_comment,
        )
        for flow in flows
    ]
    title = say("sides.title_of", lang, name=firm.name, year=year or "")
    return Sheet(f"kust-sides-{year or ''}", title, columns, rows)
