"""A cluster's passport: what its manager states of it, written as one change."""

import secrets
from typing import Any

from django.db import transaction

from kust_web.moderation.members.cluster_forms import ClusterForm
from kust_web.moderation.naming import resolve
from kust_web.people.models import Duty, User
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of


def register(form: ClusterForm, user: User) -> str:
    """Write a new cluster with its regions and make whoever registers it its manager; return its code."""
    code = _free_code()
    cleaned = form.cleaned_data
    special = cleaned["specialised"]
    values = {
        "cluster_id": code,
        "name": cleaned["name"],
        "kind": cleaned["kind"],
        "specialised_organisation_id": resolve("organisations", [special]).get(special),
    }
    regions = [
        Edit("cluster_regions", {"cluster_id": code, "region": region}) for region in cleaned["regions"]
    ]
    with transaction.atomic():
        write([Edit("clusters", values), *regions], user=user, kind="form", reason=cleaned["name"])
        # Whoever was let in as a manager without a cluster has one now.
        Duty.objects.filter(user=user, kind=Duty.MANAGER, cluster_id="").delete()
        Duty.objects.create(user=user, kind=Duty.MANAGER, cluster_id=code)
    return code


def _free_code() -> str:
    while True:
        code = f"K{secrets.randbelow(900_000) + 100_000}"
        if not model_of("clusters").objects.filter(cluster_id=code).exists():
            return code


def find_regions(cluster_id: str) -> list[str]:
    rows = model_of("cluster_regions").objects.filter(cluster_id=cluster_id, is_removed=False)
    return list(rows.order_by("region").values_list("region", flat=True))


def save_passport(cluster: Any, form: ClusterForm, user: User, seen: int) -> bool:
    """Write what was changed; false where the specialised organisation named is not in the registry.

    Raises
    ------
    StaleError
        Somebody else wrote the passport since it was shown.
    """
    cleaned = form.cleaned_data
    special = cleaned["specialised"]
    found = resolve("organisations", [special]).get(special) if special else None
    if special and not found:
        return False
    values = {"name": cleaned["name"], "kind": cleaned["kind"], "specialised_organisation_id": found}
    edits = [Edit("clusters", {"cluster_id": cluster.cluster_id, **values}, row_id=cluster.pk, seen=seen)]
    if all(getattr(cluster, name) == value for name, value in values.items()) and seen == cluster.change_id:
        edits = []
    edits += _find_region_edits(cluster.cluster_id, set(cleaned["regions"]))
    if edits:
        write(edits, user=user, kind="form", reason=cleaned["name"])
    return True


def _find_region_edits(cluster_id: str, wanted: set[str]) -> list[Edit]:
    rows = model_of("cluster_regions").objects.filter(cluster_id=cluster_id, is_removed=False)
    known = {row.region: row for row in rows}
    gone = [
        Edit("cluster_regions", row_id=row.pk, seen=row.change_id, remove=True)
        for region, row in known.items()
        if region not in wanted
    ]
    new = [
        Edit("cluster_regions", {"cluster_id": cluster_id, "region": region})
        for region in sorted(wanted - set(known))
    ]
    return [*gone, *new]
