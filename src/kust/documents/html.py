"""A report as one self-contained HTML page: styles and drawings inside, no script."""

from functools import partial
from pathlib import Path
from typing import Any

from kust.documents.asks import group_letters
from kust.documents.blocks import Document
from kust.documents.content import Group, Named, Overview, Report
from kust.documents.figures import write_limit, write_margin, write_threshold, write_value
from kust.documents.page import find_template, page_words
from kust.documents.pictures import MOST_DRAWN, margins_of, picture_heat, picture_network, picture_tiles
from kust.i18n import plural, say

_WIDE_FROM = 9
# Longer lists of names are folded.
MOST_LISTED = 30


def _words(lang: str) -> dict[str, Any]:
    """Return what the templates of a report say and write with besides."""
    return {
        **page_words(lang),
        "count_of": lambda count, code: f"{count} {plural(count, lang, say(f'report.forms.{code}', lang))}",
        "write_limit": partial(write_limit, lang=lang),
        "write_value": partial(write_value, lang=lang),
        "write_threshold": partial(write_threshold, lang=lang),
        "write_margin": partial(write_margin, lang=lang),
        "wide_from": _WIDE_FROM,
        "most_listed": MOST_LISTED,
        "widths": own_widths,
    }


def render_report(report: Report) -> str:
    """Render a report on one cluster as an HTML page."""
    lang, supplies = report.lang, report.supplies
    pictures = {edition.code: margins_of(edition.answers, edition.code, lang) for edition in report.editions}
    traded = supplies is not None and supplies.total > 0
    return find_template("report.html").render(
        report=report,
        margins=pictures,
        heat=picture_heat(supplies, lang) if supplies and traded else None,
        network=picture_network(supplies, lang) if supplies and traded else None,
        letters=group_letters(report.asks),
        most_drawn=MOST_DRAWN,
        **_words(lang),
    )


def render_overview(overview: Overview) -> str:
    """Render the report on all clusters of a dataset as an HTML page."""
    tiles = picture_tiles(overview) if overview.tiles else None
    return find_template("overview.html").render(overview=overview, tiles=tiles, **_words(overview.lang))


def render_document(document: Document) -> str:
    """Render sections as a page of their own."""
    return find_template("document.html").render(document=document, **_words(document.lang))


def write_document(document: Document, path: Path) -> None:
    """Write sections as a page of their own."""
    path.write_text(render_document(document), encoding="utf-8")


def write_report(report: Report, path: Path) -> None:
    """Write a report on one cluster as a page."""
    path.write_text(render_report(report), encoding="utf-8")


def write_overview(overview: Overview, path: Path) -> None:
    """Write the report on all clusters as a page."""
    path.write_text(render_overview(overview), encoding="utf-8")


def own_widths(group: Group) -> list[tuple[Named, float, float]]:
    """Give each participant below the length of its bar and the place of the threshold, in percent."""
    values = [one.value or 0 for one in group.below]
    top = 1.25 * max(group.threshold or 0, *values, 1e-9)
    return [(one, 100 * (one.value or 0) / top, 100 * (group.threshold or 0) / top) for one in group.below]
