"""Arrows of a roadmap: from the end of a bar to the beginning of one that waits for it."""

from collections.abc import Mapping

from kust.drawings.canvas import Canvas
from kust.drawings.gantt_parts import GanttPicture
from kust.drawings.gantt_shapes import Box

_HEAD, _IN = 5.0, 5.0


def draw_arrows(canvas: Canvas, boxes: Mapping[str, Box], picture: GanttPicture) -> None:
    """Draw every dependency of which both ends are on the sheet; those of the critical path last and dark."""
    bars = {bar.key: bar for group in picture.groups for bar in group.bars}
    pairs = [
        (boxes[before], boxes[key], bars[before].critical and bar.critical, f"{before}>{key}")
        for key, bar in bars.items()
        for before in bar.after
        if before in boxes and key in boxes
    ]
    for source, target, critical, name in sorted(pairs, key=lambda pair: (pair[2], pair[3])):
        _draw(canvas, source, target, critical=critical, name=name)


def _draw(canvas: Canvas, source: Box, target: Box, *, critical: bool, name: str) -> None:
    """Go along from the end, then down or up into the bar from its side, near its beginning."""
    kind, width = ("k-ink", 1.7) if critical else ("k-soft", 1.0)
    at = target.x + min(_IN, target.width / 2)
    down = target.middle > source.middle
    edge = target.y if down else target.y + target.height
    tip = edge - 1 if down else edge + 1
    back = tip - _HEAD if down else tip + _HEAD
    # A bar that is shorter than the way in is met a little behind its beginning.
    at = max(at, source.right + 4) if at >= source.right - 1 else at
    path = f"M{source.right:.1f} {source.middle:.1f}H{at:.1f}V{back:.1f}"
    with canvas.group(**{"class": "gantt-arrow", "data-link": name}):
        canvas.path(path, kind, width, opacity=0.85)
        canvas.polygon([(at, tip), (at - 3.2, back), (at + 3.2, back)], kind, opacity=0.9)
