"""The routes of imports: what a page of uploads does, for programs."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Header, Query, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile

from kust.i18n import say
from kust_web.api.import_shapes import (
    Findings,
    ImportRows,
    Imports,
    ImportShape,
    RowChanges,
    Severity,
    Step,
)
from kust_web.api.importing import (
    OtherContentError,
    bring,
    cut,
    find_import,
    scope_for,
    shape_findings,
    shape_import,
    word_step,
)
from kust_web.api.keys import OwnKey
from kust_web.api.models import KEY_LENGTH
from kust_web.api.service import problem, service
from kust_web.api.shapes import Problem
from kust_web.moderation.models import Upload
from kust_web.moderation.rights import may_accept
from kust_web.moderation.uploads.rows import ClosedError, UnknownCellError, change_rows, drop_all
from kust_web.moderation.uploads.steps import take_step
from kust_web.ui.language import current

MOST = 1000
READ_FAULTS = dict.fromkeys((401, 404, 422, 429), Problem)
FAULTS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problem)
Target = Annotated[str, Form("", max_length=200)]
Page = Annotated[int, Query(1, ge=1, le=1_000_000)]
Size = Annotated[int, Query(100, ge=1, le=MOST)]
KEY: Any = Header(
    "",
    alias="Idempotency-Key",
    max_length=KEY_LENGTH,
    description="a name of this request: sent again under it, the request gives the same import",
)
TAGS = ["imports"]


@service.post(
    "/imports", auth=OwnKey(), tags=TAGS, response={202: ImportShape, **FAULTS}, summary="Bring figures"
)
def begin_import(
    request: HttpRequest,
    response: HttpResponse,
    file: list[UploadedFile] = File(  # noqa: B008
        ..., min_length=1, description="a workbook, CSV files named as their tables, or a zip archive of them"
    ),
    organisation_id: Target = "",
    cluster_id: Target = "",
    idempotency_key: str = KEY,
) -> Any:
    """Bring files for a firm, for a cluster, or (by an administrator) for the tables that all share.

    Takes a key made for writing. The answer tells where to ask how it goes; limits are those of the pages: 20 MB,
    300 MB unpacked, 500 000 rows.
    """
    scope = scope_for(request.user, organisation_id, cluster_id)
    try:
        upload = bring(file, scope, request.user, idempotency_key)
    except OtherContentError:
        raise HttpError(422, say("api.problem.key_used", current())) from None
    upload.refresh_from_db()
    shaped = shape_import(upload, request.user)
    response.headers["Location"] = shaped["address"]
    return Status(202, shaped)


@service.get("/imports", auth=OwnKey(), tags=TAGS, response={200: Imports, **READ_FAULTS}, summary="Imports")
def list_imports(
    request: HttpRequest,
    organisation_id: str = Query("", max_length=200),
    cluster_id: str = Query("", max_length=200),
    page: Page = 1,
    size: Size = 100,
) -> Any:
    """Those for a firm or a cluster, whichever way they came; without either, one's own."""
    uploads = Upload.objects.select_related("job").defer("findings")
    if organisation_id or cluster_id:
        uploads = uploads.filter(**scope_for(request.user, organisation_id, cluster_id).filter)
    else:
        uploads = uploads.filter(made_by=request.user)
    count, further, found = cut(uploads, page, size)
    shaped = [shape_import(one, request.user) for one in found]
    return {"count": count, "next": further, "imports": shaped}


@service.get(
    "/imports/{import_id}",
    auth=OwnKey(),
    tags=TAGS,
    response={200: ImportShape, **READ_FAULTS},
    summary="How an import goes",
    url_name="show_import",
)
def show_import(request: HttpRequest, import_id: int) -> Any:
    return shape_import(find_import(request, import_id), request.user)


@service.get(
    "/imports/{import_id}/findings",
    auth=OwnKey(),
    tags=TAGS,
    response={200: Findings, **READ_FAULTS},
    summary="What was found in an import",
)
def list_findings(
    request: HttpRequest,
    import_id: int,
    severity: Severity | None = None,
    page: Page = 1,
    size: Size = 100,
) -> Any:
    """Errors first, in the language asked for by `Accept-Language`."""
    upload = find_import(request, import_id)
    findings = [one for one in upload.findings if severity in (None, one["severity"])]
    count, further, found = cut(findings, page, size)
    return {"count": count, "next": further, "findings": shape_findings(upload, found)}


@service.get(
    "/imports/{import_id}/rows",
    auth=OwnKey(),
    tags=TAGS,
    response={200: ImportRows, **READ_FAULTS},
    summary="Rows to mend",
)
def list_import_rows(request: HttpRequest, import_id: int, page: Page = 1, size: Size = 100) -> Any:
    count, further, found = cut(find_import(request, import_id).rows.all(), page, size)
    return {"count": count, "next": further, "rows": found}


@service.patch(
    "/imports/{import_id}/rows",
    auth=OwnKey(),
    tags=TAGS,
    response={202: ImportShape, **FAULTS},
    summary="Mend rows",
)
def mend_rows(request: HttpRequest, import_id: int, changes: RowChanges) -> Any:
    """Mend cells or leave rows out, all of them or none; then the import is read anew.

    409 where somebody else wrote one of the rows first: `errors` holds those rows as they stand now.
    """
    upload = find_import(request, import_id)
    if not (upload.is_open or upload.state == Upload.READING):
        raise HttpError(409, word_step("step.too_late"))
    wanted = {one.id: one.dict() for one in changes.rows}
    try:
        rivals = change_rows(upload, wanted, request.user)
    except UnknownCellError as error:
        raise HttpError(422, say("api.problem.no_cell", current(), row=error.row, cell=error.cell)) from None
    except ClosedError:
        raise HttpError(409, word_step("step.too_late")) from None
    if rivals:
        names = ("id", "table", "file", "sheet", "row", "version", "cells", "is_mended", "is_dropped")
        errors = [{name: getattr(row, name) for name in names} for row in rivals]
        return problem(request, 409, errors=errors)
    return Status(202, shape_import(find_import(request, import_id), request.user))


@service.post(
    "/imports/{import_id}/steps",
    auth=OwnKey(),
    tags=TAGS,
    response={202: ImportShape, **FAULTS},
    summary="Take a step",
)
def step_import(request: HttpRequest, import_id: int, step: Step) -> Any:
    """Hand in, accept, send back, withdraw, undo, read again, cancel reading, leave out what is refused.

    `steps` of an import tells which of them are open to the key.
    """
    upload = find_import(request, import_id)
    if step.act == "drop":
        drop_all(upload, step.code, request.user)
    else:
        accepts = may_accept(request.user, upload.organisation_id, upload.cluster_id)
        comment = step.comment.replace("\x00", "")
        if code := take_step(upload, step.act, request.user, comment, accepts=accepts):
            status = 422 if code == "step.comment_needed" else 409
            return problem(request, status, code=code, detail=word_step(code))
    return Status(202, shape_import(find_import(request, import_id), request.user))
