"""What a firm's workbook says of itself on its hidden sheet: who is asked, about what, from which data."""

from collections.abc import Sequence
from dataclasses import dataclass

from kust.data.form import HIDDEN_SHEET
from kust.data.grid import Grid

_FORM = "firm-1"


@dataclass(frozen=True)
class Inquiry:
    """A question to one organisation; ``cluster_id`` is None where it is asked about no single cluster."""

    organisation_id: str
    cluster_id: str | None
    year: int
    digest: str

    def facts(self) -> dict[str, str]:
        """Return what is written on the hidden sheet."""
        return {
            "kust": _FORM,
            "organisation_id": self.organisation_id,
            "cluster_id": self.cluster_id or "",
            "year": str(self.year),
            "digest": self.digest,
        }


def read_inquiry(grids: Sequence[Grid]) -> Inquiry | None:
    """Find the inquiry among the sheets of a workbook; None where the workbook is no answer to one."""
    facts = read_facts(grids)
    year = facts.get("year", "").removesuffix(".0")
    if facts.get("kust") == _FORM and facts.get("organisation_id") and year.isdigit():
        cluster = facts.get("cluster_id") or None
        return Inquiry(facts["organisation_id"], cluster, int(year), facts.get("digest", ""))
    return None


def read_facts(grids: Sequence[Grid]) -> dict[str, str]:
    """Read what a workbook says of itself on its hidden sheet; nothing where it has none."""
    hidden = (grid for grid in grids if grid.sheet == HIDDEN_SHEET and grid.cells.width > 1)
    return {row[0]: row[1] or "" for grid in hidden for row in grid.cells.iter_rows() if row[0]}
