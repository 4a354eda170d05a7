"""What is kept of a programme beside its tables: published versions, and links by which stakeholders answer."""

import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone

LINK_DAYS = 60


class PublishedVersion(models.Model):
    """A version that the manager has published; it is never written again.

    ``content`` is the programme as JSON, without what nobody had decided; ``dataset_digest`` names the state of the
    figures of that moment, ``left_out`` counts the proposals that are not in it. ``digest`` is of the programme,
    ``seal`` of all else with it, ``before`` the seal of the version before: as the files of the library have them.
    """

    cluster_id = models.CharField(max_length=200, db_index=True)
    number = models.PositiveIntegerField()
    on = models.DateField()
    reason = models.CharField(max_length=500)
    digest = models.CharField(max_length=80)
    dataset_digest = models.CharField(max_length=80)
    kust = models.CharField(max_length=40)
    left_out = models.PositiveIntegerField(default=0)
    before = models.CharField(max_length=80, null=True)
    seal = models.CharField(max_length=80, default="")
    content = models.JSONField()
    published_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint("cluster_id", "number", name="one_version")]


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _last_day() -> object:
    return timezone.now() + timedelta(days=LINK_DAYS)


class AnswerLink(models.Model):
    """A link by which a stakeholder without an account answers; only its fingerprint is kept, so it is shown once."""

    cluster_id = models.CharField(max_length=200)
    stakeholder_id = models.CharField(max_length=200, db_index=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(default=_last_day)
    revoked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.until

    @classmethod
    def make(cls, cluster_id: str, stakeholder_id: str, user: object) -> str:
        """Make a link in place of earlier ones; return its token, which is kept nowhere."""
        token = secrets.token_urlsafe(32)
        cls.revoke(stakeholder_id)
        cls.objects.create(
            cluster_id=cluster_id, stakeholder_id=stakeholder_id, fingerprint=hash_token(token), made_by=user
        )
        return token

    @classmethod
    def revoke(cls, stakeholder_id: str) -> int:
        """End the links of a stakeholder."""
        return cls.objects.filter(stakeholder_id=stakeholder_id, revoked_at=None).update(
            revoked_at=timezone.now()
        )
