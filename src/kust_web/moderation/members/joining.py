"""Who comes into a cluster: a new firm at once, one that others know only when it, or a reviewer for it, agrees."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from kust_web.moderation.models import Joining
from kust_web.people.access import duties_of, may
from kust_web.people.models import Duty, User
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import Change, model_of


def needs_consent(user: User, organisation_id: str) -> bool:
    """Tell whether a firm has to be asked: a member's figures are seen by the cluster's manager.

    Nobody is asked where the person may enter the firm's figures already, or where there are none: no row but its
    card, and nobody who edits it.
    """
    if may(user, "organisation.enter", organisation=organisation_id):
        return False
    if Duty.objects.filter(organisation_id=organisation_id).exists():
        return True
    asked = (
        ("memberships", Q(organisation_id=organisation_id)),
        ("accounts", Q(organisation_id=organisation_id)),
        ("outputs", Q(organisation_id=organisation_id)),
        ("plans", Q(organisation_id=organisation_id)),
        ("needs", Q(organisation_id=organisation_id)),
        ("supplies", Q(supplier_id=organisation_id) | Q(buyer_id=organisation_id)),
    )
    return any(model_of(table).objects.filter(query, is_removed=False).exists() for table, query in asked)


def may_answer(user: User, joining: Joining) -> bool:
    """Tell who answers for a firm: its own editors; where it has none, whoever reviews the registry."""
    return bool(keep_answerable(user, [joining]))


def keep_answerable(user: User, joinings: Iterable[Joining]) -> list[Joining]:
    """Keep the questions that a person may answer, with one query for all of them."""
    joinings = list(joinings)
    firms = {one.organisation_id for one in joinings}
    editors = Duty.objects.filter(kind=Duty.PARTICIPANT, organisation_id__in=firms)
    edited = set(editors.values_list("organisation_id", flat=True))
    mine = {duty.organisation_id for duty in duties_of(user) if duty.kind == Duty.PARTICIPANT}
    reviews = may(user, "registry.review")
    return [
        one
        for one in joinings
        if one.organisation_id in mine or (reviews and one.organisation_id not in edited)
    ]


def join(cluster_id: str, organisation_id: str, values: Mapping[str, Any], user: User) -> Joining | Change:
    """Make a firm a member, or ask it."""
    if not needs_consent(user, organisation_id):
        return add(cluster_id, organisation_id, values, user)
    with transaction.atomic():
        open_one = Joining.objects.filter(
            cluster_id=cluster_id, organisation_id=organisation_id, state=Joining.ASKED
        ).first()
        if open_one:
            return open_one
        joining = Joining(
            cluster_id=cluster_id,
            organisation_id=organisation_id,
            role=values["role"],
            joined_on=values.get("joined_on"),
            asked_by=user,
        )
        joining.step(Joining.ASKED, user)
        joining.save()
    return joining


def add(cluster_id: str, organisation_id: str, values: Mapping[str, Any], user: User) -> Change:
    row = {"cluster_id": cluster_id, "organisation_id": organisation_id, **values}
    return write([Edit("memberships", row)], user=user, kind="form", reason=organisation_id)


def answer(joining: Joining, user: User, *, agrees: bool) -> None:
    """Answer a question that is still open; with consent the membership is written, as asked for by the manager."""
    with transaction.atomic():
        joining = Joining.objects.select_for_update().get(pk=joining.pk)
        if joining.state != Joining.ASKED:
            return
        if agrees:
            values = {"role": joining.role, "joined_on": joining.joined_on}
            add(joining.cluster_id, joining.organisation_id, values, user)
        joining.step(Joining.AGREED if agrees else Joining.DECLINED, user)
        joining.save()


def make_firm(cluster_id: str, firm: Mapping[str, Any], membership: Mapping[str, Any], user: User) -> str:
    """Write a new firm and its membership as one change; return its code: its ОГРН where it has one."""
    code = str(firm.get("ogrn") or firm.get("inn") or "")
    if not code or model_of("organisations").objects.filter(organisation_id=code).exists():
        code = f"org-{secrets.token_hex(4)}"
    card = {"organisation_id": code, **{name: value or None for name, value in firm.items()}}
    member = {"cluster_id": cluster_id, "organisation_id": code, **membership}
    edits = [Edit("organisations", card), Edit("memberships", member)]
    write(edits, user=user, kind="form", reason=str(firm["name"]))
    return code
