"""Deciding of two firms: one firm after all, taken back again, or two for good."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import transaction

from kust.data.schema import tables
from kust_web.moderation.duplicates.edits import edits_of
from kust_web.moderation.duplicates.merge import Plan, plan_merge
from kust_web.moderation.duplicates.models import Merge, NotTheSame
from kust_web.people.models import User
from kust_web.registry.changes import take_turn, undo, write
from kust_web.registry.models import Change, model_of
from kust_web.registry.reach import Reach

# What names a firm and is no row of the contract: moved with it, and back again.
BESIDE = ("people.Duty", "people.Invitation", "moderation.Upload", "moderation.Return", "moderation.Joining")


class ChangedMeanwhileError(Exception):
    """The figures of the two are others than those that were looked at; nothing was written."""


def merge(kept: Any, gone: Any, seen: str, choices: Mapping[str, str], *, user: User, reason: str) -> Merge:
    """Make one firm of two.

    Raises
    ------
    ChangedMeanwhileError
        Somebody has written one of the rows since the plan was looked at.
    StaleError
        Somebody does so in this moment.
    """
    with transaction.atomic():
        _hold_beside(organisation_id=gone.organisation_id)
        take_turn()
        plan = plan_merge(kept, gone)
        if plan.seen != seen:
            raise ChangedMeanwhileError
        change = write(edits_of(plan, choices), user=user, kind="merge", reason=reason)
        moved = _move_beside(gone.organisation_id, kept.organisation_id)
        return Merge.objects.create(
            kept=kept.organisation_id, gone=gone.organisation_id, change=change, moved=moved
        )


def _hold_beside(**which: str) -> None:
    """Lock what is moved beside the rows before any of these: others lock an upload first and then write."""
    for name in BESIDE:
        held = apps.get_model(name)._default_manager.select_for_update().filter(**which)
        list(held.order_by("pk").values_list("pk"))


def _move_beside(gone: str, kept: str) -> dict[str, list[int]]:
    """Move duties, uploads and returns; one that the kept firm has already stays where it is."""
    moved: dict[str, list[int]] = {}
    for name in BESIDE:
        model = apps.get_model(name)
        rows = model._default_manager.filter(organisation_id=gone)
        taken = _taken_beside(name, kept)
        ids = [row.pk for row in rows if _mark_beside(name, row) not in taken]
        if ids:
            model._default_manager.filter(pk__in=ids).update(organisation_id=kept)
            moved[name] = ids
    return moved


def _mark_beside(name: str, row: Any) -> Any:
    if name == "people.Duty":
        return row.user_id, row.kind, row.cluster_id, row.region
    return row.year if name == "moderation.Return" else row.pk


def _taken_beside(name: str, kept: str) -> set[Any]:
    if name not in ("people.Duty", "moderation.Return"):
        return set()
    rows = apps.get_model(name)._default_manager.filter(organisation_id=kept)
    return {_mark_beside(name, row) for row in rows}


def unmerge(done: Merge, *, user: User, reason: str) -> Change:
    """Take a merge back as a whole.

    Raises
    ------
    StaleError
        A row that it wrote was written again since; nothing is taken back.
    """
    with transaction.atomic():
        _hold_beside(organisation_id=done.kept)
        change = undo(done.change, user=user, reason=reason)
        for name, ids in done.moved.items():
            rows = apps.get_model(name)._default_manager.filter(pk__in=ids, organisation_id=done.kept)
            rows.update(organisation_id=done.gone)
        done.undone = change
        done.save(update_fields=["undone"])
        return change


def count_since(done: Merge) -> dict[str, int]:
    """Count the rows of the kept firm that were written after a merge: they stay with it when it is taken back."""
    counts = {}
    for name, columns in references().items():
        found = 0
        for column in columns:
            rows = model_of(name).objects.filter(**{column: done.kept}, change_id__gt=done.change_id)
            found += rows.count()
        if found:
            counts[name] = found
    return counts


def references() -> dict[str, list[str]]:
    """Name the columns that refer to a firm, table by table."""
    found = {
        name: [column.name for column in table.columns if column.refers_to == "organisations"]
        for name, table in tables().items()
    }
    return {name: columns for name, columns in found.items() if columns}


def clusters_of(plan: Plan) -> set[str]:
    """Find the clusters whose figures a merge would move."""
    reach = Reach(firms={plan.kept.organisation_id, plan.gone.organisation_id})
    return reach.find_clusters()


def tell_apart(one: str, other: str, *, user: User, comment: str) -> NotTheSame:
    """Remember that two firms are two."""
    left, right = sorted((one, other))
    found, _ = NotTheSame.objects.get_or_create(
        left=left, right=right, defaults={"decided_by": user, "comment": comment[:500]}
    )
    return found
