"""Slides in one style: titles that readers of the screen find, tables, boxes; wide, in letters that know Russian."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from kust.documents.blocks import MARK
from kust.documents.markup import clean
from kust.documents.programme.content import ProgrammeContent
from kust.drawings.canvas import wrap_to

WIDE, HIGH, SIDE, TOP = 13.333, 7.5, 0.6, 1.35
INK, ACCENT, SOFT, PANEL, LINE = "1D2A2E", "14555F", "4F5D62", "F0F4F4", "C3CDD0"
COLOURS = {"met": "1C6B43", "not_met": "A12F24", "unknown": "6E5300", "": INK}
_FONT = "Arial"
_TITLE_ONLY = 5
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
# Words of a cell and their colour.
Told = tuple[str, str]


class Slides:
    """A deck in the making."""

    def __init__(self, content: ProgrammeContent) -> None:
        self.content = content
        self._deck: Any = Presentation()
        self._deck.slide_width, self._deck.slide_height = Inches(WIDE), Inches(HIGH)
        properties = self._deck.core_properties
        properties.title, properties.author, properties.category = clean(content.title)[:250], "kust", MARK
        properties.language = content.lang
        properties.created = properties.modified = datetime.combine(content.day, time())
        self._language = "ru-RU" if content.lang == "ru" else "en-GB"

    def add(self, title: str, lead: str = "", code: str = "") -> Any:
        """Begin a slide: its title, and a sentence below it."""
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[_TITLE_ONLY])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = map(Inches, (SIDE, 0.35, WIDE - 2 * SIDE, 0.6))
        self.write(shape.text_frame, [(title, ACCENT)], 26, bold=True)
        if lead:
            box = self.box(slide, (SIDE, 0.92, WIDE - 2 * SIDE, 0.42))
            lines = [(line, COLOURS[code] if code else SOFT) for line in lead.split("\n")]
            self.write(box.text_frame, lines, _lead_size(lead), bold=bool(code))
        number = self.box(slide, (WIDE - 1.6, HIGH - 0.42, 1.0, 0.3))
        self.write(number.text_frame, [(str(len(self._deck.slides)), SOFT)], 10, align=PP_ALIGN.RIGHT)
        return slide

    def box(self, slide: Any, place: tuple[float, float, float, float]) -> Any:
        """Put an empty box of words on a slide; places are in inches."""
        box = slide.shapes.add_textbox(*map(Inches, place))
        box.text_frame.word_wrap = True
        return box

    def write(
        self,
        frame: Any,
        lines: Sequence[Told],
        size: float,
        *,
        bold: bool = False,
        align: Any = None,
        middle: bool = False,
        tight: bool = False,
    ) -> None:
        """Write lines into a box, each a paragraph."""
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
        if tight:
            frame.margin_left = frame.margin_right = Inches(0.06)
            frame.margin_top = frame.margin_bottom = Inches(0.03)
        for place, (words, colour) in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.alignment = align if align is not None else PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = clean(words)
            font = run.font
            font.name, font.size, font.bold = _FONT, Pt(size), bold
            font.color.rgb = ink_of(colour)
            run._r.get_or_add_rPr().set("lang", self._language)

    def shape(
        self,
        shapes: Any,
        place: tuple[float, float, float, float],
        fill: str,
        *,
        line: str = "",
        kind: Any = MSO_SHAPE.RECTANGLE,
        thick: float = 1.0,
    ) -> Any:
        """Put a filled shape on a slide or into a group; places are in inches."""
        shape = shapes.add_shape(kind, *map(Inches, place))
        # The look of the theme brings a shadow along.
        for style in shape._element.findall(qn("p:style")):
            shape._element.remove(style)
        shape.fill.solid()
        shape.fill.fore_color.rgb = ink_of(fill)
        if line:
            shape.line.color.rgb = ink_of(line)
            shape.line.width = Pt(thick)
        else:
            shape.line.fill.background()
        return shape

    def describe(self, shape: Any, words: str) -> None:
        """Give a shape its text alternative."""
        shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(words))

    def table(
        self,
        slide: Any,
        heads: Sequence[str],
        rows: Sequence[Sequence[Told]],
        widths: Sequence[float],
        *,
        size: float = 13,
        top: float = TOP,
        alt: str = "",
        right: frozenset[int] = frozenset(),
    ) -> int:
        """Put a table on a slide; return how many rows found room."""
        made = (WIDE - 2 * SIDE) / sum(widths)
        wide = [width * made for width in widths]
        heights, shown = [0.42], 0
        for row in rows:
            tall = _height(row, wide, size)
            if top + sum(heights) + tall > HIGH - 0.6:
                break
            heights.append(tall)
            shown += 1
        frame = slide.shapes.add_table(
            shown + 1, len(heads), Inches(SIDE), Inches(top), Inches(sum(wide)), Inches(sum(heights))
        )
        self.describe(frame, alt or "; ".join(heads))
        table = frame.table
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
        for place, width in enumerate(wide):
            table.columns[place].width = Inches(width)
        for place, height in enumerate(heights):
            table.rows[place].height = Inches(height)
        told = [[(head, INK) for head in heads], *rows[:shown]]
        for number, row in enumerate(told):
            for place, cell in enumerate(row):
                self._cell(table.cell(number, place), cell, size, head=number == 0, right=place in right)
        return shown

    def _cell(self, cell: Any, told: Told, size: float, *, head: bool, right: bool) -> None:
        cell.margin_left = cell.margin_right = Inches(0.06)
        cell.margin_top = cell.margin_bottom = Inches(0.03)
        words, colour = told
        coloured = colour != INK
        self.write(
            cell.text_frame,
            [(line, colour) for line in words.split("\n")],
            size - (1 if head else 0),
            bold=head or coloured,
            align=PP_ALIGN.RIGHT if right else None,
        )
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        if head:
            cell.fill.solid()
            cell.fill.fore_color.rgb = ink_of(PANEL)
        else:
            cell.fill.background()
        border = parse_xml(
            f'<a:lnB {nsdecls("a")} w="6350"><a:solidFill><a:srgbClr val="{LINE}"/></a:solidFill></a:lnB>'
        )
        cell._tc.get_or_add_tcPr().insert(0, border)

    def note(self, slide: Any, words: str) -> None:
        """Say something at the foot of a slide."""
        box = self.box(slide, (SIDE, HIGH - 0.5, WIDE - 2 * SIDE - 1.2, 0.35))
        self.write(box.text_frame, [(words, SOFT)], 11)

    def save(self, path: Any) -> None:
        """Write the file."""
        self._deck.save(str(path))


def below(lead: str, *, bold: bool = False) -> float:
    """Tell where on a slide there is room below its lead, in inches."""
    size = _lead_size(lead)
    room = (WIDE - 2 * SIDE - 0.2) * 72
    lines = sum(len(wrap_to(line, room, size, 9, bold=bold)) for line in lead.split("\n"))
    return max(TOP, 1.05 + lines * size * 1.25 / 72)


def _lead_size(lead: str) -> float:
    return 12 if "\n" in lead else 14


def ink_of(colour: str) -> Any:
    """Bring a colour into the form of the package."""
    red, green, blue = bytes.fromhex(colour)
    made: Any = RGBColor
    return made(red, green, blue)


def cut(words: str, width: float, size: float, lines: int) -> str:
    """Cut words to so many lines of a width in inches."""
    return " ".join(wrap_to(words, width * 72, size, lines))


def _height(row: Sequence[Told], wide: Sequence[float], size: float) -> float:
    lines = 1
    for (words, _), width in zip(row, wide, strict=True):
        room = (width - 0.16) * 72
        lines = max(
            lines,
            sum(max(1, len(wrap_to(line, room, size, 99))) for line in words.split("\n")),
        )
    return lines * size * 1.22 / 72 + 0.1
