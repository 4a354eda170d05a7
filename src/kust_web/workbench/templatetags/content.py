"""Content of documents in templates: tables, figures, drawings, what a job failed of."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kust.documents import figures
from kust.documents.blocks import Amount, Cell, Column, Table
from kust.documents.content import Figure, Group, Named
from kust.i18n import say
from kust_web.ui.language import current
from kust_web.workbench.models import Job
from kust_web.workbench.pages import word_failure

register = template.Library()
NUMERIC = frozenset({"count", "share", "krub", "rub", "number", "year", "amount", "figure"})
# A table of more columns is not read as cards on a phone: it scrolls.
WIDEST_CARD = 7
MOST_ROWS = 50


@register.simple_tag
def failure(job: Job) -> str:
    return word_failure(job, current())


@register.filter
def kind_of(block: object) -> str:
    return type(block).__name__


@register.filter
def figure_value(figure: Figure) -> str:
    return figures.write_value(figure, current())


@register.filter
def figure_threshold(figure: Figure) -> str:
    return figures.write_threshold(figure, current())


@register.filter
def figure_margin(figure: Figure) -> str:
    return figures.write_margin(figure, current())


@register.filter
def limit(group: Group) -> str:
    return figures.write_limit(group.threshold or 0.0, group.kind, current())


@register.simple_tag
def own_value(one: Named, kind: str) -> str:
    return figures.write(one.value, kind, current())


@register.filter
def written(value: Cell, kind: str) -> str:
    return figures.write(value, kind, current())


@register.filter
def plain(value: float) -> str:
    """Write a figure without needless zeros: `0,00001`, `3`, `0,5`."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if current() == "ru" else text


@register.filter
def verdict(code: str) -> SafeString:
    """Show a verdict: its sign, its word, its colour."""
    words = say(f"report.verdict.{code}", current())
    return format_html(
        '<span class="verdict {}"><span aria-hidden="true">{}</span> {}</span>',
        code,
        figures.SYMBOLS[code],
        words,
    )


@register.filter
def sign(code: str) -> str:
    return figures.SYMBOLS[code]


@register.filter
def drawing(svg: str) -> SafeString:
    """Put a drawing into the page; the library escaped its words where it wrote them."""
    return mark_safe(svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # noqa: S308


@register.inclusion_tag("workbench/table.html")
def show_table(table: Table, most: int = MOST_ROWS) -> dict[str, Any]:
    """Show a table of a document; its first words head each row, the rest of a long one stands in the file."""
    columns = table.columns
    numbered = len(columns) > 1 and columns[0].kind == "count" and columns[1].kind not in NUMERIC
    head = 1 if numbered else 0
    return {
        "table": table,
        "columns": [(one.title, one.kind in NUMERIC) for one in columns],
        "rows": [_cells(row, columns, head) for row in table.rows[:most]],
        "totals": [_cells(row, columns, head) for row in table.totals],
        "more": max(len(table.rows) - most, 0),
        "cards": len(columns) <= WIDEST_CARD,
    }


def _cells(row: tuple[Cell, ...], columns: tuple[Column, ...], head: int) -> list[dict[str, Any]]:
    lang = current()
    cells = enumerate(zip(row, columns, strict=True))
    return [_cell(value, column, place == head, lang) for place, (value, column) in cells]


def _cell(value: Cell, column: Column, head: bool, lang: str) -> dict[str, Any]:
    plain = value.value if isinstance(value, Amount) else value
    words = figures.write(value, column.kind, lang)
    return {
        "words": words,
        "title": column.title,
        "head": head and bool(words),
        "figure": column.kind in NUMERIC,
        "verdict": plain if column.kind == "verdict" and plain in figures.SYMBOLS else "",
        "missing": plain is None,
        "long": column.kind == "long",
    }
