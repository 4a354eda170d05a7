"""Drawings of a report, made from its content."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kust.documents.cluster import region_name
from kust.documents.content import Answer, Figure, Overview, Supplies
from kust.documents.figures import write, write_limit, write_threshold, write_value
from kust.drawings import HeatMap, MarginBar, Network, Tiles, draw_heat, draw_margin, draw_network, draw_tiles
from kust.i18n import say

MOST_DRAWN = 30
MOST_ARROWS = 60
_IN_MILLIONS_FROM = 10_000


@dataclass(frozen=True)
class Drawn:
    """An SVG and what has to be said beside it."""

    svg: str
    title: str
    note: str


def picture_margin(figure: Figure, key: str, lang: str) -> str:
    """Draw a value against its threshold; nothing where the rule has no threshold."""
    if figure.threshold is None:
        return ""
    value, threshold = write_value(figure, lang), write_threshold(figure, lang)

    bar = MarginBar(
        figure.value,
        figure.threshold,
        figure.comparison == "<=",
        figure.verdict,
        lambda size: write_limit(size, figure.kind, lang),
        value,
        figure.kind == "share",
    )
    verdict = write(figure.verdict, "verdict", lang)
    title = say("report.margin.title", lang, title=figure.title)
    return draw_margin(
        bar, key, title, say("report.margin.desc", lang, value=value, threshold=threshold, verdict=verdict)
    )


def margins_of(answers: Sequence[Answer], edition: str, lang: str) -> dict[str, str]:
    """Draw the margins of all answers, by the code of the requirement."""
    return {
        a.code: picture_margin(a.figure, f"margin-{edition}-{a.code}".replace(".", "-"), lang)
        for a in answers
    }


def choose_drawn(supplies: Supplies) -> list[int]:
    """Choose whom to draw: everybody, or those with the largest trade where they are too many."""
    count = len(supplies.names)
    if count <= MOST_DRAWN:
        return list(range(count))
    sold = [sum(amount or 0 for amount in row) for row in supplies.amounts]
    bought = [sum(row[place] or 0 for row in supplies.amounts) for place in range(count)]
    largest = sorted(range(count), key=lambda place: -(sold[place] + bought[place]))[:MOST_DRAWN]
    return sorted(largest)


def write_amounts(supplies: Supplies, lang: str) -> tuple[str, Callable[[float], str]]:
    """Choose thousands or millions of roubles, and how an amount is written in a cell."""
    largest = max((amount for row in supplies.amounts for amount in row if amount), default=0)
    if largest < _IN_MILLIONS_FROM:
        return say("report.unit.thousand", lang), lambda amount: write(amount, "krub", lang, 0)

    def in_millions(amount: float) -> str:
        if amount < 50:
            return "<" + write(0.1, "number", lang, 1)
        return write(amount / 1000, "number", lang, 1)

    return say("report.unit.million", lang), in_millions


def _largest(supplies: Supplies, unit: str, label: Callable[[float], str], count: int) -> str:
    rows = supplies.largest.rows[:count]
    return "; ".join(
        f"{supplier} → {buyer}, {label(float(str(amount)))} {unit}" for supplier, buyer, amount, _ in rows
    )


def picture_heat(supplies: Supplies, lang: str) -> Drawn:
    """Draw the matrix of mutual supplies."""
    drawn = choose_drawn(supplies)
    unit, label = write_amounts(supplies, lang)
    heat = HeatMap(
        [supplies.names[place] for place in drawn],
        [place + 1 for place in drawn],
        [[supplies.amounts[row][column] for column in drawn] for row in drawn],
        label,
        say("report.column.supplier", lang),
        say("report.column.buyer", lang),
        say("report.heat.missing", lang),
    )
    title = say("report.heat.title", lang, unit=unit)
    desc = say("report.heat.desc", lang, largest=_largest(supplies, unit, label, 1))
    note = ""
    if len(drawn) < len(supplies.names):
        note = say("report.heat.shown", lang, shown=len(drawn), total=len(supplies.names))
    return Drawn(draw_heat(heat, "heat", title, desc), title, note)


def picture_network(supplies: Supplies, lang: str) -> Drawn:
    """Draw who supplies whom."""
    drawn = choose_drawn(supplies)
    unit, label = write_amounts(supplies, lang)
    amounts = {
        (row, column): amount
        for row, supplier in enumerate(drawn)
        for column, buyer in enumerate(drawn)
        if row != column and (amount := supplies.amounts[supplier][buyer])
    }
    every = sum(bool(amount) for row in supplies.amounts for amount in row)
    shown = min(len(amounts), MOST_ARROWS)
    network = Network(
        [supplies.names[place] for place in drawn],
        [place + 1 for place in drawn],
        amounts,
        lambda amount: f"{label(amount)} {unit}",
        say("report.network.without_large" if shown < every else "report.network.without", lang),
        MOST_ARROWS,
    )
    title = say("report.network.title", lang)
    desc = say("report.network.desc", lang, largest=_largest(supplies, unit, label, 5))
    svg = draw_network(network, "network", title, desc)
    note = say("report.network.note", lang)
    if "k-flow-back-stroke" in svg:
        note += " " + say("report.network.backward", lang)
    if shown < every:
        note += " " + say("report.network.shown", lang, shown=shown, total=every)
    return Drawn(svg, title, note)


def picture_tiles(overview: Overview) -> Drawn:
    """Draw how many clusters each region of Russia has."""
    lang = overview.lang
    most = sorted(overview.tiles.items(), key=lambda item: (-item[1], item[0]))[:3]
    listed = "; ".join(f"{region_name(region, lang)}: {count}" for region, count in most)
    title = say("report.overview.tiles_title", lang)
    desc = say("report.overview.tiles_desc", lang, largest=listed)
    return Drawn(draw_tiles(Tiles(overview.tiles, lang), "tiles", title, desc), title, "")
