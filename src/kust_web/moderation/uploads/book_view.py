"""The workbook that a firm fills in, made ready for it."""

import tempfile
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kust.data.firm_workbook import write_firm_workbook
from kust_web.moderation.rights import clusters_of
from kust_web.moderation.scope import find_scope
from kust_web.people.access import allowed
from kust_web.registry import snapshot
from kust_web.ui.language import current


@require_GET
@allowed("organisation.enter")
def give_book(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """Give the workbook of ``kust new --for-organisation`` for a year, with what the registry knows written down."""
    find_scope(organisation_id=organisation_id)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 1990 <= int(asked) <= 2100 else timezone.localdate().year - 1
    clusters = sorted(clusters_of(organisation_id))
    if not clusters:
        raise Http404
    cluster = clusters[0] if len(clusters) == 1 else None
    dataset = snapshot.open_snapshot(snapshot.current(clusters[0]).digest)
    with tempfile.TemporaryDirectory(prefix="kust-book-") as folder:
        path = Path(folder) / f"{organisation_id}-{year}.xlsx"
        write_firm_workbook(dataset, organisation_id, path, cluster=cluster, year=year, lang=current())
        content = path.read_bytes()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="kust-{year}.xlsx"'
    return response
