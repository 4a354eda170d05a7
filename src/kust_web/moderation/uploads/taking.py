"""Take what somebody brings as an upload, by a page or by a program: looked at by name and size, kept, then read."""

import hashlib
import io
import zipfile
from collections.abc import Sequence

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction

from kust_web.moderation.models import Upload
from kust_web.moderation.refused import RefusedError
from kust_web.moderation.scope import Scope
from kust_web.moderation.uploads.archive import plain_name
from kust_web.moderation.uploads.works import ask_reading
from kust_web.people.models import User

KINDS = (".xlsx", ".csv", ".zip")
# A request says its size before it is read: that of the file and a little for the fields beside it.
FORM_BYTES = 100_000
_PACKED = "import.zip"
_SAME_TIME = (1980, 1, 1, 0, 0, 0)


def is_too_large(announced: str | None) -> bool:
    """Tell whether a request is refused by the size that it announces, before a byte of it is read."""
    text = announced or "0"
    return not text.isdecimal() or int(text) > settings.UPLOAD_BYTES + FORM_BYTES


def refuse_size() -> RefusedError:
    return RefusedError("size", limit=settings.UPLOAD_BYTES // 2**20)


def take(files: Sequence[File], scope: Scope, user: User, *, only_look: bool = False) -> Upload:
    """Keep what was brought and have it read; several files become one archive; or only look what it would be.

    Raises
    ------
    RefusedError
        No file, too large, of no kind that is read here.
    """
    file = _join(files)
    digest = hashlib.sha256()
    for part in file.chunks():
        digest.update(part)
    about = {"name": file.name, "size": file.size, "sha256": digest.hexdigest()}
    upload = Upload(**scope.filter, **about, file=file, made_by=user)
    if only_look:
        return upload
    with transaction.atomic():
        upload.step(Upload.READING, user)
        upload.save()
        ask_reading(upload, user)
    return upload


def _join(files: Sequence[File]) -> File:
    files = [file for file in files if file.size]
    if not files:
        raise RefusedError("no_file")
    if sum(file.size for file in files) > settings.UPLOAD_BYTES:
        raise refuse_size()
    for file in files:
        file.name = _name(file)
    return files[0] if len(files) == 1 else _pack(files)


def _name(file: File) -> str:
    name = plain_name(file.name or "")
    if name.endswith(".xlsm"):
        raise RefusedError("macros", file=name)
    if not name.endswith(KINDS):
        raise RefusedError("kind", file=name)
    return name


def _pack(files: Sequence[File]) -> File:
    """Put files into one archive; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(files, key=lambda one: str(one.name)):
            if file.name in archive.namelist():
                raise RefusedError("twice_in_archive", file=_PACKED, member=file.name)
            archive.writestr(zipfile.ZipInfo(str(file.name), _SAME_TIME), file.read(), zipfile.ZIP_DEFLATED)
    return ContentFile(packed.getvalue(), name=_PACKED)
