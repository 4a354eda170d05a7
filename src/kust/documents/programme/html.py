"""The document of a programme as one self-contained page."""

from pathlib import Path

from kust.documents.blocks import Document
from kust.documents.page import render_page


def render_document(document: Document) -> str:
    """Render the page; on a telephone the rows of its tables become cards whose cells say what they are."""
    return render_page(document, "programme.css", "cards.css", labels=True)


def write_document(document: Document, path: Path) -> None:
    """Write the page."""
    path.write_text(render_document(document), encoding="utf-8")
