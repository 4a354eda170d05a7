"""What changed between two states of a programme, and why, as the rows themselves say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from kust.programme.agreement.asked import list_asked
from kust.programme.programme import CANCELLED, Cost, Decided, Measure, Programme, Stakeholder, Target

# A fact needs no reason: it is how things went, not what somebody chose.
_FACTS = ("started_on", "finished_on", "progress", "reached_on", "actual", "cost_fact", "blocked_by")
_GROUPS = {
    "starts_on": "moved",
    "ends_on": "moved",
    "duration_days": "moved",
    "due_on": "moved",
    "owner_id": "owner",
    "state": "state",
    "depends_on": "dependency",
    "cost": "cost",
    "cost_fact": "cost",
    "target": "target",
    "actual": "target",
    "base": "target",
    "base_year": "target",
}
_KEYS = {
    "goal": ("goals", "goal_id"),
    "problem": ("problems", "problem_id"),
    "measure": ("measures", "measure_id"),
    "indicator": ("indicators", "indicator"),
    "milestone": ("milestones", "milestone_id"),
    "stakeholder": ("stakeholders", "stakeholder_id"),
}
_HEAD = ("title", "starts_on", "ends_on", "base_year", "adopted_on", "adopted_by", "vision")
_ASIDE = ("decision", "reason", "number", "costs", "targets")
Value = str | float | int | date | tuple[str, ...] | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of one thing.

    ``thing``: ``programme``, ``goal``, ``problem``, ``measure``, ``indicator``, ``milestone``, ``stakeholder`` (which
    has nowhere to give a reason; whether it may be named is ``yes`` or ``no``). ``what``: ``added``, ``dropped`` (it
    stands no longer), ``moved``, ``owner``, ``cost``, ``target``, ``state``, ``dependency`` or ``changed`` (any other
    ``field``). ``days``: by how many calendar days a day moved. ``key``: year and source of a cost, year and region of
    a target.
    """

    thing: str
    id: str
    title: str
    what: str
    field: str | None = None
    key: str | None = None
    before: Value = None
    after: Value = None
    days: int | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeFinding:
    """A thing that was changed without a reason: ``no_reason``, or ``old_reason`` where it is the one of before."""

    code: str
    thing: str
    id: str
    title: str
    severity: str = "warning"


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Changes in the order of the programme, and those that nobody has given a reason for."""

    changes: tuple[Change, ...]
    findings: tuple[ChangeFinding, ...]


def calc_changes(old: Programme, new: Programme) -> Changes:
    """Say what changed from one state of a programme to another.

    Only what stands counts: a proposal that was kept is added, one that is merely proposed is nothing yet; a row that
    was dropped, or is no longer there, is dropped. Things are known by their ids.

    Parameters
    ----------
    old, new
        Versions that were kept, or the working programme.

    Returns
    -------
    Changes
        The reason of a change is that of its row in ``new``, of a milestone that of its measure; none where it is the
        one of before, and none of facts (state other than cancelled, progress, actual figures).

    Examples
    --------
    >>> before = Programme(cluster_id="C", cluster="", title="")
    >>> after = Programme(cluster_id="C", cluster="", title="", measures=(Measure(measure_id="m", title="M"),))
    >>> [(one.what, one.id) for one in calc_changes(before, after).changes]
    [('added', 'm')]
    """
    found = [*_head_changes(old, new)]
    findings: list[ChangeFinding] = []
    for thing, (part, key) in _KEYS.items():
        befores = {getattr(one, key): one for one in getattr(old, part)}
        afters = {getattr(one, key): one for one in getattr(new, part)}
        for name in dict.fromkeys([*afters, *befores]):
            before, after = befores.get(name), afters.get(name)
            own = list(_changes_of(thing, name, before, after, old, new))
            found += _with_reasons(own, before, after, old, new)
            findings += _judge_reason(own, before, after, old, new)
    return Changes(changes=tuple(found), findings=tuple(findings))


def _with_reasons(
    changes: Iterable[Change], before: Any, after: Any, old: Programme, new: Programme
) -> Iterator[Change]:
    """Leave the reason to what was chosen, and only where it is not the one that stood there before."""
    stale = before is not None and _reason(before, old) == _reason(after, new)
    for one in changes:
        is_fact = one.field in _FACTS or _is_fact(one)
        yield replace(one, reason=None) if stale or is_fact else one


def _head_changes(old: Programme, new: Programme) -> Iterator[Change]:
    for name in _HEAD:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield _change("programme", new.cluster_id, new.title, name, before, after, None)


def _changes_of(
    thing: str, name: str, before: Any, after: Any, old: Programme, new: Programme
) -> Iterator[Change]:
    stood, stands = _stands(before, old), _stands(after, new)
    title = getattr(after or before, "name" if thing == "stakeholder" else "title", name)
    reason = _reason(after, new)
    if stands and not stood:
        yield Change(thing=thing, id=name, title=title, what="added", reason=reason)
    elif stood and not stands:
        yield Change(thing=thing, id=name, title=title, what="dropped", reason=reason)
    elif stood and stands:
        for field in fields(after):
            then, now = getattr(before, field.name), getattr(after, field.name)
            if field.name not in _ASIDE and then != now:
                yield _change(thing, name, title, field.name, _plain(then), _plain(now), reason)
        yield from _sums(thing, name, title, before, after, reason)


def _plain(value: Any) -> Value:
    """Write whether something holds as tables do."""
    plain: Value = ("yes" if value else "no") if isinstance(value, bool) else value
    return plain


def _change(
    thing: str, name: str, title: str, field: str, before: Value, after: Value, reason: str | None
) -> Change:
    days = (after - before).days if isinstance(before, date) and isinstance(after, date) else None
    return Change(
        thing=thing,
        id=name,
        title=title,
        what=_GROUPS.get(field, "changed"),
        field=field,
        before=before,
        after=after,
        days=days,
        reason=reason,
    )


def _sums(thing: str, name: str, title: str, before: Any, after: Any, reason: str | None) -> Iterator[Change]:
    """Compare money by year, source and basis, and targets by year and region."""
    for field, then, now in (
        *_pairs(_costs(getattr(before, "costs", ())), _costs(getattr(after, "costs", ()))),
        *_pairs(_targets(getattr(before, "targets", ())), _targets(getattr(after, "targets", ()))),
    ):
        yield Change(
            thing=thing,
            id=name,
            title=title,
            what=_GROUPS[field[0]],
            field=field[0],
            key=field[1],
            before=then,
            after=now,
            reason=reason,
        )


Sums = dict[tuple[str, str], float | None]


def _pairs(before: Sums, after: Sums) -> Iterator[tuple[tuple[str, str], float | None, float | None]]:
    for key in sorted(before.keys() | after.keys()):
        if (key in before) != (key in after) or before[key] != after[key]:
            yield key, before.get(key), after.get(key)


def _costs(costs: Iterable[Cost]) -> Sums:
    """Add up the costs of a year and source; unknown where one of them is."""
    found: Sums = {}
    for one in costs:
        parts = (str(one.year), one.source or "?", *([one.support_measure] if one.support_measure else []))
        key = ("cost_fact" if one.basis == "fact" else "cost", ":".join(parts))
        before = found.get(key, 0.0)
        found[key] = None if before is None or one.amount_krub is None else before + one.amount_krub
    return found


def _targets(targets: Iterable[Target]) -> Sums:
    found: Sums = {}
    for one in targets:
        key = f"{one.year}:{one.region}" if one.region else str(one.year)
        found["target", key] = one.target
        if one.actual is not None:
            found["actual", key] = one.actual
    return found


def _stands(one: Any, programme: Programme) -> bool:
    """Tell whether a thing is part of a programme; a milestone is where its measure is, whom a draft lists is not."""
    if one is None:
        return False
    if isinstance(one, Decided):
        return one.stands
    if isinstance(one, Stakeholder):
        return one in list_asked(programme)
    measure = _measure_of(one, programme)
    return measure is None or measure.stands


def _measure_of(one: Any, programme: Programme) -> Measure | None:
    return next((m for m in programme.measures if m.measure_id == one.measure_id), None)


def _reason(one: Any, programme: Programme) -> str | None:
    if one is None or isinstance(one, Stakeholder):
        return None
    if isinstance(one, Decided):
        return one.reason
    measure = _measure_of(one, programme)
    return measure.reason if measure is not None else None


def _judge_reason(
    changes: list[Change], before: Any, after: Any, old: Programme, new: Programme
) -> Iterator[ChangeFinding]:
    """Find a thing whose changes are choices and have no reason, or only the one that stood there before."""
    chosen = [one for one in changes if one.field not in _FACTS and not _is_fact(one)]
    if not chosen:
        return
    first = chosen[0]
    if first.thing == "stakeholder":
        return
    # One that comes or goes with its measure is told by that; one without a measure has nowhere to give a reason.
    if first.thing == "milestone" and (first.field is None or _measure_of(after or before, new) is None):
        return
    reason = _reason(after, new)
    code = "no_reason" if not reason else "old_reason" if reason == _reason(before, old) else None
    if code is not None:
        yield ChangeFinding(code=code, thing=first.thing, id=first.id, title=first.title)


def _is_fact(change: Change) -> bool:
    return change.field == "state" and change.after != CANCELLED
