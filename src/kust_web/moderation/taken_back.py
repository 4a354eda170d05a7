"""A file or a return whose change is taken back elsewhere, from a history: its state follows."""

from typing import Any

from django.dispatch import receiver

from kust_web.moderation.models import Return, Upload
from kust_web.moderation.returns.accept import reopen
from kust_web.people.models import User
from kust_web.registry.models import Change, model_of
from kust_web.registry.undoing import change_goes, change_gone


@receiver(change_goes)
def hold(sender: Any, change: Change, **rest: Any) -> None:
    for model in (Upload, Return):
        list(model.objects.select_for_update().filter(change=change).values_list("pk"))


@receiver(change_gone)
def follow(sender: Any, change: Change, user: User, reason: str, **rest: Any) -> None:
    """Mark the file as undone; a return is handed in again, as where it is undone on its own page."""
    for upload in Upload.objects.filter(change=change, state__in=(Upload.ACCEPTED, Upload.UNDOING)):
        upload.step(Upload.UNDONE, user, reason)
        upload.round += 1  # a job that was to undo it finds nothing to do
        upload.save(update_fields=["state", "steps", "round"])
    for of in Return.objects.filter(change=change, state=Return.ACCEPTED):
        reopen(of, user, reason)


def count_written_since(change: Change | None) -> tuple[int, int]:
    """Count the rows that a change wrote, and those of them that later changes have written again."""
    written = since = 0
    for name, counts in change.written.items() if change else ():
        model = model_of(name)
        ids = model.history.filter(change_id=change.pk).order_by().values("id")
        written += sum(counts)
        since += model.objects.filter(id__in=ids, change_id__gt=change.pk).count()
    return written, since
