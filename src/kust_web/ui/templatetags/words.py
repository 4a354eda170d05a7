"""Words and figures in templates, in the language of the page: `{% say "web.log_in" %}`, `{{ value|krub }}`."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from kust import i18n
from kust.documents.figures import write_day
from kust_web.ui.language import current

register = template.Library()


@register.simple_tag
def say(code: str, **values: object) -> SafeString:
    """Word a code; what is put into the words is escaped, the words themselves are ours."""
    escaped = {name: conditional_escape(value) for name, value in values.items()}
    return mark_safe(i18n.say(code, current(), **escaped))  # noqa: S308


@register.filter
def word(value: object, catalogue: str) -> str:
    """Word a coded value: `{{ verdict|word:"verdict" }}`; none is a dash."""
    return "–" if value in (None, "") else i18n.say(f"{catalogue}.{value}", current())


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    return i18n.number(value, current(), int(digits))


@register.filter
def share(value: float | None, digits: int = 1) -> str:
    return i18n.percent(value, current(), int(digits))


@register.filter
def day(value: date | datetime | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return write_day(value, current())


@register.filter
def moment(value: datetime | None) -> str:
    if value is None:
        return "–"
    at = timezone.localtime(value)
    return f"{write_day(at.date(), current())} {at:%H:%M}"


@register.filter
def plural(count: int, code: str) -> str:
    """Write a count with its noun; the words of the code hold the forms: ``кластер|кластера|кластеров``."""
    lang = current()
    return f"{i18n.number(count, lang, 0)}\u00a0{i18n.plural(count, lang, i18n.say(code, lang))}"


@register.simple_tag
def noun(count: int, code: str) -> str:
    """Write the form of a noun that a count asks for, without the count."""
    lang = current()
    return i18n.plural(count, lang, i18n.say(code, lang))


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changed: object) -> SafeString:
    """Write the query of this page with some of its parameters changed; None drops one."""
    query = context["request"].GET.copy()
    for name, value in changed.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return mark_safe(conditional_escape(query.urlencode()))  # noqa: S308
