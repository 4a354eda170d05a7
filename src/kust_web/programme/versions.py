"""Publishing versions of a programme, and what changed between two of them."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from pydantic import TypeAdapter

from kust.errors import UnreadableError, UsageError
from kust.programme.drafting.proposals import count_proposals, leave_out_proposals
from kust.programme.keeping.changes import Changes, calc_changes
from kust.programme.keeping.versions import Version, digest_of, is_whole, seal_version
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
    """Read the programme that a version holds.

    Raises
    ------
    UnreadableError
        It is no longer what was published, or bears no seal.
    """
    told = _read(version)
    if not is_whole(told):
        code = "published_altered" if told.seal else "published_unsealed"
        raise UnreadableError(code, number=version.number, on=version.on)
    return told.programme


def _read(version: PublishedVersion) -> Version:
    """Bring a version into the form in which the library seals it."""
    told = {one.name: getattr(version, one.name) for one in fields(Version) if one.name != "programme"}
    return Version(**told, programme=_PROGRAMME.validate_python(version.content))


def find_gap(versions: Iterable[PublishedVersion]) -> int | None:
    """Find the first version that is missing, or that is not the one that the next was published on."""
    seal = None
    for number, one in enumerate(sorted(versions, key=lambda one: one.number), start=1):
        if one.number != number:
            return number
        if one.before != seal:
            return number - 1
        seal = one.seal
    return None


def read_working(cluster: str) -> tuple[Programme, str]:
    """Read the working programme of now, and the digest of the figures that it stands in."""
    taken = snapshot.current(cluster)
    return read_programme(snapshot.open_snapshot(taken.digest), cluster), taken.digest


def publish(
    cluster: str,
    *,
    reason: str,
    user: User,
    seen: int | None,
    with_proposals: bool = False,
    without_reasons: bool = False,
) -> PublishedVersion:
    """Keep the working programme as the next version, for everybody to see.

    Parameters
    ----------
    seen
        Number of the change up to which the manager saw the programme; None does not ask.

    Raises
    ------
    UsageError
        No reason, an empty programme, undecided proposals, nothing changed, changes without a reason, or changed since
        it was looked at.
    UnreadableError
        An earlier version is missing, or is no longer what was published.
    """
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise UsageError("version_reason")
    with transaction.atomic():
        take_turn()
        if seen is not None and seen != snapshot.find_newest_change(cluster):
            raise UsageError("version_stale")
        programme, digest = read_working(cluster)
        known = PublishedVersion.objects.filter(cluster_id=cluster)
        last = known.first()
        gap = find_gap(known.defer("content"))
        if gap is not None:
            raise UnreadableError("published_gap", number=gap)
        kept, left_out = _ready(
            programme, last, with_proposals=with_proposals, without_reasons=without_reasons
        )
        sealed = seal_version(
            Version(
                cluster_id=cluster,
                number=last.number + 1 if last else 1,
                on=timezone.localdate(),
                reason=reason,
                digest=digest_of(kept),
                dataset_digest=digest,
                kust=version_of_kust(),
                left_out=left_out,
                programme=kept,
                before=last.seal if last else None,
            )
        )
        told = {one.name: getattr(sealed, one.name) for one in fields(sealed) if one.name != "programme"}
        content = _PROGRAMME.dump_python(kept, mode="json")
        return PublishedVersion.objects.create(**told, content=content, published_by=user)


def _ready(
    programme: Programme, last: PublishedVersion | None, *, with_proposals: bool, without_reasons: bool
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
    lacking = calc_changes(programme_of(last), kept).findings if last is not None else ()
    if lacking and not without_reasons:
        raise UsageError("version_reasons", count=len(lacking))
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


def compare(
    old: PublishedVersion, new: PublishedVersion | None, working: Programme
) -> tuple[Changes, Programme, Programme]:
    """Say what changed between two versions, or from one to the working programme (None), and give both states.

    Raises
    ------
    UnreadableError
        A version is no longer what was published.
    """
    before = programme_of(old)
    after = programme_of(new) if new is not None else leave_out_proposals(working)
    return calc_changes(before, after), before, after
