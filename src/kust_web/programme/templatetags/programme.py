"""Tags of a programme's pages: judged words with their sign, codes as people say them, forms of a drawing."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kust.data.schema import Code, Column, tables
from kust.documents.blocks import Judged
from kust.documents.figures import SYMBOLS
from kust.i18n import has_words, say
from kust_web.moderation.finding_words import tell
from kust_web.ui.language import current

register = template.Library()


@register.filter
def judged(value: Judged) -> SafeString | str:
    """Show judged words with the sign and the colour of their verdict."""
    if not value.code or value.code not in SYMBOLS:
        return value.words
    return format_html(
        '<span class="judged {}"><span aria-hidden="true">{}</span> {}</span>',
        value.code,
        SYMBOLS[value.code],
        value.words,
    )


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key, "") if mapping else ""


@register.filter
def narrow(drawings: Mapping[str, Any], name: str) -> Any:
    """Return the form of a drawing for a telephone, where it has one."""
    return drawings.get(f"{name}-narrow") if drawings else None


@register.filter
def listed(first: str, second: str) -> list[str]:
    """Put what is there of two words in a list."""
    return [one for one in (first, second) if one]


@register.simple_tag
def column_words(column: Column) -> str:
    """Title a column; a reference as what it leads to."""
    code = f"programme.field.{column.name}"
    return say(code, current()) if has_words(code) else column.title(current())


@register.filter
def code_words(code: Code) -> str:
    return code.title(current())


@register.filter
def stakeholder_kind(kind: str) -> str:
    column = tables()["stakeholders"].column("kind")
    return next((code.title(current()) for code in column.codes if code.code == kind), kind)


@register.filter
def finding_words(finding: Any) -> str:
    told = tell(finding, current())
    return f"{told.message} {told.mend}".strip()
