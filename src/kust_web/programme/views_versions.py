"""Versions of a programme on pages: publishing one, their history, what changed between two."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kust.errors import KustError, UnreadableError
from kust.i18n import has_words, say
from kust.programme.drafting.proposals import count_proposals
from kust.programme.programme import Programme
from kust_web.people.access import allowed, may
from kust_web.people.audit import note
from kust_web.programme.change_words import word_changes
from kust_web.programme.models import PublishedVersion
from kust_web.programme.versions import compare, find_gap, find_version, publish, read_working
from kust_web.programme.views_public import show_public
from kust_web.programme.works_files import FORMS
from kust_web.registry.models import model_of
from kust_web.registry.snapshot import find_newest_change
from kust_web.ui.language import current as language
from kust_web.workbench.pages import open_page


def find_cluster(cluster_id: str) -> Any:
    cluster = model_of("clusters").objects.filter(cluster_id=cluster_id, is_removed=False).first()
    if cluster is None:
        raise Http404
    return cluster


@require_http_methods(["GET", "POST"])
@allowed("cluster.see")
def list_versions(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """List the versions; show what changed since the last one; the manager publishes the next."""
    cluster = find_cluster(cluster_id)
    is_manager = may(request.user, "cluster.manage", cluster=cluster_id)
    if request.method == "POST" and not is_manager:
        raise Http404
    problem = ""
    if request.method == "POST":
        problem = _publish(request, cluster_id)
        if not problem:
            return redirect("programme-versions", cluster_id)
    versions = list(PublishedVersion.objects.filter(cluster_id=cluster_id).select_related("published_by"))
    working, _ = read_working(cluster_id)
    context: dict[str, Any] = {
        "cluster": cluster,
        "versions": versions,
        "problem": problem,
        "reason": request.POST.get("reason", "")[:500],
        "proposals": count_proposals(working),
        "is_manager": is_manager,
        "seen": find_newest_change(cluster_id),
        "has_programme": bool(working.title or working.goals or working.measures),
    }
    gap = find_gap(versions)
    if gap is not None:
        context["broken"] = _word_refusal(UnreadableError("published_gap", number=gap))
    if versions:
        context |= _tell_changes(versions[0], None, working)
    return render(request, "programme/versions.html", context, status=422 if problem else 200)


def _tell_changes(old: PublishedVersion, new: PublishedVersion | None, working: Programme) -> dict[str, Any]:
    """Word what changed; of a version that was altered only that."""
    try:
        changes = word_changes(*compare(old, new, working), language())
    except UnreadableError as error:
        return {"broken": _word_refusal(error)}
    return {"changes": changes, "lacking": len({(one.thing, one.title) for one in changes if one.no_reason})}


def _word_refusal(error: KustError) -> str:
    """Say what stands against it: in the registry's words where it has its own, else in the library's."""
    code = f"programme.refused.{error.code}"
    return say(code, language(), **error.values) if has_words(code) else error.words(language())


def _publish(request: HttpRequest, cluster_id: str) -> str:
    """Publish; return what stands against it, in words."""
    seen = request.POST.get("seen", "")
    try:
        made = publish(
            cluster_id,
            reason=request.POST.get("reason", "").replace("\x00", ""),
            user=request.user,
            seen=int(seen) if seen.isdecimal() else None,
            with_proposals="with_proposals" in request.POST,
            without_reasons="without_reasons" in request.POST,
        )
    except KustError as error:
        return _word_refusal(error)
    note(request, "programme_published", f"{cluster_id} {made.number}")
    messages.success(request, say("programme.published", language(), number=made.number))
    return ""


@require_GET
@allowed("public")
def show_version(request: HttpRequest, cluster_id: str, number: int) -> HttpResponse:
    """Show a version as everybody sees it; others than the last to those who see the cluster's figures."""
    version = find_version(request.user, cluster_id, number)
    return show_public(request, find_cluster(cluster_id), duties={}, version=version)


@require_GET
@allowed("cluster.see")
def compare_versions(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show what changed between two versions, or from one to the working programme."""
    cluster = find_cluster(cluster_id)
    versions = list(PublishedVersion.objects.filter(cluster_id=cluster_id))
    old = _chosen(request, versions, "from") or (versions[0] if versions else None)
    new = _chosen(request, versions, "to")
    context: dict[str, Any] = {"cluster": cluster, "versions": versions, "old": old, "new": new}
    if old is not None:
        context |= _tell_changes(old, new, read_working(cluster_id)[0])
    return render(request, "programme/compared.html", context)


def _chosen(request: HttpRequest, versions: list[PublishedVersion], name: str) -> PublishedVersion | None:
    return next((one for one in versions if str(one.number) == request.GET.get(name)), None)


@require_GET
@allowed("cluster.see")
def write_file(request: HttpRequest, cluster_id: str, form: str) -> HttpResponse:
    """Let a document of the working programme, or of a version, be written by a job, and offer it."""
    if form not in FORMS:
        raise Http404
    page = open_page(request, cluster_id)
    number = request.GET.get("version", "")
    asked: dict[str, Any] = {"form": form, "lang": page.lang}
    if number.isdecimal():
        version = find_version(request.user, cluster_id, int(number))
        page.question = _of_version(page.question, version)
        asked["version"] = version.number
    else:
        # What is told as changed hangs on the versions too, of which the digest of the figures knows nothing.
        asked["newest"] = PublishedVersion.objects.filter(cluster_id=cluster_id).count()
    page.ask("programme_file", page.question.parameters | asked)
    file = page.answer["files"][form] if page.answer else None
    return page.render("programme/file.html", form=form, file=file, version=asked.get("version"))


def _of_version(question: Any, version: PublishedVersion) -> Any:
    from dataclasses import replace

    return replace(question, on=version.on, digest=version.dataset_digest)
