"""The programming interface: one object that collects the routes, its errors, its keys and its limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files import locks
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.renderers import JSONRenderer
from ninja.throttling import AnonRateThrottle, AuthRateThrottle

from kust.errors import KustError
from kust.i18n import has_words, say
from kust_web.api.faults import word_fault
from kust_web.api.keys import Key
from kust_web.moderation.refused import RefusedError
from kust_web.ui.language import current

PROBLEM = "application/problem+json"
STRANGERS, KNOWN = "120/m", "1200/m"


@contextmanager
def _in_turn() -> Iterator[None]:
    """Let one request after another be counted, of whatever thread or process: two at once would count as one."""
    with (settings.HOME / "counting.lock").open("ab") as file:
        locks.lock(file, locks.LOCK_EX)
        yield


class Strangers(AnonRateThrottle):
    def allow_request(self, request: HttpRequest) -> bool:
        with _in_turn():
            return bool(super().allow_request(request))

    def get_cache_key(self, request: HttpRequest) -> str | None:
        known = getattr(request, "auth", None)
        if known is not None and known.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class Known(AuthRateThrottle):
    def allow_request(self, request: HttpRequest) -> bool:
        with _in_turn():
            return bool(super().allow_request(request))

    def get_cache_key(self, request: HttpRequest) -> str | None:
        known = getattr(request, "auth", None)
        if known is None or not known.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": known.pk}


class Service(NinjaAPI):
    """The interface with its description put right: a key is asked for only where there is nothing to see without."""

    def get_openapi_schema(self, **given: Any) -> Any:
        schema = super().get_openapi_schema(**given)
        for path in schema["paths"].values():
            for operation in path.values():
                if "public" in operation.get("tags", ()):
                    operation["security"].append({})
                for code, answer in operation["responses"].items():
                    if int(code) >= 400:
                        answer["content"] = {PROBLEM: answer["content"].pop("application/json")}
        return schema


service = Service(
    title="kust",
    version="1",
    description="The registry of clusters for programs: what is public or one's own, and bringing figures in.",
    docs_url=None,  # a page of our own
    auth=Key(),
    throttle=[Strangers(STRANGERS), Known(KNOWN)],
    urls_namespace="api",
)


def problem(request: HttpRequest, status: int, **more: Any) -> HttpResponse:
    """Answer with a problem as RFC 9457 describes it, its title in the language of the request."""
    known = f"api.problem.{status}"
    title = say(known, current()) if has_words(known) else HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, **more}
    response = HttpResponse(
        JSONRenderer().render(request, body, response_status=status),
        status=status,
        content_type=PROBLEM,
    )
    response.headers["Content-Language"] = current()
    return response


@service.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(request, 422, errors=[word_fault(one, current()) for one in error.errors])


@service.exception_handler(AuthenticationError)
def _refused(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problem(request, 401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@service.exception_handler(Throttled)
def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem(request, 429)
    response.headers["Retry-After"] = str(int(error.wait or 60))
    return response


@service.exception_handler(HttpError)
def _failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    # 400 is ninja's own alone: it could not read the body, and says so in English.
    detail = say("api.problem.no_json", current()) if error.status_code == 400 else str(error)
    told = {"detail": detail} if detail else {}
    return problem(request, error.status_code, **told)


@service.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, 404)


@service.exception_handler(MultiPartParserError)
@service.exception_handler(SuspiciousOperation)
def _garbled(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, 400)


@service.exception_handler(RefusedError)
def _not_taken(request: HttpRequest, error: RefusedError) -> HttpResponse:
    status = 413 if error.code == "size" else 422
    return problem(request, status, code=error.code, detail=error.words(current()))


@service.exception_handler(KustError)
def _impossible(request: HttpRequest, error: KustError) -> HttpResponse:
    return problem(request, 422, code=error.code, detail=error.words(current()))
