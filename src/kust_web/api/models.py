"""Keys of the programming interface: kept as digests, shown once."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone

from kust_web.people.models import User

KEY_LENGTH = 200


class Token(models.Model):
    """A key with which a program acts for a person, with the same rights; to write, it has to be made for that."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    may_write = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(null=True)

    @classmethod
    def make(cls, user: User, name: str, *, may_write: bool = False) -> tuple["Token", str]:
        """Make a key; its text is returned here and kept nowhere."""
        text = f"kust_{secrets.token_urlsafe(32)}"
        made = cls.objects.create(user=user, name=name[:100], digest=digest_of(text), may_write=may_write)
        return made, text


class Import(models.Model):
    """An upload that a program brought, and the name that it gave to its request: sent again, it is the same one."""

    upload = models.OneToOneField("moderation.Upload", models.CASCADE, related_name="brought")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=~models.Q(key=""), name="one_import_of_a_request"
            )
        ]


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def find_token(text: str) -> Token | None:
    """Find the key that a text is, and note the day of its use."""
    token = Token.objects.select_related("user").filter(digest=digest_of(text), user__is_active=True).first()
    if token is None:
        return None
    today = timezone.localdate()
    if token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)
    return token


def find_user(text: str) -> User | None:
    """Find whose key a text is."""
    token = find_token(text)
    return token.user if token else None
