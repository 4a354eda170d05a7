"""Pictures of the document beside the roadmap: the vision and the indicators."""

import re
from html import unescape

from kust.documents.programme.content import Drawing
from kust.documents.programme.indicator_pictures import draw_indicator
from kust.documents.programme.indicator_words import Teller as IndicatorTeller
from kust.documents.programme.tell import ProgrammeTeller
from kust.documents.vision.picture import describe, draw_vision

_DESC = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)


def draw_agreement(tell: ProgrammeTeller) -> Drawing | None:
    """Draw how far the stakeholders agree; nothing where nobody was asked."""
    found = tell.file.agreement
    if not any(one.opinions for one in found.statements):
        return None
    wide, narrow = (draw_vision(found, tell.lang, narrow=slim) for slim in (False, True))
    return Drawing(tell.t("picture.agreement"), describe(found, tell.lang), wide, narrow)


def draw_indicators(tell: ProgrammeTeller) -> tuple[Drawing, ...]:
    """Draw target, actual figures and forecast of each indicator."""
    words = IndicatorTeller(tell.lang, dict(tell.file.names))
    return tuple(
        Drawing(one.indicator, _alt_of(svg), svg, small=True)
        for place, one in enumerate(tell.file.indicators.results, 1)
        if (svg := draw_indicator(one, f"trend-{place}", words))
    )


def _alt_of(svg: str) -> str:
    """Take the text alternative out of a drawing."""
    found = _DESC.search(svg)
    return unescape(found[1]) if found else ""
