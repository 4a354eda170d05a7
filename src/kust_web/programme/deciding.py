"""Deciding about proposals: each is kept, changed or dropped by a person, with a reason; nothing else stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kust.data.schema import tables
from kust.programme.programme import DROPPED, KEPT, PROPOSED
from kust_web.people.models import User
from kust_web.registry.changes import Edit, find_by_key, key_of, write
from kust_web.registry.models import Change, model_of

# What a person decides about, in the order in which one rests on another.
DECIDED = ("goals", "problems", "indicators", "measures")
_PARENTS = {"problems": ("goal_id",), "indicators": ("goal_id",), "measures": ("goal_id", "problem_id")}
_KEYS = {"goal_id": "goals", "problem_id": "problems"}


@dataclass
class Proposals:
    """What is proposed in a cluster's tables, by table."""

    rows: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(map(len, self.rows.values()))


def find_proposals(cluster: str) -> Proposals:
    """Find what is proposed and nobody has decided about."""
    found = {}
    for table in DECIDED:
        rows = model_of(table).objects.filter(cluster_id=cluster, decision=PROPOSED, is_removed=False)
        found[table] = list(rows.order_by("number", tables()[table].identified_by[-1]))
    return Proposals(found)


def take_in(
    cluster: str, rows: Mapping[str, Iterable[Mapping[str, Any]]], *, user: User, reason: str
) -> Change:
    """Write the rows of a draft as proposals; one whose key is taken by now stays as it is.

    Raises
    ------
    StaleError
        Somebody wrote one of them in the same moment.
    """
    edits = [edit for table, told in rows.items() for edit in _edits(table, cluster, list(told))]
    return write(edits, user=user, kind="form", reason=reason)


def _edits(table: str, cluster: str, rows: list[Mapping[str, Any]]) -> Iterable[Edit]:
    columns = {column.name: column for column in tables()[table].columns}
    told = [
        {name: _value(row.get(name), column.type) for name, column in columns.items()}
        | ({"cluster_id": cluster} if "cluster_id" in columns else {})
        for row in rows
    ]
    known = (
        find_by_key(table, {key for one in told if (key := key_of(table, one))}) if _is_keyed(table) else {}
    )
    for values in told:
        row = known.get(key_of(table, values) or ())
        if row is None or row.is_removed:
            yield Edit(table, values, row_id=row.pk if row else None)


def _is_keyed(table: str) -> bool:
    return bool(tables()[table].identified_by)


def _value(value: Any, kind: str) -> Any:
    return date.fromisoformat(value) if kind == "date" and isinstance(value, str) else value


def decide(
    cluster: str, seen: Mapping[tuple[str, int], int], *, drop: bool, user: User, reason: str
) -> Change | None:
    """Keep or drop proposals; what is kept keeps what it rests on, what is dropped drops what rests on it.

    Parameters
    ----------
    seen
        By table and number of a row the change that it bore when it was looked at.

    Raises
    ------
    StaleError
        Somebody has decided about one of them in the meantime.
    """
    proposals = find_proposals(cluster)
    chosen = {
        (table, row.pk): row
        for table, rows in proposals.rows.items()
        for row in rows
        if (table, row.pk) in seen
    }
    gone = [key for key in seen if key not in chosen]
    chosen |= {key: row for key in gone if (row := _find(cluster, *key)) is not None}
    more = _resting_on(chosen, proposals) if drop else _rested_on(chosen, proposals)
    decision = DROPPED if drop else KEPT
    edits = [
        Edit(table, {"decision": decision, "reason": reason}, row_id=pk, seen=seen.get((table, pk)))
        for (table, pk) in {**chosen, **more}
    ]
    return write(edits, user=user, kind="form", reason=reason) if edits else None


def _find(cluster: str, table: str, pk: int) -> Any:
    if table not in DECIDED:
        return None
    return model_of(table).objects.filter(cluster_id=cluster, pk=pk, is_removed=False).first()


def _rested_on(chosen: Mapping[tuple[str, int], Any], proposals: Proposals) -> dict[tuple[str, int], Any]:
    """Find the proposed goals and problems that what is kept names."""
    found: dict[tuple[str, int], Any] = {}
    waiting = [(table, row) for (table, _), row in chosen.items()]
    while waiting:
        table, row = waiting.pop()
        for column in _PARENTS.get(table, ()):
            parents = proposals.rows[_KEYS[column]]
            for parent in parents:
                key = (_KEYS[column], parent.pk)
                if getattr(parent, column) == getattr(row, column) and key not in found and key not in chosen:
                    found[key] = parent
                    waiting.append((_KEYS[column], parent))
    return found


def _resting_on(chosen: Mapping[tuple[str, int], Any], proposals: Proposals) -> dict[tuple[str, int], Any]:
    """Find the proposed measures of what is dropped, and so on."""
    found: dict[tuple[str, int], Any] = {}
    waiting = [(table, row) for (table, _), row in chosen.items()]
    while waiting:
        table, row = waiting.pop()
        for child, columns in _PARENTS.items():
            for column in columns:
                if _KEYS[column] != table:
                    continue
                for one in proposals.rows[child]:
                    key = (child, one.pk)
                    if (
                        getattr(one, column) == getattr(row, column)
                        and key not in found
                        and key not in chosen
                    ):
                        found[key] = one
                        waiting.append((child, one))
    return found
