"""A roadmap as one self-contained page: the chart where there is room, a list on a telephone, tables below."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from kust.documents.blocks import Document
from kust.documents.page import embed, render_page
from kust.documents.roadmap.sheets import overview
from kust.documents.roadmap.words import Teller
from kust.drawings.gantt import draw_gantt, most_rows
from kust.drawings.gantt_list import draw_gantt_list
from kust.drawings.gantt_parts import GanttPicture

_WIDTH = 1290.0


@dataclass(frozen=True)
class Drawn:
    """One part of the roadmap, wide and narrow; ``heading`` where it is opened on demand."""

    wide: Markup
    narrow: Markup
    heading: str = ""


def render_roadmap(document: Document, picture: GanttPicture, tell: Teller, desc: str) -> str:
    """Render the page.

    Parameters
    ----------
    desc
        What the picture shows, for whom cannot see it.
    """
    drawn = list(_draw(replace(picture, heading="", subtitle=""), tell, desc))
    return render_page(
        document, "roadmap.css", "cards.css", template="roadmap.html", labels=True, drawn=drawn, r=tell.t
    )


def _draw(picture: GanttPicture, tell: Teller, desc: str) -> Iterator[Drawn]:
    """Draw all at once, or the overview and behind it each goal, opened on demand."""
    title = tell.t("section.gantt")
    if picture.rows <= most_rows():
        yield _drawn(picture, "roadmap", title, desc)
        return
    folded = overview(picture, tell, "gantt.overview_alone")
    yield _drawn(replace(folded, subtitle=""), "roadmap", title, desc)
    for number, group in enumerate(picture.groups, 1):
        if group.bars:
            part = replace(picture, groups=(group,))
            yield _drawn(part, f"goal-{number}", group.title, desc, f"{group.title} ({group.note})")


def _drawn(picture: GanttPicture, key: str, title: str, desc: str, heading: str = "") -> Drawn:
    wide = draw_gantt(picture, f"{key}-wide", title, desc, width=_WIDTH)
    narrow = draw_gantt_list(picture, f"{key}-narrow", title, desc)
    return Drawn(embed(wide), embed(narrow), heading)
