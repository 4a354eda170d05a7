"""Tags of the registry's pages: tabs of a cluster, titles of codes and regions, shares of a whole as bars."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kust import i18n
from kust.data.schema import Column, regions, tables
from kust.documents.figures import write_day
from kust.documents.verdicts import short_title, title_of_edition
from kust.law import editions
from kust_web.people.access import Action, may
from kust_web.registry.made_up import drop_mark, is_made_up
from kust_web.ui.language import current

register = template.Library()
SYMBOLS = {"met": "✓", "not_met": "✗", "unknown": "?"}


@register.simple_tag(name="may", takes_context=True)
def ask_may(context: template.Context, action: Action) -> bool:
    """Tell whether the reader may do something to the cluster of the page: `{% may "cluster.manage" as can %}`."""
    request, cluster = context["request"], context.get("cluster")
    name = cluster.cluster_id if cluster else None
    known: dict[tuple[str, str | None], bool] = request.__dict__.setdefault("_may", {})
    if (action, name) not in known:
        known[action, name] = may(request.user, action, cluster=name)
    return known[action, name]


@register.simple_tag(takes_context=True)
def tab(context: template.Context, name: str, title: str, action: Action) -> SafeString | str:
    """Write a tab of a cluster, for those who may do what it needs.

    ``name`` is the name of an address with ``cluster_id`` alone; a page whose address begins with that name, like
    ``cluster-history-change``, shows the tab as the current one.
    """
    if not ask_may(context, action):
        return ""
    here = context["request"].resolver_match.url_name or ""
    inside = here == name or (name != "cluster" and here.startswith(f"{name}-"))
    return format_html(
        '<li class="nav-item"><a class="nav-link{}" href="{}"{}>{}</a></li>',
        " active" if inside else "",
        reverse(name, kwargs={"cluster_id": context["cluster"].cluster_id}),
        SafeString(' aria-current="page"') if inside else "",
        i18n.say(title, current()),
    )


@register.simple_tag(takes_context=True)
def made_up_badge(context: template.Context, cluster: Any) -> SafeString | str:
    """Write a badge beside a cluster that is made up; asked once a page."""
    known: dict[str, bool] = context["request"].__dict__.setdefault("_made_up", {})
    if cluster.cluster_id not in known:
        known[cluster.cluster_id] = is_made_up(cluster)
    return _badge() if known[cluster.cluster_id] else ""


@register.simple_tag
def badge_made_up() -> SafeString:
    """Write the badge of what is made up."""
    return _badge()


def _badge() -> SafeString:
    return format_html(
        '<span class="badge text-bg-warning">{}</span>', i18n.say("registry.made_up", current())
    )


@register.filter
def unmarked(name: str) -> str:
    """Take the mark of made-up data out of a name that has a badge beside it."""
    return drop_mark(name)


@register.filter
def coded(value: str | None, place: str) -> str:
    """Word a coded value of the contract: `{{ cluster.kind|coded:"clusters.kind" }}`."""
    if not value:
        return "–"
    table, _, column = place.partition(".")
    titles = {code.code: code.title(current()) for code in tables()[table].column(column).codes}
    return titles.get(value, value)


@register.filter
def region(code: str | None) -> str:
    """Name a region by its two-digit code."""
    if not code:
        return "–"
    found = regions().get(code)
    return code if found is None else found[0 if current() == "ru" else 1]


@register.filter
def edition(code: str | None) -> str:
    """Name an edition at the head of a column."""
    return short_title(editions()[code], current()) if code in editions() else "–"


@register.filter
def edition_title(code: str | None) -> str:
    """Name an edition in full."""
    return title_of_edition(editions()[code], current()) if code in editions() else "–"


@register.filter
def symbol(verdict: str) -> str:
    return SYMBOLS.get(verdict, "–")


@register.filter
def krub(value: float | None, digits: int = 1) -> str:
    """Write thousand roubles as millions."""
    return i18n.number(None if value is None else value / 1000, current(), int(digits))


@register.filter
def iso(value: date | None) -> str:
    return "" if value is None else value.isoformat()


@register.simple_tag
def bar(value: float | None, whole: float | None) -> SafeString | str:
    """Draw a share of a whole as a bar; the figure itself stands beside it, so it has no words."""
    if not value or not whole:
        return ""
    width = f"{max(100 * value / whole, 1):.1f}"
    return format_html(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-all" width="100" height="6"></rect>'
        '<rect class="bar-part" width="{}" height="6"></rect></svg>',
        width,
    )


@register.filter
def indicator(code: str) -> str:
    """Name an indicator of projects; one without words is told by its code."""
    return indicator_title(code, current())


def indicator_title(code: str, lang: str) -> str:
    name = f"effects.indicator.{code}"
    return i18n.say(name, lang) if i18n.has_words(name) else code


_MILLIONS = ("krub",)


@register.simple_tag
def tell(told: dict[str, object] | None, unit: str | None) -> SafeString:
    """Write a rolled-up figure: thousand roubles as millions, a share as a percentage; or why there is none."""
    lang = current()
    if told and told["is_hidden"]:
        return format_html(
            '<span class="text-body-secondary">{}</span>', i18n.say("registry.hidden_short", lang)
        )
    value = told["value"] if told else None
    if not isinstance(value, int | float):
        return SafeString('<span class="text-body-secondary">–</span>')
    if unit in _MILLIONS:
        return SafeString(krub(value))
    if unit == "share":
        return SafeString(i18n.percent(value, lang))
    return SafeString(i18n.plain_number(value, lang))


@register.filter
def table_title(name: str) -> str:
    """Name a table of the contract."""
    return tables()[name].title(current()) if name in tables() else name


@register.simple_tag
def column_title(column: Column) -> str:
    return column.title(current())


@register.simple_tag
def value(cell: object, column: Column, firms: Mapping[str, str] | None = None) -> str:
    """Write a cell as its column means it; an empty one is a dash."""
    lang = current()
    if cell is None or cell == "":
        return "–"
    if column.refers_to == "organisations" and firms and cell in firms:
        return f"{firms[str(cell)]} ({cell})"
    if isinstance(cell, bool):
        return coded("yes" if cell else "no", f"{column.table}.{column.name}")
    if isinstance(cell, date):
        return write_day(cell, lang)
    if isinstance(cell, int | float) and column.name != "year":
        return i18n.percent(cell, lang) if column.is_share else i18n.plain_number(cell, lang)
    return coded(str(cell), f"{column.table}.{column.name}") if column.codes else str(cell)
