"""What everybody sees of a programme: the version that was published last, and nothing before the first."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kust_web.people.access import allowed
from kust_web.programme.models import PublishedVersion
from kust_web.programme.versions import find_version
from kust_web.programme.works_files import PUBLIC_FORMS
from kust_web.registry.models import model_of
from kust_web.ui.language import current as language
from kust_web.workbench import jobs
from kust_web.workbench.models import Job
from kust_web.workbench.packing import unpack
from kust_web.workbench.seeing import is_crowded, may_cancel


def show_public(
    request: HttpRequest, cluster: Any, *, duties: dict[str, Any], version: PublishedVersion | None = None
) -> HttpResponse:
    """Show a published version: its goals, measures, roadmap and money."""
    told = version or PublishedVersion.objects.filter(cluster_id=cluster.cluster_id).first()
    context: dict[str, Any] = {"cluster": cluster, "version": told, "of_duties": duties}
    context["back"] = request.get_full_path()
    if told is None:
        return render(request, "programme/public.html", context)
    job, crowded = ask_public(request, told, "programme_version", {})
    context |= {"job": job, "crowded": crowded, "forms": PUBLIC_FORMS}
    context["may_cancel"] = job is not None and may_cancel(request.user, job)
    if job is not None and job.state == Job.DONE:
        page = job.answer["pages"][language()]
        context |= {"answer": page, "drawings": job.answer["drawings"][language()]}
        context |= {"content": unpack(page["content"]), "tables": unpack(page["tables"])}
    return render(request, "programme/public.html", context, status=503 if crowded else 200)


def ask_public(
    request: HttpRequest, version: PublishedVersion, kind: str, more: dict[str, Any]
) -> tuple[Job | None, bool]:
    """Find or start a job about a published version; one that would be too much at once is not started."""
    asked: dict[str, Any] = {
        "cluster": version.cluster_id,
        "digest": version.dataset_digest,
        "parameters": {"version": version.pk, **more},
    }
    job = jobs.find(kind, **asked)
    if job is None and is_crowded(request.user):
        return None, True
    return job or jobs.ask(kind, **asked, user=request.user), False


@require_GET
@allowed("public")
def send_public(request: HttpRequest, cluster_id: str, number: int, form: str) -> HttpResponse:
    """Let a document of a published version be written, and offer it."""
    cluster = model_of("clusters").objects.filter(cluster_id=cluster_id, is_removed=False).first()
    if cluster is None or form not in PUBLIC_FORMS:
        raise Http404
    version = find_version(request.user, cluster_id, number)
    job, crowded = ask_public(request, version, "programme_version_file", {"form": form, "lang": language()})
    done = job is not None and job.state == Job.DONE
    context: dict[str, Any] = {
        "cluster": cluster,
        "version": version,
        "job": job,
        "crowded": crowded,
        "form": form,
        "file": job.answer["files"][form] if job is not None and done else None,
        "may_cancel": job is not None and may_cancel(request.user, job),
        "back": request.get_full_path(),
    }
    return render(request, "programme/public_file.html", context, status=503 if crowded else 200)
