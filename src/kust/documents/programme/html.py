"""The document of a programme as one self-contained page: styles and drawings inside, no script."""

from functools import cache, partial
from pathlib import Path

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


def render_document(document: Document) -> str:
    """Render the page."""
    lang = document.lang
    styles = (_environment().get_template(name).render() for name in ("report.css", "programme.css"))
    return (
        _environment()
        .get_template("programme.html")
        .render(
            document=document,
            lang=lang,
            mark=MARK,
            t=lambda code, **values: say(f"report.{code}", lang, **values),
            write=partial(write, lang=lang),
            symbols=SYMBOLS,
            numeric=NUMERIC,
            kind_of=lambda block: type(block).__name__,
            safe=_embed,
            labels=True,
            style=Markup("\n".join(styles)),  # noqa: S704
        )
    )


def write_document(document: Document, path: Path) -> None:
    """Write the page."""
    path.write_text(render_document(document), encoding="utf-8")


def _embed(svg: str) -> Markup:
    """Put a drawing into the page; its words were escaped where they were written."""
    return Markup(svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # noqa: S704
