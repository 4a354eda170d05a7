"""What a plant would cost and how large it would be: the user's figure, a declared one, or by analogy with projects.

By analogy: cost = cost of the known project · (capacity / its capacity) ^ exponent (the six-tenths rule of R. Williams,
Chemical Engineering 54 (1947) № 12). Costs of different years are taken as they stand: the data has no price index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

import polars as pl

from kust.data.dataset import Dataset
from kust.niches.model_figures import UNKNOWN, Given, assumed, given, read_rate
from kust.niches.niche import Declared, Range
from kust.settings import EconomicSettings

# Interest is a cost of the money, not of the plant: the model is without debt.
_NOT_INVESTED = ("loan_interest",)
# How much of ОКПД2 an analogue has in common, the nearest first: kind, subgroup, group, subclass.
_LEVELS = (8, 7, 5, 4)


@dataclass(frozen=True)
class KnownProject:
    """An investment project with its product, capacity (units a year) and costs, thousand roubles.

    ``plan_krub``, ``fact_krub``: null where no cost of that basis is told; the fact only of a project that is over.
    ``rows``: where its costs stand.
    """

    project_id: str
    title: str
    product_id: str | None
    okpd2: str | None
    unit: str | None
    capacity: float | None
    plan_krub: float | None
    fact_krub: float | None
    rows: str


@dataclass(frozen=True)
class KnownProjects:
    """What the dataset knows for the economics of any niche; read once for all of them."""

    on: date
    projects: tuple[KnownProject, ...] = ()
    key_rate: Given = UNKNOWN
    profit_tax_rate: Given = UNKNOWN


def read_known_projects(dataset: Dataset, on: date) -> KnownProjects:
    """Read investment projects with their costs, and the rates of a day.

    Parameters
    ----------
    dataset
        Uses ``projects`` (kind investment), ``project_costs``, ``products`` and ``rates`` (``key_rate``,
        ``profit_tax_rate``); any may be absent.
    on
        Facts count for projects that are over by this day; rates are those that hold on it.
    """
    projects = dataset.rows("projects").filter(pl.col("kind") == "investment")
    products = dataset.rows("products").select("product_id", "okpd2", "unit")
    costs = dataset.rows("project_costs").filter(~pl.col("category").is_in(_NOT_INVESTED))
    joined = projects.join(products, on="product_id", how="left").sort("project_id").collect()
    by_project = costs.sort("project_id", "cost_id").collect().partition_by("project_id", as_dict=True)
    found = tuple(
        _project(row, by_project.get((row["project_id"],)), on) for row in joined.iter_rows(named=True)
    )
    return KnownProjects(
        on, found, read_rate(dataset, "key_rate", on), read_rate(dataset, "profit_tax_rate", on)
    )


def _project(row: dict[str, object], costs: pl.DataFrame | None, on: date) -> KnownProject:
    ends = row["ends_on"]
    over = isinstance(ends, date) and ends <= on
    sums: dict[str, float | None] = {"plan": None, "fact": None}
    places = ""
    if costs is not None:
        for basis in sums:
            of_basis = costs.filter(pl.col("basis") == basis)
            sums[basis] = float(of_basis["amount_krub"].sum()) if of_basis.height else None
        numbers = [str(number) for number in costs["_row"].drop_nulls()]
        places = f"{costs['_file'][0] or 'project_costs'}: {', '.join(numbers)}"
    capacity = row["capacity"]
    return KnownProject(
        project_id=str(row["project_id"]),
        title=str(row["title"]),
        product_id=_text(row["product_id"]),
        okpd2=_text(row["okpd2"]),
        unit=_text(row["unit"]),
        capacity=capacity if isinstance(capacity, float) and capacity > 0 else None,
        plan_krub=sums["plan"],
        fact_krub=sums["fact"] if over else None,
        rows=places,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def estimate_investment(
    product_id: str,
    capacity: Given,
    known: KnownProjects,
    settings: EconomicSettings,
    *,
    okpd2: str | None = None,
    unit: str | None = None,
    declared: Iterable[Declared] = (),
) -> Given:
    """Tell what the plant would cost, thousand roubles, from whom, and how sure.

    The user's figure of the settings; else that of a declared niche (from … to where several are declared); else by
    analogy with projects of the same product, else of the nearest ОКПД2 class in the same unit. The range of an
    analogy runs over plan and fact and over exponent ± its spread; its value is the median over the projects, fact
    before plan. Nothing known: null.
    """
    own = settings.investment_krub.get(product_id)
    if own is not None:
        return given(own, "user", "settings", name=f"investment_krub.{product_id}")
    told = [(one.investment_krub, one.niche_id) for one in declared if one.investment_krub is not None]
    if told:
        amounts = [amount for amount, _ in told]
        names = ", ".join(sorted(niche for _, niche in told))
        return Given(Range(min(amounts), max(amounts)), "declared", "declared", {"niches": names})
    if capacity.value is None:
        return UNKNOWN
    found, level = _analogues(product_id, okpd2, unit, known)
    longest = int(assumed("analogy_okpd2_length", settings).value or 0)
    if not found or (level is not None and level < longest):
        return UNKNOWN
    return _by_analogy(found, level, capacity.value, settings)


def _analogues(
    product_id: str, okpd2: str | None, unit: str | None, known: KnownProjects
) -> tuple[list[KnownProject], int | None]:
    """Find the projects that are most alike, with how many characters of ОКПД2 they share (null: the same product)."""
    usable = [one for one in known.projects if one.capacity and (one.plan_krub or one.fact_krub)]
    same = [one for one in usable if one.product_id == product_id]
    if same or not okpd2:
        return same, None
    for level in _LEVELS:
        near = [one for one in usable if _shares(one, okpd2, level) and one.unit == unit]
        if near:
            return near, level
    return [], None


def _shares(project: KnownProject, okpd2: str, level: int) -> bool:
    return bool(project.okpd2) and len(okpd2) >= level and (project.okpd2 or "")[:level] == okpd2[:level]


def _by_analogy(
    found: list[KnownProject], level: int | None, capacity: float, settings: EconomicSettings
) -> Given:
    exponent = assumed("capacity_exponent", settings).value or 1.0
    spread = assumed("capacity_exponent_spread", settings).value or 0.0
    central, ends = [], []
    for one in found:
        ratio = capacity / (one.capacity or capacity)
        totals = [total for total in (one.fact_krub, one.plan_krub) if total]
        central.append(totals[0] * ratio**exponent)
        ends += [total * ratio**power for total in totals for power in (exponent - spread, exponent + spread)]
        ends.append(central[-1])
    values = {
        "projects": ", ".join(one.project_id for one in found),
        "rows": "; ".join(one.rows for one in found),
        "exponent": exponent,
        "spread": spread,
        "level": level or 0,
    }
    note = "analogy_same_product" if level is None else "analogy_same_class"
    return Given(Range(min(ends), max(ends)), "analogy", note, values, median(central))


def propose_capacity(
    product_id: str,
    known: KnownProjects,
    settings: EconomicSettings,
    *,
    minimum_scale: Given = UNKNOWN,
    sold_most: float | None = None,
) -> Given:
    """Propose the capacity of the plant, units of the product a year.

    The user's; else that of an investment project of the product (the median where there are several); else the
    minimum scale known; else as much as the plant is expected to sell at most (``sold_most``), an assumption.
    """
    own = settings.capacity.get(product_id)
    if own is not None:
        return given(own, "user", "settings", name=f"capacity.{product_id}")
    same = [one for one in known.projects if one.product_id == product_id and one.capacity]
    if same:
        sizes = [one.capacity for one in same if one.capacity]
        names = ", ".join(one.project_id for one in same)
        return Given(
            Range(min(sizes), max(sizes)), "data", "capacity_of_projects", {"projects": names}, median(sizes)
        )
    if minimum_scale.value is not None:
        return given(minimum_scale.value, minimum_scale.basis, "capacity_is_minimum_scale")
    if sold_most is not None and sold_most > 0:
        return given(sold_most, "assumption", "capacity_is_demand")
    return UNKNOWN
