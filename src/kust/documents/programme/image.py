"""A picture in a text document with its text alternative, as wide as the page allows."""

from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import InlineImage

from kust.documents.markup import clean
from kust.documents.picture_png import Png
from kust.documents.programme.content import Drawing

# A sheet across, and the height that leaves room for its words.
_ACROSS, _UPRIGHT, _SMALL = (261.0, 136.0), (174.0, 210.0), (84.0, 80.0)
_PER_POINT = 25.4 / 96


class Image(InlineImage):  # type: ignore[misc]
    """A picture to be filled into a template."""

    def __init__(self, template: Any, png: Png, drawing: Drawing) -> None:
        room, tall = _ACROSS if drawing.across else _SMALL if drawing.small else _UPRIGHT
        scale = min(room / png.width, tall / png.height, _PER_POINT * 1.15)
        super().__init__(template, BytesIO(png.content), width=Mm(scale * png.width))
        self._words = clean(drawing.title), clean(drawing.alt)

    def _insert_image(self) -> str:
        picture = self.tpl.current_rendering_part.new_pic_inline(self.image_descriptor, self.width, None)
        title, alt = self._words
        picture.docPr.set("descr", alt)
        picture.docPr.set("title", title)
        opening = '<w:r><w:t xml:space="preserve">'
        return f"</w:t></w:r><w:r><w:drawing>{picture.xml}</w:drawing></w:r>{opening}"

    def __html__(self) -> str:
        return self._insert_image()

    __str__ = __html__
