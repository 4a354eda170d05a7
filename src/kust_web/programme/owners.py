"""Who a person is for a programme: which stakeholders it may answer for, which measures it reports on."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from kust.programme.programme import CANCELLED, CHANGED, KEPT
from kust_web.people.access import duties_of, may
from kust_web.people.models import Duty, User
from kust_web.registry.models import model_of

Person = User | AnonymousUser
# An empty decision is that of somebody who typed the row: it stands.
STANDS = Q(decision=None) | Q(decision__in=(KEPT, CHANGED))


def firms_of(user: Person) -> set[str]:
    """List the firms that a person enters figures for."""
    return {one.organisation_id for one in duties_of(user) if one.kind == Duty.PARTICIPANT}


def stakeholders_of(user: Person, cluster: str = "") -> QuerySet[Any]:
    """Find the stakeholders that a person answers for: those that are its firms."""
    rows = model_of("stakeholders").objects.filter(organisation_id__in=firms_of(user), is_removed=False)
    return rows.filter(cluster_id=cluster) if cluster else rows


def list_duties_of(user: Person, cluster: str) -> dict[str, Any]:
    """Tell what a person's firms are asked in a cluster's programme."""
    if not user.is_authenticated or not firms_of(user):
        return {}
    mine = list(stakeholders_of(user, cluster))
    asked = model_of("statements").objects.filter(cluster_id=cluster, is_removed=False).exists()
    owned = measures_of([one.stakeholder_id for one in mine]) if mine else None
    return {"stakeholders": mine, "has_statements": asked, "measures": owned.count() if owned else 0}


def measures_of(stakeholders: list[str]) -> QuerySet[Any]:
    """Find the measures that stand in a programme and that stakeholders own."""
    rows = model_of("measures").objects.filter(STANDS, owner_id__in=stakeholders, is_removed=False)
    return rows.exclude(state=CANCELLED).order_by("number", "measure_id")


def measures_of_firm(user: Person, organisation: str) -> QuerySet[Any]:
    """Find the measures of a firm that a person may report on: its editor all, a manager those of its cluster."""
    owners = list(
        model_of("stakeholders").objects.filter(organisation_id=organisation, is_removed=False)
        .values_list("stakeholder_id", "cluster_id")
    )  # fmt: skip
    if organisation not in firms_of(user):
        owners = [one for one in owners if may(user, "cluster.manage", cluster=one[1])]
    return measures_of([stakeholder for stakeholder, _ in owners])
