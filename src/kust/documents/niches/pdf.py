"""Cards of niches as a PDF for people and screen readers (PDF/UA-1), set by typst with the letters it brings along.

Nothing of the content is ever part of the program that typst runs: it comes in as JSON and is only shown.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

from kust.documents.blocks import MARK
from kust.documents.markup import clean
from kust.documents.niches.card import Booklet
from kust.documents.niches.text import tell
from kust.errors import MissingEngineError
from kust.i18n import say

_WORDS = (
    "warnings_title",
    "unpaired_title",
    "sources",
    "certainty_note",
    "contents",
    "nothing",
    "kind_of_document",
)


def check_typst() -> None:
    """Refuse to set a PDF without the program that sets it.

    Raises
    ------
    MissingEngineError
        The optional package typst is not installed.
    """
    try:
        import typst  # noqa: F401
    except ImportError as error:
        raise MissingEngineError("pdf_not_installed", extra="pdf") from error


def write_pdf(booklet: Booklet, path: Path) -> None:
    """Write the cards as a PDF, each from a new page.

    Raises
    ------
    MissingEngineError
        The optional package typst is not installed.
    """
    check_typst()
    import typst

    source = files("kust.documents").joinpath("templates/niche.typ").read_bytes()
    # Made on the day asked about, so that the same cards are the same file.
    moment = int(datetime.combine(booklet.day, time(), UTC).timestamp())
    pdf = typst.compile(
        source,
        format="pdf",
        sys_inputs={"content": json.dumps(_clean_all(_content(booklet)), ensure_ascii=False)},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=moment,
    )
    path.write_bytes(pdf)


def _content(booklet: Booklet) -> dict[str, Any]:
    lang = booklet.lang
    return {
        "lang": lang,
        "title": booklet.title,
        "subtitle": booklet.subtitle,
        "dataset": booklet.dataset,
        "mark": MARK,
        "day": [booklet.day.year, booklet.day.month, booklet.day.day],
        "cards": [asdict(card) for card in booklet.cards],
        "words": {code: tell(code, lang) for code in _WORDS} | {"missing": say("report.missing", lang)},
    }


def _clean_all(content: Any) -> Any:
    """Leave out of all words the characters that no document can hold."""
    if isinstance(content, str):
        return clean(content)
    if isinstance(content, dict):
        return {key: _clean_all(value) for key, value in content.items()}
    return [_clean_all(one) for one in content] if isinstance(content, list | tuple) else content
