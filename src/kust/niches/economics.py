"""The economics of a niche: from demand, price, investment and capacity to NPV, IRR, payback and break-even."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kust.finance import irr, payback, profitability_index
from kust.niches.model_break_even import break_even_price, break_even_quantity
from kust.niches.model_figures import UNKNOWN, Given, assumed, discount_rate, given, ramp_up
from kust.niches.model_flows import Plant, Run, run_model
from kust.niches.niche import Economics, Figure, Range, YearFlow
from kust.niches.simulation import calc_sensitivity, simulate
from kust.settings import EconomicSettings

# What the model cannot do without; each is named where it is missing.
NEEDED = ("demand", "price_krub", "investment", "capacity")


@dataclass(frozen=True)
class EconomicInputs:
    """What is known of a niche; ``make_inputs`` puts it together from plain arguments.

    ``demand`` and ``capacity``: units of the product a year; ``price_krub``: thousand roubles a unit; ``investment``:
    thousand roubles; ``minimum_scale``: units a year of the smallest plant known. ``demand_by_year`` goes before
    ``demand`` in its calendar years; a year beyond the last takes the last. ``proven_share``: how much of the demand is
    vouched for (plans, contracts, declared key consumers), 0..1. ``unit_cost_krub``, ``fixed_cost_krub``: the variable
    cost a unit and the fixed costs a year where they are known.
    """

    on: date
    demand: Given = UNKNOWN
    price_krub: Given = UNKNOWN
    investment: Given = UNKNOWN
    capacity: Given = UNKNOWN
    minimum_scale: Given = UNKNOWN
    demand_by_year: Mapping[int, Range] = field(default_factory=dict)
    proven_share: Given = field(default_factory=lambda: given(0.0, "data", "nothing_proven"))
    unit_cost_krub: Given = UNKNOWN
    fixed_cost_krub: Given = UNKNOWN
    key_rate: Given = UNKNOWN
    profit_tax_rate: Given = UNKNOWN
    first_year: int | None = None

    @property
    def start(self) -> int:
        """Return the calendar year in which building begins: the year after the day asked about, unless told."""
        return self.first_year if self.first_year is not None else self.on.year + 1


def calc_economics(inputs: EconomicInputs, settings: EconomicSettings) -> Economics:
    """Work out the financial model of a niche.

    Parameters
    ----------
    inputs
        What is known of the niche, each figure with its basis.
    settings
        The user's figures; what is empty is taken from ``law/parameters/niches/economics.yaml`` and shown as an
        assumption among ``figures``.

    Returns
    -------
    Economics
        Thousand roubles in constant prices, after profit tax, without debt. Where demand, price, investment or capacity
        is missing all results are null and ``missing`` names what is needed. Formulas: ``niches/model_flows.py`` and
        ``docs/methods/niche-economics.md``.

    Examples
    --------
    >>> from kust.niches.model_figures import given
    >>> inputs = EconomicInputs(date(2018, 12, 1), demand=given(200.0), price_krub=given(10.0),
    ...     investment=given(600.0), capacity=given(100.0))
    >>> calc_economics(inputs, EconomicSettings(price_discount=0.0, discount_rate=0.1)).npv > 0
    True
    """
    figures = _figures(inputs, settings)
    missing = tuple(name for name in NEEDED if figures[name].value is None)
    told = tuple(one.as_figure(name) for name, one in figures.items() if one is not UNKNOWN)
    if missing:
        return _unknown(told, inputs, missing)
    plant = _plant(inputs, settings, figures)
    run = run_model(plant)
    cash = [float(amount) for amount in run.cash[0]]
    rates = irr(cash)
    quantity, price = break_even_quantity(plant), break_even_price(plant)
    invested = float(run.invested[0])
    return Economics(
        figures=told,
        flows=_flows(plant, run, inputs.start),
        investment=inputs.investment.range,
        npv=float(run.npv[0]),
        irr=rates.rate if rates else None,
        irr_note=rates.note if rates else "none",
        profitability_index=profitability_index(float(run.npv[0]), invested),
        payback=payback(cash),
        discounted_payback=payback(cash, plant.discount_rate),
        break_even_quantity=quantity,
        break_even_price=price,
        sensitivity=calc_sensitivity(plant, float(assumed("sensitivity", settings).value or 0.0)),
        simulation=simulate(plant, _bounds(inputs), settings),
        irrs=rates.rates if rates else (),
        notes=_notes(plant, inputs, quantity),
        invested_krub=invested,
    )


def plant_of(economics: Economics) -> Plant:
    """Put the plant together again from the figures of its economics, as the workbook does.

    Raises
    ------
    ValueError
        A figure that the model needs is missing.
    """
    if economics.missing:
        raise ValueError(f"missing: {', '.join(economics.missing)}")
    figures = {figure.name: float(figure.value) for figure in economics.figures if figure.value is not None}
    ramp = sorted(name for name in figures if name.startswith("ramp_up_"))
    names = ("profit_tax_rate", "loss_offset_share", "working_capital_share", "discount_rate", "investment")
    return Plant(
        price=figures["price_krub"] * (1 - figures["price_discount"]),
        capacity=figures["capacity"],
        demand=tuple(flow.demand for flow in economics.flows),
        demand_share=_share(figures),
        unit_cost=_unit_cost(figures),
        fixed_cost=_fixed_cost(figures),
        build_years=int(figures["build_years"]),
        ramp_up=tuple(figures[name] for name in ramp),
        depreciation_years=int(figures["depreciation_years"]),
        **{name: figures[name] for name in names},
    )


def _figures(inputs: EconomicInputs, settings: EconomicSettings) -> dict[str, Given]:
    """Gather every figure of the model with its basis, in the order in which people read them."""
    costs: dict[str, Given] = {}
    for name, share, own in (
        ("unit_cost_krub", "variable_cost_share", inputs.unit_cost_krub),
        ("fixed_cost_krub", "fixed_cost_share", inputs.fixed_cost_krub),
    ):
        costs |= {share: assumed(share, settings)} if own.value is None else {name: own}
    shares, ramp = ramp_up(settings)
    taxed = inputs.profit_tax_rate if settings.profit_tax_rate is None else UNKNOWN
    return {
        "demand": inputs.demand,
        "demand_share": assumed("demand_share", settings),
        "proven_share": inputs.proven_share,
        "price_krub": inputs.price_krub,
        "price_discount": assumed("price_discount", settings),
        "investment": inputs.investment,
        "capacity": inputs.capacity,
        "minimum_scale": inputs.minimum_scale,
        **costs,
        "working_capital_share": assumed("working_capital_share", settings),
        "horizon_years": assumed("horizon_years", settings),
        "build_years": assumed("build_years", settings),
        **{
            f"ramp_up_{k:02}": given(v, ramp.basis, ramp.note, **ramp.values) for k, v in enumerate(shares, 1)
        },
        "depreciation_years": assumed("depreciation_years", settings),
        "profit_tax_rate": taxed
        if taxed.value is not None
        else assumed("profit_tax_rate", settings, inputs.on),
        "loss_offset_share": assumed("loss_offset_share", settings, inputs.on),
        "discount_rate": discount_rate(settings, inputs.key_rate, inputs.on),
    }


def _plant(inputs: EconomicInputs, settings: EconomicSettings, figures: Mapping[str, Given]) -> Plant:
    values = {name: one.value for name, one in figures.items() if one.value is not None}
    horizon = int(values["horizon_years"])
    names = ("profit_tax_rate", "loss_offset_share", "working_capital_share", "discount_rate", "investment")
    return Plant(
        price=values["price_krub"] * (1 - values["price_discount"]),
        capacity=values["capacity"],
        demand=tuple(_demand_in(inputs, inputs.start + year) for year in range(horizon)),
        demand_share=_share(values),
        unit_cost=_unit_cost(values),
        fixed_cost=_fixed_cost(values),
        build_years=int(values["build_years"]),
        ramp_up=ramp_up(settings)[0],
        depreciation_years=int(values["depreciation_years"]),
        **{name: values[name] for name in names},
    )


def _demand_in(inputs: EconomicInputs, year: int) -> float:
    """Return the demand of a calendar year: its own, else that of the last year told before it, else the one now."""
    told = [known for known in sorted(inputs.demand_by_year) if known <= year]
    for known in reversed(told):
        value = Given(inputs.demand_by_year[known]).value
        if value is not None:
            return value
    return inputs.demand.value or 0.0


def _share(values: Mapping[str, float]) -> float:
    """Take what is proven of the demand in full, and the usual share of the rest."""
    return values["proven_share"] + (1 - values["proven_share"]) * values["demand_share"]


def _unit_cost(values: Mapping[str, float]) -> float:
    price = values["price_krub"] * (1 - values["price_discount"])
    return values["unit_cost_krub"] if "unit_cost_krub" in values else values["variable_cost_share"] * price


def _fixed_cost(values: Mapping[str, float]) -> float:
    if "fixed_cost_krub" in values:
        return values["fixed_cost_krub"]
    full = values["capacity"] * values["price_krub"] * (1 - values["price_discount"])
    return values["fixed_cost_share"] * full


def _bounds(inputs: EconomicInputs) -> dict[str, tuple[float, float]]:
    """Tell between which multiples of the model's figure demand and investment are known to lie, where they are."""
    bounds = {}
    for name, one in (("demand", inputs.demand), ("investment", inputs.investment)):
        least, most = one.range.least, one.range.most
        if one.value and least is not None and most is not None and least < most:
            bounds[name] = (least / one.value, most / one.value)
    return bounds


def _flows(plant: Plant, run: Run, start: int) -> tuple[YearFlow, ...]:
    names = ("investment", "sold", "revenue", "variable_cost", "fixed_cost", "depreciation", "tax")
    return tuple(
        YearFlow(
            year=year,
            working_capital=float(run.working_capital[0, year]),
            cash=float(run.cash[0, year]),
            demand=float(plant.demand[year]),
            calendar_year=start + year,
            **{name: float(getattr(run, name)[0, year]) for name in names},
        )
        for year in range(plant.horizon_years)
    )


def _notes(plant: Plant, inputs: EconomicInputs, quantity: float | None) -> tuple[str, ...]:
    """Say what a reader must know before the figures, the gravest first."""
    most = max(plant.demand)
    scale = inputs.minimum_scale.value
    notes = {
        "never_works": plant.build_years >= plant.horizon_years,
        "plant_larger_than_demand": plant.capacity > most,
        "below_minimum_scale": scale is not None and plant.capacity < scale,
        "price_below_unit_cost": plant.price <= plant.unit_cost,
        "no_break_even_at_capacity": quantity is None,
    }
    return tuple(code for code, holds in notes.items() if holds)


def _unknown(told: tuple[Figure, ...], inputs: EconomicInputs, missing: tuple[str, ...]) -> Economics:
    return Economics(
        figures=told,
        flows=(),
        investment=inputs.investment.range,
        npv=None,
        irr=None,
        irr_note="",
        profitability_index=None,
        payback=None,
        discounted_payback=None,
        break_even_quantity=None,
        break_even_price=None,
        sensitivity=(),
        simulation=None,
        missing=missing,
    )
