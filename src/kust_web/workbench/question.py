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

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Question:
    """`wrong` names the fields of the address that could not be read; they count as left empty."""

    on: date
    year: int | None = None
    edition: str | None = None
    digest: str = ""
    wrong: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what a job is asked: day, year and edition in the form of JSON."""
        return {"on": self.on.isoformat(), "year": self.year, "edition": self.edition}

    @property
    def of_year(self) -> dict[str, Any]:
        """The same for jobs that no edition matters to."""
        return {"on": self.on.isoformat(), "year": self.year}


def read_question(asked: Mapping[str, str], cluster: str) -> Question:
    """Read the question from an address.

    Raises
    ------
    Http404
        A state of the figures that this registry does not keep.
    """
    today = timezone.localdate()
    wrong = []
    on = _read_day(asked.get("on", ""))
    if on is None and asked.get("on"):
        wrong.append("on")
    year = asked.get("year", "").strip()
    known_year = int(year) if year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR else None
    if year and known_year is None:
        wrong.append("year")
    edition = asked.get("edition") or None
    if edition and edition != ALL_EDITIONS and edition not in editions():
        wrong.append("edition")
        edition = None
    digest = asked.get("digest", "")
    if digest and not _is_kept(digest, cluster):
        raise Http404
    return Question(on or today, known_year, edition, digest, tuple(wrong))


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
