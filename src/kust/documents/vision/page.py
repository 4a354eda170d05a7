"""The shared vision, and the indicators, as self-contained pages."""

from kust.documents.blocks import Document
from kust.documents.page import render_page as render


def render_page(document: Document) -> str:
    """Render a document whose drawings may have a form for a telephone beside that for a desk."""
    return render(document, "vision.css", "cards.css", labels=True)


def both_forms(wide: str, narrow: str) -> str:
    """Put a drawing for a desk and one for a telephone beside each other; the page shows the one that fits."""
    return f'<div class="on-desk">{wide}</div><div class="on-telephone">{narrow}</div>'
