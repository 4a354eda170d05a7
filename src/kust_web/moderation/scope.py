"""Whose page it is: a firm's, a cluster's or that of what all share, found by the parameters of its address."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from kust.data.purposes import BOOKS
from kust.i18n import say
from kust_web.registry.models import model_of
from kust_web.ui.language import current


@dataclass(frozen=True)
class Scope:
    """A firm or a cluster that figures come in for; neither stands for the tables that all share."""

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
        owner = self.firm or self.cluster
        return str(owner.name) if owner else say("shared.title", current())

    @property
    def filter(self) -> dict[str, str]:
        return {"organisation_id": self.organisation_id, "cluster_id": self.cluster_id}

    @property
    def keys(self) -> list[str]:
        return [key for key in (self.organisation_id, self.cluster_id) if key]

    @property
    def kind(self) -> str:
        return "firm" if self.firm else "manage" if self.cluster else "shared"

    @property
    def uploads_url(self) -> str:
        return reverse(f"{self.kind}-uploads", args=self.keys)

    @property
    def book_url(self) -> str:
        """The address of the workbook to fill in."""
        return reverse(f"{self.kind}-book", args=self.keys)

    @property
    def books(self) -> tuple[str, ...]:
        """What a workbook can be filled in for here: the forest has no cluster, the rest is of one."""
        return tuple(name for name in BOOKS if (name == "harvest") != bool(self.cluster))


def find_scope(organisation_id: str = "", cluster_id: str = "") -> Scope:
    if organisation_id:
        return Scope(firm=find_row("organisations", organisation_id=organisation_id))
    if not cluster_id:
        return Scope()
    return Scope(cluster=find_row("clusters", cluster_id=cluster_id))


def find_row(table: str, **which: object) -> Any:
    """Find a row that is there; what is not is no page."""
    row = model_of(table).objects.filter(is_removed=False, **which).first()
    if row is None:
        raise Http404
    return row
