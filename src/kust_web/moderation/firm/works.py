"""The work behind a firm's own page: shares over the years, what its figures are used for, possible partners."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import narwhals as nw

from kust.checks.run import evidence_of, latest_year
from kust.data.dataset import Dataset
from kust_web.moderation.firm.trade import find_partners
from kust_web.moderation.firm.uses import find_findings, find_uses
from kust_web.registry import snapshot
from kust_web.registry.years import choose_year as find_chosen
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job

KIND = "firm"
YEARS = 6
FIGURES = ("output_krub", "purchases_krub", "sold_inside_krub", "bought_inside_krub", "exports_krub", "jobs")
_ENTERPRISES = ("enterprise",)


@work(KIND)
def describe_firm(job: Job, tell: Say) -> dict[str, Any]:
    """Describe one firm within one cluster; of other firms the answer holds names and sums that may be told."""
    firm, on = job.parameters["organisation"], date.fromisoformat(job.parameters["on"])
    tell(0.05, "snapshot")
    taken = snapshot.current(job.cluster_id)
    dataset = snapshot.open_snapshot(taken.digest)
    tell(0.2, "judging")
    years = [read_shares(dataset, job.cluster_id, firm, on, one) for one in find_years(dataset, on)]
    chosen = None if job.parameters.get("year") else find_chosen(taken.digest, job.cluster_id, on)
    latest = chosen.year if chosen else latest_year(dataset, on)
    year = job.parameters.get("year") or choose_year(years, latest) or latest
    answer: dict[str, Any] = {"digest": taken.digest, "year": year, "years": years}
    answer["chosen"] = asdict(chosen) if chosen and chosen.year == year else None
    tell(0.4, "explaining")
    answer |= find_uses(dataset, job.cluster_id, firm, on, year)
    tell(0.6, "findings")
    answer["findings"] = find_findings(dataset, firm)
    tell(0.75, "trading")
    answer["trade"] = find_partners(dataset, job.cluster_id, firm, on, year)
    return answer


def find_years(dataset: Dataset, on: date) -> list[int]:
    """List the latest years of which anything is told."""
    found: set[int] = set()
    for name in ("accounts", "outputs", "supplies"):
        if dataset.has(name):
            years = dataset.collect(dataset.table(name).select("year").unique())["year"].to_list()
            found |= {int(year) for year in years if year is not None and year <= on.year}
    return sorted(found)[-YEARS:]


def choose_year(years: Sequence[Mapping[str, Any]], latest: int) -> int | None:
    """Choose the latest year of which the firm's figures are told and most of its cluster's too."""
    told = [one["year"] for one in years if any(one[name] is not None for name in FIGURES)]
    return max((year for year in told if year <= latest), default=None)


def read_shares(dataset: Dataset, cluster: str, firm: str, on: date, year: int) -> dict[str, Any]:
    """Read the firm's own figures of a year and its two shares of cooperation; null where not known."""
    kinds = dataset.collect(dataset.table("clusters").filter(nw.col("cluster_id") == cluster))[
        "kind"
    ].to_list()
    innovation = bool(kinds) and kinds[0] == "innovation"
    figures = evidence_of(dataset, on, year).participants(None if innovation else _ENTERPRISES).figures
    own = figures.filter(nw.col("cluster_id") == cluster, nw.col("organisation_id") == firm)
    row = next(own.iter_rows(named=True), {})
    told = {name: row.get(name) for name in FIGURES}
    return {
        "year": year,
        "is_participant": bool(row),
        **told,
        "supply_share": _share(told["sold_inside_krub"], told["output_krub"]),
        "purchase_share": _share(told["bought_inside_krub"], told["purchases_krub"]),
    }


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole
