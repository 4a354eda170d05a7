"""What the routes of imports do: find one that a person may see, tell of it, take its steps."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from kust.i18n import say
from kust_web.api.models import Import
from kust_web.moderation.finding_words import tell
from kust_web.moderation.models import Upload, UploadRow
from kust_web.moderation.refused import word_problem
from kust_web.moderation.rights import may_accept
from kust_web.moderation.scope import Scope, find_scope
from kust_web.moderation.uploads.steps import steps_of
from kust_web.moderation.uploads.taking import take
from kust_web.people.access import may
from kust_web.people.models import User
from kust_web.ui.language import current


class OtherContentError(Exception):
    """A key of a request was used before, for something else."""


def scope_for(user: User, organisation_id: str, cluster_id: str) -> Scope:
    """Find what an import is for; what one may not bring figures for is not there."""
    # Nothing is a firm and a cluster at once.
    is_strange = bool(organisation_id and cluster_id) or "\x00" in organisation_id + cluster_id
    if is_strange or not _may(user, organisation_id, cluster_id):
        raise Http404
    return find_scope(organisation_id, cluster_id)


def _may(user: User, organisation_id: str, cluster_id: str) -> bool:
    if organisation_id:
        return may(user, "organisation.enter", organisation=organisation_id)
    if cluster_id:
        return may(user, "cluster.manage", cluster=cluster_id)
    return may(user, "registry.manage")


def bring(files: Sequence[File], scope: Scope, user: User, key: str) -> Upload:
    """Take an import; a request that is sent again under the same key gives the same one.

    Raises
    ------
    OtherContentError
        The key was used for other content, or for another firm or cluster.
    """
    try:
        with transaction.atomic():
            if key and Import.objects.filter(user=user, key=key).exists():
                raise IntegrityError(key)
            upload = take(files, scope, user)
            Import.objects.create(upload=upload, user=user, key=key)
            return upload
    except IntegrityError:
        known = Import.objects.select_related("upload").get(user=user, key=key).upload
    again = take(files, scope, user, only_look=True)
    same = (known.sha256, known.organisation_id, known.cluster_id)
    if same != (again.sha256, scope.organisation_id, scope.cluster_id):
        raise OtherContentError
    return known


def find_import(request: HttpRequest, import_id: int) -> Upload:
    """Find an upload that a person may see, whichever way it came."""
    if import_id >= 2**63:
        raise Http404
    upload = Upload.objects.filter(pk=import_id).select_related("job").first()
    if upload is None or not _may(request.user, upload.organisation_id, upload.cluster_id):
        raise Http404
    return upload


def shape_import(upload: Upload, user: User) -> dict[str, Any]:
    lang, accepts = current(), may_accept(user, upload.organisation_id, upload.cluster_id)
    names = ("in_file", "added", "changed", "removed")
    told = upload.last_comment if upload.state == Upload.RETURNED else None
    kept = ("organisation_id", "cluster_id", "name", "sha256", "size", "state", "made_at", "errors")
    return {name: getattr(upload, name) for name in kept} | {
        "id": upload.pk,
        "address": reverse("api:show_import", args=[upload.pk]),
        "progress": upload.job.progress if upload.is_busy and upload.job else 1.0,
        "problem": word_problem(upload.problem, lang) if upload.problem else None,
        "warnings": int(upload.summary.get("warning", 0)),
        "tables": {
            name: dict(zip(names, counts, strict=True))
            for name, counts in upload.summary.get("tables", {}).items()
        },
        "steps": steps_of(upload, accepts=accepts),
        "comment": told["comment"] if told else None,
        "change": upload.change_id,
    }


def cut(found: Any, page: int, size: int) -> tuple[int, int | None, list[Any]]:
    """Cut a page out of rows: how many there are, the page after it, those on it."""
    count, start = found.count() if isinstance(found, QuerySet) else len(found), (page - 1) * size
    return count, page + 1 if start + size < count else None, list(found[start : start + size])


def shape_findings(upload: Upload, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = {_place(row): row.pk for row in upload.rows.only("table", "file", "sheet", "row")}
    shaped = []
    for one in findings:
        told = tell(one, current())
        names = ("code", "severity", "table", "file", "sheet", "row", "column", "value")
        place = (one["table"], one["file"], one["sheet"], one["row"])
        words = {"message": told.message, "mend": told.mend, "row_id": rows.get(place)}
        shaped.append({name: one[name] for name in names} | words)
    return shaped


def _place(row: UploadRow) -> tuple[Any, ...]:
    return row.table, row.file, row.sheet, row.row


def word_step(code: str) -> str:
    return say(f"entry.{code}", current())
