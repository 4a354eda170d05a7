"""What the job behind a firm's page tells in codes, in words; and the firm's own figures as a file."""

from collections.abc import Mapping
from typing import Any

from kust.data.schema import tables
from kust.documents.figures import kind_of, kind_of_member, write, write_limit
from kust.i18n import has_words, say
from kust.law import editions, parameters
from kust_web.registry.downloads import Column, Sheet
from kust_web.ui.language import current

# What a number of a verdict is, where it is money or a count of jobs; the rest are yes or no, or rows.
_MONEY = ("sold_inside_krub", "bought_inside_krub", "output_krub", "purchases_krub")
_COUNTS = ("jobs", "high_productivity_jobs", "partners", "wage_threshold_rub", "average_wage_rub")
YEARLY = (*_MONEY, "exports_krub", "jobs")


def title_of_requirement(code: str) -> str:
    return str(parameters(code)["title"][current()])


def describe_use(use: Mapping[str, Any]) -> dict[str, Any]:
    """Word one use of a firm's figures: the requirement, what is taken from the firm, its own answer."""
    lang, code = current(), use["requirement"]
    comparison = _comparison(use["edition"], code)
    own = use["own_value"]
    shown = "" if own is None else write(own, kind_of_member(code, comparison), lang)
    limit = use["threshold"]
    asked = "" if limit is None or comparison is None else write_limit(limit, kind_of(code, comparison), lang)
    return {
        "title": title_of_requirement(code),
        "verdict": use["verdict"],
        "own": shown,
        "own_verdict": use["own_verdict"],
        "asked": asked,
        "sign": {">=": "≥", "<=": "≤"}.get(comparison or "", comparison or ""),
        "figures": [(title_of_number(name), _write(name, value)) for name, value in use["figures"]],
    }


def _comparison(edition: str | None, code: str) -> str | None:
    known = editions().get(edition or "")
    found = [rule.comparison for rule in known.requirements if rule.code == code] if known else []
    return found[0] if found else None


def title_of_number(name: str) -> str:
    """Name a number of a verdict as the library does, else by the column of the contract that it comes from."""
    if has_words(f"cli.number.{name}"):
        return say(f"cli.number.{name}", current())
    for table in ("accounts", "memberships"):
        for column in tables()[table].columns:
            if column.name == name:
                return column.title(current())
    return tables()[name].title(current()) if name in tables() else name


def _write(name: str, value: float | None) -> str:
    if value is None:
        return ""
    if name in _MONEY:
        return write(value, "krub", current())
    if name in _COUNTS:
        return write(value, "count", current())
    return say(f"firm.boolean.{'yes' if value else 'no'}", current())


def make_sheet(firm: Any, answer: Mapping[str, Any]) -> Sheet:
    """Bring the firm's own figures of all years into a file."""
    lang = current()
    shares = ("supply_share", "purchase_share")
    kinds = {"year": "count", **dict.fromkeys(YEARLY, "number"), **dict.fromkeys(shares, "share")}
    columns = [Column(name, say(f"firm.column.{name}", lang), kind) for name, kind in kinds.items()]
    rows = [tuple(year[name] for name in kinds) for year in answer["years"]]
    about = {say("firm.state", lang): answer["digest"]}
    return Sheet("kust-firm", say("firm.title_of", lang, name=firm.name), columns, rows, about)
