"""The cheapest way to pass, with prices and wishes of one's own; and what a change would bring."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kust.documents.blocks import Block, Document, Table
from kust.i18n import say
from kust.remedies.options import KINDS
from kust.settings import RemedyPrices, Settings
from kust_web.people.access import allowed
from kust_web.workbench.change_asked import ROLES, read_change_asked
from kust_web.workbench.packing import unpack
from kust_web.workbench.pages import open_page, send_json
from kust_web.workbench.reread import read_entries
from kust_web.workbench.saved import settings_of
from kust_web.workbench.sending import send_csv, send_document
from kust_web.workbench.what_if import compare, tabulate_change, word_not_held

# How far the slider of a price goes, in points.
TOP, STEP = 10.0, 0.25
_MOST_WISHES = 50
_WISHES = ("forbidden", "forced")


@require_GET
@allowed("cluster.see")
def show_remedies(request: HttpRequest, cluster_id: str) -> HttpResponse:
    page = open_page(request, cluster_id)
    usual = settings_of({"settings": page.question.content})
    wishes = _read_wishes(request, usual)
    asked = {name: value for name, value in wishes.items() if value or name in _given(request, usual)}
    page.ask("remedy", page.question.parameters | asked)
    if page.wants("json"):
        return send_json({"remedies": page.answer["remedies"]}, f"{cluster_id}-remedy")
    sliders = _sliders(wishes["prices"], usual.remedy_prices)
    context = {"sliders": sliders, "wishes": wishes, "kinds": KINDS}
    if page.answer is None:
        return page.render("workbench/remedies.html", **context)
    section = unpack(page.answer["pages"][page.lang])
    if page.wants("csv"):
        return send_csv(section.sheets, f"{cluster_id}-remedy")
    if page.wants("xlsx"):
        document: Document = unpack(page.answer["documents"][page.lang])
        return send_document(document, "xlsx", f"{cluster_id}-remedy")
    section = replace(section, blocks=tuple(_own_note(one, page.lang) for one in section.blocks))
    steps = [step for of_one in page.answer["steps"][page.lang] for step in of_one]
    return page.render("workbench/remedies.html", section=section, steps=steps, **context)


def _own_note(block: Block, lang: str) -> Block:
    """Say under the steps where prices are changed here; the library's own note speaks of a file."""
    if isinstance(block, Table) and block.code == "plan.steps":
        return replace(block, note=say("workbench.remedies.points", lang))
    return block


def _read_wishes(request: HttpRequest, usual: Settings) -> dict[str, Any]:
    """Read prices, forbidden and forced steps; a price that is as the cluster's settings have it is left out.

    The form sends its wishes as a whole; a link adds to those of the settings.
    """
    prices = {}
    for name, value in usual.remedy_prices.model_dump().items():
        told = _read_number(request.GET.get(f"p.{name}", ""))
        if told is not None and told != value:
            prices[name] = told
    wishes: dict[str, Any] = {"prices": prices}
    for wish in _WISHES:
        begun = () if "wished" in request.GET else getattr(usual.remedies, wish)
        given = {one for one in request.GET.getlist(wish) if one.split(":")[0] in KINDS}
        wishes[wish] = sorted({*begun, *given})[:_MOST_WISHES]
    return wishes


def _given(request: HttpRequest, usual: Settings) -> set[str]:
    """Name the wishes of the settings that the form takes back."""
    return {wish for wish in _WISHES if "wished" in request.GET and getattr(usual.remedies, wish)}


def _read_number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if 0 <= number <= 1000 else None


def _sliders(prices: dict[str, float], begun: RemedyPrices) -> list[dict[str, Any]]:
    """List the prices that a slider sets; that of a thousand roubles is set per million."""
    usual = begun.model_dump()
    return [
        {
            "name": name,
            "value": prices.get(name, value),
            "usual": value,
            "top": TOP if name != "supply_krub" else 0.001,
            "step": STEP
            if name not in ("supply_krub", "jobs")
            else 0.00001
            if name == "supply_krub"
            else 0.01,
        }
        for name, value in usual.items()
        if isinstance(value, float)
    ]


@require_GET
@allowed("cluster.see")
def show_what_if(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Hold the verdicts of a changed cluster beside those of the cluster as it is; nothing is stored."""
    page = open_page(request, cluster_id)
    form = read_change_asked(request.GET, cluster_id, page.question.on)
    context: dict[str, Any] = {"form": form, "roles": ROLES}
    if form.change and not form.wrong:
        page.ask("what_if", page.question.parameters | {"change": form.change})
    if not_held := word_not_held(page.job, page.lang):
        page.job = None
    if page.answer is None:
        return page.render("workbench/what_if.html", **context, not_held=not_held)
    if page.wants("json"):
        return send_json(page.answer, f"{cluster_id}-what-if")
    before, after = (read_entries(page.answer[name]) for name in ("before", "after"))
    pairs = compare(before, after, page.lang)
    if page.wants("csv"):
        return send_csv([tabulate_change(one, page.lang) for one in pairs], f"{cluster_id}-what-if")
    return page.render("workbench/what_if.html", pairs=pairs, **context)
