"""The routes of computations: the verdicts on a cluster, and how a computation goes."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Status
from ninja.errors import HttpError, Throttled

from kust.i18n import say
from kust.law.loader import editions as known_editions
from kust_web.api.routes import FAULTS, find_cluster
from kust_web.api.service import service
from kust_web.api.shapes import JobShape
from kust_web.people.access import may
from kust_web.registry import snapshot
from kust_web.registry.years import choose_year, with_year
from kust_web.ui.language import current
from kust_web.workbench import jobs
from kust_web.workbench.models import Job
from kust_web.workbench.reread import without_firms
from kust_web.workbench.saved import ask_with, find_saved
from kust_web.workbench.seeing import is_crowded

KIND = "check"


@service.get(
    "/clusters/{cluster_id}/verdicts",
    tags=["public"],
    response={200: JobShape, 202: JobShape, **FAULTS},
    summary="What the rules say of a cluster",
)
def show_verdicts(
    request: HttpRequest,
    cluster_id: str,
    on: date | None = None,
    year: int | None = Query(None, ge=1990, le=2100),
    edition: str | None = Query(None, max_length=40),
    own_settings: bool = Query(True, description="begin with the settings that the cluster has saved"),
) -> Any:
    """The verdicts in the form of `kust check --format json`, as the answer of a computation.

    202 while it runs: ask again, or ask `/jobs/{id}`. Without a year they are of the latest one of which more than
    half of the participants have told, as on the pages; `chosen_year` says how many have.
    """
    find_cluster(cluster_id)
    if edition not in (None, "all") and edition not in known_editions():
        raise HttpError(422, say("api.problem.no_edition", current()))
    day, taken = on or timezone.localdate(), snapshot.current(cluster_id)
    saved = find_saved(cluster_id) if own_settings else None
    if saved is not None:
        year, edition = year or saved.year, edition or saved.edition or None
    asked = ask_with(
        KIND, {"on": day.isoformat(), "year": year, "edition": edition}, saved.content if saved else {}
    )
    asked, _ = with_year(asked, taken.digest, cluster_id, day)
    question: dict[str, Any] = {"cluster": cluster_id, "digest": taken.digest, "parameters": asked}
    if is_crowded(request.auth) and jobs.find(KIND, **question) is None:
        raise Throttled(wait=30)
    job = jobs.ask(KIND, **question, user=request.auth)
    return Status(200 if job.state == Job.DONE else 202, _shape(request, job))


@service.get("/jobs/{job_id}", tags=["public"], response={200: JobShape, **FAULTS}, summary="A computation")
def show_job(request: HttpRequest, job_id: int) -> Any:
    if job_id >= 2**63:
        raise Http404
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not _may_see(request, job):
        raise Http404
    return _shape(request, job)


def _shape(request: HttpRequest, job: Job) -> dict[str, Any]:
    """Shape a job; verdicts without what they say of single firms, for whoever may not see these."""
    names = ("id", "kind", "state", "progress", "digest", "asked_at", "answer", "failure")
    shaped = {name: getattr(job, name) for name in names} | {"chosen_year": _shape_year(job)}
    if job.kind == KIND and job.answer and not may(request.auth, "cluster.see", cluster=job.cluster_id):
        shaped["answer"] = without_firms(job.answer)
    return shaped


def _shape_year(job: Job) -> dict[str, Any] | None:
    """Tell of the year of verdicts how many participants have told of it, and of which years fewer have."""
    year, on = job.parameters.get("year"), job.parameters.get("on")
    if job.kind != KIND or not year or not on:
        return None
    choice = choose_year(job.digest, job.cluster_id, date.fromisoformat(on))
    if choice is None:
        return None
    usual = year == choice.year
    why = "asked" if not usual else "most" if choice.is_most else "nowhere_most"
    words = {"year": year, "count": dict(choice.told).get(year, 0), "of": choice.of}
    told = [{"year": one, "who_told": count} for one, count in choice.told]
    return {
        "year": year,
        "why": why,
        "words": say(f"api.year.{why}", current(), **words),
        "of": choice.of,
        "told": told,
    }


def _may_see(request: HttpRequest, job: Job) -> bool:
    return job.kind == KIND or may(request.auth, "cluster.see", cluster=job.cluster_id)
