"""The shared vision, and the indicators, as self-contained pages."""

from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kust.documents.content import MARK, Document
from kust.documents.figures import SYMBOLS, write
from kust.documents.html import NUMERIC
from kust.i18n import say


@cache
def _environment() -> Environment:
    loader = PackageLoader("kust.documents", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def render_page(document: Document) -> str:
    """Render a document whose drawings may have a form for a telephone beside that for a desk."""
    lang = document.lang
    style = "\n".join(_environment().get_template(name).render() for name in ("report.css", "vision.css"))
    words: dict[str, Any] = {
        "lang": lang,
        "mark": MARK,
        "t": lambda code, **values: say(f"report.{code}", lang, **values),
        "write": partial(write, lang=lang),
        "symbols": SYMBOLS,
        "numeric": NUMERIC,
        "kind_of": lambda block: type(block).__name__,
        "safe": _embed,
        "style": Markup(style),  # noqa: S704
    }
    return _environment().get_template("harvest_report.html").render(document=document, **words)


def _embed(svg: str) -> Markup:
    """Put drawings into a page, which needs no name space; their words were escaped where they were written."""
    return Markup(svg.replace(' xmlns="http://www.w3.org/2000/svg"', ""))  # noqa: S704


def both_forms(wide: str, narrow: str) -> str:
    """Put a drawing for a desk and one for a telephone beside each other; the page shows the one that fits."""
    return f'<div class="on-desk">{wide}</div><div class="on-telephone">{narrow}</div>'
