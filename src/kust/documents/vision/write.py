"""Write the shared vision or the indicators to a file: the ending of its name chooses the form."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kust.data.own import is_own
from kust.documents.blocks import MARK, Document, Fact
from kust.documents.vision.document import make_vision_document
from kust.documents.vision.page import render_page
from kust.documents.vision.picture import draw_vision
from kust.documents.write import replace_whole
from kust.errors import UsageError
from kust.programme.agreement.vision import Agreement

VISION_FORMS = (".svg", ".html", ".xlsx")
INDICATOR_FORMS = (".html", ".xlsx")
_HEAD = 4096


def check_target(path: Path, forms: tuple[str, ...]) -> None:
    """Refuse a name that ends otherwise, or a file that is there and that kust did not write.

    Raises
    ------
    UsageError
        The ending is unknown; the file would be overwritten.
    """
    if path.suffix.lower() not in forms:
        raise UsageError("choice", option="output", value=path.name, known=", ".join(forms))
    if path.exists() and not _is_ours(path):
        raise UsageError("target_exists", path=path)


def _is_ours(path: Path) -> bool:
    if path.suffix.lower() != ".svg":
        return is_own(path)
    return path.is_file() and f"<!-- {MARK} -->".encode() in path.read_bytes()[:_HEAD]


def write_vision(
    agreement: Agreement, goals: Mapping[str, str], path: Path, *, lang: str, sources: Sequence[Fact] = ()
) -> None:
    """Write the picture (``.svg``), a page (``.html``) or a workbook (``.xlsx``); whole or not at all.

    Raises
    ------
    UsageError
        The ending is none of these; the file is there and is none of kust's.
    UnreadableError
        Nothing can be written there.
    """
    check_target(path, VISION_FORMS)
    if path.suffix.lower() == ".svg":
        drawing = draw_vision(agreement, lang, alone=True)
        text = drawing.replace("<title", f"<!-- {MARK} --><title", 1)
        replace_whole(path, lambda beside: _write_text(beside, text))
        return
    write_page(make_vision_document(agreement, goals, lang, sources), path)


def write_page(document: Document, path: Path) -> None:
    """Write a document as a page or a workbook."""
    if path.suffix.lower() == ".xlsx":
        from kust.documents.xlsx import write_document

        replace_whole(path, lambda beside: write_document(document, beside))
        return
    page = render_page(document)
    replace_whole(path, lambda beside: _write_text(beside, page))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
