"""Whose firms a reviewer decides about: those of its regions, by their own address or by a cluster they are in."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from kust_web.moderation.duplicates.models import Merge, NotTheSame
from kust_web.people.access import duties_of
from kust_web.people.models import Duty, User
from kust_web.registry.models import model_of

_PART = 2000


def regions_of(user: User) -> set[str] | None:
    """List the regions of a reviewer; None stands for the whole country."""
    duties = [duty for duty in duties_of(user) if duty.kind in (Duty.REVIEWER, Duty.ADMINISTRATOR)]
    if any(duty.kind == Duty.ADMINISTRATOR or not duty.region for duty in duties):
        return None
    return {duty.region for duty in duties}


def firms_of(user: User) -> QuerySet[Any]:
    """Find the firms that a reviewer decides about, those that are merged into others too.

    A firm that was merged has no membership any more; those that it had count.
    """
    firms, regions = model_of("organisations").objects.all(), regions_of(user)
    if regions is None:
        return firms
    clusters = model_of("cluster_regions").objects.filter(region__in=regions, is_removed=False)
    inside = {"cluster_id__in": clusters.values("cluster_id")}
    members = model_of("memberships").objects.filter(**inside, is_removed=False)
    moved = model_of("memberships").history.filter(**inside, organisation_id__in=Merge.objects.values("gone"))
    return firms.filter(
        Q(region__in=regions)
        | Q(organisation_id__in=members.values("organisation_id"))
        | Q(organisation_id__in=moved.values("organisation_id"))
    )


def find_reached(user: User, codes: Iterable[str]) -> set[str]:
    """Name those of some firms that a reviewer decides about."""
    ordered, found = sorted(set(codes)), set()
    if regions_of(user) is None:
        return set(ordered)
    for start in range(0, len(ordered), _PART):
        part = firms_of(user).filter(organisation_id__in=ordered[start : start + _PART])
        found |= set(part.values_list("organisation_id", flat=True))
    return found


def refuse_strangers(user: User, *codes: str) -> None:
    """Let a reviewer reach a pair only where both firms are its own to decide about: else there is no such page."""
    if find_reached(user, codes) != set(codes):
        raise Http404


def merges_of(user: User) -> QuerySet[Merge]:
    """Find the merges that a reviewer sees and may take back."""
    if regions_of(user) is None:
        return Merge.objects.all()
    codes = firms_of(user).values("organisation_id")
    return Merge.objects.filter(kept__in=codes, gone__in=codes)


def apart_of(user: User) -> QuerySet[NotTheSame]:
    """Find the pairs told apart that a reviewer sees and may ask about again."""
    if regions_of(user) is None:
        return NotTheSame.objects.all()
    codes = firms_of(user).values("organisation_id")
    return NotTheSame.objects.filter(left__in=codes, right__in=codes)
