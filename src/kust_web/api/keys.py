"""Who asks: a key in the header of a request, and what it is good for."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.errors import AuthenticationError, HttpError
from ninja.security import HttpBearer

from kust.i18n import say
from kust_web.api.models import Token, find_token
from kust_web.moderation.uploads.taking import is_too_large
from kust_web.ui.language import current

_READING = ("GET", "HEAD", "OPTIONS")


class OwnKey(HttpBearer):
    """A key that has to be there; what changes something takes one that was made for writing."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = find_token(token)
        if found is None:
            raise AuthenticationError
        request.user = found.user
        if request.method not in _READING:
            _check_writing(request, found)
        return found.user


class Key(OwnKey):
    """A key that may be left out: a request without one is a visitor's, one with a wrong one is refused."""

    def __call__(self, request: HttpRequest) -> Any:
        given = request.headers.get("Authorization")
        if given is None:
            return AnonymousUser()
        return super().__call__(request)


def _check_writing(request: HttpRequest, token: Token) -> None:
    if not token.may_write:
        raise HttpError(403, say("api.problem.only_reads", current()))
    if is_too_large(request.META.get("CONTENT_LENGTH")):
        raise HttpError(413, "")
