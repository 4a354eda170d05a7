"""A change that a form asks about: who joins, who leaves, what is supplied; it stands in the address.

Firms and products are named as people name them; what cannot be meant is told beside the field that says it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from kust.data.schema import fold
from kust.i18n import say
from kust_web.registry.models import model_of
from kust_web.registry.search import members_on
from kust_web.ui.language import current
from kust_web.workbench.change_asked_names import MARK, Found, Names, label

ROLES = ("enterprise", "education", "research", "infrastructure", "finance", "authority", "other")
MOST_ROWS = 20
EMPTY_ROWS = 2
_SIDES = ("from", "to", "what", "amount")
_SUPPLY = ("supplier_id", "buyer_id", "product_id", "amount_krub")
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")


@dataclass
class Cell:
    """A field of the form: what stands in it, and what is wrong with it."""

    name: str
    id: str
    text: str = ""
    wrong: str = ""

    @property
    def title(self) -> str:
        return say(f"workbench.what_if.{'who' if self.name == 'join' else self.name}", current())


@dataclass
class Choices:
    """Whom and what the form offers: members to leave, firms to join, firms that trade, products."""

    members: dict[str, str]
    outside: dict[str, str]
    products: dict[str, str]
    memberships: set[tuple[str, str]]  # with the role of each, on the day asked about

    @property
    def firms(self) -> dict[str, str]:
        named = self.members | self.outside
        return dict(sorted(named.items(), key=lambda item: fold(item[1])))

    @property
    def lists(self) -> list[tuple[str, list[str]]]:
        """List what opens as one types, by the name of the list."""
        named = {"outside": self.outside, "firms": self.firms, "products": self.products}
        return [(of, [label(name, code) for code, name in some.items()]) for of, some in named.items()]


@dataclass
class Asked:
    """The form as it was filled in, and the change that it asks about."""

    choices: Choices
    leaves: list[str] = field(default_factory=list)
    joins: list[tuple[Cell, str]] = field(default_factory=list)  # the firm and its role
    supplies: list[tuple[Cell, ...]] = field(default_factory=list)
    change: dict[str, Any] = field(default_factory=dict)
    wrong_leaves: str = ""

    @property
    def wrong(self) -> list[Cell]:
        """List the fields that are wrong, in the order of the form."""
        cells = [cell for cell, _ in self.joins] + [cell for row in self.supplies for cell in row]
        left = [Cell("leave", "leave", wrong=self.wrong_leaves)] if self.wrong_leaves else []
        return left + [cell for cell in cells if cell.wrong]


def read_change_asked(asked: QueryDict, cluster: str, on: date) -> Asked:
    """Read the form into a change as a file of changes has it (``kust check --change``); an empty one is no change."""
    form = Asked(choices := list_choices(cluster, on))
    firms, products = Names("organisations", choices.firms), Names("products", choices.products)
    form.leaves = [who for who in _texts(asked, "leave") if who]
    _check_leaves(form)
    joins = list(_joins(form, asked, firms))
    supplies = list(_supplies(form, asked, firms, products))
    change = {"join": joins, "leave": form.leaves, "supplies": supplies}
    form.change = {name: rows for name, rows in change.items() if rows}
    _check_reach(form, cluster)
    _add_empty(form)
    return form


def _texts(asked: QueryDict, name: str) -> list[str]:
    return [one.strip().replace("\x00", "")[:200] for one in asked.getlist(name)[:MOST_ROWS]]


def _words(code: str, **values: object) -> str:
    return say(f"workbench.what_if.wrong.{code}", current(), **values)


def _check_leaves(form: Asked) -> None:
    strangers = [who for who in form.leaves if who not in form.choices.members]
    if strangers:
        named = ", ".join(form.choices.outside.get(who, who) for who in strangers)
        form.wrong_leaves = _words("no_member", who=named)


def _joins(form: Asked, asked: QueryDict, firms: Names) -> Iterator[dict[str, Any]]:
    roles = _texts(asked, "role")
    for number, text in enumerate(_texts(asked, "join")):
        role = roles[number] if number < len(roles) and roles[number] in ROLES else ROLES[0]
        if not text:
            continue
        cell = Cell("join", f"join-{len(form.joins) + 1}", text)
        form.joins.append((cell, role))
        found = _name(cell, firms)
        if found and (found, role) in form.choices.memberships and role != "infrastructure":
            cell.wrong = _words("member_already")
        elif found:
            yield {"organisation_id": found, "role": role}


def _supplies(form: Asked, asked: QueryDict, firms: Names, products: Names) -> Iterator[dict[str, Any]]:
    seen = set()
    for texts in zip(*(_texts(asked, name) for name in _SIDES), strict=False):
        if not any(texts):
            continue
        place = len(form.supplies) + 1
        row = tuple(Cell(name, f"{name}-{place}", text) for name, text in zip(_SIDES, texts, strict=True))
        form.supplies.append(row)
        supplier, buyer, product = _name(row[0], firms), _name(row[1], firms), _name(row[2], products)
        amount = _read_amount(row[3])
        if supplier and supplier == buyer:
            row[1].wrong = _words("itself")
        elif (key := (supplier, buyer, product)) in seen and all(key):
            row[2].wrong = _words("twice")
        elif all(key) and amount is not None:
            seen.add(key)
            yield dict(zip(_SUPPLY, (*key, amount), strict=True))


def _name(cell: Cell, names: Names) -> str:
    """Find whom or what a field names; the field then shows the name with its code."""
    if not cell.text:
        cell.wrong = _words("empty")
        return ""
    found: Found = names.find(cell.text)
    if found.code:
        cell.text = found.label
    elif found.several:
        cell.wrong = _words("several", typed=cell.text, known="; ".join(found.several))
    else:
        near = "; ".join(found.nearest)
        cell.wrong = _words("unknown_near" if near else "unknown", typed=cell.text, near=near)
    return found.code


def _read_amount(cell: Cell) -> float | None:
    if not cell.text:
        cell.wrong = _words("empty")
        return None
    try:
        amount = float(_SPACES.sub("", cell.text).replace(",", "."))
    except ValueError:
        amount = -1.0
    if 0 <= amount < 1e15:
        return amount
    cell.wrong = _words("amount", typed=cell.text)
    return None


def _check_reach(form: Asked, cluster: str) -> None:
    """Tell of firms that the registry knows but the figures of the cluster say nothing of."""
    cells = [cell for cell, _ in form.joins] + [cell for row in form.supplies for cell in row[:2]]
    codes = {cell.text.rpartition(MARK)[2]: cell for cell in cells if not cell.wrong}
    beyond = codes.keys() - form.choices.firms.keys()
    if not beyond:
        return
    members = model_of("memberships").objects.filter(cluster_id=cluster, is_removed=False)
    supplies = model_of("supplies").objects.filter(is_removed=False)
    near = set(members.filter(organisation_id__in=beyond).values_list("organisation_id", flat=True))
    for own, other in (("supplier_id", "buyer_id"), ("buyer_id", "supplier_id")):
        which = {f"{own}__in": members.values("organisation_id"), f"{other}__in": beyond}
        near |= set(supplies.filter(**which).values_list(other, flat=True))
    for code in beyond - near:
        codes[code].wrong = _words("beyond")


def _add_empty(form: Asked) -> None:
    form.joins.append((Cell("join", f"join-{len(form.joins) + 1}"), ROLES[0]))
    for _ in range(max(EMPTY_ROWS, 3 - len(form.supplies))):
        place = len(form.supplies) + 1
        form.supplies.append(tuple(Cell(name, f"{name}-{place}") for name in _SIDES))


def list_choices(cluster: str, on: date) -> Choices:
    """List whom and what the form offers on a day."""
    memberships = model_of("memberships").objects.filter(cluster_id=cluster, is_removed=False)
    held = set(memberships.filter(members_on(on)).values_list("organisation_id", "role"))
    members = {who for who, _ in held}
    rows = model_of("candidates").objects.filter(cluster_id=cluster, is_removed=False)
    candidates = set(rows.values_list("organisation_id", flat=True))
    firms = model_of("organisations").objects.filter(is_removed=False)
    firms = firms.filter(organisation_id__in=members | candidates)
    named = dict(firms.order_by("folded").values_list("organisation_id", "name"))
    products = model_of("products").objects.filter(is_removed=False).order_by("folded")
    return Choices(
        members={code: name for code, name in named.items() if code in members},
        outside={code: name for code, name in named.items() if code not in members},
        products=dict(products.values_list("product_id", "name")[:2000]),
        memberships=held,
    )
