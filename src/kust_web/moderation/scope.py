"""Whose page it is: a firm's or a cluster's, found by the parameters of its address."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from kust_web.registry.models import model_of


@dataclass(frozen=True)
class Scope:
    """A firm or a cluster that figures come in for."""

    firm: Any = None
    cluster: Any = None

    @property
    def organisation_id(self) -> str:
        return self.firm.organisation_id if self.firm else ""

    @property
    def cluster_id(self) -> str:
        return self.cluster.cluster_id if self.cluster else ""

    @property
    def name(self) -> str:
        return str((self.firm or self.cluster).name)

    @property
    def filter(self) -> dict[str, str]:
        return {"organisation_id": self.organisation_id, "cluster_id": self.cluster_id}

    @property
    def keys(self) -> list[str]:
        return [self.organisation_id or self.cluster_id]

    @property
    def kind(self) -> str:
        return "firm" if self.firm else "manage"

    @property
    def uploads_url(self) -> str:
        return reverse(f"{self.kind}-uploads", args=self.keys)


def find_scope(organisation_id: str = "", cluster_id: str = "") -> Scope:
    if organisation_id:
        return Scope(firm=find_row("organisations", organisation_id=organisation_id))
    return Scope(cluster=find_row("clusters", cluster_id=cluster_id))


def find_row(table: str, **which: object) -> Any:
    """Find a row that is there; what is not is no page."""
    row = model_of(table).objects.filter(is_removed=False, **which).first()
    if row is None:
        raise Http404
    return row
