"""Answering what a partner reports: confirming it, telling other figures, saying that there was no such supply.

Each answer is written as the firm's own report, in one change of kind ``confirm``. Whoever answers says what it saw:
where either side's rows have changed since, nothing is written over them, and it is shown both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from kust_web.moderation.sides.supplies import Flow, FlowKey, find_flows_of
from kust_web.people.models import User
from kust_web.registry.changes import Edit, take_turn, write
from kust_web.registry.models import Change


@dataclass(frozen=True)
class Line:
    """A row of the firm's own report: thousand roubles without VAT, units of the product."""

    amount_krub: float
    quantity: float | None = None
    contract: str | None = None
    origin_country: str | None = None


@dataclass
class Outcome:
    """What came of answers: those written, and those whose figures had changed in the meantime."""

    change: Change | None = None
    written: list[Flow] = field(default_factory=list)
    stale: list[Flow] = field(default_factory=list)
    gone: int = 0  # the other side has taken its report back


def confirm(firm: str, seen: Iterable[tuple[FlowKey, str]], *, user: User, reason: str) -> Outcome:
    """Write the other side's figures as the firm's own, all in one change; what has changed since is left and told."""
    outcome = Outcome()
    edits: list[Edit] = []
    with transaction.atomic():
        marks = dict(seen)
        take_turn()
        flows = find_flows_of(firm, marks, lock=True)
        for key, mark in sorted(marks.items()):
            flow = flows.get(key)
            if flow is None or not flow.theirs:
                outcome.gone += 1
            elif flow.seen != mark:
                outcome.stale.append(flow)
            elif flow.is_answerable:
                edits += _edits(firm, flow, [_line(row) for row in flow.theirs])
                outcome.written.append(flow)
        if edits:
            outcome.change = write(edits, user=user, kind="confirm", reason=reason)
    return outcome


def correct(
    firm: str, key: FlowKey, mark: str, lines: Sequence[Line], *, user: User, comment: str
) -> Outcome:
    """Write figures of the firm's own, with the reason that it gives; no line but one of 0 says «not ours»."""
    with transaction.atomic():
        take_turn()
        flow = find_flows_of(firm, [key], lock=True).get(key)
        if flow is None:
            return Outcome(gone=1)
        if flow.seen != mark:
            return Outcome(stale=[flow])
        edits = _edits(firm, flow, lines)
        change = write(edits, user=user, kind="confirm", reason=comment) if edits else None
        return Outcome(change, [flow])


def deny(firm: str, key: FlowKey, mark: str, *, user: User, comment: str) -> Outcome:
    """Say that there was no such supply: the firm's own report of it is 0."""
    return correct(firm, key, mark, [Line(0.0)], user=user, comment=comment)


def _line(row: Any) -> Line:
    return Line(row.amount_krub, row.quantity, row.contract, row.origin_country)


def _edits(firm: str, flow: Flow, lines: Sequence[Line]) -> list[Edit]:
    """Write lines over the firm's rows one after another; add what is left of them, remove what is too many."""
    edits = []
    own: list[Any] = list(flow.own)
    for line in lines:
        values = {
            **flow.key.sides(firm),
            "reported_by": flow.key.role,
            "amount_krub": line.amount_krub,
            "quantity": line.quantity,
            "contract": line.contract,
            "origin_country": line.origin_country,
        }
        row = own.pop(0) if own else None
        edits.append(Edit("supplies", values, row_id=row and row.pk, seen=row and row.change_id))
    edits += [Edit("supplies", row_id=row.pk, seen=row.change_id, remove=True) for row in own]
    return edits
