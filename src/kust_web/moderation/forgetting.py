"""What was said and done stays when a person leaves; the name beside it goes."""

from typing import Any

from django.dispatch import receiver

from kust_web.moderation.models import Confirmation, Entry, Joining, Return, Upload
from kust_web.people.leaving import person_left


@receiver(person_left)
def forget(sender: Any, name: str, **rest: Any) -> None:
    """Take a name out of steps and of rows that wait for a choice; two people of one name lose it both."""
    for model in (Upload, Return, Joining, Confirmation):
        for story in model.objects.only("steps").iterator():
            if any(step["by"] == name for step in story.steps):
                story.steps = [step | {"by": ""} if step["by"] == name else step for step in story.steps]
                story.save(update_fields=["steps"])
    for entry in Entry.objects.exclude(rival=None).only("rival").iterator():
        if any(rival["by"] == name for rival in entry.rival):
            entry.rival = [rival | {"by": "–"} if rival["by"] == name else rival for rival in entry.rival]
            entry.save(update_fields=["rival"])
