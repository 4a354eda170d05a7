"""Drawings as pictures of points, for formats that hold no SVG. Needs the extra ``pdf`` (typst)."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
# One unit of a drawing is one point of paper here; as wide as a page, that makes some 190 points an inch.
_PPI = 125.0
_SOURCE = """
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: ("Liberation Sans", "Arial", "DejaVu Sans", "Libertinus Serif"))
#for one in json(bytes(sys.inputs.drawings)) { page(image(bytes(one), format: "svg")) }
"""


@dataclass(frozen=True)
class Png:
    """A picture; width and height are those of the drawing."""

    content: bytes
    width: float
    height: float


def can_draw() -> bool:
    """Tell whether typst is installed."""
    try:
        return find_spec("typst") is not None
    except ValueError:
        return False


def draw_pngs(drawings: Sequence[str]) -> list[Png]:
    """Draw the points of drawings, each on a page of one document: looking for fonts anew takes longer than drawing.

    Raises
    ------
    ImportError
        typst is not installed (:func:`can_draw`).
    """
    import typst

    if not drawings:
        return []
    told = {"drawings": json.dumps(drawings)}
    made = typst.compile(_SOURCE.encode(), format="png", ppi=_PPI, sys_inputs=told)
    pages = made if isinstance(made, list) else [made]
    return [Png(bytes(page), *_size_of(svg)) for page, svg in zip(pages, drawings, strict=True)]


def _size_of(svg: str) -> tuple[float, float]:
    found = _BOX.search(svg)
    return (float(found[1]), float(found[2])) if found else (100.0, 100.0)
