"""A person, the duties it has, and the invitation that gives one."""

import secrets
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone

INVITATION_DAYS = 14


class People(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").strip().lower())

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.create_user(email, password, **fields)
        Duty.objects.create(user=user, kind=Duty.ADMINISTRATOR)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by the address of its mail; nothing else about it is kept but its name and language."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=[("ru", "Русский"), ("en", "English")], default="ru")
    wants_mail = models.BooleanField(default=True)
    unread = models.PositiveIntegerField(default=0)  # messages; kept here so that no page has to count them
    is_active = models.BooleanField(default=True)

    objects = People()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.name or self.email


class Duty(models.Model):
    """What a person does here: for one firm, one cluster, one region (none: the whole country) or all of it."""

    PARTICIPANT, MANAGER, REVIEWER, ADMINISTRATOR = "participant", "manager", "reviewer", "administrator"
    KINDS = [(kind, kind) for kind in (PARTICIPANT, MANAGER, REVIEWER, ADMINISTRATOR)]

    user = models.ForeignKey(User, models.CASCADE, related_name="duties")
    kind = models.CharField(max_length=16, choices=KINDS)
    organisation_id = models.CharField(max_length=200, blank=True)
    cluster_id = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=2, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user", "kind", "organisation_id", "cluster_id", "region", name="one_duty"
            )
        ]


def _make_token() -> str:
    return secrets.token_urlsafe(32)


def _last_day() -> object:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


class Invitation(models.Model):
    """A link that gives whoever opens it, once and in time, a duty."""

    token = models.CharField(max_length=64, unique=True, default=_make_token)
    email = models.EmailField()
    kind = models.CharField(max_length=16, choices=Duty.KINDS)
    organisation_id = models.CharField(max_length=200, blank=True)
    cluster_id = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=2, blank=True)
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(default=_last_day)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    @property
    def is_open(self) -> bool:
        return self.accepted_by_id is None and timezone.now() < self.until


class Message(models.Model):
    """Something that a person is told: a code with its figures, worded in the language of whoever reads it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="messages")
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    address = models.CharField(max_length=500)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]


class AccessLog(models.Model):
    """The audit log: who did what that others must be able to find out later."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True)
