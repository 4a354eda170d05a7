"""What a drawing of a roadmap holds, how it is split into sheets and folded where it is too long for one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class GanttMark:
    """A milestone; ``status``: ``reached``, ``late``, ``at_risk`` or ``expected``."""

    due: date
    status: str
    title: str


@dataclass(frozen=True)
class GanttBar:
    """A measure; its words are in the reader's language.

    ``ends`` is the first day on which it is over. ``forecast``: the end that is expected where it is later, worded in
    ``forecast_words``. ``slack_to``: the latest end that moves nothing. ``note`` stands beside the title, ``facts``
    below it on a telephone.
    """

    key: str
    number: str
    title: str
    starts: date | None
    ends: date | None
    note: str = ""
    facts: tuple[str, ...] = ()
    tooltip: str = ""
    state: str = "planned"
    progress: float | None = None
    critical: bool = False
    late: bool = False
    forecast: date | None = None
    forecast_words: str = ""
    slack_to: date | None = None
    after: tuple[str, ...] = ()
    marks: tuple[GanttMark, ...] = ()


@dataclass(frozen=True)
class GanttGroup:
    """Measures of one goal; ``folded`` draws the group as one row. ``count``: how many measures it has."""

    title: str
    note: str
    bars: tuple[GanttBar, ...]
    marks: tuple[GanttMark, ...] = ()
    starts: date | None = None
    ends: date | None = None
    done: float | None = None
    folded: bool = False
    count: int = 0


@dataclass(frozen=True)
class GanttWords:
    """Words of the drawing; ``legend`` explains by code what occurs in it, ``quarters`` are the names of the four.

    ``open`` stands in the place of a bar whose days are not known.
    """

    number: str
    title: str
    note: str
    today: str
    open: str
    quarters: tuple[str, str, str, str]
    legend: Mapping[str, str]


@dataclass(frozen=True)
class GanttPicture:
    """A roadmap to draw; ``on`` is the day asked about, ``first`` and ``last`` bound the scale of time.

    ``labels``: the number of every measure by its key, also of those that are on another sheet.
    """

    heading: str
    subtitle: str
    groups: tuple[GanttGroup, ...]
    first: date
    last: date
    on: date
    words: GanttWords
    labels: Mapping[str, str]

    @property
    def rows(self) -> int:
        return sum(count_rows(group) for group in self.groups)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(bar.key for group in self.groups for bar in group.bars)


def count_rows(group: GanttGroup) -> int:
    """Count the rows of a group: its heading and its measures."""
    return 1 + len(group.bars)


def fold(picture: GanttPicture, rows: int) -> GanttPicture:
    """Bring a roadmap onto one sheet of so many rows: every group as a bar, below it what matters most.

    What is on the critical path or late stays, the critical ones first, then the latest, shared out evenly over the
    groups; the rest is in the bar of its group.
    """
    if picture.rows <= rows:
        return picture
    chosen = _choose(picture.groups, max(rows - len(picture.groups), 0))
    groups = tuple(
        replace(group, bars=tuple(bar for bar in group.bars if bar.key in chosen), folded=True)
        for group in picture.groups[:rows]
    )
    return replace(picture, groups=groups)


def _choose(groups: Sequence[GanttGroup], room: int) -> set[str]:
    """Take in turn from each group the next of what is critical, then of what is late."""
    queues = [sorted((bar for bar in group.bars if bar.late or bar.critical), key=_rank) for group in groups]
    chosen: set[str] = set()
    while len(chosen) < room and any(queues):
        for queue in queues:
            if queue and len(chosen) < room:
                chosen.add(queue.pop(0).key)
    return chosen


def _rank(bar: GanttBar) -> tuple[bool, int]:
    late = (bar.forecast - bar.ends).days if bar.forecast and bar.ends else 0
    return not bar.critical, -late


def split(picture: GanttPicture, rows: int) -> Iterator[GanttPicture]:
    """Split a roadmap into sheets of so many rows; a group that goes on has its heading again."""
    sheet: list[GanttGroup] = []
    room = rows
    for group in picture.groups:
        left = list(group.bars)
        # A heading at the foot of a sheet with nothing below it belongs on the next one.
        if sheet and room < min(3, count_rows(group)):
            yield replace(picture, groups=tuple(sheet))
            sheet, room = [], rows
        while True:
            part = left[: max(room - 1, 1)]
            sheet.append(replace(group, bars=tuple(part)))
            room -= 1 + len(part)
            left = left[len(part) :]
            if not left:
                break
            yield replace(picture, groups=tuple(sheet))
            sheet, room = [], rows
    if sheet:
        yield replace(picture, groups=tuple(sheet))
