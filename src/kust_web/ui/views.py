"""Pages of the frame: the language, signs of life."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from kust.i18n import LANGUAGES
from kust_web.people.access import allowed
from kust_web.ui.language import COOKIE


@require_POST
@allowed("public")
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the pages, and go back to where the reader was."""
    there = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        there = "/"
    response = HttpResponseRedirect(there)
    lang = request.POST.get("language")
    if lang in LANGUAGES:
        response.set_cookie(COOKIE, lang, max_age=31_536_000, samesite="Lax", secure=settings.PUBLIC)
        if request.user.is_authenticated:
            request.user.language = lang
            request.user.save(update_fields=["language"])
    return response


@require_GET
@allowed("public")
def show_health(request: HttpRequest) -> HttpResponse:
    """Answer to whoever watches whether the server lives."""
    return HttpResponse("ok", content_type="text/plain")
