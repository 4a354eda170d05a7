"""Existing and potential demand for products in the coming years: from history, buyers' plans and declared needs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import polars as pl

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.niches.declared_demand import DeclaredDemand, DeclaredSum, read_declared, sum_declared
from kust.niches.demand_history import DIMENSIONS, History, Purchases, read_purchases, sum_histories
from kust.niches.demanded import Demand, DemandParts, Demands, DemandYear, Forecasts, PastYear
from kust.niches.forecast import Forecast, calc_forecast
from kust.niches.niche import Range
from kust.niches.plans import Plan, PlanSums, read_plans, sum_plans
from kust.niches.purchased import find_participants, has_supplies, read_members
from kust.niches.ranges import NOTHING, add, scale
from kust.settings import DemandSettings

_Row = TypeVar("_Row", Plan, DeclaredDemand)


def calc_demand(
    dataset: Dataset,
    *,
    on: date,
    year: int,
    cluster: str | None = None,
    years: int = 3,
    product: str | Collection[str] | None = None,
    settings: DemandSettings | None = None,
    everybody: bool = False,
    together: bool = False,
) -> Demands:
    """Work out the demand of clusters for the products that their participants buy, plan to buy or need.

    Parameters
    ----------
    dataset
        Uses ``memberships``, ``supplies``, ``organisations``, ``products``, ``plans``, ``needs``, ``need_buyers``.
    on
        The day of membership; participants of that day count in all years.
    year
        The last year of the history; the coming years follow it.
    cluster, product
        Ids to ask about, of products several; by default all.
    years
        How many coming years.
    settings
        When and how to forecast.
    everybody
        Count members of every role as participants, not the enterprises alone (reading ``participants``).
    together
        Take the clusters as one: a buyer that is in several counts once. ``cluster_id`` is then ``""`` where there are
        several.

    Returns
    -------
    Demands
        By cluster and product the coming years from … to, in units of the product and in thousand roubles, each from
        its own figures. Method: docs/methods/demand.md.

    Raises
    ------
    UsageError
        No such cluster or product, or less than one year.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> pumps = calc_demand(dataset, on=date(2019, 3, 1), year=2018).find("VB", "P308")
    >>> pumps.forecasts.quantity.reason, pumps.potential_quantity
    ('short', Range(least=1670.0, most=1900.0))
    """
    if years < 1:
        raise UsageError("choice", option="years", value=years, known="1, 2, 3, …")
    clusters = _choose(dataset, "clusters", "cluster_id", cluster)
    if isinstance(product, str):
        product = _choose(dataset, "products", "product_id", product)
    chosen = settings or DemandSettings()
    sources = _read(dataset, year, years, None if product is None else frozenset(product), chosen)
    members = read_members(dataset, on, clusters)
    participants = find_participants(dataset, clusters, members, everybody=everybody)
    own = {
        one: frozenset(participants.filter(pl.col("cluster_id") == one)["organisation_id"].to_list())
        for one in clusters
    }
    if together and len(clusters) > 1:
        own = {"": frozenset(participants["organisation_id"].to_list())}
    return Demands(
        path=str(dataset.path),
        digest=dataset.digest,
        on=on,
        year=year,
        years=sources.years,
        clusters=tuple(clusters),
        demands=tuple(demand for one, group in own.items() for demand in _demands_of(one, group, sources)),
        settings=chosen,
        has_supplies=has_supplies(dataset, year),
    )


def _choose(dataset: Dataset, table: str, key: str, wanted: str | None) -> list[str]:
    known = sorted(dataset.rows(table).select(key).collect().to_series().drop_nulls().to_list())
    if wanted is None:
        return known
    if wanted not in known:
        shown = ", ".join(known[:20])
        if table == "clusters":
            raise UsageError("unknown_cluster", cluster=wanted, known=shown)
        raise UsageError("choice", option="product", value=wanted, known=shown)
    return [wanted]


@dataclass(frozen=True)
class _Sources:
    """What is read once for all clusters."""

    purchases: Purchases
    plans: tuple[Plan, ...]
    declared: tuple[DeclaredDemand, ...]
    products: Mapping[str, tuple[str, str | None]]
    years: tuple[int, ...]
    settings: DemandSettings


def _read(
    dataset: Dataset, year: int, count: int, products: frozenset[str] | None, settings: DemandSettings
) -> _Sources:
    years = tuple(range(year + 1, year + 1 + count))
    purchases = read_purchases(dataset, year, settings.history_years, products)
    plans, declared = read_plans(dataset, years), read_declared(dataset)
    names = dataset.rows("products").select("product_id", "name", "unit").collect()
    if products is not None:
        plans = tuple(plan for plan in plans if plan.product_id in products)
        declared = tuple(need for need in declared if need.product_id in products)
    named = {row[0]: (row[1], row[2]) for row in names.iter_rows()}
    return _Sources(purchases, plans, declared, named, years, settings)


def _demands_of(cluster: str, members: frozenset[str], sources: _Sources) -> Iterator[Demand]:
    bought = sources.purchases.bought
    is_own = pl.col("buyer_id").is_in(list(members))
    own_rows = bought.filter(is_own)
    inside = sum_histories(sources.purchases, own_rows)
    plans = _by_product(plan for plan in sources.plans if plan.organisation_id in members)
    declared = _by_product(need for need in sources.declared if need.concerns(cluster, members))
    ever = set(own_rows.filter(pl.col("bought_krub") > 0)["product_id"])
    products = sorted(ever | plans.keys() | declared.keys())
    others = bought.filter(~is_own, pl.col("product_id").is_in(products))
    outside = sum_histories(sources.purchases, others)
    other_plans = _by_product(plan for plan in sources.plans if plan.organisation_id not in members)
    for product in products:
        own = _Side(inside.get(product, History()), plans.get(product, ()), sources)
        other = _Side(outside.get(product, History()), other_plans.get(product, ()), sources)
        yield _describe(cluster, product, _Product(own, other, declared.get(product, ()), members), sources)


def _by_product(rows: Iterable[_Row]) -> dict[str, tuple[_Row, ...]]:
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.product_id].append(row)
    return {product: tuple(of) for product, of in found.items()}


class _Side:
    """Members, or everybody else: their history with its forecasts, and their plans."""

    def __init__(self, history: History, plans: tuple[Plan, ...], sources: _Sources) -> None:
        self.history, self.plans, self.year = history, plans, sources.purchases.year
        self.forecasts: dict[str, Forecast] = {
            dimension: calc_forecast(
                history.past[dimension],
                year=self.year,
                years=len(sources.years),
                settings=sources.settings,
            )
            for dimension in DIMENSIONS
        }

    @property
    def is_idle(self) -> bool:
        """Tell whether nobody here ever bought the product or plans to."""
        return not self.plans and not any(self.history.of_buyers.values()) and not self.history.past["krub"]

    def planned(self, year: int, dimension: str) -> PlanSums:
        return sum_plans((plan for plan in self.plans if plan.year == year), dimension)

    def rest(self, year: int, dimension: str, planners: frozenset[str]) -> Range:
        """Return the forecast without the share of those who have plans."""
        forecast = self.forecasts[dimension].of(year)
        if not planners:
            return forecast
        bought = self.history.of_buyers[dimension]
        now = self.history.past[dimension].get(self.year)
        if now is None or any(bought.get(one, 0.0) is None for one in planners):
            return Range()
        theirs = sum(bought.get(one) or 0.0 for one in planners)
        share = theirs / now if now else 0.0
        return scale(forecast, 1 - share) if share < 1 - 1e-12 else NOTHING

    def existing(self, year: int, dimension: str) -> Range:
        planned = self.planned(year, dimension)
        return add([self.rest(year, dimension, planned.buyers), planned.expected, planned.unstated])


@dataclass(frozen=True)
class _Product:
    own: _Side
    other: _Side
    declared: tuple[DeclaredDemand, ...]
    members: frozenset[str]

    def parts(self, year: int, dimension: str) -> DemandParts:
        planned = self.own.planned(year, dimension)
        rest = self.own.rest(year, dimension, planned.buyers)
        existing = add([rest, planned.expected, planned.unstated])
        in_full = add([planned.stated, planned.unstated])
        declared = sum_declared(self.declared, year, dimension, self.members)
        return DemandParts(
            existing=existing,
            potential=_potential(existing, rest, in_full, declared),
            history=rest,
            plans_stated=planned.stated,
            plans_expected=planned.expected,
            plans_unstated=planned.unstated,
            declared=Range() if declared is None else declared.figure,
            outside=Range() if self.other.is_idle else self.other.existing(year, dimension),
        )


def _potential(existing: Range, rest: Range, in_full: Range, declared: DeclaredSum | None) -> Range:
    """Join what exists with what is declared: the greater ends, as a need holds what is bought of it now.

    Where the history is refused, the upper end is that of a need declared for the whole cluster, else not known.
    """
    most = add([rest, in_full]).most
    if declared is None:
        return Range(existing.least, most)
    known = [end for end in (existing.least, declared.figure.least) if end is not None]
    ends = [declared.figure.most, in_full.most if most is None and declared.is_whole else most]
    if any(end is None for end in ends):
        return Range(max(known, default=None), None)
    return Range(max(known, default=None), max(end for end in (*ends, existing.least) if end is not None))


def _describe(cluster: str, product: str, of: _Product, sources: _Sources) -> Demand:
    name, unit = sources.products.get(product, (product, None))
    year = sources.purchases.year
    now = _past_year(of, year)
    return Demand(
        cluster_id=cluster,
        product_id=product,
        name=name,
        unit=unit,
        now=now,
        history=tuple(_past_year(of, one) for one in _years_known(of)),
        forecasts=Forecasts(
            *(side.forecasts[dimension] for side in (of.own, of.other) for dimension in DIMENSIONS)
        ),
        years=tuple(
            DemandYear(one, of.parts(one, "quantity"), of.parts(one, "krub")) for one in sources.years
        ),
        price_krub=now.amount_krub / now.quantity if now.amount_krub and now.quantity else None,
        plans=of.own.plans,
        outside_plans=of.other.plans,
        declared=of.declared,
    )


def _years_known(of: _Product) -> list[int]:
    return sorted({year for side in (of.own, of.other) for year in side.history.past["krub"]})


def _past_year(of: _Product, year: int) -> PastYear:
    own, other = (side.history.past for side in (of.own, of.other))
    return PastYear(
        year,
        own["quantity"].get(year),
        own["krub"].get(year),
        other["quantity"].get(year),
        other["krub"].get(year),
    )
