"""Sections in a text document: their words and tables; what a drawing shows stands in a table beside it."""

from pathlib import Path

from kust.documents.blocks import (
    Answered,
    Block,
    Bullets,
    Document,
    Facts,
    Gallery,
    Heading,
    Notice,
    Picture,
    Said,
    Section,
    Table,
)
from kust.documents.paper import Paper
from kust.i18n import say

# Headings deeper than this are bold lines.
_DEEPEST = 3


def write_document(document: Document, path: Path) -> None:
    """Write sections as a text document of their own."""
    paper = Paper(document.lang, document.title, document.day)
    if document.sections and document.sections[0].across:
        paper.lay_across()
    paper.title(document.kind, document.title, document.subtitle)
    for section in document.sections:
        paper.turn(across=section.across)
        write_section(paper, section)
    if document.sources:
        paper.heading(document.sources_title or say("report.section.sources", document.lang))
        paper.facts(document.sources)
    paper.save(path)


def write_section(paper: Paper, section: Section) -> None:
    """Write a section; one that is the whole document has no title of its own."""
    if section.title:
        paper.heading(section.title)
    for block in section.blocks:
        _write_block(paper, block)


def _write_block(paper: Paper, block: Block) -> None:
    if isinstance(block, Table):
        paper.table(block)
    elif isinstance(block, Heading):
        level = block.level - 1
        if level > _DEEPEST:
            paper.text(block.words, bold=True)
        else:
            paper.heading(block.words, level)
    elif isinstance(block, Answered):
        paper.headline(block.verdict, block.words)
        if block.caption:
            paper.text(block.caption)
    elif isinstance(block, Notice):
        paper.text(block.title, bold=True)
        paper.bullets(block.items)
    elif isinstance(block, Bullets):
        paper.bullets(block.items)
    elif isinstance(block, Facts):
        paper.facts(block.facts)
    elif isinstance(block, Said):
        paper.note(block.words) if block.kind == "note" else paper.text(block.words)
    elif isinstance(block, Picture | Gallery):
        # Its figures stand in a table or in words of the same section.
        return
