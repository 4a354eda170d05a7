"""The steps that an upload may take, from which state, by whom."""

from django.db import transaction
from django.http import Http404

from kust_web.moderation.models import Upload
from kust_web.moderation.telling import tell_upload
from kust_web.moderation.uploads.works import ask_reading, ask_undoing, ask_writing
from kust_web.people.models import User
from kust_web.workbench import jobs

# What is asked → the states in which it can be, and whether only those who accept may ask it.
_STEPS = {
    "submit": ((Upload.READ, Upload.RETURNED), False),
    "accept": ((Upload.READ, Upload.SUBMITTED, Upload.RETURNED), True),
    "return": ((Upload.SUBMITTED,), True),
    "withdraw": ((Upload.READING, Upload.READ, Upload.UNREADABLE, Upload.SUBMITTED, Upload.RETURNED), False),
    "undo": ((Upload.ACCEPTED,), True),
    "again": ((Upload.READING, Upload.WRITING, Upload.UNDOING), False),
    "cancel": ((Upload.READING,), False),
}


def steps_of(upload: Upload, *, accepts: bool) -> list[str]:
    """List the steps that an upload may take as it stands, for somebody who accepts or does not."""
    open_ones = [
        asked for asked, (states, only) in _STEPS.items() if upload.state in states and (accepts or not only)
    ]
    if upload.errors:
        open_ones = [asked for asked in open_ones if asked not in ("submit", "accept")]
    if upload.job and upload.job.is_open:
        open_ones = [asked for asked in open_ones if asked != "again"]
    return [*open_ones, "drop"] if upload.is_open else open_ones


def take_step(upload: Upload, asked: str, user: User, comment: str, *, accepts: bool) -> str:
    """Take a step; return the code of what stands against it, or nothing. What one may not ask is no page."""
    if asked not in _STEPS:
        raise Http404
    states, for_accepting = _STEPS[asked]
    if for_accepting and not accepts:
        raise Http404
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if upload.state not in states:
            return "step.too_late"
        if asked == "again" and upload.job and upload.job.is_open:
            return "step.too_late"
        if asked in ("submit", "accept") and upload.errors:
            return "step.has_errors"
        if asked == "return" and not comment.strip():
            return "step.comment_needed"
        return _take(upload, asked, user, comment)


def _take(upload: Upload, asked: str, user: User, comment: str) -> str:
    if asked == "accept":
        ask_writing(upload, user)
    elif asked == "undo":
        ask_undoing(upload, user, comment)
    elif asked == "again" and upload.state == Upload.UNDOING:
        ask_undoing(upload, user)
    elif asked == "again":
        ask_reading(upload, user)
    elif asked == "cancel" and upload.job:
        jobs.cancel(upload.job)
    else:
        state = {"submit": Upload.SUBMITTED, "return": Upload.RETURNED, "withdraw": Upload.WITHDRAWN}
        upload.step(state.get(asked, upload.state), user, comment)
        upload.save()
        tell_upload(upload, user, comment)
    return ""
