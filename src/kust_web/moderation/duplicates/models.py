"""What was decided of two firms that look like one."""

from django.conf import settings
from django.db import models

_USER = settings.AUTH_USER_MODEL


class Merge(models.Model):
    """Two entries of one firm made one: the change that did it, and what else was moved with it."""

    kept = models.CharField(max_length=200, db_index=True)
    gone = models.CharField(max_length=200, db_index=True)
    change = models.OneToOneField("registry.Change", models.PROTECT, related_name="merge")
    moved = models.JSONField(default=dict)  # what is no row of the contract: name of the model → ids
    undone = models.OneToOneField("registry.Change", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]


class NotTheSame(models.Model):
    """Two firms that look like one and are two: they are not asked about again."""

    left = models.CharField(max_length=200)
    right = models.CharField(max_length=200)
    comment = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint("left", "right", name="not_the_same_once")]
