"""The inputs of the economics put together from plain arguments, each with where it comes from."""

from collections.abc import Iterable, Mapping

from kust.niches.economics import EconomicInputs
from kust.niches.investment import KnownProjects, estimate_investment, propose_capacity
from kust.niches.model_figures import UNKNOWN, Given, assumed, given
from kust.niches.niche import Declared, Range
from kust.settings import EconomicSettings

_DEMAND_NOTES = {"data": "demand", "declared": "demand_declared"}


def make_inputs(
    product_id: str,
    known: KnownProjects,
    settings: EconomicSettings,
    *,
    demand: Range = Range(),  # noqa: B008 (frozen)
    demand_basis: str = "data",
    price_krub: float | None = None,
    import_price_krub: float | None = None,
    demand_by_year: Mapping[int, Range] | None = None,
    proven_share: float | None = None,
    minimum_scale: float | None = None,
    minimum_scale_source: str = "",
    okpd2: str | None = None,
    unit: str | None = None,
    declared: Iterable[Declared] = (),
    first_year: int | None = None,
) -> EconomicInputs:
    """Put together what ``calc_economics`` needs to know of a niche.

    Parameters
    ----------
    product_id, okpd2, unit
        The product, for the user's own figures and for projects alike.
    known
        ``read_known_projects(dataset, on)``, read once for all niches.
    settings
        The user's figures go before those of the data.
    demand, demand_by_year
        Units of the product a year, from … to: now, and in calendar years to come where known.
    demand_basis
        ``data`` where the demand was worked out from purchases, ``declared`` where somebody said it.
    price_krub, import_price_krub
        Thousand roubles a unit, what buyers pay on average and for imports; the import price goes first, since imports
        are what the plant stands against.
    proven_share
        Share of the demand that plans, contracts or declared key consumers vouch for, 0..1.
    minimum_scale, minimum_scale_source
        Units a year of the smallest plant known, and where that is from.
    declared
        Declared niches of the product, for their investment.
    first_year
        Calendar year in which building begins; without it the year after the day of ``known``.

    Examples
    --------
    >>> from datetime import date
    >>> known = KnownProjects(date(2018, 12, 1))
    >>> inputs = make_inputs("P1", known, EconomicSettings(), demand=Range(80, 120), import_price_krub=5.0)
    >>> inputs.capacity.value, inputs.capacity.basis, inputs.price_krub.note, inputs.investment.value
    (50.0, 'assumption', 'import_price', None)
    """
    years = dict(demand_by_year or {})
    proven = _proven(proven_share)
    smallest = UNKNOWN
    if minimum_scale is not None:
        smallest = _smallest_plant(minimum_scale, minimum_scale_source)
    capacity = propose_capacity(
        product_id,
        known,
        settings,
        minimum_scale=smallest,
        sold_most=_sold_most(demand, years, proven, settings),
    )
    investment = estimate_investment(
        product_id, capacity, known, settings, okpd2=okpd2, unit=unit, declared=declared
    )
    return EconomicInputs(
        on=known.on,
        demand=Given(demand, demand_basis, _DEMAND_NOTES[demand_basis]) if demand.is_known else UNKNOWN,
        price_krub=_price(product_id, settings, price_krub, import_price_krub),
        investment=investment,
        capacity=capacity,
        minimum_scale=smallest,
        demand_by_year=years,
        proven_share=proven,
        unit_cost_krub=_own(settings.variable_cost_krub, product_id, "variable_cost_krub"),
        fixed_cost_krub=_own(settings.fixed_cost_krub, product_id, "fixed_cost_krub"),
        key_rate=known.key_rate,
        profit_tax_rate=known.profit_tax_rate,
        first_year=first_year,
    )


def _smallest_plant(scale: float, source: str) -> Given:
    """Give the smallest plant known with whose it is: ``settings``, ``project:ID``, ``maker:ID`` or other words."""
    kind, _, whose = source.partition(":")
    if kind == "settings":
        return given(scale, "user", "minimum_scale_settings")
    if kind in ("project", "maker") and whose:
        return given(scale, "data", f"minimum_scale_{kind}", whose=whose)
    return given(scale, "data", "minimum_scale", source=source)


def _proven(share: float | None) -> Given:
    if not share:
        return given(0.0, "data", "nothing_proven")
    return given(min(share, 1.0), "data", "proven")


def _own(figures: Mapping[str, float], product_id: str, name: str) -> Given:
    return given(figures.get(product_id), "user", "settings", name=f"{name}.{product_id}")


def _price(product_id: str, settings: EconomicSettings, price: float | None, imported: float | None) -> Given:
    own = _own(settings.price_krub, product_id, "price_krub")
    if own.value is not None:
        return own
    if imported is not None:
        return given(imported, "data", "import_price")
    return given(price, "data", "average_price")


def _sold_most(
    demand: Range, years: Mapping[int, Range], proven: Given, settings: EconomicSettings
) -> float | None:
    """Tell how much a plant without any other bound would sell in its best year."""
    sizes = [size for one in (demand, *years.values()) if (size := Given(one).value) is not None]
    if not sizes:
        return None
    usual, vouched = assumed("demand_share", settings).value or 0.0, proven.value or 0.0
    return max(sizes) * (vouched + (1 - vouched) * usual)
