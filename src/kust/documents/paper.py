"""Paragraphs and tables of a text document, in one style."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from kust.documents.blocks import MARK, Cell, Fact, Table
from kust.documents.figures import SYMBOLS, write
from kust.documents.markup import clean, draw_lines, fill, number_pages, repeat, shade

_SHORT, _LONG, _SIDE, _TOP = 210, 297, 18, 18
_FIGURES = frozenset({"count", "share", "krub", "rub", "number", "year", "figure", "amount"})
_INK = {"met": "1C6B43", "not_met": "A12F24", "unknown": "6E5300"}
_SHADE = {"met": "E4F2EA", "not_met": "FAE9E7", "unknown": "FBF2DA"}
_ACCENT, _SOFT = "14555F", "4F5D62"
_SIZES = ((16, 6.5), (9, 8.0), (6, 8.5))


class Paper:
    """A text document in the making."""

    def __init__(self, lang: str, title: str, day: date) -> None:
        self.lang = lang
        self._document: Any = docx.Document()
        properties = self._document.core_properties
        properties.title, properties.author, properties.language = clean(title)[:250], "kust", lang
        properties.category = MARK
        # The day asked about: the library never asks what day it is.
        properties.created = properties.modified = datetime.combine(day, time())
        self._set_styles()
        self._set_page(self._document.sections[0], across=False)
        self._is_across = False
        number_pages(self._document.sections[0].footer.paragraphs[0])

    def _set_styles(self) -> None:
        styles = self._document.styles
        for name, size in (
            ("Normal", 10),
            ("Title", 20),
            ("Heading 1", 15),
            ("Heading 2", 12.5),
            ("Heading 3", 11),
        ):
            style = styles[name]
            style.font.name, style.font.size = "Arial", Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(kind), "Arial")
            for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
                fonts.attrib.pop(qn(kind), None)
            for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
                style.element.pPr.remove(border)
            if name != "Normal":
                style.font.color.rgb = RGBColor.from_string(_ACCENT if name == "Heading 1" else "1D2A2E")
                style.font.bold = True
                style.paragraph_format.space_after = Pt(4)
        styles["Normal"].paragraph_format.space_after = Pt(5)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "ru-RU" if self.lang == "ru" else "en-GB")
        styles["Normal"].element.get_or_add_rPr().append(language)

    def _set_page(self, section: Any, *, across: bool) -> None:
        width, height = (_LONG, _SHORT) if across else (_SHORT, _LONG)
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.left_margin = section.right_margin = Mm(_SIDE)
        section.top_margin = section.bottom_margin = Mm(_TOP)
        self._width = width - 2 * _SIDE

    def lay_across(self) -> None:
        """Lay the first page across."""
        self._set_page(self._document.sections[0], across=True)
        self._is_across = True

    def turn(self, *, across: bool) -> None:
        """Begin a new page where the one before lies the other way."""
        if across != self._is_across:
            self._begin(across=across)

    def across(self) -> None:
        """Begin a new page that lies across."""
        self._begin(across=True)

    def upright(self) -> None:
        """Begin a new upright page."""
        self._begin(across=False)

    def _begin(self, *, across: bool) -> None:
        if across == self._is_across:
            self._document.add_page_break()
            return
        self._set_page(self._document.add_section(WD_SECTION.NEW_PAGE), across=across)
        self._is_across = across

    def title(self, kind: str, title: str, subtitle: str) -> None:
        """Write the head of the document."""
        self.text(kind, bold=True, colour=_ACCENT)
        self._document.add_heading(clean(title), 0)
        self.note(subtitle)

    def heading(self, words: str, level: int = 1) -> None:
        """Write a heading; it stays with what follows."""
        self._document.add_heading(clean(words), level)

    def text(self, words: str, *, bold: bool = False, colour: str | None = None) -> Any:
        """Write a paragraph."""
        paragraph = self._document.add_paragraph()
        run = paragraph.add_run(clean(words))
        run.bold = bold
        paragraph.paragraph_format.keep_with_next = bold
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        return paragraph

    def note(self, words: str) -> None:
        """Write a paragraph that is less important."""
        run = self.text(words, colour=_SOFT).runs[0]
        run.font.size = Pt(8.5)

    def headline(self, verdict: str, sentence: str) -> None:
        """Write the answer on a shade of its colour."""
        paragraph = self.text(f"{SYMBOLS[verdict]} {sentence}", bold=True, colour=_INK[verdict])
        paragraph.runs[0].font.size = Pt(13)
        shade(paragraph._p.get_or_add_pPr(), _SHADE[verdict])

    def verdict(self, verdict: str, words: str, held: str) -> None:
        """Write a verdict as a symbol and a word, and the figures behind it."""
        paragraph = self.text(f"{SYMBOLS[verdict]} {words}", bold=True, colour=_INK[verdict])
        if held:
            paragraph.add_run(f" — {clean(held)}")

    def bullets(self, items: Iterable[str]) -> None:
        """Write a list."""
        for item in items:
            self._document.add_paragraph(clean(item), style="List Bullet")

    def letter(self, words: str) -> None:
        """Write a letter, line by line, set off from the rest."""
        for line in words.split("\n"):
            paragraph = self._document.add_paragraph(clean(line))
            paragraph.paragraph_format.left_indent = Mm(8)
            paragraph.paragraph_format.space_after = Pt(2)

    def facts(self, facts: Iterable[Fact]) -> None:
        """Write lines with headings as a table without lines."""
        listed = list(facts)
        if not listed:
            return
        table = self._add_table(len(listed), [0.32 * self._width, 0.68 * self._width], lines=False)
        for row, fact in zip(table.rows, listed, strict=True):
            fill(row.cells[0], fact.label, 9.5, colour=_SOFT)
            fill(row.cells[1], fact.value, 9.5)
        self._document.add_paragraph().paragraph_format.space_after = Pt(2)

    def table(self, table: Table, *, titled: bool = True) -> None:
        """Write a table: its heading is repeated on every page, its rows do not split."""
        if titled:
            self.text(table.title, bold=True)
        size = next((size for least, size in _SIZES if len(table.columns) >= least), 9.0)
        total = sum(column.width for column in table.columns)
        widths = [self._width * column.width / total for column in table.columns]
        drawn = self._add_table(1 + len(table.rows) + len(table.totals), widths)
        repeat(drawn.rows[0])
        for cell, column in zip(drawn.rows[0].cells, table.columns, strict=True):
            fill(cell, column.title, size, bold=True, right=column.kind in _FIGURES)
            shade(cell._tc.get_or_add_tcPr(), "F0F4F4")
        body = [*((row, False) for row in table.rows), *((row, True) for row in table.totals)]
        for row, (values, bold) in zip(list(drawn.rows)[1:], body, strict=True):
            self._fill_row(row, values, [column.kind for column in table.columns], size, bold=bold)
        if table.note:
            self.note(table.note)
        else:
            self._document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _fill_row(
        self, row: Any, values: Sequence[Cell], kinds: Sequence[str], size: float, *, bold: bool
    ) -> None:
        for cell, value, kind in zip(row.cells, values, kinds, strict=True):
            if kind == "verdict":
                verdict = str(value)
                words = f"{SYMBOLS[verdict]} {write(value, kind, self.lang)}"
                fill(cell, words, size, bold=True, colour=_INK[verdict])
                shade(cell._tc.get_or_add_tcPr(), _SHADE[verdict])
            else:
                colour = _SOFT if value is None else None
                words = write(value, kind, self.lang)
                fill(cell, words, size, bold=bold, right=kind in _FIGURES, colour=colour)

    def _add_table(self, rows: int, widths: Sequence[float], *, lines: bool = True) -> Any:
        table = self._document.add_table(rows, len(widths))
        table.autofit = False
        if lines:
            draw_lines(table)
        for place, width in enumerate(widths):
            table.columns[place].width = Mm(width)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        return table

    def save(self, path: Path) -> None:
        """Write the file."""
        self._document.save(str(path))
