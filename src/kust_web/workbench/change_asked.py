"""A change that a form asks about: who joins, who leaves, what is supplied; it stands in the address."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone

from kust_web.registry.models import model_of
from kust_web.workbench.pages import Page

ROLES = ("enterprise", "education", "research", "infrastructure", "finance", "authority", "other")
MOST_ROWS = 20
EMPTY_ROWS = 2


def read_change_asked(asked: QueryDict) -> dict[str, Any]:
    """Read a change in the form of a file of changes (``kust check --change``); an empty one is no change."""
    roles = asked.getlist("role")
    joins = [
        {"organisation_id": who, "role": role if role in ROLES else "enterprise"}
        for who, role in zip(
            _ids(asked, "join"), [*roles, *("enterprise" for _ in range(MOST_ROWS))], strict=False
        )
        if who
    ]
    leaves = [who for who in _ids(asked, "leave") if who]
    supplies = [row for row in _supplies(asked) if row["amount_krub"] is not None]
    change = {"join": joins, "leave": leaves, "supplies": supplies}
    return {name: rows for name, rows in change.items() if rows}


def _ids(asked: QueryDict, name: str) -> list[str]:
    return [one.strip()[:200] for one in asked.getlist(name)[:MOST_ROWS]]


def _supplies(asked: QueryDict) -> list[dict[str, Any]]:
    columns = [_ids(asked, name) for name in ("from", "to", "what", "amount")]
    return [
        {"supplier_id": seller, "buyer_id": buyer, "product_id": product, "amount_krub": _read_amount(amount)}
        for seller, buyer, product, amount in zip(*columns, strict=False)
        if seller and buyer and product
    ]


def _read_amount(text: str) -> float | None:
    plain = text.replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        amount = float(plain)
    except ValueError:
        return None
    return amount if 0 <= amount < 1e15 else None


def list_choices(page: Page, change: dict[str, Any]) -> dict[str, Any]:
    """List whom and what the form offers: members to leave, firms to join, products; and what was chosen."""
    cluster = page.cluster.cluster_id
    today = timezone.localdate()
    memberships = model_of("memberships").objects.filter(cluster_id=cluster, is_removed=False)
    members = set(memberships.exclude(left_on__lte=today).values_list("organisation_id", flat=True))
    candidates = set(
        model_of("candidates")
        .objects.filter(cluster_id=cluster, is_removed=False)
        .values_list("organisation_id", flat=True)
    )
    rows = model_of("organisations").objects.filter(
        organisation_id__in=members | candidates, is_removed=False
    )
    named = list(rows.order_by("folded").values_list("organisation_id", "name"))
    products = model_of("products").objects.filter(is_removed=False).order_by("folded")
    told = change.get("supplies", [])
    return {
        "members": [one for one in named if one[0] in members],
        "outside": [one for one in named if one[0] not in members],
        "firms": named,
        "products": list(products.values_list("product_id", "name")[:2000]),
        "leaves": change.get("leave", []),
        "joins": [*change.get("join", []), {"organisation_id": "", "role": "enterprise"}],
        "supplies": [*told, *({} for _ in range(max(EMPTY_ROWS, 3 - len(told))))],
        "roles": ROLES,
    }
