"""Two small drawings of a card: demand beside the smallest plant, and how far NPV may be off."""

from kust.documents.niches.telling import Picture
from kust.documents.niches.text import tell, write_money, write_quantity
from kust.drawings.canvas import Canvas
from kust.niches.niche import Niche, Range, Simulation

WIDTH = 340.0
_LABEL, _ROW, _BAR = 82.0, 19.0, 11.0
# A bar that would be thinner is still seen.
_LEAST = 2.0


def picture_scale(niche: Niche, key: str, lang: str) -> Picture | None:
    """Draw demand, potential demand and the smallest plant on one scale; nothing where demand or plant is not known."""
    if niche.minimum_scale is None or not niche.quantity.is_known:
        return None
    plant = Range(niche.minimum_scale, niche.minimum_scale)
    rows = [("demand", niche.quantity, "k-flow"), ("potential", niche.potential_quantity, "k-flow")]
    rows = [row for row in rows if row[1].is_known] + [("plant", plant, "k-flow-back")]
    top = (
        max(end for _, figures, _ in rows for end in (figures.least, figures.most) if end is not None) or 1.0
    )
    canvas = Canvas(WIDTH, _ROW * len(rows) + 3)
    for place, (code, figures, kind) in enumerate(rows):
        _draw_row(canvas, place * _ROW, tell(f"picture.{code}", lang), figures, top, kind)
    title = tell("picture.scale", lang)
    demand, scale = (write_quantity(figures, niche.unit, lang) for figures in (niche.quantity, plant))
    desc = tell("picture.scale_desc", lang, demand=demand, scale=scale)
    return Picture(canvas.render(f"{key}-scale", title, desc), title, desc)


def _draw_row(canvas: Canvas, y: float, label: str, figures: Range, top: float, kind: str) -> None:
    """Draw a bar: full up to the lower end, framed up to the upper one."""
    span = (WIDTH - _LABEL) / top
    canvas.text(0, y + 13, label, "k-ink", 12)
    least = figures.least if figures.least is not None else 0.0
    most = figures.most if figures.most is not None else least
    canvas.rect(_LABEL, y + 4, WIDTH - _LABEL, _BAR, "k-empty")
    canvas.rect(_LABEL, y + 4, max(least * span, _LEAST), _BAR, kind)
    if most > least:
        canvas.rect(
            _LABEL + least * span, y + 4, max((most - least) * span, _LEAST), _BAR, kind, opacity=0.45
        )


def picture_npv(simulation: Simulation, key: str, lang: str) -> Picture:
    """Draw NPV from its 10th to its 90th percentile, the middle as a mark, with the line of zero."""
    low, middle, high = simulation.npv_p10, simulation.npv_p50, simulation.npv_p90
    start, end = min(low, 0.0), max(high, 0.0)
    span = (WIDTH - 20) / ((end - start) or 1.0)

    def at(krub: float) -> float:
        return 10 + (krub - start) * span

    canvas = Canvas(WIDTH, 52)
    canvas.rect(10, 22, WIDTH - 20, _BAR, "k-empty")
    if low < 0:
        canvas.rect(at(low), 22, at(min(high, 0.0)) - at(low), _BAR, "k-not_met", opacity=0.75)
    if high > 0:
        canvas.rect(at(max(low, 0.0)), 22, at(high) - at(max(low, 0.0)), _BAR, "k-met", opacity=0.75)
    canvas.line(at(0), 17, at(0), 38, "k-threshold", 1.5)
    canvas.line(at(middle), 19, at(middle), 36, "k-ink", 3)
    _label_npv(canvas, at(middle), at(0), (low, middle, high), lang)
    values = {
        "low": write_money(low, lang),
        "middle": write_money(middle, lang),
        "high": write_money(high, lang),
    }
    title = tell("picture.npv", lang)
    desc = tell("picture.npv_desc", lang, **values)
    return Picture(canvas.render(f"{key}-npv", title, desc), title, desc)


def _label_npv(
    canvas: Canvas, middle: float, zero: float, figures: tuple[float, float, float], lang: str
) -> None:
    """Write the ends below the bar, the middle above it, and 0 where it runs into neither."""
    low, median, high = (write_money(figure, lang) for figure in figures)
    canvas.text(10, 49, low, "k-soft", 11)
    canvas.text(WIDTH - 10, 49, high, "k-soft", 11, text_anchor="end")
    half = 3.2 * len(median)
    place = min(max(middle, 10 + half), WIDTH - 10 - half)
    canvas.text(place, 13, median, "k-ink", 12, text_anchor="middle", font_weight=600)
    if abs(zero - place) > half + 8:
        canvas.text(zero, 13, "0", "k-soft", 11, text_anchor="middle")
