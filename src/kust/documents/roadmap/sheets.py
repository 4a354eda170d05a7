"""A roadmap on sheets of A3: one where it fits, else an overview and the measures of every goal."""

from dataclasses import replace

from kust.documents.roadmap.words import Teller
from kust.drawings.gantt import A3, draw_gantt, most_rows
from kust.drawings.gantt_parts import GanttPicture, fold, split


def draw_sheet(picture: GanttPicture, tell: Teller, desc: str) -> str:
    """Draw one sheet: all of it, or the overview where it would not be legible."""
    return _draw(overview(picture, tell, "gantt.overview_alone"), "roadmap", desc)


def draw_sheets(picture: GanttPicture, tell: Teller, desc: str) -> list[str]:
    """Draw all sheets: the overview first where there are several."""
    if picture.rows <= most_rows():
        return [_draw(picture, "roadmap", desc)]
    pages = list(split(picture, most_rows()))
    count = len(pages) + 1
    sheets = [_numbered(overview(picture, tell, "gantt.overview"), tell, 1, count)]
    sheets += [_numbered(page, tell, number, count) for number, page in enumerate(pages, 2)]
    return [_draw(sheet, f"roadmap-{number}", desc) for number, sheet in enumerate(sheets, 1)]


def overview(picture: GanttPicture, tell: Teller, code: str) -> GanttPicture:
    """Fold a picture that is too long for a sheet, and say so."""
    folded = fold(picture, most_rows(legend=2))
    if folded is picture:
        return picture
    count = sum(group.count for group in picture.groups)
    words = tell.t(code, **({"count": count} if code.endswith("alone") else {}))
    legend = {**picture.words.legend, "folded": tell.t("legend.folded")}
    return replace(
        folded,
        subtitle=f"{picture.subtitle} · {words}",
        words=replace(picture.words, legend=legend),
    )


def _numbered(picture: GanttPicture, tell: Teller, number: int, count: int) -> GanttPicture:
    return replace(
        picture, subtitle=f"{picture.subtitle} · {tell.t('gantt.sheet', number=number, count=count)}"
    )


def _draw(picture: GanttPicture, key: str, desc: str) -> str:
    return draw_gantt(picture, key, picture.heading, desc, width=A3[0], height=A3[1])
