"""Sections as a PDF for people and screen readers (PDF/UA-1), set by typst with the letters it brings along.

Nothing of the content is ever part of the program that typst runs: it comes in as JSON and is only shown.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

from kust.documents.blocks import (
    MARK,
    Answered,
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Gallery,
    Heading,
    Judged,
    Link,
    Notice,
    Picture,
    Said,
    Table,
)
from kust.documents.figures import SYMBOLS, write
from kust.documents.markup import clean
from kust.documents.niches.pdf import check_typst
from kust.documents.page import NUMERIC
from kust.i18n import say

_DESC = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)


def write_document(document: Document, path: Path) -> None:
    """Write sections as a PDF.

    Raises
    ------
    MissingEngineError
        The optional package typst is not installed.
    """
    check_typst()
    import typst

    source = files("kust.documents").joinpath("templates/plan.typ").read_bytes()
    # Made on the day asked about, so that the same content is the same file.
    moment = int(datetime.combine(document.day, time(), UTC).timestamp())
    pdf = typst.compile(
        source,
        format="pdf",
        sys_inputs={"content": json.dumps(_content(document), ensure_ascii=False)},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=moment,
    )
    path.write_bytes(pdf)


def _content(document: Document) -> dict[str, Any]:
    lang = document.lang
    return {
        "lang": lang,
        "kind": clean(document.kind),
        "title": clean(document.title),
        "subtitle": clean(document.subtitle),
        "mark": MARK,
        "day": [document.day.year, document.day.month, document.day.day],
        "sections": [
            {
                "title": clean(one.title),
                "across": one.across,
                "blocks": [_block(block, lang, across=one.across) for block in one.blocks],
            }
            for one in document.sections
        ],
        "sources": [_fact(one) for one in document.sources],
        "contents": document.contents,
        "words": {
            "sources": document.sources_title or say("report.section.sources", lang),
            "contents": say("report.contents", lang),
        },
    }


def _block(block: Block, lang: str, *, across: bool = False) -> dict[str, Any]:
    if isinstance(block, Table):
        return _table(block, lang)
    if isinstance(block, Heading):
        return {
            "kind": "heading",
            "level": block.level,
            "words": clean(block.words),
            "place": block.place,
        }
    if isinstance(block, Said):
        return {"kind": "said", "words": clean(block.words), "quiet": block.kind == "note"}
    if isinstance(block, Answered):
        words = f"{SYMBOLS[block.verdict]} {clean(block.words)}"
        return {"kind": "answered", "verdict": block.verdict, "words": words, "caption": clean(block.caption)}
    if isinstance(block, Notice):
        return {"kind": "notice", "title": clean(block.title), "items": [clean(one) for one in block.items]}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [clean(one) for one in block.items]}
    if isinstance(block, Facts):
        return {"kind": "facts", "facts": [_fact(one) for one in block.facts]}
    pictures = block.pictures if isinstance(block, Gallery) else (block,)
    columns = min(len(pictures), 3 if across else 2)
    return {"kind": "pictures", "columns": columns, "pictures": [_picture(one) for one in pictures]}


def _fact(one: Fact) -> dict[str, str]:
    sign = f"{SYMBOLS[one.code]} " if one.code else ""
    return {
        "label": clean(one.label),
        "words": sign + clean(one.value),
        "place": one.place,
        "code": one.code,
    }


def _picture(picture: Picture) -> dict[str, Any]:
    """Give a drawing its alternative, which PDF/UA asks for: what its ``desc`` says."""
    found = _DESC.search(picture.svg)
    alt = unescape(found.group(1)) if found else ""
    return {
        "svg": clean(picture.svg),
        "title": clean(picture.title),
        "note": clean(picture.note),
        "alt": clean(alt) or clean(picture.title),
        "wide": picture.wide,
    }


def _table(table: Table, lang: str) -> dict[str, Any]:
    columns = table.columns
    return {
        "kind": "table",
        "title": clean(table.title),
        "note": clean(table.note),
        "columns": [
            {"title": clean(one.title), "right": one.kind in NUMERIC, "width": one.width} for one in columns
        ],
        "rows": [_row(row, columns, lang) for row in table.rows],
        "totals": [_row(row, columns, lang) for row in table.totals],
    }


def _row(row: Sequence[Cell], columns: Sequence[Column], lang: str) -> list[dict[str, Any]]:
    return [_cell(value, column.kind, lang) for value, column in zip(row, columns, strict=True)]


def _cell(value: Cell, kind: str, lang: str) -> dict[str, Any]:
    verdict = str(value) if kind == "verdict" and value else ""
    words = clean(write(value, kind, lang))
    return {
        "words": f"{SYMBOLS[verdict]} {words}" if verdict else words,
        "verdict": value.code if isinstance(value, Judged) else verdict,
        "absent": value is None,
        "place": value.place if isinstance(value, Link) else "",
    }
