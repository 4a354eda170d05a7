"""What participants and projects report, rolled up for the whole country, so that no firm's own figure is told.

A sum is told only where enough have reported it and none of them makes up most of it. Missing is not zero: beside
every sum stands how many have reported and of how many.
"""

from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from kust.chain.accounts import calc_accounts, count_high_productivity_jobs
from kust.chain.members import find_members
from kust.data import Dataset
from kust.projects.result import Effect, Effects, Sum

FEWEST_FIRMS = 3
LARGEST_SHARE = 0.85  # of one firm in a sum
FEWEST_PROJECTS = 2  # a project is of several firms itself
YEARS = 5
FIGURES = ("revenue_krub", "output_krub", "exports_krub", "investment_krub", "jobs", "high_productivity_jobs")


def may_be_told(values: pl.Series) -> bool:
    """Decide whether the sum of firms' figures may be told without telling one of them.

    >>> may_be_told(pl.Series([10.0, 20.0, 30.0])), may_be_told(pl.Series([1.0, 1.0, 98.0]))
    (True, False)
    """
    known = values.drop_nulls().abs()
    if len(known) < FEWEST_FIRMS:
        return False
    total = float(known.sum())
    return total == 0 or float(known.max()) <= LARGEST_SHARE * total  # type: ignore[arg-type]


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
    return {name: _tell(figures[name]) for name in FIGURES}


def _tell(values: pl.Series) -> dict[str, Any]:
    known = len(values) - values.null_count()
    told = may_be_told(values)
    return {
        "value": float(values.sum()) if told else None,
        "known": known,
        "of": len(values),
        "is_hidden": bool(known) and not told,
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
