"""How the land of a season's maps is shaded: round classes of what grows and how surely, and their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from kust.documents.harvest.figures import Teller
from kust.documents.harvest.season import Season
from kust.drawings.canvas import SHADES
from kust.harvest.land.crop_places import CropPlace
from kust.i18n import percent, plain_number

MEASURES = ("median", "width")
# By so little of the largest: shades would show a difference where there is next to none.
_MUCH_THE_SAME = 0.05
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Shading:
    """How the cells are shaded: by species the breaks of the median, kg/ha, and those of the width for all."""

    species: tuple[str, ...]
    median: Mapping[str, tuple[float, ...]]
    width: tuple[float, ...]

    @classmethod
    def of(cls, season: Season) -> "Shading":
        """Choose the breaks."""
        told = [one for one in season.by_cell if one.unit is not None and one.kg_ha.value is not None]
        species = tuple(dict.fromkeys(one.species_id for one in told))
        medians = {
            name: find_breaks([one.kg_ha.value for one in told if one.species_id == name and one.kg_ha.value])
            for name in species
        }
        return cls(species, medians, find_breaks([one.width for one in told if one.width is not None]))

    def breaks(self, species: str, measure: str) -> tuple[float, ...]:
        """Return the breaks of a measure of a species."""
        return self.median[species] if measure == "median" else self.width

    def shade(self, one: CropPlace, measure: str) -> int | None:
        """Return the shade of a cell."""
        value = one.kg_ha.value if measure == "median" else one.width
        return find_shade(value, self.breaks(one.species_id, measure))

    def legend(
        self, season: Season, tell: Teller, species: str, measure: str
    ) -> list[tuple[int | None, str]]:
        """List the shades of a map of a species with their words; None: cells where it is not on record."""
        shades: list[tuple[int | None, str]] = [*list_shades(tell, self.breaks(species, measure), measure)]
        mine = {
            one.unit for one in season.by_cell if one.species_id == species and one.kg_ha.value is not None
        }
        if mine != {one.unit for one in season.by_cell}:
            shades.append((None, tell.t("legend.none")))
        return shades


def list_shades(tell: Teller, breaks: Sequence[float], measure: str) -> list[tuple[int, str]]:
    """List the shades that breaks make, each with its words."""

    def write(value: float) -> str:
        return percent(value, tell.lang, 0) if measure == "width" else plain_number(value, tell.lang)

    if not breaks:
        return [(SHADES // 2, tell.t("legend.all"))]
    words = [
        tell.t("legend.below", value=write(breaks[0])),
        *(f"{write(low)}–{write(high)}" for low, high in pairwise(breaks)),
        tell.t("legend.from", value=write(breaks[-1])),
    ]
    return [(spread_shade(place, len(breaks)), one) for place, one in enumerate(words)]


def find_breaks(values: Sequence[float]) -> tuple[float, ...]:
    """Find round figures that cut values into at most six classes; values that are much the same stay one class.

    >>> find_breaks([12.0, 100.0]), find_breaks([7.0, 7.0])
    ((20.0, 40.0, 60.0, 80.0), ())
    """
    if not values:
        return ()
    low, high = min(values), max(values)
    if high - low <= _MUCH_THE_SAME * abs(high):
        return ()
    base = 10.0 ** floor(log10((high - low) / SHADES))
    for step in (base * one for one in _STEPS):
        inside = [n * step for n in range(floor(low / step) + 1, ceil(high / step))]
        if len(inside) < SHADES:
            return tuple(inside)
    return ()


def find_shade(value: float | None, breaks: Sequence[float]) -> int | None:
    """Find the shade of a value, 0 to 5, spread over all shades where there are fewer classes.

    >>> [find_shade(value, (20.0, 40.0)) for value in (5, 20, 90, None)]
    [0, 2, 5, None]
    """
    if value is None:
        return None
    if not breaks:
        return SHADES // 2
    return spread_shade(sum(value >= one for one in breaks), len(breaks))


def spread_shade(place: int, count: int) -> int:
    """Find the shade of a class, so that few classes lie as far apart as they can."""
    return round(place * (SHADES - 1) / count - 1e-9)
