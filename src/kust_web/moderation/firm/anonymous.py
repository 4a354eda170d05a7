"""A cluster without names: firms as codes, figures as sums that tell nobody's own; for whoever asks for them.

Whoever gets the file may be one of the firms in it, so a sum has to stand the rule for each of them as the one who
subtracts its own part.
"""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl
from django.conf import settings

from kust.chain.accounts import calc_accounts
from kust.chain.members import find_members
from kust.data.dataset import Dataset
from kust.data.flows import match_flows
from kust_web.moderation.firm.works import find_years
from kust_web.registry import snapshot
from kust_web.registry.disclosure import Parts, Rule, Told, tell, tell_cells
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job

KIND = "anonymous"
FIGURES = ("output_krub", "purchases_krub", "exports_krub", "jobs", "high_productivity_jobs")
_TRAITS = ("role", "size", "okved")
Line = dict[str, Any]


@work(KIND)
def describe_anonymously(job: Job, tell_progress: Say) -> dict[str, Any]:
    """List a cluster's firms as codes and its figures as sums, each marked where it is hidden."""
    on, rule = date.fromisoformat(job.parameters["on"]), Rule.of_settings()
    tell_progress(0.1, "snapshot")
    taken = snapshot.current(job.cluster_id)
    dataset = snapshot.open_snapshot(taken.digest)
    members = pl.DataFrame(find_members(dataset, on).to_native()).filter(
        pl.col("cluster_id") == job.cluster_id
    )
    lines = list(list_firms(dataset, members, rule, taken.digest))
    for year in find_years(dataset, on):
        tell_progress(0.4, "adding")
        lines += sum_accounts(dataset, members, year, rule)
        lines += sum_products(dataset, members, year, rule)
        lines += sum_supplies(dataset, members, year, rule)
    return {"digest": taken.digest, "lines": lines}


def code_of(firm: str, digest: str) -> str:
    """Name a firm by a code that nobody can work out from its id, and that is another in every state of the figures."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"{digest}/{firm}".encode(), hashlib.sha256).hexdigest()[:8]


def list_firms(dataset: Dataset, members: pl.DataFrame, rule: Rule, digest: str) -> Iterable[Line]:
    """List the members in the order of their codes, with no more than what fits ``fewest`` of them."""
    known = dataset.rows("organisations").select("organisation_id", "size", "okved").collect()
    rows = members.select("organisation_id", "role").unique("organisation_id", keep="first")
    traits = {
        row["organisation_id"]: [row["role"], row["size"], (row["okved"] or "")[:2] or None]
        for row in rows.sort("organisation_id")
        .join(known, on="organisation_id", how="left")
        .iter_rows(named=True)
    }
    _blur(traits, rule.fewest)
    for code, firm in sorted((code_of(firm, digest), firm) for firm in traits):
        yield {"section": "firm", "code": code, **dict(zip(_TRAITS, traits[firm], strict=True))}


def _blur(traits: dict[str, list[str | None]], fewest: int) -> None:
    """Leave out the finest trait of those of whom there are too few, then the next, until nobody stands out."""
    for last in reversed(range(len(_TRAITS))):
        counts = Counter(tuple(values) for values in traits.values())
        for values in traits.values():
            if counts[tuple(values)] < fewest:
                values[last] = None


def sum_accounts(dataset: Dataset, members: pl.DataFrame, year: int, rule: Rule) -> Iterable[Line]:
    """Add up the annual figures of the members, one figure after another."""
    frame = nw.from_native(members.select("organisation_id").unique(), eager_only=True)
    figures = calc_accounts(dataset, frame, year)
    for name in FIGURES:
        parts = dict(zip(figures["organisation_id"].to_list(), figures[name].to_list(), strict=True))
        yield _line("total", year, name, tell(parts, rule))


def sum_products(dataset: Dataset, members: pl.DataFrame, year: int, rule: Rule) -> Iterable[Line]:
    """Add up what the members make, product by product and in all."""
    ids = members["organisation_id"].unique().to_list()
    rows = dataset.rows("outputs").filter(pl.col("year") == year, pl.col("organisation_id").is_in(ids))
    cells = _cells(rows.select("product_id", "organisation_id", "amount_krub").collect().iter_rows())
    yield from _lines("product", year, "output_krub", *tell_cells(cells, rule))


def sum_supplies(dataset: Dataset, members: pl.DataFrame, year: int, rule: Rule) -> Iterable[Line]:
    """Add up the supplies between members, product by product: safe for those who sell and for those who buy."""
    ids = members["organisation_id"].unique().to_list()
    inside = nw.col("supplier_id").is_in(ids) & nw.col("buyer_id").is_in(ids)
    rows = dataset.table("supplies").filter(inside, nw.col("year") == year)
    rows = rows.filter(nw.col("supplier_id") != nw.col("buyer_id"))
    flows = pl.DataFrame(dataset.collect(match_flows(rows)).to_native())
    sold, bought = (
        tell_cells(_cells(flows.select("product_id", side, "sold_krub").iter_rows()), rule)
        for side in ("supplier_id", "buyer_id")
    )
    told = {name: _both(sold[0][name], bought[0][name]) for name in sold[0]}
    yield from _lines("supply", year, "supplied_krub", *_hide_rests(told, _both(sold[1], bought[1])))


def _both(one: Told, other: Told) -> Told:
    """Hide what one of the two sides hides."""
    hidden = one.is_hidden or other.is_hidden
    return Told(None if hidden else one.value, min(one.firms, other.firms), hidden)


def _hide_rests(cells: dict[str, Told], total: Told) -> tuple[dict[str, Told], Told]:
    """Hide the total where the two sides hide different products: each alone is safe, both together might not be."""
    hidden = any(one.is_hidden for one in cells.values())
    return cells, Told(None, total.firms, is_hidden=True) if hidden and total.value is not None else total


def _cells(rows: Iterable[tuple[str, str, float | None]]) -> Mapping[str, Parts]:
    cells: dict[str, dict[str, float | None]] = defaultdict(dict)
    for product, firm, amount in rows:
        cells[product][firm] = (cells[product].get(firm) or 0.0) + (amount or 0.0)
    return cells


def _lines(section: str, year: int, figure: str, cells: dict[str, Told], total: Told) -> Iterable[Line]:
    for product in sorted(cells):
        yield {**_line(section, year, figure, cells[product]), "product_id": product}
    if cells:
        yield _line(section, year, figure, total)


def _line(section: str, year: int, figure: str, told: Told) -> Line:
    return {
        "section": section,
        "year": year,
        "figure": figure,
        "firms": told.firms,
        "value": told.value,
        "is_hidden": told.is_hidden,
    }


def to_rows(lines: Sequence[Line], names: Sequence[str]) -> list[tuple[Any, ...]]:
    return [tuple(line.get(name) for name in names) for line in lines]
