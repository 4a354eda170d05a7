"""Cards of niches as one HTML page: styles and drawings inside, no script; a card prints on one sheet of A4."""

from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kust.documents.blocks import MARK
from kust.documents.figures import write
from kust.documents.niches.card import Booklet
from kust.documents.niches.text import tell


@cache
def _environment() -> Environment:
    loader = PackageLoader("kust.documents", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def write_page(booklet: Booklet, path: Path) -> None:
    """Write the cards as a page."""
    path.write_text(render_page(booklet), encoding="utf-8")


def render_page(booklet: Booklet) -> str:
    """Render the cards as an HTML page; several of them get a list of contents."""
    environment, lang = _environment(), booklet.lang
    style = "\n".join(environment.get_template(name).render() for name in ("report.css", "niche.css"))
    return environment.get_template("niche.html").render(
        booklet=booklet,
        lang=lang,
        mark=MARK,
        style=Markup(style),  # noqa: S704
        tell=lambda code, **values: tell(code, lang, **values),
        write=partial(write, lang=lang),
        embed=_embed,
    )


def _embed(svg: str) -> Markup:
    """Put a drawing into the page; its words were escaped where they were written."""
    return Markup(svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # noqa: S704
