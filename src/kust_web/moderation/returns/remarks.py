"""Remarks on figures that are more often a slip of the hand than the truth: told beside the field, never refused.

The library holds the main figures of a year against the year before; here stand the other figures, wages of a firm
without a year before, jobs in fractions, purchases far above revenue, and numbers that could be read in two ways.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import Any

from django.conf import settings

from kust.data.findings import Finding
from kust.quantities import parse_number
from kust_web.moderation.models import Entry, Return
from kust_web.moderation.returns.sections import SECTIONS
from kust_web.moderation.rights import clusters_of, members_of
from kust_web.registry.models import model_of

Before = Mapping[tuple[str, ...], Mapping[str, float]]
# The library looks at these itself; investment comes and goes by its nature.
_LEFT_OUT = ("revenue_krub", "output_krub", "purchases_krub", "jobs", "average_wage_rub", "investment_krub")
_JOBS = ("jobs", "high_productivity_jobs")
# Of fewer firms, what is usual could be one of them.
_FIRMS = 5


def find_remarks(
    of: Return,
    entries: Iterable[Entry],
    values: Mapping[int, Mapping[str, Any]],
    before: Before,
    codes: Mapping[tuple[str, str], str],
) -> Iterator[Finding]:
    """Find what is remarked upon in the rows of a return; ``before`` are the figures of a year ago."""
    told = [(entry, values[entry.pk]) for entry in entries if entry.pk in values and not entry.is_removed]
    rows_about = Counter(about(entry, codes) for entry, _ in told)
    for entry, row in told:
        key = about(entry, codes)
        yield from _doubtful(entry)
        if rows_about[key] == 1:
            yield from _far(of, entry, row, before.get(key, {}))
        if entry.section == "figures":
            yield from _of_figures(of, entry, row, before.get(key, {}))


def about(entry: Entry, codes: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Name what a row is about, as ``rows.find_before`` does: its section, the partner, the product."""
    section = SECTIONS[entry.section]
    if section.code in ("figures", "facts"):
        return (section.code,)
    asked = [column for column in section.columns if column.name in (section.partner, "product_id")]
    asked.sort(key=lambda column: column.name == "product_id")
    named = [(column.refers_to or "", entry.cells.get(column.name, "")) for column in asked]
    return (section.code, *(codes.get(one, "") for one in named))


def _finding(entry: Entry, code: str, column: str, value: str | None = None, **values: Any) -> Finding:
    table = SECTIONS[entry.section].table
    return Finding(code, "warning", table, "return", entry.section, entry.pk, column, value, values)


def _doubtful(entry: Entry) -> Iterator[Finding]:
    """Say how a number with signs between its thousands was read."""
    for column in SECTIONS[entry.section].columns:
        text = entry.cells.get(column.name, "")
        if column.type == "number" and text:
            read = parse_number(text, share=column.is_share)
            if read.thousands and read.value is not None:
                yield _finding(entry, "web_read_as", column.name, text.strip(), read=read.value)


def _far(of: Return, entry: Entry, row: Mapping[str, Any], before: Mapping[str, float]) -> Iterator[Finding]:
    for name in SECTIONS[entry.section].figures:
        now, then = _figure(row.get(name)), _figure(before.get(name))
        if name in _LEFT_OUT or now is None or then is None:
            continue
        if not then / settings.REMARK_TIMES <= now <= then * settings.REMARK_TIMES:
            yield _finding(entry, "year.far", name, str(now), before=then, now=now, year=of.year)


def _figure(value: Any) -> float | None:
    """Take a number above zero; nothing else can be so many times off."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value > 0 else None


def _of_figures(
    of: Return, entry: Entry, row: Mapping[str, Any], before: Mapping[str, float]
) -> Iterator[Finding]:
    for name in _JOBS:
        jobs = _figure(row.get(name))
        if jobs is not None and not jobs.is_integer():
            yield _finding(entry, "web_fraction_of_jobs", name, now=jobs)
    wage = _figure(row.get("average_wage_rub"))
    if wage is not None and _figure(before.get("average_wage_rub")) is None:
        low, high = _find_bounds(of)
        if not low <= wage <= high:
            code = "web_wage_low" if wage < low else "web_wage_high"
            yield _finding(entry, code, "average_wage_rub", now=wage)
    bought = _figure(row.get("purchases_krub"))
    earned = [_figure(row.get(name)) for name in ("revenue_krub", "output_krub")]
    most = max((one for one in earned if one is not None), default=None)
    if bought is not None and most is not None and bought > settings.REMARK_PURCHASES_TIMES * most:
        yield _finding(entry, "web_purchases_far", "purchases_krub", now=bought, earned=most)


def _find_bounds(of: Return) -> tuple[float, float]:
    """Bound a monthly wage: around what is usual in the firm's clusters, else by plain bounds.

    What is usual is brought to one digit, so that trying out wages does not tell anybody's.
    """
    firms = set().union(*(members_of(cluster) for cluster in clusters_of(of.organisation_id)))
    rows = model_of("accounts").objects.filter(
        organisation_id__in=firms - {of.organisation_id}, year__in=(of.year - 1, of.year), is_removed=False,
        average_wage_rub__gt=0,
    )  # fmt: skip
    wages = dict(rows.order_by("year").values_list("organisation_id", "average_wage_rub"))
    if len(wages) < _FIRMS:
        return settings.REMARK_WAGE_RUB
    usual = float(f"{median(wages.values()):.1g}")
    return usual / settings.REMARK_TIMES, usual * settings.REMARK_TIMES
