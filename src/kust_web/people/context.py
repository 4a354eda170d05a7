"""What every page knows about its reader."""

from django.http import HttpRequest

from kust_web.people.access import duties_of


def offer_duties(request: HttpRequest) -> dict[str, object]:
    return {"duties": duties_of(request.user) if hasattr(request, "user") else []}
