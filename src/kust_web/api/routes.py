"""The routes of the programming interface: tables row by row, clusters, editions, whole packages."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query
from ninja.errors import AuthenticationError

from kust.data.schema import fold
from kust.data.schema import tables as contract
from kust.law.loader import editions as known_editions
from kust_web.api.filters import narrow
from kust_web.api.package import write_package
from kust_web.api.service import service
from kust_web.api.shapes import (
    Clusters,
    ClusterShape,
    ColumnShape,
    EditionShape,
    Language,
    Me,
    Problem,
    Rows,
    TableShape,
)
from kust_web.people.access import duties_of
from kust_web.registry.models import model_of
from kust_web.registry.visible import PUBLIC, hide_people, keep_askable, visible_rows

MOST = 1000
BINARY = {"type": "string", "format": "binary"}
FAULTS = dict.fromkeys((401, 404, 422, 429), Problem)


@service.get("/me", response={200: Me, **FAULTS}, summary="Whose key this is")
def show_me(request: HttpRequest) -> Any:
    if not request.auth.is_authenticated:
        raise AuthenticationError
    user = request.auth
    duties = [
        {
            "kind": duty.kind,
            "organisation_id": duty.organisation_id,
            "cluster_id": duty.cluster_id,
            "region": duty.region,
        }
        for duty in duties_of(user)
    ]
    return {"email": user.email, "name": user.name, "duties": duties}


@service.get(
    "/tables",
    tags=["public"],
    response={200: list[TableShape], **FAULTS},
    summary="Tables and columns of the contract",
)
def list_tables(request: HttpRequest, lang: Language = "ru") -> Any:
    return [
        TableShape(
            name=table.name,
            title=table.title(lang),
            identified_by=list(table.identified_by),
            public=table.name in PUBLIC,
            columns=[
                ColumnShape(
                    name=column.name,
                    type=column.type,
                    unit=column.unit,
                    required=column.required,
                    refers_to=column.refers_to,
                    title=column.title(lang),
                    description=column.description,
                )
                for column in table.columns
            ],
        )
        for table in contract().values()
    ]


@service.get(
    "/tables/{table}", tags=["public"], response={200: Rows, **FAULTS}, summary="Rows that one may see"
)
def list_rows(
    request: HttpRequest,
    table: str,
    page: int = Query(1, ge=1, le=1_000_000),
    size: int = Query(100, ge=1, le=MOST),
) -> Any:
    """Rows of a table, in the order in which they came in.

    Every other parameter of the query is a column of the table with the value that it has to have.
    """
    if table not in contract():
        raise Http404
    seen = keep_askable(request.auth, table, visible_rows(request.auth, table), request.GET)
    rows = narrow(seen, table, request.GET, leave=("page", "size"))
    names = [column.name for column in contract()[table].columns]
    count = rows.count()
    start = (page - 1) * size
    found = list(rows.order_by("pk").values(*names)[start : start + size])
    hide_people(request.auth, table, found)
    for row in found:
        row.update({name: value.isoformat() for name, value in row.items() if isinstance(value, date)})
    return {"count": count, "next": page + 1 if start + size < count else None, "rows": found}


@service.get("/clusters", tags=["public"], response={200: Clusters, **FAULTS}, summary="Clusters")
def list_clusters(
    request: HttpRequest,
    search: str = Query("", max_length=200, description="part of the name, in any letter case"),
    region: str = Query("", pattern=r"^(\d\d)?$", description="two digits"),
    kind: str = Query("", max_length=20),
    on: date | None = None,
    page: int = Query(1, ge=1, le=1_000_000),
    size: int = Query(100, ge=1, le=MOST),
) -> Any:
    rows = model_of("clusters").objects.filter(is_removed=False)
    if search:
        rows = rows.filter(folded__contains=fold(search))
    if region:
        inside = model_of("cluster_regions").objects.filter(region=region, is_removed=False)
        rows = rows.filter(cluster_id__in=inside.values("cluster_id"))
    if kind:
        rows = rows.filter(kind=kind)
    count, start = rows.count(), (page - 1) * size
    found = list(rows.order_by("cluster_id")[start : start + size])
    shapes = _shape_clusters(found, on or timezone.localdate())
    return {"count": count, "next": page + 1 if start + size < count else None, "clusters": shapes}


@service.get(
    "/clusters/{cluster_id}", tags=["public"], response={200: ClusterShape, **FAULTS}, summary="One cluster"
)
def show_cluster(request: HttpRequest, cluster_id: str, on: date | None = None) -> Any:
    return _shape_clusters([find_cluster(cluster_id)], on or timezone.localdate())[0]


def find_cluster(cluster_id: str) -> Any:
    if "\x00" in cluster_id:
        raise Http404
    row = model_of("clusters").objects.filter(cluster_id=cluster_id, is_removed=False).first()
    if row is None:
        raise Http404
    return row


def _shape_clusters(rows: list[Any], on: date) -> list[dict[str, Any]]:
    ids = [row.cluster_id for row in rows]
    regions: dict[str, list[str]] = {}
    inside = model_of("cluster_regions").objects.filter(cluster_id__in=ids, is_removed=False)
    for cluster, region in inside.order_by("region").values_list("cluster_id", "region"):
        regions.setdefault(cluster, []).append(region)
    members = model_of("memberships").objects.filter(cluster_id__in=ids, is_removed=False)
    members = members.filter(Q(joined_on=None) | Q(joined_on__lte=on)).exclude(left_on__lte=on)
    counted = members.values("cluster_id").annotate(count=Count("organisation_id", distinct=True))
    counts = {one["cluster_id"]: one["count"] for one in counted}
    return [
        {
            "cluster_id": row.cluster_id,
            "name": row.name,
            "kind": row.kind,
            "registry_number": row.registry_number,
            "confirmed_on": row.confirmed_on,
            "regions": regions.get(row.cluster_id, []),
            "participants": counts.get(row.cluster_id, 0),
        }
        for row in rows
    ]


@service.get(
    "/editions",
    tags=["public"],
    response={200: list[EditionShape], **FAULTS},
    summary="Editions of the rules",
)
def list_editions(request: HttpRequest) -> Any:
    return [
        {
            "code": one.code,
            "kind": one.kind,
            "from": one.from_on,
            "until": one.until,
            "coverage": one.coverage,
        }
        for one in known_editions().values()
    ]


@service.get(
    "/package",
    tags=["public"],
    response={200: None, **FAULTS},
    openapi_extra={"responses": {200: {"content": {"application/zip": {"schema": BINARY}}}}},
    summary="Everything that one may see, as one archive",
)
def download_package(request: HttpRequest, cluster_id: str = Query("", max_length=200)) -> HttpResponse:
    """A Frictionless data package: `datapackage.json` and a CSV file for each table that has rows."""
    if cluster_id:
        find_cluster(cluster_id)
    response = HttpResponse(write_package(request.auth, cluster_id), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="kust.zip"'
    return response
