"""A roadmap as one self-contained page: the chart where there is room, a list on a telephone, tables below."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kust.documents.content import MARK, Document
from kust.documents.figures import SYMBOLS, write
from kust.documents.html import NUMERIC
from kust.documents.roadmap.sheets import overview
from kust.documents.roadmap.words import Teller
from kust.drawings.gantt import draw_gantt, most_rows
from kust.drawings.gantt_list import draw_gantt_list
from kust.drawings.gantt_parts import GanttPicture
from kust.i18n import say

_WIDTH = 1290.0


@dataclass(frozen=True)
class Drawn:
    """One part of the roadmap, wide and narrow; ``heading`` where it is opened on demand."""

    wide: Markup
    narrow: Markup
    heading: str = ""


@cache
def _environment() -> Environment:
    loader = PackageLoader("kust.documents", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def render_roadmap(document: Document, picture: GanttPicture, tell: Teller, desc: str) -> str:
    """Render the page.

    Parameters
    ----------
    desc
        What the picture shows, for whom cannot see it.
    """
    style = "\n".join(_environment().get_template(name).render() for name in ("report.css", "roadmap.css"))
    return (
        _environment()
        .get_template("roadmap.html")
        .render(
            document=document,
            drawn=list(_draw(replace(picture, heading="", subtitle=""), tell, desc)),
            lang=tell.lang,
            mark=MARK,
            t=lambda code, **values: say(f"report.{code}", tell.lang, **values),
            r=tell.t,
            write=partial(write, lang=tell.lang),
            symbols=SYMBOLS,
            numeric=NUMERIC,
            kind_of=lambda block: type(block).__name__,
            safe=_embed,
            style=Markup(style),  # noqa: S704
        )
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
    return Drawn(_embed(wide), _embed(narrow), heading)


def _embed(svg: str) -> Markup:
    """Put a drawing into a page, which needs no name space; its words were escaped where they were written."""
    return Markup(svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # noqa: S704
