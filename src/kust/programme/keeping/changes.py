"""What changed between two states of a programme, and why, as the rows themselves say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from kust.programme.keeping.standing import measure_of, reason_of, stands_in
from kust.programme.keeping.sums import compare_sums
from kust.programme.programme import CANCELLED, DROPPED, Decided, Milestone, Programme

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
    "reason": "reason",
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
    >>> from kust.programme.programme import Measure
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
            # The reason of a measure may be that of its milestone's new day.
            if thing != "measure" or _milestones_of(name, old) == _milestones_of(name, new):
                own += _given_later(thing, name, before, after, own)
            found += _with_reasons(own, before, after, old, new)
            findings += _judge_reason(own, before, after, old, new)
    return Changes(changes=tuple(found), findings=tuple(findings))


def _with_reasons(
    changes: Iterable[Change], before: Any, after: Any, old: Programme, new: Programme
) -> Iterator[Change]:
    """Leave the reason to what was chosen, and only where it is not the one that stood there before."""
    stale = before is not None and reason_of(before, old) == reason_of(after, new)
    for one in changes:
        yield replace(one, reason=None) if stale or _tells_fact(one) else one


def _head_changes(old: Programme, new: Programme) -> Iterator[Change]:
    for name in _HEAD:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield _change("programme", new.cluster_id, new.title, name, before, after, None)


def _changes_of(
    thing: str, name: str, before: Any, after: Any, old: Programme, new: Programme
) -> Iterator[Change]:
    stood, stands = stands_in(before, old), stands_in(after, new)
    title = _title_of(thing, name, before, after)
    reason = reason_of(after, new)
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


def _title_of(thing: str, name: str, before: Any, after: Any) -> str:
    return str(getattr(after or before, "name" if thing == "stakeholder" else "title", name))


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
    for (field, key), then, now in compare_sums(before, after):
        yield Change(
            thing=thing,
            id=name,
            title=title,
            what=_GROUPS[field],
            field=field,
            key=key,
            before=then,
            after=now,
            reason=reason,
        )


def _given_later(thing: str, name: str, before: Any, after: Any, own: Iterable[Change]) -> Iterator[Change]:
    """Find a reason that is another one though nothing else was chosen anew: it was given, or mended, later."""
    if not (isinstance(before, Decided) and isinstance(after, Decided)) or before.reason == after.reason:
        return
    stays = (before.stands and after.stands) or before.decision == after.decision == DROPPED
    if stays and all(_tells_fact(one) for one in own):
        title = _title_of(thing, name, before, after)
        yield _change(thing, name, title, "reason", before.reason, after.reason, None)


def _milestones_of(measure: str, programme: Programme) -> list[Milestone]:
    """List the milestones of a measure without the facts."""
    return [replace(one, reached_on=None) for one in programme.milestones if one.measure_id == measure]


def _judge_reason(
    changes: list[Change], before: Any, after: Any, old: Programme, new: Programme
) -> Iterator[ChangeFinding]:
    """Find a thing whose changes are choices and have no reason, or only the one that stood there before."""
    chosen = [one for one in changes if one.field != "reason" and not _tells_fact(one)]
    if not chosen:
        return
    first = chosen[0]
    if first.thing == "stakeholder":
        return
    # One that comes or goes with its measure is told by that; one without a measure has nowhere to give a reason.
    if first.thing == "milestone" and (first.field is None or measure_of(after or before, new) is None):
        return
    reason = reason_of(after, new)
    code = "no_reason" if not reason else "old_reason" if reason == reason_of(before, old) else None
    if code is not None:
        yield ChangeFinding(code=code, thing=first.thing, id=first.id, title=first.title)


def _tells_fact(change: Change) -> bool:
    return change.field in _FACTS or (change.field == "state" and change.after != CANCELLED)
