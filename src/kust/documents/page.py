"""A document as one self-contained page: styles and drawings inside, no script."""

from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from kust.documents.blocks import MARK, Document
from kust.documents.figures import SYMBOLS, write
from kust.i18n import say

NUMERIC = frozenset({"count", "share", "krub", "rub", "number", "year", "amount", "figure"})


@cache
def _environment() -> Environment:
    loader = PackageLoader("kust.documents", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def find_template(name: str) -> Template:
    """Find a template of a page."""
    return _environment().get_template(name)


def page_words(lang: str, *styles: str) -> dict[str, Any]:
    """Return what every page says and writes with, bound to the language.

    Parameters
    ----------
    styles
        Its own style sheets, behind that of every page.
    """
    style = "\n".join(find_template(name).render() for name in ("report.css", *styles))
    return {
        "lang": lang,
        "mark": MARK,
        "t": lambda code, **values: say(f"report.{code}", lang, **values),
        "write": partial(write, lang=lang),
        "symbols": SYMBOLS,
        "numeric": NUMERIC,
        "kind_of": lambda block: type(block).__name__,
        "safe": embed,
        "style": Markup(style),  # noqa: S704
    }


def render_page(document: Document, *styles: str, template: str = "contents.html", **more: object) -> str:
    """Render a document with a list of its contents.

    Parameters
    ----------
    styles
        Its own style sheets, behind that of every page.
    more
        What the template says besides; ``labels``: on a telephone rows become cards whose cells say what they are, of
        all tables (True) or of those with this look.
    """
    return find_template(template).render(document=document, **page_words(document.lang, *styles), **more)


def embed(svg: str) -> Markup:
    """Put drawings into a page, which needs no name space; their words were escaped where they were written."""
    return Markup(svg.replace(' xmlns="http://www.w3.org/2000/svg"', ""))  # noqa: S704
