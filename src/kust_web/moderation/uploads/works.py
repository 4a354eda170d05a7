"""The jobs of uploads: reading one, and writing one that was accepted; both may be begun again at any moment."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from kust.errors import KustError
from kust_web.moderation.models import Upload, UploadRow
from kust_web.moderation.refused import remember
from kust_web.moderation.telling import tell_partners, tell_upload
from kust_web.moderation.uploads.prepared import Prepared, as_json, prepare, summarise
from kust_web.moderation.uploads.reading import Place, place_of
from kust_web.people.models import User
from kust_web.registry.changes import StaleError, undo, write
from kust_web.workbench import jobs
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job

READ, WRITE, UNDO = "upload", "upload_write", "upload_undo"


def ask_reading(upload: Upload, user: User) -> None:
    """Have an upload read, anew where something in it was mended."""
    with transaction.atomic():
        upload.round += 1
        upload.state = Upload.READING
        upload.save(update_fields=["round", "state"])
        _ask(READ, upload, user)


def ask_writing(upload: Upload, user: User) -> None:
    """Have an upload written as one change."""
    with transaction.atomic():
        upload.step(Upload.WRITING, user)
        upload.round += 1
        upload.save(update_fields=["round", "state", "steps"])
        _ask(WRITE, upload, user)


def ask_undoing(upload: Upload, user: User, comment: str = "") -> None:
    """Have an accepted upload taken back as a whole."""
    with transaction.atomic():
        upload.step(Upload.UNDOING, user, comment)
        upload.round += 1
        upload.save(update_fields=["round", "state", "steps"])
        _ask(UNDO, upload, user)


def _ask(kind: str, upload: Upload, user: User) -> None:
    asked = {"upload": upload.pk, "round": upload.round, "user": user.pk}
    job = jobs.ask(kind, cluster=upload.cluster_id, parameters=asked, user=user)
    Upload.objects.filter(pk=upload.pk).update(job=job)


def _find(job: Job, state: str) -> Upload | None:
    """Find the upload of a job, locked; None where somebody has gone on in the meantime."""
    uploads = Upload.objects.select_for_update().filter(pk=job.parameters["upload"], state=state)
    return uploads.filter(round=job.parameters["round"]).first()


@work(READ)
def read_one(job: Job, tell: Say) -> dict[str, object]:
    """Read an upload and remember what was found."""
    upload = Upload.objects.get(pk=job.parameters["upload"])
    rows = list(upload.rows.all())
    tell(0.1, "reading")
    try:
        prepared = prepare(upload, [row for row in rows if row.is_mended or row.is_dropped])
    except KustError as error:
        with transaction.atomic():
            if found := _find(job, Upload.READING):
                found.problem = remember(error, found.name)
                found.step(Upload.UNREADABLE, None)
                found.save()
        return {"problem": error.code}
    tell(0.9, "writing")
    with transaction.atomic():
        if found := _find(job, Upload.READING):
            _store(found, prepared)
    return {"findings": len(prepared.findings), "edits": len(prepared.edits)}


def _store(upload: Upload, prepared: Prepared) -> None:
    upload.findings = as_json(prepared.findings)
    upload.summary = summarise(prepared)
    upload.problem = {}
    upload.state = Upload.READ
    upload.save()
    _store_rows(upload, prepared.texts)


def _store_rows(upload: Upload, texts: Mapping[Place, dict[str, str]]) -> None:
    """Keep the rows that something is said about; one that was there stays the same row, so that it can be named."""
    known = {place_of(row): row for row in upload.rows.all()}
    untouched = {place: row for place, row in known.items() if not (row.is_mended or row.is_dropped)}
    gone = [row.pk for place, row in untouched.items() if place not in texts]
    upload.rows.filter(pk__in=gone).delete()
    said = [row for place, row in untouched.items() if place in texts and row.cells != texts[place]]
    for row in said:
        row.cells = texts[place_of(row)]
    UploadRow.objects.bulk_update(said, ["cells"], batch_size=500)
    UploadRow.objects.bulk_create(
        UploadRow(upload=upload, table=place[0], file=place[1], sheet=place[2], row=place[3], cells=cells)
        for place, cells in texts.items()
        if place not in known
    )


@work(WRITE)
def write_one(job: Job, tell: Say) -> dict[str, object]:
    """Write an accepted upload as one change; where it does not fit any more, give it back with the reasons."""
    user = User.objects.get(pk=job.parameters["user"])
    with transaction.atomic():
        upload = _find(job, Upload.WRITING)
        if upload is None:  # written already by a worker that was lost before it could say so
            return {}
        prepared = prepare(upload, upload.rows.filter(Q(is_mended=True) | Q(is_dropped=True)))
        if prepared.errors:
            _store(upload, prepared)
            return {"errors": len(prepared.errors)}
        tell(0.4, "writing")
        if prepared.edits:
            upload.change = write(prepared.edits, user=user, kind=upload.change_kind, reason=upload.name)
        upload.summary = summarise(prepared) | {"changes": upload.summary.get("changes", [])}
        upload.findings = as_json(prepared.findings)
        upload.step(Upload.ACCEPTED, user)
        upload.save()
        tell_upload(upload, user)
        tell_partners(upload.change, user)
    return {"change": upload.change_id}


@work(UNDO)
def undo_one(job: Job, tell: Say) -> dict[str, object]:
    """Take an accepted upload back as one change; where its rows were written since, it stays as it is."""
    user = User.objects.get(pk=job.parameters["user"])
    with transaction.atomic():
        upload = _find(job, Upload.UNDOING)
        if upload is None:
            return {}
        tell(0.1, "writing")
        try:
            with transaction.atomic():
                if upload.change:
                    undo(upload.change, user=user, reason=upload.name)
            upload.step(Upload.UNDONE, user)
        except StaleError as error:
            upload.summary = {**upload.summary, "written_since": len(error.conflicts)}
            upload.step(Upload.ACCEPTED, None)
        upload.save()
    return {"state": upload.state}
