"""What a page of a cluster is asked: day, year, edition, the state of the figures; all of it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone

from kust.checks.run import ALL_EDITIONS
from kust.law import Edition, editions, editions_for
from kust_web.registry.models import Snapshot
from kust_web.registry.snapshot import folder_of
from kust_web.workbench.models import SavedSettings
from kust_web.workbench.saved import OFF, find_saved

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Question:
    """`wrong` names the fields of the address that could not be read; they count as left empty.

    Without a `year` the page asks for the one that ``registry.years`` chooses by the figures it finds.

    `saved` are the settings of the cluster that the question begins with; `pinned` is what the address says of them:
    a number of settings saved once, `off` for none, nothing for those in force.
    """

    on: date
    year: int | None = None
    edition: str | None = None
    digest: str = ""
    wrong: tuple[str, ...] = ()
    saved: SavedSettings | None = None
    pinned: str = ""

    @property
    def content(self) -> dict[str, Any]:
        """Return the settings of the cluster that differ from the usual ones."""
        return self.saved.content if self.saved else {}

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what a job is asked: day, year and edition in the form of JSON; no year is one still to choose."""
        return {"on": self.on.isoformat(), "year": self.year, "edition": self.edition}

    @property
    def of_year(self) -> dict[str, Any]:
        """The same for jobs that no edition matters to."""
        return {"on": self.on.isoformat(), "year": self.year}


def read_question(asked: Mapping[str, str], cluster: str) -> Question:
    """Read the question from an address; what it does not name is as the cluster's settings have it.

    A year or an edition that is named but empty is the usual one; ``settings=off`` puts the settings aside,
    ``settings=3`` takes those that were saved third.

    Raises
    ------
    Http404
        A state of the figures that this registry does not keep.
    """
    today = timezone.localdate()
    wrong = []
    pinned = asked.get("settings", "")
    if pinned != OFF and not (pinned.isdecimal() and len(pinned) < 10):
        pinned = ""
    saved = find_saved(cluster, pinned)
    on = _read_day(asked.get("on", ""))
    if on is None and asked.get("on"):
        wrong.append("on")
    year = asked.get("year", str(saved.year or "") if saved else "").strip()
    known_year = int(year) if year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR else None
    if year and known_year is None:
        wrong.append("year")
    edition = asked.get("edition", saved.edition if saved else "") or None
    if edition and edition != ALL_EDITIONS and edition not in editions():
        wrong.append("edition")
        edition = None
    digest = asked.get("digest", "")
    if digest and not _is_kept(digest, cluster):
        raise Http404
    return Question(on or today, known_year, edition, digest, tuple(wrong), saved, pinned)


def _read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _is_kept(digest: str, cluster: str) -> bool:
    known = Snapshot.objects.filter(digest=digest, cluster_id=cluster).exists()
    return known and folder_of(digest).exists()


def list_editions(kind: str) -> list[Edition]:
    """List the editions that a cluster of a kind may be held against, the newest first."""
    return list(reversed(list(editions_for(kind))))
