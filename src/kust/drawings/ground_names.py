"""Names beside the spots of a map, none of them on another."""

from kust.drawings.canvas import width_of

SIZE = 11.5


class Names:
    """Places of names beside their spots; a name that would lie on another or on a spot is left out."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.taken: list[tuple[float, float, float, float]] = []

    def keep_clear(self, x: float, y: float, reach: float) -> None:
        """Let no name lie on a spot."""
        self.taken.append((x - reach, y - reach, x + reach, y + reach))

    def find(self, x: float, y: float, reach: float, name: str) -> tuple[float, float] | None:
        """Return where a name starts: right, left, above or below, the first that is free."""
        # Letters of some systems are wider than those that widths are estimated for.
        wide = 1.1 * width_of(name, SIZE)
        for left, base in (
            (x + reach + 4, y + 4),
            (x - reach - 4 - wide, y + 4),
            (x - wide / 2, y - reach - 5),
            (x - wide / 2, y + reach + SIZE + 1),
        ):
            box = (left, base - SIZE, left + wide, base + 3)
            if left >= 0 and left + wide <= self.width and not any(_meet(box, other) for other in self.taken):
                self.taken.append(box)
                return left, base
        return None


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
