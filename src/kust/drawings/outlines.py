"""Outlines of the regions of Russia, in the kilometres of `kust.drawings.projection`.

Made with Natural Earth (public domain) by `bench/make_outlines.py`. Regions that this source does not show under
Russia have no outline: whoever draws a map lists them beside it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# What all outlines fit into, with a margin: left, top, width, height, as an SVG view box says it.
FRAME = (-4650.0, -3560.0, 8370.0, 4600.0)


@dataclass(frozen=True)
class Outline:
    """A region's outline as the path of an SVG drawing, and a point inside it for a label."""

    region: str
    x: float
    y: float
    path: str


@cache
def outlines() -> dict[str, Outline]:
    """Return the outline of each region by its two-digit code.

    Examples
    --------
    >>> len(outlines()), outlines()["16"].path[:1]
    (85, 'M')
    """
    with files("kust.drawings").joinpath("region_outlines.csv").open(encoding="utf-8") as file:
        return {
            row["region"]: Outline(row["region"], float(row["x"]), float(row["y"]), row["path"])
            for row in csv.DictReader(file)
        }
