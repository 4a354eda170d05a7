"""The map and the report of a season as self-contained pages: styles and drawings inside, switches without a script."""

from pathlib import Path

from kust.documents.blocks import Document
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.map import MapPage
from kust.documents.harvest.outlook import CARDS
from kust.documents.page import find_template, page_words, render_page

_STYLE = "harvest.css"


def render_map(page: MapPage) -> str:
    """Render the map."""
    words = page_words(page.lang, _STYLE)
    return find_template("harvest_map.html").render(page=page, h=Teller(page.lang).t, **words)


def render_report(document: Document) -> str:
    """Render the report."""
    return render_page(document, _STYLE, "cards.css", labels=CARDS)


def write_map(page: MapPage, path: Path) -> None:
    """Write the map as a page."""
    path.write_text(render_map(page), encoding="utf-8")


def write_report(document: Document, path: Path) -> None:
    """Write the report as a page."""
    path.write_text(render_report(document), encoding="utf-8")
