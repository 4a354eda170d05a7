"""The map and the report of a season as self-contained pages: styles and drawings inside, switches without a script."""

from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kust.documents.blocks import MARK, Document
from kust.documents.figures import SYMBOLS, write
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.map import MapPage
from kust.documents.html import NUMERIC
from kust.i18n import say


@cache
def _environment() -> Environment:
    loader = PackageLoader("kust.documents", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _words(lang: str) -> dict[str, Any]:
    style = "\n".join(_environment().get_template(name).render() for name in ("report.css", "harvest.css"))
    return {
        "lang": lang,
        "mark": MARK,
        "t": lambda code, **values: say(f"report.{code}", lang, **values),
        "h": Teller(lang).t,
        "write": partial(write, lang=lang),
        "symbols": SYMBOLS,
        "numeric": NUMERIC,
        "kind_of": lambda block: type(block).__name__,
        "safe": _embed,
        "style": Markup(style),  # noqa: S704
    }


def render_map(page: MapPage) -> str:
    """Render the map."""
    return _environment().get_template("harvest_map.html").render(page=page, **_words(page.lang))


def render_report(document: Document) -> str:
    """Render the report."""
    template = _environment().get_template("contents.html")
    return template.render(document=document, **_words(document.lang))


def write_map(page: MapPage, path: Path) -> None:
    """Write the map as a page."""
    path.write_text(render_map(page), encoding="utf-8")


def write_report(document: Document, path: Path) -> None:
    """Write the report as a page."""
    path.write_text(render_report(document), encoding="utf-8")


def _embed(svg: str) -> Markup:
    """Put a drawing into the page; its words were escaped where they were written."""
    return Markup(svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # noqa: S704
