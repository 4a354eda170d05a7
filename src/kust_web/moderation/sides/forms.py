"""What people send back about supplies: which ones they confirm, and the lines that they type themselves."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kust.quantities import parse_number
from kust_web.moderation.sides.answers import Line
from kust_web.moderation.sides.supplies import MOST_LINES, ROLES, Flow, FlowKey

_YEARS = range(1900, 2101)


def write_token(flow: Flow) -> str:
    """Write a supply and what was seen of it as the value of a field."""
    key = flow.key
    parts = [key.role, key.partner_id, key.product_id, key.year, flow.seen]
    return json.dumps(parts, ensure_ascii=False)


def read_token(text: str) -> tuple[FlowKey, str] | None:
    """Read what :func:`write_token` wrote; None for anything else."""
    try:
        role, partner, product, year, seen = json.loads(text)
    except (ValueError, TypeError):
        return None
    texts = all(isinstance(part, str) and "\x00" not in part for part in (role, partner, product, seen))
    if not texts or role not in ROLES or not isinstance(year, int) or year not in _YEARS:
        return None
    return FlowKey(role, partner, product, year), seen


def read_key(asked: Mapping[str, str]) -> FlowKey | None:
    """Read which supply an address is about."""
    role, year = asked.get("as", ""), asked.get("year", "")
    known = role in ROLES and year.isascii() and year.isdecimal() and len(year) == 4
    partner, product = asked.get("partner", ""), asked.get("product", "")
    if not known or int(year) not in _YEARS or not partner or not product or "\x00" in partner + product:
        return None
    return FlowKey(role, partner, product, int(year))


@dataclass(frozen=True)
class Field:
    """A line of the form as it was typed, with what is wrong with it."""

    number: int
    amount: str = ""
    quantity: str = ""
    contract: str = ""
    origin: str = ""
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.amount or self.quantity or self.contract)


def offer_fields(flow: Flow, write: Any) -> list[Field]:
    """Start from the firm's own rows, else from the other side's, with an empty line to add one."""
    rows = flow.own or flow.theirs
    fields = [
        Field(
            number,
            write(row.amount_krub),
            "" if row.quantity is None else write(row.quantity),
            row.contract or "",
            row.origin_country or "",
        )
        for number, row in enumerate(rows)
    ]
    return [*fields, Field(len(fields))]


def read_fields(sent: Mapping[str, str]) -> list[Field]:
    """Read the lines as they were typed, and say of each what cannot be read."""
    fields = []
    for number in range(MOST_LINES):
        typed = {
            name: sent.get(f"{name}-{number}", "").replace("\x00", "").strip()
            for name in ("amount", "quantity", "contract", "origin")
        }
        field = Field(number, **typed)
        if not field.is_empty:
            fields.append(Field(number, **typed, problem=_problem_of(field)))
    return fields


def _problem_of(field: Field) -> str:
    if not field.amount:
        return "amount_missing"
    for name, text in (("amount", field.amount), ("quantity", field.quantity)):
        parsed = parse_number(text)
        if text and (parsed.value is None or parsed.value < 0):
            return f"{name}_wrong"
    return "contract_long" if len(field.contract) > 1000 else ""


def to_lines(fields: Iterable[Field]) -> list[Line]:
    """Bring lines without a problem into figures."""
    lines = []
    for field in fields:
        amount = parse_number(field.amount).value or 0.0
        quantity = parse_number(field.quantity).value if field.quantity else None
        origin = field.origin if len(field.origin) == 2 and field.origin.isalpha() else None
        lines.append(Line(amount, quantity, field.contract or None, origin))
    return lines
