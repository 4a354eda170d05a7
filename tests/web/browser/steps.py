"""What the steps of the path hand to one another."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .figures import one
from .visitor import Registry, Visitor

CLUSTER = one("clusters", cluster_id="VB")["name"]
JOINS = "C01"


@dataclass
class Steps:
    """What the steps hand to one another."""

    browser: Any
    registry: Registry
    folder: Path
    shots: Path | None
    seen: set[str] = field(default_factory=set)
    people: dict[str, Visitor] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def come(self, who: str) -> Visitor:
        found = Visitor.come(self.browser, self.registry.address, self.shots, self.seen)
        self.people[who] = found
        return found

    @property
    def cluster(self) -> str:
        return f"/clusters/{self.codes['VB']}"
