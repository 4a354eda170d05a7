"""Needs and niches of a cluster, their cards on the page and as files."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kust_web.people.access import allowed
from kust_web.workbench.packing import unpack
from kust_web.workbench.pages import open_page, send_json
from kust_web.workbench.sending import send_csv, send_tables
from kust_web.workbench.works_niches import FORMS

PAGE = 50


@require_GET
@allowed("cluster.see")
def show_niches(request: HttpRequest, cluster_id: str) -> HttpResponse:
    page = open_page(request, cluster_id)
    page.ask("niches", page.question.of_year)
    if page.wants("json"):
        kept = {name: page.answer[name] for name in ("needs", "niches")}
        return send_json(kept, f"{cluster_id}-niches")
    if page.answer is None:
        return page.render("workbench/niches.html")
    told = page.answer["pages"][page.lang]
    needs = unpack(told["needs"])
    if page.wants("csv"):
        return send_csv([needs], f"{cluster_id}-needs")
    if page.wants("xlsx"):
        return send_tables([needs], needs.title, page.question.on, f"{cluster_id}-needs")
    chosen = _choose(request, told["cards"])
    return page.render("workbench/niches.html", **chosen, needs=needs, told=told, forms=FORMS)


def _choose(request: HttpRequest, packed: list[tuple[str, Any]]) -> dict[str, Any]:
    """Take the card asked for, if one is, else a page of them; only what is shown is unpacked."""
    product = request.GET.get("niche")
    card = next((unpack(one) for known, one in packed if known == product), None)
    paged = Paginator(packed, PAGE).get_page(request.GET.get("page"))
    cards = [] if card else [(known, unpack(one)) for known, one in paged]
    told = {"cards": cards, "paged": paged, "count": len(packed)}
    return told | {"product": product if card else None, "card": card}


@require_GET
@allowed("cluster.see")
def write_cards(request: HttpRequest, cluster_id: str, form: str) -> HttpResponse:
    """Let the cards be written as a file by a job."""
    if form not in (*FORMS, "model"):
        raise Http404
    page = open_page(request, cluster_id)
    asked = {"form": form, "niche": request.GET.get("niche") or None, "lang": page.lang}
    page.ask("niche_cards", page.question.of_year | asked)
    file = page.answer["files"][form] if page.answer else None
    return page.render("workbench/cards_file.html", form=form, file=file)
