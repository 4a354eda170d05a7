"""Keys of the programming interface: kept as digests, shown once."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone

from kust_web.people.models import User


class Token(models.Model):
    """A key with which a program acts for a person, with the same rights."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(null=True)

    @classmethod
    def make(cls, user: User, name: str) -> tuple["Token", str]:
        """Make a key; its text is returned here and kept nowhere."""
        text = f"kust_{secrets.token_urlsafe(32)}"
        return cls.objects.create(user=user, name=name[:100], digest=digest_of(text)), text


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def find_user(text: str) -> User | None:
    """Find whose key a text is, and note the day of its use."""
    token = Token.objects.select_related("user").filter(digest=digest_of(text), user__is_active=True).first()
    if token is None:
        return None
    today = timezone.localdate()
    if token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)
    return token.user
