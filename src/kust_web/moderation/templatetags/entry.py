"""Tags of the pages where figures come in: states as badges, titles of tables and columns, choices of a column."""

from datetime import date, datetime

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kust.data.describe import unit
from kust.data.schema import Column, regions, tables
from kust.documents.figures import write_day
from kust.i18n import plain_number, say
from kust_web.moderation.cells import write_cell
from kust_web.moderation.finding_words import Told, tell
from kust_web.moderation.models import Entry, Upload
from kust_web.moderation.returns.sections import SECTIONS
from kust_web.moderation.returns.view_rows import Field
from kust_web.moderation.scope import Scope
from kust_web.ui.language import current
from kust_web.workbench.saved_words import write_exact

register = template.Library()
_COLOURS = {
    "accepted": "success", "agreed": "success", "confirmed": "success", "returned": "warning", "unreadable": "danger",
    "submitted": "primary", "asked": "primary", "draft": "secondary", "read": "info",
}  # fmt: skip


@register.simple_tag
def badge(kind: str, state: str) -> SafeString:
    """Show a state: `{% badge "upload" upload.state %}`."""
    colour = _COLOURS.get(state, "secondary")
    words = say(f"entry.{kind}.state.{state}", current())
    return format_html(
        '<span class="badge border text-{}-emphasis bg-{}-subtle border-{}-subtle">{}</span>',
        colour, colour, colour, words,
    )  # fmt: skip


@register.filter
def table_title(name: str) -> str:
    return tables()[name].title(current()) if name in tables() else name


@register.filter
def column_title(name: str, table: str) -> str:
    return tables()[table].column(name).title(current())


@register.filter
def coded_cell(text: str, place: str) -> str:
    """Write a cell's text; a code as its words."""
    table, _, column = place.partition(".")
    titles = {code.code: code.title(current()) for code in tables()[table].column(column).codes}
    return titles.get(text, text) or "–"


@register.filter
def told(findings: list[dict[str, object]], severity: str) -> list[Told]:
    """Word the findings of a kind."""
    return [tell(finding, current()) for finding in findings if finding["severity"] == severity]


@register.filter
def region_name(code: str) -> str:
    found = regions().get(code)
    return code if found is None else f"{code} {found[0 if current() == 'ru' else 1]}"


@register.filter
def at(mapping: dict[str, object], key: str) -> object:
    return mapping.get(key, "")


@register.filter
def megabytes(size: int) -> float:
    return size / 2**20


@register.simple_tag
def known(field: Field) -> bool:
    """Tell whether what stands in a field of choices is one of them; what somebody else typed stays to be seen."""
    return any(code == field.text for code, _ in field.choices)


@register.simple_tag
def marks(field: Field, entry: Entry, first: str = "") -> SafeString:
    """Write what says of a field that something was found about it; the first in error takes the focus."""
    note = f"t-{entry.pk}-{field.column.name}"
    return SafeString(
        (' aria-invalid="true"' if field.is_wrong else "")
        + (f' aria-describedby="{note}"' if field.note else "")
        + (" autofocus" if first == f"i-{entry.pk}-{field.column.name}" else "")
    )


@register.simple_tag
def rival_title(entry: Entry, column: str) -> str:
    return tables()[SECTIONS[entry.section].table].column(column).title(current())


@register.filter
def plain(value: float) -> str:
    return plain_number(value, current())


@register.filter
def told_at(value: str) -> datetime | None:
    """Read a moment that a step of a story stored."""
    return datetime.fromisoformat(value) if value else None


_MANAGED = (
    "manage",
    "manage-members",
    "manage-people",
    "manage-returns",
    "manage-progress",
    "manage-uploads",
    "manage-papers",
    "manage-settings",
)


@register.simple_tag
def manage_links() -> list[tuple[str, str]]:
    """List the pages of a cluster's management with their words."""
    return [(name, say(f"entry.nav.{name}", current())) for name in _MANAGED]


@register.simple_tag
def upload_url(scope: Scope, name: str, upload: Upload) -> str:
    """Write the address of an upload, or of something of it, where it belongs: firm, cluster, what all share."""
    return reverse(f"{scope.kind}-{name}", args=[*scope.keys, upload.pk])


@register.filter
def unit_words(column: Column) -> str:
    """Word the unit of a column, unless its title says it."""
    lang = current()
    return "" if ", " in column.title(lang) else unit(column, lang)


@register.simple_tag
def cell(value: object, column: Column) -> str:
    """Write a cell to its last digit, a code as its words; an empty one is a dash."""
    text = write_cell(value)
    if not text:
        return "–"
    if isinstance(value, date):
        return write_day(value, current())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return write_exact(value, current())
    return next((code.title(current()) for code in column.codes if code.code == text), text)
