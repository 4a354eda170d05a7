"""The map: regions as tiles by their number of clusters, and the places of participants."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kust.drawings.outlines import FRAME
from kust.i18n import say
from kust_web.people.access import allowed
from kust_web.registry import dashboard, downloads, passport, points, tiles
from kust_web.registry.made_up import find_made_up
from kust_web.registry.search import members_on
from kust_web.registry.templatetags import registry as words
from kust_web.registry.views import wants_made_up
from kust_web.ui.language import current


@allowed("public")
def show_map(request: HttpRequest) -> HttpResponse:
    """Show where clusters lie, and where participants are: of all clusters, or of one."""
    with_made_up = wants_made_up(request)
    counted, made_up = dashboard.count_regions(with_made_up=with_made_up), find_made_up().count()
    kind = downloads.asked_format(request)
    if kind:
        return downloads.send(request, _sheet(counted), kind)
    asked = request.GET.get("cluster", "").replace("\x00", "")
    cluster = passport.find_cluster(asked, None) if asked else None
    here = members_on(timezone.localdate())
    if not with_made_up and cluster is None:
        here &= ~Q(cluster_id__in=find_made_up())
    found = points.find_points(here, cluster.cluster_id if cluster else None)
    context = {
        "counted": counted,
        "made_up": made_up,
        "with_made_up": with_made_up,
        "tiles": tiles.lay_out(dict(counted)),
        "shapes": tiles.shape_regions(dict(counted)),
        "frame": FRAME,
        "of_cluster": cluster,
        "points": found,
        "placed": sum(point.count for point in found),
    }
    return render(request, "registry/map.html", context)


def _sheet(counted: tuple[tuple[str, int], ...]) -> downloads.Sheet:
    lang = current()
    columns = [
        downloads.Column("region", say("registry.column.region_code", lang)),
        downloads.Column("title", say("registry.column.region", lang)),
        downloads.Column("clusters", say("registry.clusters_all", lang), "count"),
    ]
    rows = [(code, words.region(code), count) for code, count in counted]
    about = {say("registry.on", lang): timezone.localdate().isoformat()}
    return downloads.Sheet("regions", say("registry.map.regions", lang), columns, rows, about)
