"""The work of judging: verdicts, the same once more from their digest, and the rows behind one of them."""

from datetime import date
from pathlib import Path
from typing import Any

from kust.checks import check
from kust.checks.as_json import as_json
from kust.checks.explain import explain, explanation_as_json
from kust.errors import UsageError
from kust_web.registry.snapshot import open_snapshot
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job
from kust_web.workbench.origins import find_origins
from kust_web.workbench.saved import readings_of


@work("check", public=True)
def work_check(job: Job, tell: Say) -> dict[str, Any]:
    """Judge a cluster, or all of them; the answer is what ``kust check --format json`` writes."""
    return _check(job, tell)


def _check(job: Job, tell: Say) -> dict[str, Any]:
    asked = job.parameters
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    tell(0.3, "judging")
    result = check(
        dataset,
        on=date.fromisoformat(asked["on"]),
        year=asked.get("year"),
        edition=asked.get("edition"),
        clusters=[job.cluster_id] if job.cluster_id else None,
        readings=readings_of(asked),
    )
    tell(0.9, "writing")
    return tidy(as_json(result))


@work("recheck", public=True)
def work_recheck(job: Job, tell: Say) -> dict[str, Any]:
    """Judge once more from the digest alone, and hold the answer against the one that was given."""
    given = Job.objects.filter(pk=job.parameters["job"], state=Job.DONE).first()
    if given is None:
        raise UsageError("job_gone")
    fresh = _check(given, tell)
    return {"same": fresh == given.answer, "job": given.pk, "document": fresh}


@work("explain")
def work_explain(job: Job, tell: Say) -> dict[str, Any]:
    """Explain one verdict down to the rows, each with where it came from in the registry."""
    asked = job.parameters
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    tell(0.3, "explaining")
    found = explain(
        dataset,
        asked["requirement"],
        cluster=job.cluster_id,
        on=date.fromisoformat(asked["on"]),
        year=asked.get("year"),
        edition=asked.get("edition"),
        readings=readings_of(asked),
    )
    document = tidy(explanation_as_json(found))
    tell(0.8, "origins")
    wanted = {(row["table"], row["row"]) for number in document["numbers"] for row in number["rows"]}
    return {"explanation": document, "origins": find_origins(dataset, wanted)}


def tidy(document: dict[str, Any]) -> dict[str, Any]:
    """Name the dataset by the name of its files, not by where they lie on this machine."""
    return document | {"dataset": Path(document["dataset"]).name}
