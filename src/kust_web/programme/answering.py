"""Answers of a stakeholder to the statements of the vision: read from a form, written as those of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from kust_web.people.models import User
from kust_web.registry.changes import Edit, find_by_key, write
from kust_web.registry.models import Change, model_of

AGREEMENTS = range(1, 6)
_LONGEST = 1000


@dataclass
class Question:
    """A statement with what was answered: a number from 1 (wholly against) to 5 (wholly for), or none."""

    statement: Any
    agreement: int | None = None
    comment: str = ""


def find_statements(cluster: str) -> list[Any]:
    """List the statements of a cluster's vision."""
    rows = model_of("statements").objects.filter(cluster_id=cluster, is_removed=False)
    return list(rows.order_by("area", "statement_id"))


def latest_answers(stakeholder: str) -> dict[str, Any]:
    """Find the latest answer of a stakeholder to each statement."""
    rows = model_of("positions").objects.filter(stakeholder_id=stakeholder, is_removed=False)
    return {one.statement_id: one for one in rows.order_by("answered_on")}


def offer(statements: list[Any], stakeholder: str, *, with_answers: bool) -> list[Question]:
    """Offer the statements; earlier answers only to those who gave them: a link may be in other hands."""
    known = latest_answers(stakeholder) if with_answers else {}
    return [
        Question(one, getattr(known.get(one.statement_id), "agreement", None), _comment(known, one))
        for one in statements
    ]


def _comment(known: Mapping[str, Any], one: Any) -> str:
    return getattr(known.get(one.statement_id), "comment", None) or ""


def read_answers(sent: Mapping[str, str], statements: list[Any]) -> list[Question]:
    """Read answers; a statement that was not answered stays without one."""
    found = []
    for one in statements:
        text = sent.get(f"a-{one.pk}", "")
        agreement = int(text) if text in map(str, AGREEMENTS) else None
        comment = sent.get(f"t-{one.pk}", "").replace("\x00", "").strip()[:_LONGEST]
        found.append(Question(one, agreement, comment))
    return found


def save(
    stakeholder: Any, answers: list[Question], *, named: bool, user: User | None, reason: str
) -> Change | None:
    """Write answers as those of today; whoever has answered today already answers anew.

    Whether the name may be told is the stakeholder's to say, and is written with its answers.
    """
    today = timezone.localdate()
    given = [one for one in answers if one.agreement is not None or one.comment]
    before = latest_answers(stakeholder.stakeholder_id)
    keys = {
        one.statement.pk: (stakeholder.stakeholder_id, one.statement.statement_id, today) for one in given
    }
    known = find_by_key("positions", keys.values()) if keys else {}
    edits = []
    for one in given:
        key = keys[one.statement.pk]
        row, past = known.get(key), before.get(one.statement.statement_id)
        values = {
            "stakeholder_id": key[0],
            "statement_id": key[1],
            "answered_on": today,
            "agreement": one.agreement,
            "comment": one.comment or None,
            "weight": past.weight if past is not None else None,
        }
        edits.append(Edit("positions", values, row_id=row.pk if row is not None else None))
    if stakeholder.named != named:
        edits.append(Edit("stakeholders", {"named": named}, row_id=stakeholder.pk))
    return write(edits, user=user, kind="form", reason=reason) if edits else None
