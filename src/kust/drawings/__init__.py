"""Drawings as SVG text: bars held against a threshold, heat map, network, tile grid of regions.

A drawing is made of figures and of words that are already in the reader's language; it works alone, and a
page that holds it may recolour it through its classes (``k-ink``, ``k-met`` and so on).
"""

from kust.drawings.heat import HeatMap, draw_heat
from kust.drawings.margins import MarginBar, draw_margin
from kust.drawings.network import Network, draw_network
from kust.drawings.tiles import Tiles, draw_tiles

__all__ = [
    "HeatMap",
    "MarginBar",
    "Network",
    "Tiles",
    "draw_heat",
    "draw_margin",
    "draw_network",
    "draw_tiles",
]
