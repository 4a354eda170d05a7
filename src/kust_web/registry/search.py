"""Finding clusters: what is asked for in an address, and the rows that answer it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, When

from kust.data.schema import fold, regions, tables
from kust.law import editions
from kust_web.registry.made_up import find_made_up
from kust_web.registry.models import Standing, model_of

SORTS = ("name", "number", "region", "participants")
VERDICTS = ("met", "not_met", "unknown", "none")
DATA = ("real", "made_up")
KINDS = tuple(code.code for code in tables()["clusters"].column("kind").codes)
_MOST_WORDS = 8


@dataclass(frozen=True)
class Search:
    """What an address asks for; an empty part asks for nothing. ``sort`` begins with ``-`` to turn the order round."""

    q: str = ""
    kind: str = ""
    region: str = ""
    edition: str = ""
    verdict: str = ""
    data: str = ""
    sort: str = "name"

    def query(self, **changed: str) -> str:
        """Write the query of the address, with some parts changed; what asks for nothing is left out."""
        parts = asdict(replace(self, **changed))
        plain = asdict(Search())
        return urlencode({name: value for name, value in parts.items() if value and value != plain[name]})

    @property
    def filters(self) -> list[tuple[str, str, str]]:
        """List what narrows the search: its name, its value, the query without it."""
        parts = asdict(self)
        names = [name for name in ("q", "kind", "region", "verdict", "data") if parts[name]]
        return [(name, parts[name], self.query(**{name: ""})) for name in names]

    def turned(self, column: str) -> str:
        """Write the query that sorts by a column, the other way round where it does so already."""
        return self.query(sort=f"-{column}" if self.sort == column else column)


def read(asked: Mapping[str, str]) -> Search:
    """Read an address; what cannot be asked for is left out, so that an old link still leads somewhere."""

    def one_of(name: str, known: Iterable[str], otherwise: str = "") -> str:
        value = asked.get(name, "")
        return value if value in known else otherwise

    return Search(
        q=" ".join(asked.get("q", "").replace("\x00", " ").split())[:200],
        kind=one_of("kind", KINDS),
        region=one_of("region", regions()),
        edition=one_of("edition", editions()),
        verdict=one_of("verdict", VERDICTS),
        data=one_of("data", DATA),
        sort=one_of("sort", [*SORTS, *(f"-{name}" for name in SORTS)], "name"),
    )


def edition_of(search: Search, on: date) -> str:
    """Name the edition whose answers are shown: the one asked for, else the industrial one in force, else the last."""
    if search.edition:
        return search.edition
    holding = [one for one in editions().values() if one.holds(on)] or list(editions().values())
    return next((one.code for one in holding if one.kind == "industrial"), holding[-1].code)


def find(search: Search, on: date) -> QuerySet[Any]:
    """Find the clusters that answer a search, in its order."""
    found = model_of("clusters").objects.filter(is_removed=False)
    for word in fold(search.q).split()[:_MOST_WORDS]:
        found = found.filter(_mentions(word))
    if search.kind:
        found = found.filter(kind=search.kind)
    if search.region:
        found = found.filter(_lies_in([search.region]))
    if search.data:
        made_up = Q(cluster_id__in=find_made_up())
        found = found.filter(made_up if search.data == "made_up" else ~made_up)
    if search.verdict:
        known = Standing.objects.filter(cluster_id=OuterRef("cluster_id"), edition=edition_of(search, on))
        found = found.filter(
            ~Exists(known) if search.verdict == "none" else Exists(known.filter(conforms=search.verdict))
        )
    return _sort(found, search.sort, on)


def _mentions(word: str) -> Q:
    """A word stands in the name, or in the name of a region; or it is the number or the id."""
    meant = Q(folded__contains=word) | Q(cluster_id__iexact=word)
    if word.isdecimal() and len(word) < 10:
        meant |= Q(registry_number=int(word))
    named = [code for code, titles in regions().items() if any(word in fold(title) for title in titles)]
    return meant | Q(_lies_in(named)) if named else meant


def _lies_in(codes: list[str]) -> Exists:
    rows = model_of("cluster_regions").objects.filter(is_removed=False, region__in=codes)
    return Exists(rows.filter(cluster_id=OuterRef("cluster_id")))


def members_on(on: date, prefix: str = "") -> Q:
    """Say which rows of memberships hold on a day."""
    joined, left = f"{prefix}joined_on", f"{prefix}left_on"
    return (Q(**{joined: None}) | Q(**{f"{joined}__lte": on})) & (
        Q(**{left: None}) | Q(**{f"{left}__gt": on})
    )


def _sort(found: QuerySet[Any], sort: str, on: date) -> QuerySet[Any]:
    column, back = sort.removeprefix("-"), sort.startswith("-")
    by: Any = F({"name": "folded", "number": "registry_number"}.get(column, "placed"))
    if column == "region":
        titles = sorted(regions(), key=lambda code: fold(regions()[code][0]))
        place = Case(
            *(When(region=code, then=number) for number, code in enumerate(titles)),
            output_field=IntegerField(),
        )
        rows = model_of("cluster_regions").objects.filter(cluster_id=OuterRef("cluster_id"), is_removed=False)
        found = found.annotate(placed=Subquery(_grouped(rows, Min(place))))
    elif column == "participants":
        rows = model_of("memberships").objects.filter(cluster_id=OuterRef("cluster_id"), is_removed=False)
        counted = Count("organisation_id", distinct=True, filter=members_on(on))
        found = found.annotate(placed=Subquery(_grouped(rows, counted)))
    order = by.desc(nulls_last=True) if back else by.asc(nulls_last=True)
    return found.order_by(order, "folded", "name", "cluster_id")


def _grouped(rows: QuerySet[Any], figure: Any) -> QuerySet[Any]:
    return rows.order_by().values("cluster_id").annotate(figure=figure).values("figure")


@dataclass(frozen=True)
class Found:
    """A cluster as a list shows it; ``participants`` is None where nobody has told who belongs to it."""

    cluster: Any
    regions: tuple[str, ...]
    participants: int | None
    standing: Standing | None
    is_made_up: bool = False


def describe(clusters: Iterable[Any], edition: str, on: date) -> list[Found]:
    """Put beside clusters what a list shows of them, with one query a column."""
    clusters = list(clusters)
    ids = [cluster.cluster_id for cluster in clusters]
    places: dict[str, list[str]] = defaultdict(list)
    lying = model_of("cluster_regions").objects.filter(cluster_id__in=ids, is_removed=False)
    for cluster, region in lying.order_by("region").values_list("cluster_id", "region"):
        places[cluster].append(region)
    members = model_of("memberships").objects.filter(cluster_id__in=ids, is_removed=False).order_by()
    counted = members.values("cluster_id").annotate(
        count=Count("organisation_id", distinct=True, filter=members_on(on))
    )
    counts = {row["cluster_id"]: row["count"] for row in counted}
    standings = {one.cluster_id: one for one in Standing.objects.filter(cluster_id__in=ids, edition=edition)}
    made_up = set(find_made_up().filter(cluster_id__in=ids).values_list("cluster_id", flat=True))
    return [
        Found(
            one,
            tuple(places[one.cluster_id]),
            counts.get(one.cluster_id),
            standings.get(one.cluster_id),
            one.cluster_id in made_up,
        )
        for one in clusters
    ]
