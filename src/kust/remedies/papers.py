"""Documents, agreements, regions and projects in the model."""

import polars as pl

from kust.checks.documents import find_documents
from kust.remedies.options import Option, Wishes
from kust.remedies.situation import Situation
from kust.solver import Linear, Model, total


class Papers:
    """What can be signed, and what only counts as it is."""

    def __init__(self, situation: Situation, model: Model, wishes: Wishes) -> None:
        self.situation, self.model, self.wishes = situation, model, wishes
        self.options: list[Option] = []
        rows = situation.now.regions.to_native().select("region", "agreement_on")
        self._signed: dict[str, bool] = {}
        for region, day in rows.sort("region").iter_rows():
            signed = day is not None and day <= situation.on
            self._signed[region] = self._signed.get(region, False) or signed

    def signed(self, at_least: float) -> Linear:
        """Return the regions with an agreement less those asked for; nothing helps a cluster without regions."""
        if not self._signed:
            return Linear(-1.0)
        parts = [
            Linear(1.0) if signed else self._step("agreement", (region,))
            for region, signed in self._signed.items()
        ]
        return total(parts) - Linear(at_least * len(parts))

    def documented(self, requirement: str, *, each_region: bool) -> list[Linear]:
        """Return what has to be at least 0: a document for the cluster, or one of each region."""
        documents = find_documents(self.situation.now, requirement).to_native()
        said = documents.filter(pl.col("cluster_id") == self.situation.cluster_id, pl.col("confirms"))
        confirmed = set(said["region"].to_list())
        if not each_region:
            return [] if said.height else [self._step("document", (requirement,)) - Linear(1.0)]
        places: list[str | None] = [*self._signed] or [None]
        if None in confirmed:
            return []
        targets = self.situation.now.rows("indicator_targets").to_native()
        targets = targets.filter(pl.col("cluster_id") == self.situation.cluster_id)
        confirmed |= set(targets["region"].drop_nulls().to_list())
        return [
            self._step("document", (requirement, region or "")) - Linear(1.0)
            for region in places
            if region not in confirmed
        ]

    def _step(self, kind: str, ids: tuple[str, ...]) -> Linear:
        if not self.wishes.allows(kind, *ids):
            return Linear()
        price = self.wishes.price(kind)
        variable = self.model.binary(price)
        self.options.append(Option(kind, ids, price, variable))
        return Linear.of(variable)

    def counted(self, of: str) -> Linear:
        """Count what no step changes: regions, core projects."""
        if of == "regions":
            return Linear(float(len(self._signed)))
        projects = self.situation.now.rows("projects").to_native()
        own = pl.col("cluster_id") == self.situation.cluster_id
        return Linear(float(projects.filter(own, pl.col("kind") == "core").height))

    def joint_projects(self) -> list[list[str]]:
        """List who takes part in each joint project that runs on the day."""
        on, own = self.situation.on, pl.col("cluster_id") == self.situation.cluster_id
        projects = self.situation.now.rows("projects").to_native().filter(own, pl.col("kind") == "joint")
        starts, ends = pl.col("starts_on"), pl.col("ends_on")
        runs = (starts.is_null() | (starts <= on)) & (ends.is_null() | (ends > on))
        named = self.situation.now.rows("project_participants").to_native().unique()
        running = projects.filter(runs)["project_id"].sort().to_list()
        return [
            sorted(set(named.filter(pl.col("project_id") == one)["organisation_id"].to_list()))
            for one in running
        ]
