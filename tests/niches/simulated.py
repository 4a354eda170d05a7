"""Made-up histories whose law is known, and how often the ranges of the forecast hold what comes next."""

import math
import random
from functools import cache

from kust.niches.forecast import calc_forecast

AHEAD = 3
RUNS = 1000
_START = 100.0


def draw(law: str, length: int, chance: random.Random) -> list[float]:
    """A history: `level` scatters around 100, `walk` adds chance a year, `trend` 4 more, `growth` 5 % on average."""
    values, last = [], _START
    for _ in range(length):
        shock = chance.gauss(0, 1)
        if law == "level":
            last = _START + 10 * shock
        elif law == "growth":
            last *= math.exp(0.05 + 0.1 * shock)
        else:
            last += 3 * shock + (4 if law == "trend" else 0)
        values.append(last)
    return values


@cache
def share_held(law: str, years: int) -> tuple[float, ...]:
    """The share of histories of so many years whose next, second, third year falls into the range."""
    chance = random.Random(f"{law}-{years}")
    held = [0] * AHEAD
    for _ in range(RUNS):
        values = draw(law, years + AHEAD, chance)
        forecast = calc_forecast(dict(enumerate(values[:years])), year=years - 1, years=AHEAD)
        for step, one in enumerate(forecast.years):
            least, most = one.range.least, one.range.most
            assert least is not None
            assert most is not None
            held[step] += least <= values[years + step] <= most
    return tuple(count / RUNS for count in held)
