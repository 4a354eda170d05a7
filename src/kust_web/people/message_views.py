"""The page of messages: what happened that waits for its reader."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kust_web.people.access import allowed
from kust_web.people.letters import is_mail_set_up, word
from kust_web.people.models import Message, User
from kust_web.ui.language import current

PAGE = 50


@require_GET
@allowed("signed_in")
def list_messages(request: HttpRequest) -> HttpResponse:
    """List one's messages, the newest first; what is shown is read."""
    mine = Message.objects.filter(user=request.user)
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    told = [(one, word(one, "subject", current()), word(one, "text", current())) for one in page]
    context = {"page": page, "told": told, "mail": is_mail_set_up()}
    response = render(request, "people/messages.html", context)
    fresh = [one.pk for one, _, _ in told if one.read_at is None]
    if fresh:
        mine.filter(pk__in=fresh).update(read_at=timezone.now())
        User.objects.filter(pk=request.user.pk).update(unread=mine.filter(read_at=None).count())
    return response
