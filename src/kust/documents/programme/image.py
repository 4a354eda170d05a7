"""Pictures in a text document with their text alternatives, as wide as the page allows."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import InlineImage

from kust.documents.markup import clean
from kust.documents.picture_png import Png, draw_pngs
from kust.documents.programme.content import Drawing

# A sheet across, and the height that leaves room for its words.
_ACROSS, _UPRIGHT, _SMALL = (261.0, 136.0), (174.0, 210.0), (84.0, 80.0)
_PER_POINT = 25.4 / 96


class Album:
    """The drawings that a template asks for, drawn together when the first of them is wanted."""

    def __init__(self, drawings: Iterable[Drawing]) -> None:
        self._awaited = list(dict.fromkeys(one.svg for one in drawings))
        self._drawn: dict[str, Png] = {}

    def draw(self, drawing: Drawing) -> Png:
        """Return the points of a drawing, one that nobody announced too."""
        if drawing.svg not in self._drawn:
            wanted = list(dict.fromkeys((*self._awaited, drawing.svg)))
            self._drawn |= dict(zip(wanted, draw_pngs(wanted), strict=True))
            self._awaited = []
        return self._drawn[drawing.svg]


class Image(InlineImage):  # type: ignore[misc]
    """A picture to be filled into a template."""

    def __init__(self, template: Any, album: Album, drawing: Drawing) -> None:
        super().__init__(template, None)
        self._album, self._drawing = album, drawing

    def _insert_image(self) -> str:
        drawing, png = self._drawing, self._album.draw(self._drawing)
        room, tall = _ACROSS if drawing.across else _SMALL if drawing.small else _UPRIGHT
        scale = min(room / png.width, tall / png.height, _PER_POINT * 1.15)
        part = self.tpl.current_rendering_part
        picture = part.new_pic_inline(BytesIO(png.content), Mm(scale * png.width), None)
        picture.docPr.set("descr", clean(drawing.alt))
        picture.docPr.set("title", clean(drawing.title))
        opening = '<w:r><w:t xml:space="preserve">'
        return f"</w:t></w:r><w:r><w:drawing>{picture.xml}</w:drawing></w:r>{opening}"

    def __html__(self) -> str:
        return self._insert_image()

    __str__ = __html__
