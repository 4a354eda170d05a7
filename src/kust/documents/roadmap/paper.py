"""A roadmap on paper: sheets of A3 across as PDF. Needs the extra ``pdf`` (typst)."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from kust.documents.blocks import MARK
from kust.documents.roadmap.sheets import draw_sheets
from kust.documents.roadmap.words import Teller
from kust.drawings.gantt_parts import GanttPicture
from kust.errors import MissingEngineError

# All words come in as data, so that none of them is read as markup.
_SOURCE = """
#let told = json("sheets.json")
#set document(title: told.title, keywords: (told.mark,))
#set text(font: ("Segoe UI", "Liberation Sans", "Arial", "DejaVu Sans", "Libertinus Serif"), lang: told.lang)
#set page(paper: "a3", flipped: true, margin: 10mm)
#for name in told.sheets [#image(name, width: 100%, height: 100%, fit: "contain", alt: told.desc)]
"""


def print_roadmap(picture: GanttPicture, tell: Teller, desc: str) -> bytes:
    """Lay the sheets out as PDF.

    Raises
    ------
    MissingEngineError
        Typst is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise MissingEngineError("engine_not_installed", engine="typst", extra="pdf") from error
    with TemporaryDirectory() as folder:
        root = Path(folder)
        names = []
        for number, sheet in enumerate(draw_sheets(picture, tell, desc), 1):
            names.append(f"sheet-{number}.svg")
            (root / names[-1]).write_text(sheet, encoding="utf-8")
        told = {"title": picture.heading, "mark": MARK, "lang": tell.lang, "desc": desc, "sheets": names}
        (root / "sheets.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        (root / "sheets.typ").write_text(_SOURCE, encoding="utf-8")
        return bytes(typst.compile(str(root / "sheets.typ"), root=str(root), format="pdf"))
