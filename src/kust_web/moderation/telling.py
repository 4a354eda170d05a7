"""Who is told of what goes through hands: returns and files, supplies to be confirmed, confirmations of clusters."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from kust_web.moderation.models import Return, Upload
from kust_web.moderation.rights import clusters_of
from kust_web.moderation.sides.supplies import AGREED, BUYER, OPEN, ROLES, SUPPLIER, FlowKey, find_flows_of
from kust_web.people.letters import write_to
from kust_web.people.models import Duty, User
from kust_web.registry.models import Change, model_of

_TO_EDITORS = ("returned", "accepted")


def editors_of(firm: str) -> Q:
    return Q(duties__kind=Duty.PARTICIPANT, duties__organisation_id=firm)


def managers_of(clusters: Iterable[str]) -> Q:
    return Q(duties__kind=Duty.MANAGER, duties__cluster_id__in=list(clusters))


def _find(which: Q, actor: User | None) -> list[User]:
    """Find people; who did it knows it."""
    people = User.objects.filter(which, is_active=True).distinct()
    return list(people.exclude(pk=actor.pk) if actor else people)


def _name_of(table: str, **which: str) -> str:
    row = model_of(table).objects.filter(**which).first()
    return str(row.name) if row else next(iter(which.values()))


def tell_return(of: Return, actor: User | None, comment: str = "") -> None:
    """Tell of a yearly return: the managers that it waits, the firm's editors what became of it."""
    if of.state not in (Return.SUBMITTED, *_TO_EDITORS):
        return
    firm = of.organisation_id
    whom = editors_of(firm) if of.state in _TO_EDITORS else managers_of(clusters_of(firm))
    told: dict[str, str | int] = {"firm": _name_of("organisations", organisation_id=firm), "year": of.year}
    told |= {"comment": comment} if of.state == Return.RETURNED else {}
    write_to(_find(whom, actor), f"return_{of.state}", reverse("return", args=[firm, of.year]), **told)


def tell_upload(upload: Upload, actor: User | None, comment: str = "") -> None:
    """Tell of a firm's file as of its return; a cluster's own files are nobody else's matter."""
    firm = upload.organisation_id
    if not firm or upload.state not in (Upload.SUBMITTED, *_TO_EDITORS):
        return
    whom = editors_of(firm) if upload.state in _TO_EDITORS else managers_of(clusters_of(firm))
    told = {"firm": _name_of("organisations", organisation_id=firm), "file": upload.name}
    told |= {"comment": comment} if upload.state == Upload.RETURNED else {}
    address = reverse("firm-upload", args=[firm, upload.pk])
    write_to(_find(whom, actor), f"upload_{upload.state}", address, **told)


def tell_partners(change: Change | None, actor: User | None) -> None:
    """Tell the other side of the supplies that a change brought which wait for its answer, or were confirmed."""
    if change is None or "supplies" not in change.written:
        return
    rows = model_of("supplies").objects.filter(change=change, is_removed=False, reported_by__in=ROLES)
    asked: dict[tuple[str, str, int], set[FlowKey]] = defaultdict(set)
    for row in rows.only("supplier_id", "buyer_id", "product_id", "year", "reported_by").iterator(2000):
        role = SUPPLIER if row.reported_by == BUYER else BUYER  # the side that is asked
        firm, partner = getattr(row, f"{role}_id"), getattr(row, f"{row.reported_by}_id")
        if firm != partner:
            asked[firm, partner, row.year].add(FlowKey(role, partner, row.product_id, row.year))
    with_editors = _with_editors({firm for firm, _, _ in asked})
    for (firm, partner, year), keys in sorted(asked.items()):
        if firm in with_editors:
            _tell_partner(firm, partner, year, keys, actor, is_answer=change.kind == "confirm")


def _with_editors(firms: set[str]) -> set[str]:
    duties = Duty.objects.filter(kind=Duty.PARTICIPANT, user__is_active=True).exclude(organisation_id="")
    return firms & set(duties.values_list("organisation_id", flat=True))


def _tell_partner(
    firm: str, partner: str, year: int, keys: set[FlowKey], actor: User | None, *, is_answer: bool
) -> None:
    """Tell a firm what waits for its answer and, where its partner has answered it, what was confirmed."""
    states = [flow.state for flow in find_flows_of(firm, keys).values()]
    waiting = sum(state in OPEN for state in states)
    agreed = states.count(AGREED) if is_answer else 0
    if not waiting and not agreed:
        return
    names: dict[str, str | int] = {
        "firm": _name_of("organisations", organisation_id=firm),
        "partner": _name_of("organisations", organisation_id=partner),
    }
    people = _find(editors_of(firm), actor)
    for code, state, count in (("sides_asked", "open", waiting), ("sides_confirmed", AGREED, agreed)):
        if count:
            address = f"{reverse('sides', args=[firm])}?{urlencode({'year': year, 'state': state})}"
            write_to(people, code, address, **names, year=year, count=count)


def tell_confirmation(cluster: Any, state: str, actor: User | None, comment: str = "") -> None:
    """Tell the reviewers of its regions that a cluster asks to be confirmed, its managers what was decided."""
    code = cluster.cluster_id
    if state == "asked":
        regions = model_of("cluster_regions").objects.filter(cluster_id=code, is_removed=False)
        known = ["", *regions.values_list("region", flat=True)]
        whom = Q(duties__kind=Duty.REVIEWER, duties__region__in=known)
    else:
        whom = managers_of([code])
    told = {"cluster": str(cluster.name)} | ({"comment": comment} if state == "returned" else {})
    address = reverse("review-cluster" if state == "asked" else "manage", args=[code])
    write_to(_find(whom, actor), f"confirmation_{state}", address, **told)
