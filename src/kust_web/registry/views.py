"""The public pages of the registry: where clusters are found and compared."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kust_web.people.access import allowed
from kust_web.registry.models import model_of


@allowed("public")
def show_home(request: HttpRequest) -> HttpResponse:
    return list_clusters(request)


@allowed("public")
def list_clusters(request: HttpRequest) -> HttpResponse:
    clusters = model_of("clusters").objects.filter(is_removed=False).order_by("folded")
    return render(request, "registry/clusters.html", {"clusters": clusters})


@allowed("public")
def show_cluster(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = model_of("clusters").objects.filter(cluster_id=cluster_id, is_removed=False).first()
    if cluster is None:
        raise Http404
    return render(request, "registry/cluster.html", {"cluster": cluster})
