"""Marks of a template for Word that python-docx has no words for: numbering, contents, fields, styles."""

from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

_LEVELS = ("%1.", "%1.%2.", "%1.%2.%3.")


def set_font(style: Any, name: str) -> None:
    """Set the letters of a style for every script."""
    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), name)
    for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(kind), None)


def set_language(style: Any, lang: str) -> None:
    """Say in what language a style is, for spelling and for readers of the screen."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU" if lang == "ru" else "en-GB")
    style.element.get_or_add_rPr().append(language)


def number_headings(document: Any, styles: list[Any]) -> None:
    """Number headings of several levels: 1., 1.1., 1.1.1."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="{style.style_id}"/><w:suff w:val="space"/><w:lvlText w:val="{_LEVELS[place]}"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for place, style in enumerate(styles)
    )
    number = 77
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    # Definitions stand before their uses.
    first = numbering.find(qn("w:num"))
    numbering.append(abstract) if first is None else first.addprevious(abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
    )
    for place, style in enumerate(styles):
        properties = style.element.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{place}"/><w:numId w:val="{number}"/></w:numPr>'
            )
        )


def stop_numbering(paragraph: Any) -> None:
    """Leave a heading without the number of its style."""
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    )


def set_outline(style: Any, level: int) -> None:
    """Let a style stand in the contents at a level."""
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:outlineLvl")):
        properties.remove(old)
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level))
    properties.append(outline)


def add_contents(paragraph: Any, words: str) -> None:
    """Write the field of the contents; its entries are filled in when the document is made."""
    for kind, text in (
        ("begin", ""),
        ("", ' TOC \\o "1-2" \\h \\z \\u '),
        ("separate", ""),
        ("text", words),
        ("end", ""),
    ):
        add_part(paragraph, kind, text)


def add_part(paragraph: Any, kind: str, text: str = "") -> Any:
    """Write a part of a field: ``begin``, its code (no kind), ``separate``, shown ``text``, ``end``."""
    run = paragraph.add_run(text if kind == "text" else "")
    if kind == "text":
        return run
    element = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        element.set(qn("w:fldCharType"), kind)
    else:
        element.set(qn("xml:space"), "preserve")
        element.text = text
    run._r.append(element)
    return run


def add_tab(style: Any, millimetres: float) -> None:
    """Put a tab with dots at the right of a style of the contents."""
    tabs = parse_xml(
        f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:leader="dot" w:pos="{round(millimetres * 56.7)}"/></w:tabs>'
    )
    style.element.get_or_add_pPr().append(tabs)


def keep_rows(table: Any) -> None:
    """Let no row of a table split between pages."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def update_on_opening(document: Any) -> None:
    """Ask the program that opens the document to work out its fields: page numbers of the contents."""
    settings = document.settings.element
    if settings.find(qn("w:updateFields")) is None:
        update = OxmlElement("w:updateFields")
        update.set(qn("w:val"), "true")
        settings.append(update)
