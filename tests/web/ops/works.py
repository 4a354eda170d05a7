"""What is in the midst of being done when something is killed: an import, a computation; both can be gone on with."""

import csv
import io
import time
import zipfile
from dataclasses import dataclass, field
from typing import Any, Protocol

from .installation import Installation
from .person import Answer, Person

PATIENCE = 400.0  # seconds; a job that the queue forgot is found after sixty
CLUSTER, OTHER = "VB", "UG"
FIRMS, YEARS = ("M01", "M02", "M03", "M04", "M05"), range(1991, 2011)
_HISTORY = "SELECT count(*) FROM registry_historical"
_UPLOADS = "FROM moderation_upload u LEFT JOIN workbench_job j ON j.id = u.job_id WHERE u.id > ?"


class Work(Protocol):
    """A piece of work that somebody goes on with until it is done, whatever happens to the registry meanwhile."""

    name: str
    registry: Installation
    ends: tuple[str, ...]

    def phase(self) -> tuple[str, str]:
        """Tell how far it is, and in which state its job is."""

    def go_on(self) -> bool:
        """Take the next step, if it is one's own turn; tell whether it is done."""

    def result(self) -> Any:
        """Tell what came of it."""

    def holds(self) -> bool:
        """Tell whether the registry says, at this moment, either all of it or nothing of it."""

    def reset(self) -> None:
        """Bring the registry back to where it was before."""


def refuse_failure(answer: Answer) -> Answer:
    assert answer.code < 400, (answer.code, answer.address, answer.content[-2000:].decode(errors="replace"))
    return answer


def figures_of_past() -> tuple[bytes, dict[str, int]]:
    """Make an archive of figures of years of which the example says nothing, and count its rows."""
    rows: dict[str, list[dict[str, Any]]] = {"accounts": [], "outputs": [], "supplies": []}
    for year in YEARS:
        for number, firm in enumerate(FIRMS):
            rows["accounts"].append({"organisation_id": firm, "year": year, "jobs": 100 + number})
            for product in ("P101", "P102", "P103", "P104"):
                made = {"product_id": product, "year": year, "amount_krub": 1000 + number}
                rows["outputs"].append({"organisation_id": firm, **made})
                sides = [{"supplier_id": firm, "buyer_id": buyer} for buyer in FIRMS if buyer != firm]
                rows["supplies"] += [{**side, **made, "reported_by": "supplier"} for side in sides]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, told in rows.items():
            text = io.StringIO()
            table = csv.DictWriter(text, list(told[0]))
            table.writeheader()
            table.writerows(told)
            archive.writestr(f"{name}.csv", text.getvalue())
    return packed.getvalue(), {name: len(told) for name, told in rows.items()}


@dataclass
class Import:
    """A manager brings a file, sees that it is read, and accepts it."""

    registry: Installation
    manager: Person
    name: str = "import"
    ends: tuple[str, ...] = ("accepted",)
    before: str = ""
    complete: str = ""
    changes: int = 0
    last: int = 0

    def __post_init__(self) -> None:
        self.content, self.rows = figures_of_past()
        self.before = self.registry.digest()
        self._begin()

    def _begin(self) -> None:
        [[self.last]] = self.registry.ask("SELECT coalesce(max(id), 0) FROM moderation_upload")
        [[self.changes]] = self.registry.ask("SELECT count(*) FROM registry_change")

    def _find(self) -> tuple[Any, ...]:
        found = self.registry.ask(f"SELECT u.id, u.state, j.state, u.change_id {_UPLOADS}", self.last)
        assert len(found) < 2, f"one file was brought, {len(found)} are there"
        return found[0] if found else (0, "on its way", "", None)

    def phase(self) -> tuple[str, str]:
        _, state, job, _ = self._find()
        return state, job or ""

    def go_on(self) -> bool:
        number, state, _, _ = self._find()
        place = f"/clusters/{CLUSTER}/uploads/"
        if not number:
            refuse_failure(self.manager.bring(place, "figures.zip", self.content))
        elif state == "read":
            refuse_failure(self.manager.post(f"{place}{number}/act/", {"act": "accept"}))
        assert state not in ("unreadable", "withdrawn", "undone"), state
        return bool(state == "accepted")

    def result(self) -> Any:
        """Return the digest of everything, the changes that were made, and the histories that they left."""
        change = self._find()[-1]
        [[made]] = self.registry.ask("SELECT count(*) FROM registry_change")
        left = {
            name: self.registry.ask(f"{_HISTORY}{name} WHERE change_id = ?", change) for name in self.rows
        }
        assert {name: [(count,)] for name, count in self.rows.items()} == left, left
        assert made == self.changes + 1, "written once, as one change"
        self.complete = self.complete or self.registry.digest()
        return self.registry.digest()

    def holds(self) -> bool:
        return not self.complete or self.registry.digest() in (self.before, self.complete)

    def reset(self) -> None:
        """Take the whole back, as a manager does."""
        number, end = self._find()[0], time.monotonic() + PATIENCE
        refuse_failure(self.manager.post(f"/clusters/{CLUSTER}/uploads/{number}/act/", {"act": "undo"}))
        while self._find()[1] != "undone":
            assert time.monotonic() < end, self._find()
            time.sleep(0.05)
        assert self.registry.digest() == self.before
        self._begin()


@dataclass
class Computation:
    """Somebody asks for the report on a cluster, which no import touches, waits until it is written, and takes it."""

    registry: Installation
    reader: Person
    name: str = "report"
    ends: tuple[str, ...] = ("done",)
    report: bytes = field(default=b"", repr=False)

    def _find(self) -> tuple[Any, ...]:
        found = self.registry.ask("SELECT id, state FROM workbench_job WHERE kind = ?", self.name)
        assert len(found) < 2, f"one thing was asked, {len(found)} jobs are there"
        return found[0] if found else (0, "on its way")

    def phase(self) -> tuple[str, str]:
        _, state = self._find()
        return state, state

    def go_on(self) -> bool:
        refuse_failure(self.reader.get(f"/clusters/{OTHER}/report/?on=2019-06-01&year=2018&form=html"))
        number, state = self._find()
        assert state not in ("failed", "cancelled"), self.registry.ask("SELECT failure FROM workbench_job")
        if state == "done":
            self.report = refuse_failure(self.reader.get(f"/jobs/{number}/files/html/")).content
        return state == "done"

    def result(self) -> Any:
        return self.report

    def holds(self) -> bool:
        return True  # it writes nothing

    def reset(self) -> None:
        """Have the report forgotten, as it is after ninety days: the next to ask has it written anew."""
        self.registry.write("DELETE FROM workbench_job WHERE kind = ?", self.name)
