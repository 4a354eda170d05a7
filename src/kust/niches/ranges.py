"""Sums of ranges: what is not known stays open, and is never counted as zero at the upper end."""

from collections.abc import Iterable

from kust.niches.niche import Range

NOTHING = Range(0.0, 0.0)


def add(ranges: Iterable[Range]) -> Range:
    """Add ranges of what cannot be below 0: an unknown upper end leaves the sum open, an unknown lower one adds 0.

    >>> add([Range(2, 3), Range(5, None)])
    Range(least=7.0, most=None)
    >>> add([])
    Range(least=0.0, most=0.0)
    """
    least, most, is_open = 0.0, 0.0, False
    for one in ranges:
        least += one.least or 0.0
        most += one.most or 0.0
        is_open = is_open or one.most is None
    # «From 0, no end» says nothing.
    return Range(least, None if is_open else most) if least or not is_open else Range()


def scale(one: Range, factor: float) -> Range:
    """Take a share of a range; nothing of what is not known is nothing.

    >>> scale(Range(450, 500), 0.8), scale(Range(), 0.0)
    (Range(least=360.0, most=400.0), Range(least=0.0, most=0.0))
    """
    if factor == 0:
        return NOTHING
    return Range(*(None if end is None else end * factor for end in (one.least, one.most)))


def span(ranges: Iterable[Range]) -> Range:
    """Return the least and the most of ranges where they are known.

    >>> span([Range(1, 2), Range(0.5, None), Range()])
    Range(least=0.5, most=2)
    """
    found = list(ranges)
    least = [one.least for one in found if one.least is not None]
    most = [one.most for one in found if one.most is not None]
    return Range(min(least, default=None), max(most, default=None))
