"""Which figures of a statement can be told without an answer of one who may not be named being found out.

One or two who may not be named, or one or two of them with a weight that no other of them has, could be worked out by
taking the named answers off the whole. Of such a statement only that is told which would be the same whatever they had
answered. Quantiles rise with every answer, so that holds where they are the same with all of them at 1 and all at 5.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kust.programme.agreement.voices import FEWEST, SCALE, Voice
from kust.programme.agreement.weighted import calc_quantile

QUARTILES = (0.25, 0.5, 0.75)
Quartiles = tuple[float | None, ...]


@dataclass(frozen=True)
class Extent:
    """Lower quartile, median and upper quartile with the lowest and the highest answers that cannot be told."""

    low: Quartiles
    high: Quartiles

    @property
    def fixed(self) -> Quartiles:
        """Those that are the same either way; None for the others."""
        return tuple(low if low == high else None for low, high in zip(self.low, self.high, strict=True))


def could_be_found_out(voices: Sequence[Voice]) -> bool:
    """Tell whether some weight is that of only one or two of those who have an opinion and may not be named."""
    hidden = Counter(one.weight for one in voices if _is_hidden(one))
    return any(count < FEWEST for count in hidden.values())


def calc_quartiles(voices: Sequence[Voice]) -> Quartiles:
    """Work out the lower quartile, the median and the upper quartile of the opinions."""
    told = [(float(one.agreement), one.weight) for one in voices if one.agreement is not None]
    return tuple(calc_quantile(told, share) for share in QUARTILES)


def calc_extent(voices: Sequence[Voice]) -> Extent:
    """Work out how far the figures reach, whatever those who may not be named have answered."""
    low, high = (
        calc_quartiles([replace(one, agreement=end) if _is_hidden(one) else one for one in voices])
        for end in (SCALE[0], SCALE[-1])
    )
    return Extent(low, high)


def _is_hidden(one: Voice) -> bool:
    return one.agreement is not None and not one.who.named
