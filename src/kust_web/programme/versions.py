"""Publishing versions of a programme, and what changed between two of them."""

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from pydantic import TypeAdapter

from kust.errors import UsageError
from kust.programme.drafting.proposals import count_proposals, leave_out_proposals
from kust.programme.keeping.changes import Changes, calc_changes
from kust.programme.keeping.versions import digest_of
from kust.programme.programme import DROPPED, Programme
from kust.programme.read import read_programme
from kust_web.people.access import may
from kust_web.people.models import User
from kust_web.programme.models import PublishedVersion
from kust_web.registry import snapshot
from kust_web.registry.changes import take_turn
from kust_web.workbench.jobs import _version as version_of_kust

_PROGRAMME: TypeAdapter[Programme] = TypeAdapter(Programme)


def programme_of(version: PublishedVersion) -> Programme:
    """Read the programme that a version holds."""
    return _PROGRAMME.validate_python(version.content)


def read_working(cluster: str) -> tuple[Programme, str]:
    """Read the working programme of now, and the digest of the figures that it stands in."""
    taken = snapshot.current(cluster)
    return read_programme(snapshot.open_snapshot(taken.digest), cluster), taken.digest


def publish(
    cluster: str, *, reason: str, user: User, seen: int | None, with_proposals: bool = False
) -> PublishedVersion:
    """Keep the working programme as the next version, for everybody to see.

    Parameters
    ----------
    seen
        Number of the change up to which the manager saw the programme; None does not ask.

    Raises
    ------
    UsageError
        No reason, an empty programme, undecided proposals, nothing changed, or changed since it was looked at.
    """
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise UsageError("version_reason")
    with transaction.atomic():
        take_turn()
        if seen is not None and seen != snapshot.find_newest_change(cluster):
            raise UsageError("version_stale")
        programme, digest = read_working(cluster)
        last = PublishedVersion.objects.filter(cluster_id=cluster).first()
        kept, left_out = _ready(programme, last, with_proposals=with_proposals)
        return PublishedVersion.objects.create(
            cluster_id=cluster,
            number=last.number + 1 if last else 1,
            on=timezone.localdate(),
            reason=reason,
            digest=digest_of(kept),
            dataset_digest=digest,
            kust=version_of_kust(),
            left_out=left_out,
            content=_PROGRAMME.dump_python(kept, mode="json"),
            published_by=user,
        )


def _ready(
    programme: Programme, last: PublishedVersion | None, *, with_proposals: bool
) -> tuple[Programme, int]:
    """Return what is published of a programme, and how many proposals it leaves out."""
    proposals = count_proposals(programme)
    if proposals and not with_proposals:
        raise UsageError("version_proposals", count=proposals)
    kept = leave_out_proposals(programme)
    if not any(one.decision != DROPPED for one in (*kept.goals, *kept.problems, *kept.measures)):
        raise UsageError("version_empty", cluster=programme.cluster_id)
    if last is not None and last.digest == digest_of(kept):
        raise UsageError("version_same", number=last.number, on=last.on)
    return kept, proposals


def find_version(user: Any, cluster: str, number: int) -> PublishedVersion:
    """Find a version that a person may see: whoever sees the cluster's figures any, all others the last.

    Raises
    ------
    Http404
        There is none, or it is not for them.
    """
    known = PublishedVersion.objects.filter(cluster_id=cluster)
    found = known.filter(number=number).select_related("published_by").first() if number < 2**31 else None
    if found is None:
        raise Http404
    newest = known.first()
    if newest is not None and newest.pk != found.pk and not may(user, "cluster.see", cluster=cluster):
        raise Http404
    return found


def compare(old: PublishedVersion, new: PublishedVersion | None) -> Changes:
    """Say what changed between two versions, or since one: None is the working programme of now."""
    after = programme_of(new) if new is not None else leave_out_proposals(read_working(old.cluster_id)[0])
    return calc_changes(programme_of(old), after)
