"""The template of the document of a programme: a text document with fields, made to be edited in Word.

A field stands in double braces, a row or a paragraph that is repeated between two tags; docxtpl fills them in.
"""

from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from kust.documents.blocks import MARK
from kust.documents.markup import draw_lines, number_pages, repeat, shade
from kust.documents.programme import tables as of
from kust.documents.programme.fields import mark_of
from kust.documents.programme.tables import Field, Fields, title_of
from kust.documents.template_marks import (
    add_contents,
    add_tab,
    keep_rows,
    number_headings,
    set_font,
    set_language,
    set_outline,
    stop_numbering,
)
from kust.i18n import say

SHORT, LONG, SIDE, TOP = 210.0, 297.0, 18.0, 18.0
_INK, _ACCENT, _SOFT = "1D2A2E", "14555F", "4F5D62"
_FONT = "Arial"
_RIGHT = frozenset({"money", "slack", "delay", "planned", "support", "covered", "load", "at_once", "margin"})
ANNEX, TABLE, TAG, NOTE, ENTRY = "Annex", "Table Words", "Template Tag", "Note", "Entry"
_MADE = datetime(2019, 1, 1)


def write_template(path: Path, lang: str = "ru") -> None:
    """Write the template in a language."""
    path.write_bytes(make_template(lang))


@cache
def make_template(lang: str) -> bytes:
    """Make the template in a language; the same in every part each time."""
    maker, made = TemplateMaker(lang), BytesIO()
    maker.make()
    maker.document.save(made)
    return made.getvalue()


class TemplateMaker:
    """The template in the making."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.document: Any = docx.Document()
        properties = self.document.core_properties
        properties.title, properties.author, properties.language = "{{ title }}", "kust", lang
        properties.category, properties.comments = MARK, ""
        properties.created = properties.modified = _MADE
        self._styles: dict[str, str] = {}
        self._set_styles()
        self.width = SHORT - 2 * SIDE
        self._set_page(self.document.sections[0], across=False)

    def t(self, code: str) -> str:
        return say(f"programme_document.{code}", self.lang)

    def _set_styles(self) -> None:
        styles = self.document.styles
        sizes = (
            ("Normal", 10.0),
            ("Title", 22.0),
            ("Heading 1", 15.0),
            ("Heading 2", 12.5),
            ("Heading 3", 11.0),
        )
        for name, size in sizes:
            style = styles[name]
            set_font(style, _FONT)
            style.font.size = Pt(size)
            for border in style.element.get_or_add_pPr().findall(docx.oxml.ns.qn("w:pBdr")):
                style.element.pPr.remove(border)
            if name != "Normal":
                style.font.bold = True
                style.font.color.rgb = RGBColor.from_string(_ACCENT if name == "Heading 1" else _INK)
                style.paragraph_format.space_before = Pt(14 if name == "Heading 1" else 10)
                style.paragraph_format.space_after = Pt(4)
                style.paragraph_format.keep_with_next = True
        styles["Normal"].paragraph_format.space_after = Pt(5)
        set_language(styles["Normal"], self.lang)
        number_headings(self.document, [styles[f"Heading {level}"] for level in (1, 2, 3)])
        annex = styles.add_style(ANNEX, WD_STYLE_TYPE.PARAGRAPH)
        annex.base_style, annex.font.size, annex.font.bold = styles["Normal"], Pt(15), True
        annex.font.color.rgb = RGBColor.from_string(_ACCENT)
        annex.paragraph_format.page_break_before = annex.paragraph_format.keep_with_next = True
        annex.next_paragraph_style = styles["Normal"]
        set_outline(annex, 0)
        for name, size, colour in (
            (TABLE, 8.5, _INK),
            (TAG, 7.0, _SOFT),
            (NOTE, 9.0, _SOFT),
            (ENTRY, 10.5, _INK),
        ):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style, style.font.size = styles["Normal"], Pt(size)
            style.font.color.rgb = RGBColor.from_string(colour)
            style.paragraph_format.space_after = Pt(1)
        entry = styles[ENTRY]
        entry.font.bold = entry.paragraph_format.keep_with_next = True
        entry.paragraph_format.space_before = Pt(10)
        caption = styles["Caption"]
        set_font(caption, _FONT)
        caption.font.size, caption.font.color.rgb = Pt(8.5), RGBColor.from_string(_SOFT)
        for level, indent in ((1, 0), (2, 6)):
            style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            style.paragraph_format.left_indent, style.paragraph_format.space_after = Mm(indent), Pt(2)
            add_tab(style, SHORT - 2 * SIDE)

    def _set_page(self, section: Any, *, across: bool) -> None:
        width, height = (LONG, SHORT) if across else (SHORT, LONG)
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.left_margin = section.right_margin = Mm(SIDE)
        section.top_margin = section.bottom_margin = Mm(TOP)
        self.width = width - 2 * SIDE

    def turn(self, *, across: bool) -> None:
        """Begin a new page, across or upright."""
        self._set_page(self.document.add_section(WD_SECTION.NEW_PAGE), across=across)

    def text(self, words: str, style: str | None = None, *, bold: bool = False, soft: bool = False) -> Any:
        """Write a paragraph."""
        paragraph = self.document.add_paragraph()
        if style is not None:
            self._style(paragraph, style)
        run = paragraph.add_run(words)
        if bold:
            run.bold = True
            paragraph.paragraph_format.keep_with_next = True
        if soft:
            run.font.color.rgb = RGBColor.from_string(_SOFT)
        return paragraph

    def _style(self, paragraph: Any, name: str) -> None:
        """Give a paragraph a style; python-docx reads all styles each time it is asked to."""
        if name not in self._styles:
            self._styles[name] = self.document.styles[name].style_id
        paragraph._p.style = self._styles[name]

    def tag(self, words: str) -> None:
        """Write a tag that holds a paragraph of its own and leaves nothing behind."""
        self.text(f"{{%p {words} %}}", TAG)

    def heading(self, words: str, level: int = 1, *, numbered: bool = True) -> None:
        """Write a heading; one that is not numbered bears a number of its own."""
        paragraph = self.text(words, f"Heading {level}")
        if not numbered:
            stop_numbering(paragraph)

    def lines(self, *facts: tuple[str, str]) -> None:
        """Write labelled lines, each left out where it has nothing to say."""
        for label, path in facts:
            self.tag(f"if {path}")
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            run = paragraph.add_run(f"{label}: ")
            run.font.color.rgb = RGBColor.from_string(_SOFT)
            paragraph.add_run(mark_of(path))
            self.tag("endif")

    def picture(self, path: str) -> None:
        """Write a picture with its words below."""
        paragraph = self.text(f"{{{{ {path}.picture }}}}")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        self.text(f"{{{{ {path}.title }}}}", "Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def table(self, fields: Fields, *, total: str = "") -> None:
        """Write a table: its heading repeats on every page, one row stands for all rows."""
        cells = [part for one in fields.columns for part in self._cells(one, fields)]
        made = sum(width for *_, width in cells)
        widths = [self.width * width / made for *_, width in cells]
        rows = 4 + bool(total)
        table = self.document.add_table(rows, len(cells))
        table.autofit = False
        draw_lines(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        drawn = [row.cells for row in table.rows]
        for row in drawn:
            for cell, width in zip(row, widths, strict=True):
                cell.width = Mm(width)
        for place, (head, path, name, _) in enumerate(cells):
            right = name in _RIGHT
            self._fill(drawn[0][place], head, bold=True, right=right)
            shade(drawn[0][place]._tc.get_or_add_tcPr(), "F0F4F4")
            self._fill(drawn[2][place], path, right=right)
            if total:
                own = path.replace(f" {fields.row}.", f" {total}.")
                self._fill(drawn[4][place], own, bold=True, right=right)
        self._fill_tag(drawn[1], f"for {fields.row} in {fields.rows}")
        self._fill_tag(drawn[3], "endfor")
        repeat(table.rows[0])
        keep_rows(table)
        self.document.add_paragraph().paragraph_format.space_after = Pt(4)

    def _cells(self, one: Field, fields: Fields) -> list[tuple[str, str, str, float]]:
        """Tell heading, field, name and width of a column; one that is told once a year takes three cells."""
        if not one.per_year:
            return [(title_of(one, self.lang), mark_of(f"{fields.row}.{one.path}"), one.name, one.width)]
        return [
            (
                f"{{%tc for y in {fields.years} %}}",
                f"{{%tc for y in {fields.row}.years %}}",
                one.name,
                one.width,
            ),
            ("{{ y }}", mark_of(one.path.removeprefix(of.PER_YEAR)), one.name, one.width),
            ("{%tc endfor %}", "{%tc endfor %}", one.name, one.width),
        ]

    def _fill_tag(self, cells: Any, words: str) -> None:
        paragraph = cells[0].merge(cells[-1]).paragraphs[0]
        self._style(paragraph, TAG)
        paragraph.add_run(f"{{%tr {words} %}}")

    def _fill(self, cell: Any, words: str, *, bold: bool = False, right: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        self._style(paragraph, TABLE)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_run(words).bold = bold or None

    def make(self) -> None:
        """Put the template together."""
        from kust.documents.programme.template_parts import write_parts

        number_pages(self.document.sections[0].footer.paragraphs[0])
        add = self.document.add_paragraph
        write_parts(self, lambda: add_contents(add(), self.t("template.contents_update")))
