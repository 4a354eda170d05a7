"""Jobs, and the answers that they leave."""

import json
from typing import Any

from django.db import models


class Plain(json.JSONEncoder):
    """Writes letters as they are: Russian words as escapes make an answer twice as large and as slow to read."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given | {"ensure_ascii": False, "separators": (",", ":")})


class Job(models.Model):
    """A computation asked for: what, on which snapshot, with which parameters, how far it is, what came out."""

    WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
    ALIVE = [WAITING, RUNNING, DONE]
    FAILURE_LENGTH = 1000
    STATES = [(state, state) for state in (WAITING, RUNNING, DONE, FAILED, CANCELLED)]

    kind = models.CharField(max_length=40)
    cluster_id = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=80, blank=True)
    parameters = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    progress = models.FloatField(default=0.0)
    stage = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    asked_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="jobs")
    asked_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=FAILURE_LENGTH, blank=True)
    answer = models.JSONField(null=True, encoder=Plain)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "cluster_id", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=models.Q(state__in=["waiting", "running", "done"]),
                name="asked_once",
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.state in (self.WAITING, self.RUNNING)

    @property
    def percent(self) -> int:
        return round(100 * self.progress)


class SavedSettings(models.Model):
    """The settings of a cluster's computations, as its manager saved them; earlier ones stay as its history.

    ``content`` is what ``kust.toml`` may hold, without what is as usual; ``edition`` and ``year`` are those that pages
    begin with.
    """

    cluster_id = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    edition = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint("cluster_id", "number", name="one_number_of_settings")]
