"""The workbooks that people fill in: a firm's with what is known of it, a cluster's and the shared tables' empty."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kust.data.firm_workbook import write_firm_workbook
from kust.data.purposes import BOOKS
from kust.data.template import write_template
from kust_web.moderation.rights import clusters_of
from kust_web.moderation.scope import find_scope
from kust_web.people.access import allowed
from kust_web.registry import snapshot
from kust_web.ui.language import current

_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def book_year() -> int:
    """The year that is asked about unless somebody says another: the last one that is over."""
    return timezone.localdate().year - 1


@require_GET
@allowed("organisation.enter")
def give_book(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """Give the workbook of ``kust new --for-organisation`` for a year, with what the registry knows written down."""
    find_scope(organisation_id=organisation_id)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 1990 <= int(asked) <= 2100 else book_year()
    clusters = sorted(clusters_of(organisation_id))
    if not clusters:
        raise Http404
    cluster = clusters[0] if len(clusters) == 1 else None
    dataset = snapshot.open_snapshot(snapshot.current(clusters[0]).digest)
    lang = current()
    return _send(
        f"kust-{year}.xlsx",
        lambda path: write_firm_workbook(
            dataset, organisation_id, path, cluster=cluster, year=year, lang=lang
        ),
    )


@require_GET
def give_template(request: HttpRequest, **target: str) -> HttpResponse:
    """Give the empty workbook of ``kust new``: every table with its columns explained, or those of what it is for."""
    find_scope(**target)
    asked = request.GET.get("for", "")
    if asked and asked not in BOOKS:
        raise Http404
    lang, books = current(), (asked,) if asked else ()
    return _send("-".join(("kust", *books)) + ".xlsx", lambda path: write_template(path, lang, books))


def _send(name: str, write: Callable[[Path], object]) -> HttpResponse:
    with tempfile.TemporaryDirectory(prefix="kust-book-") as folder:
        path = Path(folder) / name
        write(path)
        content = path.read_bytes()
    response = HttpResponse(content, content_type=_KIND)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
