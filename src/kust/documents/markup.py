"""Marks of a text document that python-docx has no words for: shades, lines, repeated headings, page numbers."""

import re
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

_LINE = "C3CDD0"
# Characters that XML does not know.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def clean(words: str) -> str:
    """Leave out characters that a text document cannot hold.

    >>> clean("a\\x0bb")
    'ab'
    """
    return _IMPOSSIBLE.sub("", words)


def fill(
    cell: Any, words: str, size: float, *, bold: bool = False, right: bool = False, colour: str | None = None
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(clean(words))
    run.bold, run.font.size = bold, Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def shade(properties: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    properties.append(shade)


def repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def draw_lines(table: Any) -> None:
    """Draw thin lines between rows, none between columns, and leave little room beside the words."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "60")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(borders)
    table._tbl.tblPr.append(margins)


def number_pages(paragraph: Any) -> None:
    """Write «page / pages» as fields."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for place, code in enumerate(("PAGE", "NUMPAGES")):
        if place:
            paragraph.add_run(" / ")
        for kind, text in (("begin", ""), ("", code), ("end", "")):
            run = paragraph.add_run()
            run.font.size = Pt(8)
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = text
            run._r.append(element)
