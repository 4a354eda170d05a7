"""Jobs on pages: how far one is, stopping it, starting it anew, the files that it left, one's own jobs."""

from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from kust_web.people.access import allowed
from kust_web.registry.models import model_of
from kust_web.ui.language import current as language
from kust_web.workbench import jobs
from kust_web.workbench.models import Job
from kust_web.workbench.pages import word_failure
from kust_web.workbench.seeing import is_crowded, may_cancel, may_see

A_PAGE = 50


def find_job(request: HttpRequest, job_id: int) -> Job:
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not may_see(request.user, job):
        raise Http404
    return job


def _back(request: HttpRequest) -> str:
    """Return where the reader came from: a page of ours."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    return back if ours else ""


def _show(request: HttpRequest, job: Job) -> HttpResponse:
    context = {
        "job": job,
        "back": _back(request),
        "may_cancel": may_cancel(request.user, job),
        "failure": word_failure(job, language()) if job.state == Job.FAILED else "",
    }
    whole = not request.headers.get("HX-Request")
    response = render(request, "workbench/job.html" if whole else "workbench/progress.html", context)
    if request.method == "GET" and not whole and job.is_open:
        # Only how far it is changes: a button does not vanish under the finger that presses it.
        response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#job-state"
    return response


@require_GET
@allowed("public")
def show_job(request: HttpRequest, job_id: int) -> HttpResponse:
    return _show(request, find_job(request, job_id))


@require_POST
@allowed("public")
def cancel_job(request: HttpRequest, job_id: int) -> HttpResponse:
    job = find_job(request, job_id)
    if job.is_open and not may_cancel(request.user, job):
        raise Http404
    jobs.cancel(job)
    job.refresh_from_db()
    return _show(request, job) if request.headers.get("HX-Request") else redirect(_back(request) or "jobs")


@require_POST
@allowed("public")
def retry_job(request: HttpRequest, job_id: int) -> HttpResponse:
    job = find_job(request, job_id)
    if job.state in (Job.FAILED, Job.CANCELLED) and not is_crowded(request.user):
        job = jobs.ask_again(job, request.user)
    if request.headers.get("HX-Request"):
        return _show(request, job)
    return redirect(_back(request) or "jobs")


@require_GET
@allowed("public")
def send_file(request: HttpRequest, job_id: int, form: str) -> FileResponse:
    """Send a file that a job has left."""
    job = find_job(request, job_id)
    files = job.answer.get("files", {}) if isinstance(job.answer, dict) else {}
    told = files.get(form)
    place = Path(settings.MEDIA_ROOT) / told["place"] if told else None
    if place is None or not place.is_file():
        raise Http404
    return FileResponse(place.open("rb"), as_attachment=True, filename=told["name"])


@require_GET
@allowed("signed_in")
def list_mine(request: HttpRequest) -> HttpResponse:
    """List the jobs that one has asked for, the newest first."""
    mine = Job.objects.filter(asked_by=request.user).defer("answer")
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    ids = {job.cluster_id for job in page if job.cluster_id}
    names = dict(model_of("clusters").objects.filter(cluster_id__in=ids).values_list("cluster_id", "name"))
    rows = [(job, names.get(job.cluster_id, ""), may_cancel(request.user, job)) for job in page]
    return render(request, "workbench/jobs.html", {"page": page, "rows": rows})
