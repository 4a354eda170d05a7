"""A drawing as a picture of points, for formats that hold no SVG. Needs the extra ``pdf`` (typst)."""

import re
from dataclasses import dataclass
from functools import lru_cache

_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
# One unit of a drawing is one point of paper here: two points of the picture for each.
_PPI = 150.0
_SOURCE = """
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: ("Liberation Sans", "Arial", "DejaVu Sans", "Libertinus Serif"))
#image(bytes(sys.inputs.svg), format: "svg")
"""


@dataclass(frozen=True)
class Png:
    """A picture; width and height are those of the drawing."""

    content: bytes
    width: float
    height: float


@lru_cache(maxsize=64)
def draw_png(svg: str) -> Png | None:
    """Draw the points of a drawing; None where typst is not installed."""
    try:
        import typst
    except ImportError:
        return None
    found = _BOX.search(svg)
    width, height = (float(found[1]), float(found[2])) if found else (100.0, 100.0)
    content = typst.compile(_SOURCE.encode(), format="png", ppi=_PPI, sys_inputs={"svg": svg})
    return Png(bytes(content), width, height)
