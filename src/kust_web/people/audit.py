"""The audit log: who came in, who was refused, who gave whom which duty."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from kust_web.people.models import AccessLog, User

KEPT_DAYS = 365


def note(request: HttpRequest | None, action: str, target: str = "", user: User | None = None) -> None:
    """Write a line of the log; the address is the one that the server sees."""
    who = user or (request.user if request is not None and request.user.is_authenticated else None)
    address = request.META.get("REMOTE_ADDR") or None if request is not None else None
    AccessLog.objects.create(user=who, action=action, target=target[:300], address=address)


def read_name_typed(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Read whose password is tried, in one letter case: another case is no new start of the counting."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(typed).strip().lower()


@receiver(user_logged_in)
def _came_in(request: HttpRequest, user: User, **_: Any) -> None:
    note(request, "log_in", user=user)


@receiver(user_logged_out)
def _left(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        note(request, "log_out", user=user)


@receiver(user_login_failed)
def _was_refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    _note_stranger(request, "log_in_refused", credentials)


@receiver(user_locked_out)
def _was_locked_out(request: HttpRequest, username: str, **_: Any) -> None:
    _note_stranger(request, "locked_out", {"username": username})


def _note_stranger(request: HttpRequest | None, action: str, credentials: dict[str, Any]) -> None:
    """Note a failed attempt without the name typed: people type passwords there."""
    known = User.objects.filter(email=str(credentials.get("username", "")).lower()).first()
    address = request.META.get("REMOTE_ADDR") or None if request is not None else None
    AccessLog.objects.create(user=known, action=action, address=address)
