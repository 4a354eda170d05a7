"""The page that describes the interface, and the keys of a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kust.i18n import say
from kust_web.api.described import GROUPS, Description
from kust_web.api.models import Token
from kust_web.api.service import service
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.ui.language import current

RULES = ("key", "pages", "limits", "problems", "language")


@require_GET
@allowed("public")
def show_docs(request: HttpRequest) -> HttpResponse:
    """Describe the interface: its operations, all of them or those that hold what is sought."""
    home = request.build_absolute_uri("/").rstrip("/")
    described = Description(service.get_openapi_schema(), current(), home)
    q = request.GET.get("q", "").replace("\x00", "")[:100]
    found = [one for one in described.operations if all(word in one.words for word in q.casefold().split())]
    groups = [(group, [one for one in found if one.group == group]) for group in GROUPS]
    context = {
        "q": q,
        "operations": found,
        "total": len(described.operations),
        "groups": [(group, some) for group, some in groups if some],
        "shapes": described.shapes,
        "rules": RULES,
    }
    return render(request, "api/docs.html", context)


@allowed("signed_in")
def list_tokens(request: HttpRequest) -> HttpResponse:
    """Show one's keys; a new one is shown once."""
    text = None
    if request.method == "POST":
        writes = "may_write" in request.POST
        token, text = Token.make(request.user, request.POST.get("name", ""), may_write=writes)
        note(request, "token_made", f"{token.name} (writes)" if writes else token.name)
    shown = {"tokens": request.user.tokens.order_by("-id"), "text": text}
    return render(request, "api/tokens.html", shown)


@require_POST
@allowed("signed_in")
def withdraw_token(request: HttpRequest, token_id: int) -> HttpResponse:
    for token in request.user.tokens.filter(pk=token_id):
        note(request, "token_withdrawn", token.name)
        token.delete()
        messages.success(request, say("api.withdrawn", current()))
    return redirect("tokens")
