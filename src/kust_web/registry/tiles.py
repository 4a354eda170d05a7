"""The regions by the number of clusters: as a grid of tiles, and as they lie on the map."""

from collections.abc import Mapping
from dataclasses import dataclass

from kust.drawings.outlines import Outline, outlines
from kust.drawings.tiles import GAP, TILE, region_places, shade_of
from kust_web.ui.language import current

SIDE, STEP = int(TILE), int(TILE + GAP)


@dataclass(frozen=True)
class Tile:
    """A region's square in the grid; ``shade`` is None where there is no cluster."""

    region: str
    short: str
    count: int
    shade: int | None
    x: int
    y: int

    @property
    def middle(self) -> int:
        return self.x + SIDE // 2


@dataclass(frozen=True)
class Tiles:
    """The grid with its size in units of the drawing."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    side: int = SIDE


def lay_out(counts: Mapping[str, int]) -> Tiles:
    """Lay out the regions of Russia; those with clusters are darker and carry their number."""
    places, lang = region_places(), current()
    largest = max((counts.get(code, 0) for code in places), default=0)
    tiles = tuple(
        Tile(
            code,
            place.short(lang),
            counts.get(code, 0),
            shade_of(counts[code], largest) if counts.get(code) else None,
            place.column * STEP,
            place.row * STEP,
        )
        for code, place in sorted(places.items(), key=lambda item: (item[1].row, item[1].column))
    )
    width = (1 + max(place.column for place in places.values())) * STEP - int(GAP)
    height = (1 + max(place.row for place in places.values())) * STEP - int(GAP)
    return Tiles(tiles, width, height)


@dataclass(frozen=True)
class Shape:
    """A region's outline; ``shade`` is None where there is no cluster."""

    outline: Outline
    count: int
    shade: int | None


def shape_regions(counts: Mapping[str, int]) -> tuple[Shape, ...]:
    """Shade the outlines of the regions by the number of clusters, those without one first: the others are links."""
    largest = max((counts.get(code, 0) for code in outlines()), default=0)
    shapes = [
        Shape(outline, counts.get(code, 0), shade_of(counts[code], largest) if counts.get(code) else None)
        for code, outline in outlines().items()
    ]
    return tuple(sorted(shapes, key=lambda shape: shape.count > 0))
