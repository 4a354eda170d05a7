"""What is asked: one cluster, edition, day, year and choice of readings, over the tables of one dataset."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .flows import Flows
from .rows import Row, Tables, open_on, truth

DEFAULT_READINGS: dict[str, object] = {
    "participants": "enterprises",
    "final_makers_in_supply_side": True,
    "wage_at_threshold_counts": True,
}


@dataclass(frozen=True)
class Question:
    tables: Tables
    cluster_id: str
    edition: str
    on: date
    year: int
    readings: dict[str, object]

    @cached_property
    def members(self) -> list[Row] | None:
        """Rows of the cluster that hold on the day; None where there is no such table."""
        if "memberships" not in self.tables:
            return None
        mine = self.of_cluster("memberships")
        return [row for row in mine if open_on(row, self.on, "joined_on", "left_on")]

    @cached_property
    def participants(self) -> dict[str, list[Row]] | None:
        """Organisation to the rows that make it a participant."""
        if self.members is None:
            return None
        everyone = self.edition.startswith("innovation") or self.readings["participants"] == "all"
        return by_organisation(row for row in self.members if everyone or row["role"] == "enterprise")

    @cached_property
    def participant_ids(self) -> set[str]:
        return set(self.participants or {})

    @cached_property
    def flows(self) -> Flows:
        return Flows(self.tables, self.year)

    def of_cluster(self, table: str) -> list[Row]:
        return [row for row in self.tables.get(table, []) if row["cluster_id"] == self.cluster_id]

    def with_role(self, role: str) -> dict[str, list[Row]]:
        return by_organisation(row for row in self.members or [] if row["role"] == role)

    def organisation(self, organisation_id: str) -> Row:
        for row in self.tables.get("organisations", []):
            if row["organisation_id"] == organisation_id:
                return row
        return {}


def by_organisation(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """An organisation counts once, however many rows it has."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["organisation_id"], []).append(row)
    return found


def said(rows: list[Row], column: str) -> set[bool]:
    """Everything that the rows of one organisation say in a column of yes and no."""
    return {cell for cell in (truth(row, column) for row in rows) if cell is not None}
