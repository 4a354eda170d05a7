"""A chain as one self-contained page: drawing, table that says the same, flows in money; a script only adds to it."""

import json
from dataclasses import replace
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kust.documents.chain.content import ChainContent
from kust.drawings.chain import draw_chain
from kust.drawings.sankey import draw_sankey
from kust.i18n import plural, say

MARK = "kust chain"
# More inputs or uses of a product are folded in its row.
MOST_NEAR = 6


@cache
def _environment() -> Environment:
    loader = PackageLoader("kust.documents", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _source(*names: str) -> Markup:
    """Take style or script as it is written; neither holds anything of the data."""
    loader = _environment().loader
    assert loader is not None  # noqa: S101
    return Markup("\n".join(loader.get_source(_environment(), name)[0] for name in names))  # noqa: S704


def render_chain(page: ChainContent) -> str:
    """Render the page."""
    lang, unit = page.lang, page.money.unit
    template = _environment().get_template("chain.html")
    # The page has the heading above the drawing.
    bare = replace(page.picture, heading="")
    whole = page.whole and replace(page.whole, heading="")
    titles = [say(f"chain.column.{code}", lang, unit=unit) for code in page.columns]
    flows = page.flows
    return template.render(
        page=page,
        mark=MARK,
        style=_source("report.css", "chain.css"),
        script=_source("chain.js"),
        words=_script_words(page),
        svg=_embed(draw_chain(bare, "chain", page.title, page.desc)),
        whole=_embed(draw_chain(whole, "whole", page.title, page.desc)) if whole else "",
        sankey=_embed(draw_sankey(flows.sankey, "money", flows.title, f"{flows.desc} {flows.note}"))
        if flows.sankey.flows
        else "",
        columns=titles,
        most_near=MOST_NEAR,
        products_noun=plural(page.products, lang, say("chain.forms.products", lang)),
        t=lambda code, **values: say(f"chain.{code}", lang, **values),
    )


def _script_words(page: ChainContent) -> Markup:
    """Hand the script its words and amounts as JSON in which no tag can end."""
    lang = page.lang
    written = [say("chain.tool.all", lang), *(page.money.write(step) for step in page.steps[1:])]
    told = {
        "found": _open_words("tool.found", lang, "count"),
        "chosen": _open_words("tool.chosen", lang, "name", "up", "down"),
        "row": say("chain.tool.row", lang),
        "steps": page.steps,
        "written": written,
        "links": page.links,
    }
    text = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return Markup(text)  # noqa: S704


def _open_words(code: str, lang: str, *names: str) -> str:
    """Word a code with the places of its figures left open."""
    return say(f"chain.{code}", lang, **{name: f"{{{name}}}" for name in names})


def _embed(svg: str) -> Markup:
    """Put a drawing into a page, which needs no name space; its words were escaped where they were written."""
    return Markup(svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # noqa: S704
