"""Tile grid of the regions of Russia: a square a region, in its place among its neighbours."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kust.drawings.canvas import SHADES, Canvas

TILE, GAP = 50.0, 3.0


@dataclass(frozen=True)
class Place:
    """Where a region stands in the grid, with a name short enough for its tile."""

    row: int
    column: int
    short_ru: str
    short_en: str

    def short(self, lang: str) -> str:
        return self.short_ru if lang == "ru" else self.short_en


@dataclass(frozen=True)
class Tiles:
    """Counts by the two-digit code of the region, and the language of the short names."""

    counts: Mapping[str, int]
    lang: str


@cache
def region_places() -> dict[str, Place]:
    """Return the place of each region in the grid by its two-digit code."""
    with files("kust.drawings").joinpath("region_places.csv").open(encoding="utf-8") as file:
        return {
            row["region"]: Place(int(row["row"]), int(row["column"]), row["short_ru"], row["short_en"])
            for row in csv.DictReader(file)
        }


def draw_tiles(tiles: Tiles, key: str, title: str, desc: str) -> str:
    """Draw every region that has a place; those with a count are darker and carry it."""
    places = region_places()
    columns = 1 + max(place.column for place in places.values())
    rows = 1 + max(place.row for place in places.values())
    canvas = Canvas(columns * (TILE + GAP), rows * (TILE + GAP))
    largest = max((count for region, count in tiles.counts.items() if region in places), default=0)
    for region, place in places.items():
        _draw_tile(canvas, tiles, region, place, largest)
    return canvas.render(key, title, desc)


def _draw_tile(canvas: Canvas, tiles: Tiles, region: str, place: Place, largest: int) -> None:
    x, y = place.column * (TILE + GAP), place.row * (TILE + GAP)
    count = tiles.counts.get(region, 0)
    shade = shade_of(count, largest)
    canvas.rect(x, y, TILE, TILE, f"k-shade-{shade}" if count else "k-empty")
    ink = f"k-on-{shade}" if count else "k-soft"
    canvas.text(x + TILE / 2, y + 17, place.short(tiles.lang), ink, 9, text_anchor="middle")
    if count:
        canvas.text(x + TILE / 2, y + 41, str(count), ink, 17, text_anchor="middle", font_weight=700)
    else:
        canvas.text(x + TILE / 2, y + 36, region, ink, 9, text_anchor="middle")


def shade_of(count: int, largest: int) -> int:
    """Choose one of six shades, evenly from 1 to the largest count.

    >>> [shade_of(count, 6) for count in (1, 2, 5, 6)]
    [0, 1, 4, 5]
    """
    if largest <= 1:
        return 1
    return max(count - 1, 0) * (SHADES - 1) // (largest - 1)
