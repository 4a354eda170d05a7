"""Read the figures that a source prints without saying to which niche they belong."""

import re

from kust.niches.niche import Range
from kust.quantities import parse_number

_QUOTED = re.compile(r"[«\"“]([^»\"”]*?\d[^»\"”]*)[»\"”]")
_FIGURE = r"\d[\d \u00a0\u202f]*(?:[.,]\d+)?"
_RANGE = re.compile(
    rf"({_FIGURE})(?:\s*[-–—…]\s*({_FIGURE}))?\s*(тыс\.?|тысяч|млн)?\s*(тонн|т|шт|штук|кг|м2|м3)\b", re.I
)
_TIMES = {"тыс": 1e3, "тыся": 1e3, "млн": 1e6}


def read_candidates(text: str | None) -> tuple[Range, ...]:
    """Find the quantities that stand in quotation marks; none where the text has none that can be read.

    >>> [(one.least, one.most) for one in read_candidates("Спрос: «100-150 тонн в год» или «400 тонн в год»")]
    [(100.0, 150.0), (400.0, 400.0)]
    >>> read_candidates("Инвестиции: 2,2 млрд руб. (B)")
    ()
    """
    found = []
    for quoted in _QUOTED.findall(text or ""):
        if (match := _RANGE.search(quoted)) is None:
            continue
        ends = [parse_number(end.strip()).value for end in match.group(1, 2) if end]
        times = _TIMES.get((match[3] or "").lower().rstrip(".")[:4], 1.0)
        if all(end is not None for end in ends):
            known = [end * times for end in ends if end is not None]
            found.append(Range(min(known), max(known)))
    return tuple(found)
