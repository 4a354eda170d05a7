"""The supplies of a cluster of which the two sides tell different amounts, the largest gap first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kust.data.schema import fold
from kust.i18n import say
from kust_web.moderation.rights import members_of
from kust_web.moderation.scope import find_row
from kust_web.moderation.sides.supplies import FlowKey, is_apart
from kust_web.moderation.sides.words import address_of, name_all
from kust_web.people.access import allowed
from kust_web.registry import downloads
from kust_web.registry.downloads import Column, Sheet
from kust_web.registry.models import model_of
from kust_web.ui.language import current

A_PAGE = 50
KINDS = ("differs", "one_sided")
EVERY_YEAR = "all"
_FLOW = ("supplier_id", "buyer_id", "product_id", "year")
SORTS = ("gap", "share", "supplier", "buyer", "product")


@dataclass(frozen=True)
class Difference:
    """A supply and what each side says of it, thousand roubles; None where a side has said nothing."""

    supplier_id: str
    buyer_id: str
    product_id: str
    year: int
    supplier_krub: float | None
    buyer_krub: float | None

    @property
    def gap(self) -> float:
        return abs((self.supplier_krub or 0.0) - (self.buyer_krub or 0.0))

    @property
    def share(self) -> float | None:
        """Return the gap as a share of the larger of the two."""
        larger = max(self.supplier_krub or 0.0, self.buyer_krub or 0.0)
        return self.gap / larger if larger else None

    @property
    def kind(self) -> str:
        return "one_sided" if None in (self.supplier_krub, self.buyer_krub) else "differs"


def find_differences(cluster: str, year: int | None = None, *, one_sided: bool = False) -> list[Difference]:
    """List the supplies (of a year) that touch a member and of which both sides tell different amounts.

    ``one_sided`` lists instead those between two members of which one side has said nothing.
    """
    members = sorted(members_of(cluster))
    inside = Q(supplier_id__in=members) & Q(buyer_id__in=members)
    touching = Q(supplier_id__in=members) | Q(buyer_id__in=members)
    rows = model_of("supplies").objects.filter(inside if one_sided else touching, is_removed=False)
    told = _sum_sides(rows if year is None else rows.filter(year=year))
    if one_sided:
        told = told.filter(Q(suppliers=0, buyers__gt=0) | Q(suppliers__gt=0, buyers=0))
    else:
        told = told.filter(suppliers__gt=0, buyers__gt=0).exclude(supplier_krub=F("buyer_krub"))
    found = []
    for row in told:
        one = Difference(*(row[name] for name in _FLOW), row["supplier_krub"], row["buyer_krub"])
        apart = one.kind == "one_sided" or is_apart(one.supplier_krub or 0.0, one.buyer_krub or 0.0)
        if apart and one.supplier_id != one.buyer_id:
            found.append(one)
    return sorted(found, key=lambda one: (-one.gap, one.supplier_id, one.buyer_id, one.product_id))


def _sum_sides(rows: QuerySet[Any]) -> QuerySet[Any]:
    by_supplier, by_buyer = Q(reported_by="supplier"), Q(reported_by="buyer")
    return (
        rows.order_by()
        .values(*_FLOW)
        .annotate(
            supplier_krub=Sum("amount_krub", filter=by_supplier),
            buyer_krub=Sum("amount_krub", filter=by_buyer),
            suppliers=Count("pk", filter=by_supplier),
            buyers=Count("pk", filter=by_buyer),
        )
    )


@require_GET
@allowed("cluster.see")
def list_differences(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show the differences of a year, narrowed and sorted as the address asks."""
    cluster = find_row("clusters", cluster_id=cluster_id)
    years = _find_years(cluster_id)
    kind = request.GET.get("kind") if request.GET.get("kind") in KINDS else "differs"
    everything = find_differences(cluster_id, one_sided=kind == "one_sided")
    counts = Counter(one.year for one in everything)
    year = _choose_year(request.GET.get("year", ""), years, counts)
    found = [one for one in everything if year in (None, one.year)]
    firms = name_all("organisations", {code for one in found for code in (one.supplier_id, one.buyer_id)})
    products = name_all("products", {one.product_id for one in found})
    sort = request.GET.get("sort", "gap")
    chosen = _sort(_narrow(request, found, firms, products), sort, firms, products)
    form = downloads.asked_format(request)
    if form:
        return downloads.send(request, _sheet(cluster, year, chosen, firms, products), form)
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "cluster": cluster,
        "years": [(one, counts[one]) for one in years],
        "year": year,
        "of_years": sum(counts.values()),
        "others": sum(count for one, count in counts.items() if one != year) if year else 0,
        "kind": kind,
        "kinds": KINDS,
        "sort": sort if sort.removeprefix("-") in SORTS else "gap",
        "sorts": SORTS,
        "q": request.GET.get("q", ""),
        "page": page,
        "rows": _describe(page, members_of(cluster_id), firms, products),
        "count": len(chosen),
        "total": sum(one.gap for one in chosen),
    }
    return render(request, "sides/differences.html", context)


def _choose_year(asked: str, years: Sequence[int], counts: Mapping[int, int]) -> int | None:
    """Choose the year that is shown, None for all: the one asked for, else the latest that has a difference."""
    if asked == EVERY_YEAR:
        return None
    if asked in map(str, years):
        return int(asked)
    return max(counts, default=years[0] if years else None)


def _describe(
    found: Iterable[Difference], members: set[str], firms: dict[str, str], products: dict[str, str]
) -> list[dict[str, Any]]:
    """Put names beside differences, and the address at which a member's side of it is answered."""
    rows = []
    for one in found:
        as_buyer = one.buyer_id in members
        key = FlowKey(
            "buyer" if as_buyer else "supplier",
            one.supplier_id if as_buyer else one.buyer_id,
            one.product_id,
            one.year,
        )
        rows.append(
            {
                "one": one,
                "supplier": firms.get(one.supplier_id, one.supplier_id),
                "buyer": firms.get(one.buyer_id, one.buyer_id),
                "product": products.get(one.product_id, one.product_id),
                "address": address_of(one.buyer_id if as_buyer else one.supplier_id, key),
            }
        )
    return rows


def _find_years(cluster: str) -> list[int]:
    members = sorted(members_of(cluster))
    rows = model_of("supplies").objects.filter(
        Q(supplier_id__in=members) | Q(buyer_id__in=members), is_removed=False
    )
    return sorted(rows.order_by().values_list("year", flat=True).distinct(), reverse=True)


def _narrow(
    request: HttpRequest, found: list[Difference], firms: dict[str, str], products: dict[str, str]
) -> list[Difference]:
    words = fold(request.GET.get("q", "")[:200]).split()
    if not words:
        return found

    def mentions(one: Difference) -> bool:
        parts = [one.supplier_id, one.buyer_id, one.product_id, products.get(one.product_id, "")]
        text = fold(" ".join([*parts, firms.get(one.supplier_id, ""), firms.get(one.buyer_id, "")]))
        return all(word in text for word in words)

    return [one for one in found if mentions(one)]


def _sort(
    found: list[Difference], sort: str, firms: dict[str, str], products: dict[str, str]
) -> list[Difference]:
    keys = {
        "gap": lambda one: -one.gap,
        "share": lambda one: -(one.share or 0.0),
        "supplier": lambda one: fold(firms.get(one.supplier_id, "")),
        "buyer": lambda one: fold(firms.get(one.buyer_id, "")),
        "product": lambda one: fold(products.get(one.product_id, "")),
    }
    column = sort.removeprefix("-")
    return sorted(found, key=keys.get(column, keys["gap"]), reverse=sort.startswith("-"))


def _sheet(
    cluster: Any,
    year: int | None,
    found: Sequence[Difference],
    firms: dict[str, str],
    products: dict[str, str],
) -> Sheet:
    lang = current()
    kinds = dict.fromkeys(("supplier_krub", "buyer_krub", "gap_krub"), "number")
    kinds |= {"year": "count", "share": "share"}
    names = ("supplier_id", "supplier", "buyer_id", "buyer", "product_id", "product", "year")
    names = (*names, "supplier_krub", "buyer_krub", "gap_krub", "share")
    columns = [Column(name, say(f"sides.column.{name}", lang), kinds.get(name, "text")) for name in names]
    rows = [
        (
            one.supplier_id,
            firms.get(one.supplier_id),
            one.buyer_id,
            firms.get(one.buyer_id),
            one.product_id,
            products.get(one.product_id),
            one.year,
            one.supplier_krub,
            one.buyer_krub,
            one.gap,
            one.share,
        )
        for one in found
    ]
    title = say("sides.differences_of", lang, name=cluster.name, year=year or say("sides.every_year", lang))
    return Sheet(f"kust-differences-{year or EVERY_YEAR}", title, columns, rows)
