"""What participants and projects report, rolled up for the whole country, so that no firm's own figure is told.

A sum is told to anybody, those who have a part in it too, by the one rule of ``disclosure``. Missing is not zero:
beside every sum stands how many have reported and of how many.
"""

from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from kust.chain.accounts import calc_accounts, count_high_productivity_jobs
from kust.chain.members import find_members
from kust.data import Dataset
from kust.projects.result import Effect, Effects, Sum
from kust_web.registry.disclosure import Parts, Rule, tell

FEWEST_PROJECTS = 2  # a project is of several firms itself
YEARS = 5
FIGURES = ("revenue_krub", "output_krub", "exports_krub", "investment_krub", "jobs", "high_productivity_jobs")


def add_up_accounts(dataset: Dataset, on: date) -> list[dict[str, Any]]:
    """Add up the annual figures of those who are members on the day, each organisation once, year by year."""
    if not dataset.has("memberships") or not dataset.has("accounts"):
        return []
    members = find_members(dataset, on)
    told = dataset.rows("accounts").select("year").unique().collect()["year"]
    years = sorted(year for year in told.to_list() if year <= on.year)[-YEARS:]
    return [{"year": year, "figures": _add_up_year(dataset, members, year)} for year in years]


def _add_up_year(dataset: Dataset, members: Any, year: int) -> dict[str, dict[str, Any]]:
    worked = count_high_productivity_jobs(
        calc_accounts(dataset, members, year), wage_at_threshold_counts=True
    )
    figures = pl.DataFrame(nw.to_native(worked))
    stated = dataset.rows("accounts").filter(pl.col("year") == year)
    stated = stated.select("organisation_id", "revenue_krub", "investment_krub").unique("organisation_id")
    figures = figures.join(stated.collect(), on="organisation_id", how="left")
    firms, rule = figures["organisation_id"].to_list(), Rule.of_settings()
    return {name: tell_sum(dict(zip(firms, figures[name], strict=True)), rule) for name in FIGURES}


def tell_sum(parts: Parts, rule: Rule) -> dict[str, Any]:
    """Tell the sum of firms' figures to anybody, with how many have told theirs; None is one that is not known.

    >>> told = tell_sum({"A": 40, "B": 30, "C": 15, "D": 15, "E": None}, Rule(3, ((2, 0.85),)))
    >>> told["value"], told["known"], told["of"]
    (100.0, 4, 5)
    """
    known = sum(part is not None for part in parts.values())
    value = tell(parts, rule).value
    return {
        "value": None if value is None else float(value),
        "known": known,
        "of": len(parts),
        "is_hidden": bool(known) and value is None,
    }


def add_up_effects(dataset: Dataset, effects: Effects) -> list[dict[str, Any]]:
    """Take the indicators of all projects, in total and by year, that may be told."""
    counts = _count_projects(dataset)
    totals = [one for one in effects.effects if one.level == "total"]
    by_year = [one for one in effects.effects if one.level == "year"]
    return [
        {
            "indicator": total.indicator,
            "unit": total.unit,
            "total": _tell_effect(total, counts),
            "years": _tell_years([one for one in by_year if one.indicator == total.indicator], counts),
        }
        for total in totals
    ]


def _count_projects(dataset: Dataset) -> dict[tuple[str, str, str | None], frozenset[str]]:
    """Say which projects report an indicator, planned or actual, in a year and (None) in any."""
    rows = dataset.rows("project_effects").collect()
    rows = rows.filter(pl.col("value").is_not_null() | pl.col("numerator").is_not_null())
    found: dict[tuple[str, str, str | None], set[str]] = {}
    for row in rows.iter_rows(named=True):
        for year in (str(row["year"]), None):
            found.setdefault((row["indicator"], row["basis"], year), set()).add(row["project_id"])
    return {key: frozenset(projects) for key, projects in found.items()}


def _tell_effect(effect: Effect, counts: dict[tuple[str, str, str | None], frozenset[str]]) -> dict[str, Any]:
    year = effect.key if effect.level == "year" else None
    return {
        basis: _tell_sum(part, counts.get((effect.indicator, basis, year), frozenset()))
        for basis, part in (("plan", effect.plan), ("fact", effect.fact))
    }


def _tell_sum(part: Sum, projects: frozenset[str]) -> dict[str, Any]:
    told = len(projects) >= FEWEST_PROJECTS
    return {
        "value": part.known if told else None,
        "projects": len(projects),
        "missing": part.missing,
        "is_hidden": bool(projects) and not told,
    }


def _tell_years(
    effects: list[Effect], counts: dict[tuple[str, str, str | None], frozenset[str]]
) -> dict[str, dict[str, Any]]:
    """Tell years; where the total less the years told would give away a single project, a further year is hidden."""
    years = {str(one.key): _tell_effect(one, counts) for one in effects}
    for basis in ("plan", "fact"):
        hidden = [year for year, told in years.items() if told[basis]["is_hidden"]]
        shown = sorted(year for year, told in years.items() if told[basis]["value"] is not None)
        indicator = effects[0].indicator if effects else ""
        while hidden and shown:
            behind = frozenset().union(*(counts[indicator, basis, year] for year in hidden))
            if len(behind) >= FEWEST_PROJECTS:
                break
            year = shown.pop(0)
            hidden.append(year)
            years[year][basis] |= {"value": None, "is_hidden": True}
    return years
