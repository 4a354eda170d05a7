"""Pages of uploads: bring a file, see what was found, mend its rows, hand it in, accept it, take it back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kust.i18n import say
from kust_web.moderation.finding_words import tell
from kust_web.moderation.models import Upload
from kust_web.moderation.refused import RefusedError, word_problem
from kust_web.moderation.rights import may_accept
from kust_web.moderation.scope import Scope, find_scope
from kust_web.moderation.taken_back import count_written_since
from kust_web.moderation.uploads.book_view import book_year
from kust_web.moderation.uploads.rows import ClosedError, drop_all, order_rows, save_rows, show_rows
from kust_web.moderation.uploads.steps import take_step
from kust_web.moderation.uploads.taking import is_too_large, refuse_size, take
from kust_web.moderation.uploads.whole import find_whole
from kust_web.ui.language import current

_PAGE = 20
_NOT_OURS = ("web_not_yours", "web_ask_first", "web_shared", "web_not_shared")


def refuse_large(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a request by its announced size before a byte of it is read; its token is checked after that."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_too_large(request.META.get("CONTENT_LENGTH")):
            words = refuse_size().words(current())
            return render(request, "moderation/refused.html", {"words": words}, status=413)
        return csrf_protect(view)(request, *args, **kwargs)

    return guarded


@refuse_large
@require_http_methods(["GET", "POST"])
def list_uploads(request: HttpRequest, **target: str) -> HttpResponse:
    """Show what was uploaded for a firm or a cluster; take one more."""
    scope = find_scope(**target)
    problem = ""
    if request.method == "POST":
        try:
            upload = take(request.FILES.getlist("file"), scope, request.user)
            return redirect(_url(scope, "upload", upload))
        except RefusedError as error:
            problem = error.words(current())
    uploads = Upload.objects.filter(**scope.filter).select_related("made_by").defer("findings")
    page = Paginator(uploads, 50).get_page(request.GET.get("page"))
    limits = {"bytes": settings.UPLOAD_BYTES // 2**20, "rows": settings.UPLOAD_ROWS}
    context = {"scope": scope, "page": page, "problem": problem, "limits": limits, "year": book_year()}
    return render(request, "moderation/uploads.html", context, status=422 if problem else 200)


def _url(scope: Scope, name: str, upload: Upload) -> str:
    return reverse(f"{scope.kind}-{name}", args=[*scope.keys, upload.pk])


def _find(target: dict[str, str], upload_id: int) -> tuple[Scope, Upload]:
    scope = find_scope(**target)
    upload = Upload.objects.filter(**scope.filter, pk=upload_id).select_related("job", "change").first()
    if upload is None:
        raise Http404
    return scope, upload


@require_http_methods(["GET", "POST"])
def show_upload(request: HttpRequest, upload_id: int, **target: str) -> HttpResponse:
    """Show what was found in an upload beside its cells; save the rows that were mended there."""
    scope, upload = _find(target, upload_id)
    conflicts: dict[int, dict[str, str]] = {}
    if request.method == "POST":
        if not (upload.is_open or upload.state == Upload.READING):
            raise Http404
        try:
            conflicts = save_rows(upload, request.POST, request.user, current())
        except ClosedError:
            messages.warning(request, say("entry.step.too_late", current()))
            return redirect(_url(scope, "upload", upload))
        if not conflicts:
            number = request.GET.get("page", "")
            return redirect(_url(scope, "upload", upload) + (f"?page={number}" if number.isdigit() else ""))
        upload.refresh_from_db()
    page = Paginator(order_rows(upload), _PAGE).get_page(request.GET.get("page"))
    whole, more_whole = find_whole(upload, current())
    context = {
        "scope": scope,
        "upload": upload,
        "whole": whole,
        "more_whole": more_whole,
        "page": page,
        "rows": show_rows(upload, page.object_list, conflicts, current()),
        "conflicts": bool(conflicts),
        "same": _find_same(upload),
        "is_stuck": _is_stuck(upload),
        "problem": word_problem(upload.problem, current()) if upload.problem else "",
        "may_accept": may_accept(request.user, upload.organisation_id, upload.cluster_id),
        "dropable": _count_refused(upload) if upload.is_open else [],
        "written": _count_written(upload),
    }
    return render(request, "moderation/upload.html", context, status=409 if conflicts else 200)


def _find_same(upload: Upload) -> list[Upload]:
    """Find the earlier uploads of the very same file that the reader may see."""
    same = Upload.objects.filter(
        sha256=upload.sha256, organisation_id=upload.organisation_id, cluster_id=upload.cluster_id
    )
    return list(same.filter(pk__lt=upload.pk).select_related("made_by").defer("findings")[:5])


def _count_refused(upload: Upload) -> list[dict[str, Any]]:
    """Count what is refused for whose it is: it can be left out at once."""
    found = [f for f in upload.findings if f["code"] in _NOT_OURS and f["severity"] == "error"]
    return [
        {"code": code, "count": len(mine), "message": tell(mine[0], current()).mend}
        for code in _NOT_OURS
        if (mine := [f for f in found if f["code"] == code])
    ]


def _count_written(upload: Upload) -> dict[str, Any]:
    """Say of an accepted upload how many of its rows others have written since, of an undone one who undid it."""
    if upload.state == Upload.ACCEPTED:
        rows, since = count_written_since(upload.change)
        return {"rows": rows, "since": since, "is_all": rows == since}
    return {"undone": upload.steps[-1]} if upload.state == Upload.UNDONE and upload.steps else {}


def _is_stuck(upload: Upload) -> bool:
    return upload.is_busy and (upload.job is None or not upload.job.is_open)


@require_GET
def show_state(request: HttpRequest, upload_id: int, **target: str) -> HttpResponse:
    """Tell how far reading or writing is; when it is over, have the page loaded anew."""
    scope, upload = _find(target, upload_id)
    response = render(request, "moderation/upload_state.html", {"scope": scope, "upload": upload})
    if not upload.is_busy or _is_stuck(upload):
        response["HX-Refresh"] = "true"
    return response


@require_GET
def give_file(request: HttpRequest, upload_id: int, **target: str) -> FileResponse:
    """Give the file as it came, never to be shown by the browser itself."""
    _, upload = _find(target, upload_id)
    response = FileResponse(upload.file.open("rb"), as_attachment=True, filename=upload.name)
    response["Content-Type"] = "application/octet-stream"
    return response


@require_POST
def act(request: HttpRequest, upload_id: int, **target: str) -> HttpResponse:
    """Take a step with an upload: hand in, accept, send back, withdraw, undo, read again, drop what is refused."""
    scope, upload = _find(target, upload_id)
    asked = request.POST.get("act", "")
    if asked == "drop":
        drop_all(upload, request.POST.get("code", ""), request.user)
    else:
        accepts = may_accept(request.user, upload.organisation_id, upload.cluster_id)
        code = take_step(upload, asked, request.user, request.POST.get("comment", ""), accepts=accepts)
        if code:
            messages.warning(request, say(f"entry.{code}", current()))
    return redirect(_url(scope, "upload", upload))
