"""Cards of niches as a text document: a page a card, its blocks in two columns, everything editable."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from kust.documents.blocks import Column, Table
from kust.documents.figures import write
from kust.documents.markup import clean, draw_lines, fill, shade
from kust.documents.niches.card import Booklet, NicheCard
from kust.documents.niches.telling import Block, Line
from kust.documents.niches.text import tell
from kust.documents.paper import Paper

_SOFT, _ACCENT, _DOUBT, _BAD = "4F5D62", "14555F", "6E5300", "A12F24"
_SIDE, _TOP, _GAP = 14, 9, 7
_SIZE, _SMALL = 8, 7
# Blocks whose headings are names, with the share of the width that these need.
_NAMED = {"consumers": 0.68, "foreign": 0.6, "nearest": 0.46, "proofs": 0.48, "problem": 0.42}


class CardPaper(Paper):
    """A text document with the parts of a card."""

    def __init__(self, booklet: Booklet) -> None:
        super().__init__(booklet.lang, booklet.title, booklet.day)
        self._fit(self._document.sections[0])
        styles = self._document.styles
        styles["Heading 1"].font.size, styles["Heading 2"].font.size = Pt(14), Pt(10)
        styles["Heading 1"].paragraph_format.space_before = Pt(2)
        styles["Heading 2"].paragraph_format.space_before = Pt(5)
        styles["Heading 2"].paragraph_format.space_after = Pt(2)
        styles["Heading 2"].font.color.rgb = RGBColor.from_string(_ACCENT)

    def _fit(self, section: Any) -> None:
        section.left_margin = section.right_margin = Mm(_SIDE)
        section.top_margin, section.bottom_margin = Mm(_TOP), Mm(_TOP + 3)
        section.footer_distance = Mm(7)
        self._width = 210 - 2 * _SIDE

    def columns(self, *columns: Sequence[Block]) -> None:
        """Write blocks in columns side by side: cells of one row, which may run over the end of a page."""
        width = (self._width - _GAP * (len(columns) - 1)) / len(columns)
        outer = self._document.add_table(1, 2 * len(columns) - 1)
        _set_widths(outer, [_GAP if place % 2 else width for place in range(2 * len(columns) - 1)])
        for cell in outer.rows[0].cells:
            _pad(cell)
        for cell, blocks in zip(outer.rows[0].cells[::2], columns, strict=True):
            for place, block in enumerate(blocks):
                self._write_block(cell, block, width, first=not place)
        self.gap()

    def notice(self, title: str, said: Sequence[str], ink: str, back: str, *, strong: bool = False) -> None:
        """Write what has to be said first, on a shade."""
        for place, words in enumerate((title, *(f"• {one}" for one in said))):
            bold = place == 0 or (place == 1 and strong)
            paragraph = self.text(words, bold=bold, colour=None if place else ink)
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.runs[0].font.size = Pt(9)
            shade(paragraph._p.get_or_add_pPr(), back)
        self.gap()

    def gap(self) -> None:
        """Leave a little room, which two tables in a row need too."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(3)

    def tiles(self, tiles: Sequence[Line]) -> None:
        """Write the main figures side by side."""
        table = self._add_table(1, [self._width / len(tiles)] * len(tiles), lines=False)
        for cell, tile in zip(table.rows[0].cells, tiles, strict=True):
            shade(cell._tc.get_or_add_tcPr(), "F0F4F4")
            fill(cell, tile.label, 8, colour=_SOFT)
            _add(
                cell.add_paragraph(),
                tile.value,
                12 if tile.known else 10,
                None if tile.known else _DOUBT,
                bold=tile.known,
            )
            if tile.short:
                _add(cell.add_paragraph(), tile.short, 8, _SOFT)
        self.gap()

    def _write_block(self, cell: Any, block: Block, width: float, *, first: bool) -> None:
        """Write a block into a cell: its heading and a table of its lines."""
        heading = cell.paragraphs[0] if first else cell.add_paragraph()
        heading.style = self._document.styles["Heading 2"]
        # LibreOffice moves a row whose first words are kept with the next to a new page as a whole.
        heading.paragraph_format.keep_with_next = False
        heading.add_run(clean(block.title))
        share = _NAMED.get(block.code, 0.31)
        table = cell.add_table(len(block.lines), 2)
        draw_lines(table)
        _set_widths(table, [share * width, (1 - share) * width])
        for row, line in zip(table.rows, block.lines, strict=True):
            self._write_line(row, line, named=block.code in _NAMED)
        after = cell.paragraphs[-1]
        after.paragraph_format.space_after = Pt(0)
        if block.note:
            _add(after, block.note, _SMALL, _SOFT)
        else:
            after.paragraph_format.line_spacing = Pt(3)

    def _write_line(self, row: Any, line: Line, *, named: bool) -> None:
        left, right = row.cells
        if line.label:
            fill(left, line.label, _SIZE, colour=None if named else _SOFT)
            paragraph = right.paragraphs[0]
        else:
            paragraph = left.merge(right).paragraphs[0]
        if line.value:
            _add(paragraph, line.value, _SIZE, None if line.known else _DOUBT, bold=line.known)
        if line.note:
            _add(paragraph, f" {line.note}" if line.value else line.note, _SMALL, _SOFT)
        paragraph.paragraph_format.space_after = Pt(1)

    def criteria(self, criteria: Table) -> None:
        """Write the criteria of the rank side by side: figure, score and weight below each."""
        columns = zip(*criteria.rows, strict=True)
        names, *figures = (
            [column.title, *cells] for column, cells in zip(criteria.columns, columns, strict=True)
        )
        table = self._add_table(len(figures) + 1, [self._width / len(names)] * len(names))
        for cell, name in zip(table.rows[0].cells, [criteria.title, *names[1:]], strict=True):
            fill(cell, str(name), _SMALL, colour=_SOFT, bold=name == criteria.title)
        for row, values in zip(list(table.rows)[1:], figures, strict=True):
            for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
                colour = _SOFT if value is None or not place else None
                fill(cell, write(value, "text", self.lang), _SMALL if not place else 8, colour=colour)
        self.gap()

    def small(self, words: str) -> None:
        """Write where everything comes from."""
        _add(self._document.add_paragraph(), words, _SMALL, _SOFT)


def _add(paragraph: Any, words: str, size: float, colour: str | None, *, bold: bool = False) -> None:
    run = paragraph.add_run(clean(words))
    run.font.size, run.bold = Pt(size), bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    paragraph.paragraph_format.space_after = Pt(1)


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    """Set the widths of columns in millimetres; programs differ in whether they read them from columns or cells."""
    table.autofit = False
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(width)
        for cell in table.columns[place].cells:
            cell.width = Mm(width)


def _pad(cell: Any) -> None:
    """Leave no room between a cell and what it holds."""
    margins = OxmlElement("w:tcMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    cell._tc.get_or_add_tcPr().append(margins)


def write_text_document(booklet: Booklet, path: Path) -> None:
    """Write the cards as a text document, each from a new page; several of them get a list of contents."""
    paper = CardPaper(booklet)
    several = len(booklet.cards) != 1
    if several:
        paper.title("kust", booklet.title, booklet.subtitle)
        _write_contents(paper, booklet)
    for place, card in enumerate(booklet.cards):
        if several or place:
            paper.upright()
        _write_card(paper, card, booklet)
    paper.save(path)


def _write_contents(paper: CardPaper, booklet: Booklet) -> None:
    if not booklet.cards:
        paper.text(tell("nothing", booklet.lang))
        return
    titles = [tile.label for tile in booklet.cards[0].tiles]
    columns = (
        Column("№", "text", 5),
        Column(tell("column.niche", booklet.lang), "text", 40),
        *(Column(title, "text", 20) for title in titles),
        Column(tell("line.confidence", booklet.lang), "text", 21),
    )
    rows = tuple(
        (str(card.rank), card.title, *(tile.value for tile in card.tiles), card.confidence)
        for card in booklet.cards
    )
    paper.table(Table("contents", tell("contents", booklet.lang), columns, rows))


def _write_card(paper: CardPaper, card: NicheCard, booklet: Booklet) -> None:
    lang = booklet.lang
    paper.text(f"{card.kicker} · {card.confidence_short}", bold=True, colour=_ACCENT)
    paper.heading(card.title)
    if card.warnings:
        paper.notice(tell("warnings_title", lang), card.warnings, _BAD, "FAE9E7", strong=True)
    if card.unpaired:
        paper.notice(tell("unpaired_title", lang), card.unpaired, _DOUBT, "FBF2DA")
    paper.tiles(card.tiles)
    paper.columns(card.left, (*card.right, card.below))
    if card.criteria.rows:
        paper.criteria(card.criteria)
    if card.sources:
        listed = " ".join(f"[{place}] {source}." for place, source in enumerate(card.sources, 1))
        paper.small(f"{tell('sources', lang)}. {listed.replace('..', '.')}")
    paper.small(f"{booklet.subtitle}. {booklet.dataset}. {tell('certainty_note', lang)}")
