"""A chain of production: columns by stage, a box a product with its makers, arrows as wide as what moves."""

import json
from collections.abc import Iterator, Mapping, Sequence

from kust.drawings.canvas import Canvas, width_of, wrap_to
from kust.drawings.chain_parts import ChainBox, ChainColumn, ChainLink, ChainMaker, ChainPicture, ChainWords
from kust.drawings.chain_places import DEEPEST_BOW, ChainPlaces, Pair, SizedBox, place_chain
from kust.drawings.chain_shapes import (
    BETWEEN,
    BOX_WIDTH,
    GRID,
    SMALL,
    SMALL_STEP,
    BoxText,
    draw_frame,
    draw_link,
    draw_sample,
    ink_of,
    lines_of,
    maker_lines,
    write_box,
)

__all__ = [
    "ChainBox",
    "ChainColumn",
    "ChainLink",
    "ChainMaker",
    "ChainPicture",
    "ChainWords",
    "draw_chain",
    "link_widths",
]
MARGIN = 26.0
WIDEST, THIN = 11.0, 0.9
_BAND, _TITLE = 9.0, 14.0
# System faces differ in width between machines: these are the relatives that the estimate of widths was made for.
_FACE = "'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"


def draw_chain(picture: ChainPicture, key: str, title: str, desc: str, *, alone: bool = False) -> str:
    """Draw the chain; a drawing that stands ``alone`` holds the places that its boxes lead to itself."""
    texts = {box.key: lines_of(box) for box in picture.boxes}
    widths = link_widths(picture)
    staged = [box for box in picture.boxes if box.stage is not None]
    places = place_chain(
        [SizedBox(box.key, (box.stage or 1) - 1, texts[box.key].height) for box in staged], widths, GRID
    )
    loose = sorted((box for box in picture.boxes if box.stage is None), key=lambda box: box.key)
    sheet = _Sheet(picture, texts, places, widths, loose, alone)
    return sheet.draw(key, title, desc)


def link_widths(picture: ChainPicture) -> dict[Pair, float]:
    """Give every link between boxes that have a stage a width: the largest is the widest, unknown ones are thin."""
    known = {box.key for box in picture.boxes if box.stage is not None}
    drawn = [
        link for link in picture.links if {link.source, link.target} <= known and link.source != link.target
    ]
    largest = max((link.amount or 0 for link in drawn), default=0) or 1
    return {
        (link.source, link.target): max(WIDEST * (link.amount or 0) / largest, THIN)
        for link in sorted(drawn, key=lambda link: (link.source, link.target))
    }


class _Sheet:
    """The drawing in the making: heads, bands, arrows, boxes, who takes part, what has no stage, the legend."""

    def __init__(
        self,
        picture: ChainPicture,
        texts: Mapping[str, BoxText],
        places: ChainPlaces,
        widths: Mapping[Pair, float],
        loose: Sequence[ChainBox],
        alone: bool,
    ) -> None:
        self.picture, self.texts, self.places, self.widths = picture, texts, places, widths
        self.loose, self.alone = loose, alone
        count = max(len(picture.columns), 1)
        last = {box.key for box in picture.boxes if box.stage == count}
        bow = BETWEEN * DEEPEST_BOW if any(one in last for one, _ in places.bows) else _BAND
        self.width = 2 * MARGIN + GRID.left_of(count - 1) + BOX_WIDTH + bow - _BAND
        self.heads = [
            wrap_to(column.title, BOX_WIDTH, SMALL + 1, 3) if column.title else []
            for column in picture.columns
        ]
        self.title = (
            wrap_to(picture.heading, self.width - 2 * MARGIN, _TITLE, 3, bold=True) if picture.heading else []
        )
        self.start = 20.0 * len(self.title) + (6 if self.title else 0)
        self.top = self.start + 24 + 14 * max(map(len, self.heads), default=0) + 10
        self.people = [list(_participant_lines(column)) for column in picture.columns]

    def draw(self, key: str, title: str, desc: str) -> str:
        below = self.top + self.places.height
        most = max(map(len, self.people), default=0)
        band_end = below + (24 + SMALL_STEP * most if most else 0) + _BAND
        rows = list(self._loose_rows())
        loose_height = (
            30 + sum(max(self.texts[box.key].height for box in row) + 10 for row in rows) if rows else 0
        )
        legend = list(self._legend_rows())
        canvas = Canvas(self.width, band_end + loose_height + 22 + 20 * len(legend))
        with canvas.group(font_family=_FACE):
            self._draw_heads(canvas, band_end)
            self._draw_links(canvas)
            for box in self.picture.boxes:
                if box.stage is not None:
                    self._draw_box(
                        canvas,
                        box,
                        MARGIN + GRID.left_of(box.stage - 1),
                        self.top + self.places.tops[box.key],
                    )
            self._draw_people(canvas, below + 18)
            self._draw_loose(canvas, rows, band_end)
            self._draw_legend(canvas, legend, band_end + loose_height + 24)
        return canvas.render(key, title, desc, role="group")

    def _draw_heads(self, canvas: Canvas, band_end: float) -> None:
        for number, words in enumerate(self.title, 1):
            canvas.text(MARGIN - _BAND, 20 * number - 3, words, size=_TITLE, font_weight=600)
        start = self.start
        for place, column in enumerate(self.picture.columns):
            x = MARGIN + GRID.left_of(place)
            canvas.rect(x - _BAND, start, BOX_WIDTH + 2 * _BAND, band_end - start, "k-band", rx=6)
            canvas.text(x, start + 19, column.heading, size=13, font_weight=700)
            for line, words in enumerate(self.heads[place]):
                canvas.text(x, start + 34 + 14 * line, words, "k-soft", SMALL + 1)

    def _draw_links(self, canvas: Canvas) -> None:
        told = {(link.source, link.target): link for link in self.picture.links}
        # The thin ones above the thick ones, so that none is hidden.
        for pair in sorted(self.widths, key=lambda pair: (-self.widths[pair], pair)):
            points = [(x + MARGIN, y + self.top) for x, y in self.places.routes[pair]]
            draw_link(canvas, told[pair], self.widths[pair], points, pair in self.places.bows)

    def _draw_box(self, canvas: Canvas, box: ChainBox, x: float, y: float) -> None:
        holds = json.dumps(box.holds, ensure_ascii=False)
        more = {"class": "chain-box", "data-key": box.key, "data-name": box.name, "data-holds": holds}
        if box.amount is not None:
            more["data-amount"] = f"{box.amount:.6g}"
        if self.alone:
            more["id"] = box.target
        with canvas.link(f"#{box.target}", box.tooltip, **more):
            draw_frame(canvas, box, x, y, self.texts[box.key].height)
            write_box(canvas, self.texts[box.key], x, y, ink_of(box))

    def _draw_people(self, canvas: Canvas, y: float) -> None:
        for place, lines in enumerate(self.people):
            x = MARGIN + GRID.left_of(place)
            if lines:
                canvas.text(x, y, self.picture.words.participants, "k-soft", SMALL, font_weight=600)
            for number, words in enumerate(lines, 1):
                canvas.text(x, y + 2 + number * SMALL_STEP, words, size=SMALL)

    def _loose_rows(self) -> Iterator[Sequence[ChainBox]]:
        per_row = max(int((self.width - 2 * MARGIN + 16) // (BOX_WIDTH + 16)), 1)
        for start in range(0, len(self.loose), per_row):
            yield self.loose[start : start + per_row]

    def _draw_loose(self, canvas: Canvas, rows: Sequence[Sequence[ChainBox]], y: float) -> None:
        if rows:
            canvas.text(MARGIN - _BAND, y + 20, self.picture.words.without_stage, size=13, font_weight=700)
        y += 30
        for row in rows:
            for place, box in enumerate(row):
                self._draw_box(canvas, box, MARGIN - _BAND + place * (BOX_WIDTH + 16), y)
            y += max(self.texts[box.key].height for box in row) + 10

    def _legend_rows(self) -> Iterator[list[tuple[float, str, str]]]:
        """Lay the samples of the legend in rows: where each begins, its code and its words."""
        row: list[tuple[float, str, str]] = []
        x = 0.0
        for code, words in self.picture.words.legend.items():
            length = 40 + width_of(words, SMALL) + 22
            if row and x + length > self.width - 2 * MARGIN:
                yield row
                row, x = [], 0.0
            row.append((MARGIN - _BAND + x, code, words))
            x += length
        if row:
            yield row

    def _draw_legend(
        self, canvas: Canvas, rows: Sequence[Sequence[tuple[float, str, str]]], y: float
    ) -> None:
        for number, row in enumerate(rows):
            for x, code, words in row:
                draw_sample(canvas, code, x, y + 20 * number)
                canvas.text(x + 38, y + 20 * number, words, "k-soft", SMALL)


def _participant_lines(column: ChainColumn) -> Iterator[str]:
    for one in column.participants:
        yield from maker_lines(one, BOX_WIDTH)
