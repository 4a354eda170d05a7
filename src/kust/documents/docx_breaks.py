"""Breaks of pages and sections that stand in paragraphs of tags: moved out, for such a paragraph does not stay."""

import re
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

_TAG = re.compile(r"\{%-?p\s+(\w+)")
# What opens or turns a block: the end of a section before it holds whatever becomes of the block.
_OPENING = frozenset({"if", "for", "elif", "else"})


def free_breaks(document: Any) -> bool:
    """Move breaks out of paragraphs that hold a tag; tell whether there were any.

    LibreOffice keeps a break in the paragraph before it, where a template has the tag that ends a block.
    """
    moved = False
    for paragraph in list(document.element.body.iter(qn("w:p"))):
        found = _TAG.search("".join(one.text or "" for one in paragraph.iter(qn("w:t"))))
        if found is not None:
            moved |= _free_page(paragraph) | _free_section(paragraph, found[1])
    return moved


def _free_section(paragraph: Any, tag: str) -> bool:
    section = paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    if section is None:
        return False
    holder = _make_holder()
    holder.pPr.append(section)
    (paragraph.addprevious if tag in _OPENING else paragraph.addnext)(holder)
    return True


def _free_page(paragraph: Any) -> bool:
    before = paragraph.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}")
    if before is not None and before.get(qn("w:val")) not in ("0", "false"):
        paragraph.addprevious(_make_holder("<w:r><w:br w:type='page'/></w:r>"))
    after = [one for one in paragraph.iter(qn("w:br")) if one.get(qn("w:type")) == "page"]
    for _ in after:
        paragraph.addnext(_make_holder("<w:r><w:br w:type='page'/></w:r>"))
    return before is not None or bool(after)


def _make_holder(run: str = "") -> Any:
    """Make a paragraph of no height that holds a break."""
    height = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{height}</w:pPr>{run}</w:p>")
