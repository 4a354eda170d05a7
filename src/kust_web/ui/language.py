"""The language of a page: the reader's choice, else what the browser asks for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kust.i18n import LANGUAGES

COOKIE = "kust_language"


class LanguageMiddleware:
    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lang = request.COOKIES.get(COOKIE) or translation.get_language_from_request(request)
        with translation.override(lang if lang in LANGUAGES else "ru"):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.answer(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


def current() -> str:
    """Tell the language in which the answer is written: ``ru`` or ``en``."""
    lang = (translation.get_language() or "ru")[:2]
    return lang if lang in LANGUAGES else "ru"


def offer_language(request: HttpRequest) -> dict[str, str]:
    return {"lang": current()}
