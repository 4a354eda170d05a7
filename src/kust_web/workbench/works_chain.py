"""The work of laying a cluster out in stages: the drawing, the table that says the same, the critical places."""

from dataclasses import replace
from datetime import date
from typing import Any

from kust.chain.critical_rows import as_json as critical_as_json
from kust.chain.criticality import calc_criticality
from kust.chain.staged import Stages
from kust.chain.staged import as_json as stages_as_json
from kust.chain.stages import calc_stages
from kust.checks.run import latest_year
from kust.data.dataset import Dataset
from kust.documents.chain.content import ChainContent, View, make_chain
from kust.documents.chain.write import draw_alone
from kust.drawings.chain import ChainPicture, draw_chain
from kust.drawings.sankey import draw_sankey
from kust.i18n import LANGUAGES, say
from kust_web.registry.snapshot import open_snapshot
from kust_web.workbench.critical import tabulate_critical
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job
from kust_web.workbench.packing import pack
from kust_web.workbench.works_check import tidy


@work("chain")
def work_chain(job: Job, tell: Say) -> dict[str, Any]:
    """Lay a cluster out in stages with all amounts, and find its critical places."""
    dataset, stages = _stages(job, tell)
    view = View(
        job.parameters.get("focus"), job.parameters.get("at_least", 0.0), job.parameters.get("fold", "auto")
    )
    tell(0.4, "drawing")
    pages = {lang: _page(dataset, stages, view, lang) for lang in LANGUAGES}
    tell(0.7, "critical")
    found = calc_criticality(dataset, on=stages.on, year=stages.year, cluster=job.cluster_id)
    for lang in LANGUAGES:
        pages[lang]["critical"] = pack(tabulate_critical(found, lang))
    return {
        "stages": tidy(stages_as_json(stages)),
        "critical": tidy(critical_as_json(found, {})),
        "pages": pages,
    }


@work("stages", public=True)
def work_stages(job: Job, tell: Say) -> dict[str, Any]:
    """Lay a cluster out in stages for everybody: who makes what, nothing of amounts or of who buys from whom."""
    dataset, stages = _stages(job, tell)
    bare = without_amounts(stages)
    tell(0.5, "drawing")
    pages = {lang: _page_for_all(dataset, bare, lang) for lang in LANGUAGES}
    return {"stages": _without_figures(tidy(stages_as_json(bare))), "pages": pages}


# What everybody does not see is not there at all: a nought would say something else.
_OF_PRODUCT = ("output_krub", "bought_krub", "imports", "level")
_OF_LINK = ("amount_krub", "strength", "firms", "sure_share")


def _without_figures(document: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in document.items() if name not in ("back_flow_share", "incoherence")}
    for table, hidden in (("products", _OF_PRODUCT), ("links", _OF_LINK)):
        kept[table] = [
            {name: value for name, value in row.items() if name not in hidden} for row in document[table]
        ]
    return kept


def _stages(job: Job, tell: Say) -> tuple[Dataset, Stages]:
    asked = job.parameters
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    on = date.fromisoformat(asked["on"])
    year = asked.get("year") or latest_year(dataset, on)
    tell(0.2, "stages")
    return dataset, calc_stages(dataset, on=on, year=year, cluster=job.cluster_id)


def without_amounts(stages: Stages) -> Stages:
    """Keep the members' products in their stages and what recipes say goes into what."""
    products = tuple(
        replace(
            one,
            output_krub=None,
            bought_krub=0.0,
            imports={},
            makers=tuple(replace(maker, amount_krub=None) for maker in one.makers if maker.member),
        )
        for one in stages.products
        if any(maker.member for maker in one.makers)
    )
    kept = {one.product_id for one in products}
    links = tuple(
        replace(link, amount_krub=None, firms=None, sure_share=None)
        for link in stages.links
        if link.origin == "recipes" and {link.input_id, link.product_id} <= kept
    )
    return replace(
        stages, products=products, links=links, back_flow_share=None, incoherence=None, findings=()
    )


def _page_for_all(dataset: Dataset, stages: Stages, lang: str) -> dict[str, Any]:
    """Draw and tell what everybody sees: neither drawing nor table speaks of amounts, not even of unknown ones."""
    page = make_chain(dataset, stages, View(), lang)
    picture = _without_words_of_amounts(page.picture, lang)
    whole = page.whole and _without_words_of_amounts(page.whole, lang)
    told = _tell(replace(page, picture=picture, whole=whole))
    heads = [say(f"workbench.chain.{code}", lang) for code in ("product", "makers", "inputs", "uses")]
    return told | {"facts": told["facts"][:2], "columns": heads, "steps": [], "sankey": ""}


def _without_words_of_amounts(picture: ChainPicture, lang: str) -> ChainPicture:
    names = {box.key: box.name for box in picture.boxes}
    links = tuple(replace(one, tooltip=f"{names[one.source]} → {names[one.target]}") for one in picture.links)
    legend = dict(picture.words.legend)
    if "unknown" in legend:
        legend["unknown"] = say("workbench.chain.goes_into", lang)
    return replace(picture, links=links, words=replace(picture.words, legend=legend))


def _page(dataset: Dataset, stages: Stages, view: View, lang: str) -> dict[str, Any]:
    return _tell(make_chain(dataset, stages, view, lang))


def _tell(page: ChainContent) -> dict[str, Any]:
    lang = page.lang
    bare = replace(page.picture, heading="")
    whole = page.whole and replace(page.whole, heading="")
    flows = page.flows
    return {
        "title": page.title,
        "subtitle": page.subtitle,
        "facts": page.facts,
        "notes": page.notes,
        "columns": [say(f"chain.column.{code}", lang, unit=page.money.unit) for code in page.columns],
        "groups": pack(page.groups),
        "findings": page.findings,
        "steps": [[step, page.money.write(step)] for step in page.steps[1:]],
        "svg": draw_chain(bare, "chain", page.title, page.desc),
        "whole": draw_chain(whole, "whole", page.title, page.desc) if whole else "",
        "alone": draw_alone(page),
        "products": page.products,
        "sankey": draw_sankey(flows.sankey, "money", flows.title, f"{flows.desc} {flows.note}")
        if flows.sankey.flows
        else "",
        "sankey_desc": flows.desc,
        "sankey_note": flows.note,
        "sankey_title": flows.title,
    }
