"""What a cluster's figures say about the requirements, as everybody may know it: words and shares of the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kust.documents.content import Figure
from kust.documents.figures import kind_of, write_threshold, write_value
from kust.law import Edition, editions, editions_for, parameters
from kust_web.registry.models import Snapshot
from kust_web.registry.snapshot import find_newest_change
from kust_web.registry.years import Choice, with_year
from kust_web.workbench import jobs
from kust_web.workbench.models import Job, SavedSettings
from kust_web.workbench.reread import WITHHELD, hides_value
from kust_web.workbench.saved import ask_with
from kust_web.workbench.seeing import Person, is_crowded
from kust_web.workbench.works_snapshot import find_current

KIND = "check"


@dataclass(frozen=True)
class Line:
    """The answer to one requirement; ``raw`` is the value, ``why`` the code of why there is none."""

    code: str
    title: str
    verdict: str
    value: str
    threshold: str
    raw: float | None
    limit: float | None
    why: str | None = None


@dataclass(frozen=True)
class Summary:
    """The answers of one cluster under one edition."""

    edition: Edition
    conforms: str
    year: int | None
    lines: tuple[Line, ...]

    @property
    def withholds(self) -> bool:
        """Tell whether a value is there and not told."""
        return any(line.why == WITHHELD for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        found = [line.verdict for line in self.lines]
        return {verdict: found.count(verdict) for verdict in ("met", "not_met", "unknown")}


@dataclass(frozen=True)
class Asked:
    """The job that answers, or is to; ``is_crowded``: so many are under way that another has to wait."""

    job: Job | None
    is_crowded: bool = False
    chosen: Choice | None = None  # the year, where nobody asked for one

    @property
    def answer(self) -> dict[str, Any] | None:
        is_there = self.job is not None and self.job.kind == KIND and self.job.state == Job.DONE
        return self.job.answer if is_there and self.job else None


def ask(
    cluster: str, *, on: date, edition: str | None, user: Person, saved: SavedSettings | None = None
) -> Asked:
    """Ask how a cluster stands now; a large one is brought into a snapshot by a job of its own first.

    ``saved`` are the settings of the cluster; without them it is asked as all clusters are, to be compared.
    """
    asked_for = question(on, edition, saved)
    newest = find_newest_change(cluster)
    taken = find_current(cluster, newest)
    if taken is not None:
        return _ask_of(taken.digest, cluster, on, asked_for, user)
    asked = _find_or_start("snapshot", cluster, "", {"change": newest}, user)
    if asked.job is None or asked.job.state != Job.DONE:
        return asked
    return _ask_of(str(asked.job.answer["digest"]), cluster, on, asked_for, user)


def _ask_of(digest: str, cluster: str, on: date, asked_for: dict[str, Any], user: Person) -> Asked:
    asked_for, chosen = with_year(asked_for, digest, cluster, on)
    return replace(_find_or_start(KIND, cluster, digest, asked_for, user), chosen=chosen)


def _find_or_start(
    kind: str, cluster: str, digest: str, parameters_: Mapping[str, Any], user: Person
) -> Asked:
    """Find a job, a failed one too: it would fail again, and a page read anew must not start it anew."""
    job = jobs.find(kind, cluster=cluster, digest=digest, parameters=parameters_)
    if job is not None:
        return Asked(job)
    if is_crowded(user):
        return Asked(None, is_crowded=True)
    return Asked(jobs.ask(kind, cluster=cluster, digest=digest, parameters=parameters_, user=user))


def question(on: date, edition: str | None, saved: SavedSettings | None = None) -> dict[str, Any]:
    """Write the question as the pages of the cluster do, so that they share the answer."""
    asked = {"on": on.isoformat(), "year": saved.year if saved else None, "edition": edition or None}
    return ask_with(KIND, asked, saved.content if saved else {})


def look(cluster: str, *, on: date, edition: str | None, saved: SavedSettings | None = None) -> Asked:
    """Find the answer of now if it has been worked out already; nothing is started."""
    last = Snapshot.objects.filter(cluster_id=cluster, as_of=None).first()
    if last is None or (last.change_id or 0) != find_newest_change(cluster):
        return Asked(None)
    asked_for, chosen = with_year(question(on, edition, saved), last.digest, cluster, on)
    job = jobs.find(KIND, cluster=cluster, digest=last.digest, parameters=asked_for)
    return Asked(job, chosen=chosen)


def read(answer: Mapping[str, Any], lang: str) -> list[Summary]:
    """Bring the answer of a check into what everybody may know."""
    return [
        Summary(
            edition=editions()[entry["edition"]],
            conforms=entry["conforms"],
            year=entry.get("year"),
            lines=tuple(
                _read_line(verdict, editions()[entry["edition"]], lang) for verdict in entry["verdicts"]
            ),
        )
        for entry in answer["clusters"]
        if entry["edition"] in editions()
    ]


def _read_line(verdict: Mapping[str, Any], edition: Edition, lang: str) -> Line:
    code = verdict["requirement"]
    title = parameters(code)["title"][lang]
    kind = kind_of(code, verdict["comparison"])
    is_withheld = verdict["value"] is not None and hides_value(edition.code, verdict)
    value = None if is_withheld else verdict["value"]
    held = (value, verdict["threshold"], verdict["comparison"] or "", None)
    figure = Figure(title, verdict["verdict"], *held, kind, is_withheld)
    why = WITHHELD if is_withheld else "no_data" if value is None and kind != "none" else None
    shown, limit = ("", "") if kind == "none" else (write_value(figure, lang), write_threshold(figure, lang))
    return Line(code, title, verdict["verdict"], shown, limit, value, verdict["threshold"], why)


def editions_of(clusters: Sequence[Any]) -> list[Edition]:
    """List the editions under which clusters may be looked at: those of the kinds that they are of."""
    found: dict[str, Edition] = {}
    for cluster in clusters:
        found |= {edition.code: edition for edition in editions_for(cluster.kind)}
    return [edition for edition in editions().values() if edition.code in found]
