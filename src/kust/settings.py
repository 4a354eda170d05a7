"""Settings of a dataset: one ``kust.toml`` beside it, or a file that is named; unknown keys are refused."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kust.errors import UsageError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SETTINGS_FILE = "kust.toml"

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class ReadingSettings(_Section):
    """How the open words of the rules are read."""

    participants: Literal["enterprises", "all"] = "enterprises"
    final_makers_in_supply_side: bool = True
    wage_at_threshold_counts: bool = True


class NeedSettings(_Section):
    """Thresholds of the causes of needs; an empty one is that of ``law/parameters/niches/causes.yaml``.

    ``import_high``, ``import_high_lower`` (the other reading), ``import_critical``: import shares. ``price_above``: by
    how much more than the others a buyer pays for it to be a high cost, as a share. ``long_haul_km``;
    ``haul_known_share``: for what share of the purchases the distance has to be known. ``differs_by``: what is
    declared differs from what is worked out where it is further off than this (import shares absolute, quantities
    relative).
    """

    import_high: Share | None = None
    import_high_lower: Share | None = None
    import_critical: Share | None = None
    price_above: NotNegative | None = None
    long_haul_km: Positive | None = None
    haul_known_share: Share | None = None
    differs_by: Share = 0.05


class DemandSettings(_Section):
    """When and how demand is forecast from the history of purchases.

    ``min_years``: fewer years support no forecast. ``history_years``: how far back to look. ``coverage``: share of the
    coming figures that the ranges are meant to hold. ``damping``: share of the yearly change that goes on from a year
    to the next.
    """

    min_years: Annotated[int, Field(ge=3, le=30)] = 4
    history_years: Annotated[int, Field(ge=3, le=30)] = 10
    coverage: Annotated[float, Field(ge=0.5, le=0.99)] = 0.8
    damping: Share = 0.8


class NicheWeights(_Section):
    """How much each criterion counts in the rank of niches; they are scaled to sum up to 1."""

    size: NotNegative = 0.25
    import_share: NotNegative = 0.20
    buyers: NotNegative = 0.10
    scale: NotNegative = 0.15
    relatedness: NotNegative = 0.10
    proof: NotNegative = 0.10
    profitability: NotNegative = 0.10


class NicheSettings(_Section):
    """Which needs become niches, and how they are ranked.

    ``min_amount_krub``: what a plant would replace a year below which nothing is worth one. ``minimum_scale``: by
    product id, units a year of the smallest plant that is worth building. ``neighbour_okpd2_length``: how many
    characters of ОКПД2 neighbours have in common.
    """

    min_amount_krub: NotNegative = 1000.0
    neighbour_okpd2_length: Annotated[int, Field(ge=2, le=12)] = 8
    minimum_scale: dict[str, Positive] = {}
    weights: NicheWeights = NicheWeights()


class EconomicSpreads(_Section):
    """How far the figures of a run may stand from the model's, as shares."""

    price: Share | None = None
    volume: Share | None = None
    investment: Share | None = None
    variable_cost: Share | None = None


class EconomicSettings(_Section):
    """The user's figures for the financial model of a niche; an empty one is that of ``law/.../niches/economics.yaml``.

    Each is shown with its basis: what is given here as the user's, what is empty as an assumption. Share of the sale
    price: ``variable_cost_share``; of revenue at full capacity: ``fixed_cost_share``; of revenue:
    ``working_capital_share``.
    ``discount_rate`` is real (prices stay as they are), ``horizon_years`` counts the years of building too.
    ``investment_krub``, ``capacity``, ``price_krub``, ``variable_cost_krub`` (a unit), ``fixed_cost_krub`` (a year): by
    product id, the user's own figures.
    """

    discount_rate: Share | None = None
    risk_premium: Share | None = None
    inflation: Share | None = None
    profit_tax_rate: Share | None = None
    loss_offset_share: Share | None = None
    horizon_years: Annotated[int, Field(ge=1, le=40)] | None = None
    build_years: Annotated[int, Field(ge=0, le=10)] | None = None
    ramp_up: Annotated[tuple[Share, ...], Field(min_length=1)] | None = None
    demand_share: Share | None = None
    price_discount: Share | None = None
    variable_cost_share: Share | None = None
    fixed_cost_share: Share | None = None
    working_capital_share: Share | None = None
    depreciation_years: Annotated[int, Field(ge=1, le=100)] | None = None
    capacity_exponent: Annotated[float, Field(gt=0, le=1.5)] | None = None
    capacity_exponent_spread: Share | None = None
    analogy_okpd2_length: Annotated[int, Field(ge=2, le=12)] | None = None
    sensitivity: Annotated[float, Field(gt=0, lt=1)] | None = None
    distribution: Literal["triangular", "uniform"] = "triangular"
    spread: EconomicSpreads = EconomicSpreads()
    runs: Annotated[int, Field(ge=100, le=1_000_000)] = 10_000
    seed: int = 1
    investment_krub: dict[str, Positive] = {}
    capacity: dict[str, Positive] = {}
    price_krub: dict[str, Positive] = {}
    variable_cost_krub: dict[str, NotNegative] = {}
    fixed_cost_krub: dict[str, NotNegative] = {}


class RemedyPrices(_Section):
    """What each step costs, in points: a new contract is 1.

    ``supply_krub`` is added for each thousand roubles a year that more is supplied, ``jobs`` is for one job.
    """

    new_supply: NotNegative = 1.0
    raise_supply: NotNegative = 0.5
    supply_krub: NotNegative = 0.00001
    jobs: NotNegative = 0.05
    admit: NotNegative = 3.0
    leave: NotNegative = 5.0
    education: NotNegative = 3.0
    facility: NotNegative = 4.0
    seat: NotNegative = 0.5
    agreement: NotNegative = 1.0
    document: NotNegative = 0.5


class RemedySettings(_Section):
    """What a plan may be made of.

    ``growth_share``: by what share a buyer may buy more of what it already buys from the seller. ``move_share``: what
    share of its purchases of a product from others a buyer would move to a participant. ``least_supply_krub``: the
    smallest change of a supply that is worth a contract, thousand roubles a year. ``forbidden``, ``forced``: steps by
    kind (``leave``) or by kind and partners (``admit:C01``, ``new_supply:M01:M04:P101``, ``raise_supply:M01``); of a
    forced kind at least one step is taken. ``different_plans``: how many other plans to look for. ``time_limit_s``: how
    long to seek each plan.
    """

    growth_share: NotNegative = 0.1
    move_share: Share = 1.0
    least_supply_krub: Positive = 100.0
    forbidden: tuple[str, ...] = ()
    forced: tuple[str, ...] = ()
    different_plans: Annotated[int, Field(ge=0, le=20)] = 3
    time_limit_s: Positive = 30.0


class TermSettings(_Section):
    """From which day a measure is used, and the first day on which its contract is over."""

    starts_on: date | None = None
    ends_on: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on <= self.starts_on:
            raise ValueError(f"ends_on {self.ends_on} is not after starts_on {self.starts_on}")
        return self


class SupportSettings(_Section):
    """Support measures of the user's own, and answers that no table holds.

    ``measures``: YAML files of further measures, beside the settings. ``answers``: by project id and code of a
    condition, whether it is so. ``terms``: by project id and code of a measure, from when to when it is used, where
    the law lets it be used for so many years only. ``ceiling_of``: what a ceiling such as «half of the costs» is a
    share of: the costs that the measure counts (``eligible``) or all costs of the project (``project``).
    """

    measures: tuple[str, ...] = ()
    answers: dict[str, dict[str, bool]] = {}
    terms: dict[str, dict[str, TermSettings]] = {}
    ceiling_of: Literal["eligible", "project"] = "eligible"


class EffectSettings(_Section):
    """What a project earns, which no table holds: by project id and year, thousand roubles after tax and costs.

    ``discount_rate``: a share a year; an empty one is that of ``economics``. ``spread``: how far costs, support and
    inflows may stand from what is told, as a share.
    """

    inflows_krub: dict[str, dict[str, float]] = {}
    discount_rate: Share | None = None
    spread: Share = 0.2
    runs: Annotated[int, Field(ge=100, le=1_000_000)] = 10_000
    seed: int = 1


class HarvestForecastSettings(_Section):
    """How crops are forecast.

    ``coverage``: share of seasons that the intervals are meant to hold; fewer years promise less. ``bootstraps``: how
    many samples of years. ``flowering_degree_days``, ``ripening_degree_days``: by species id, above +5 °C from 1 March;
    what is not given is that of ``law/parameters/harvest/phenology.yaml``.
    """

    coverage: Annotated[float, Field(ge=0.5, le=0.95)] = 0.8
    bootstraps: Annotated[int, Field(ge=20, le=2000)] = 200
    flowering_degree_days: dict[str, Positive] = {}
    ripening_degree_days: dict[str, Positive] = {}


class HarvestSitingSettings(_Section):
    """Where stations stand; an empty figure is that of ``law/parameters/harvest/siting.yaml``.

    ``detour_factor``: road distance to great circle where ``travel_times`` has no row; ``speed_km_h``: by season
    (``summer``, ``winter_road``). ``haul_krub_t_km``; ``lost_krub_t``: what a tonne that nobody takes costs, thousand
    roubles. ``seasons``: how many of the last seasons of purchases count. ``tail``, ``tail_weight``: α and λ of
    mean + λ · CVaR_α over scenarios. ``time_limit_s``: how long to look for an answer.
    """

    detour_factor: Annotated[float, Field(ge=1)] | None = None
    speed_km_h: dict[str, Positive] = {}
    haul_krub_t_km: NotNegative | None = None
    lost_krub_t: Positive | None = None
    season_weeks: Positive | None = None
    seasons: Annotated[int, Field(ge=1, le=50)] = 3
    tail: Annotated[float, Field(ge=0, lt=1)] = 0.9
    tail_weight: NotNegative = 1.0
    time_limit_s: Positive = 60.0


class HarvestProcurementSettings(_Section):
    """How the money for buying from pickers is planned; what is not given is estimated or that of ``law/parameters``.

    ``certainty``: with what probability the planned sum is to be enough. ``tail``: CVaR is the mean beyond this
    quantile. By species id: ``share_bought`` of the crop within reach, ``price_rub_kg`` at a mean crop, ``elasticity``
    of that price by the crop, ``demand_kg`` that buyers take at most, ``loss_share``, ``missed_rub_kg`` (what a
    kilogram costs that is brought but not contracted) and ``shortfall_rub_kg`` (contracted but not brought). By product
    id: ``selling_price_rub`` a unit of a product or of a further input, ``processing_rub`` that making a unit costs
    beside inputs and stations. ``haul_rub_t_km``, ``margin_share`` of the selling price. ``cap``: whether the
    admissible volume of each forestry holds what the crop of its plots lets one buy there, or their sum holds the
    whole; by default the former where the share bought is set, because purchases do not tell from which forestry they
    come.
    """

    certainty: Annotated[float, Field(ge=0.5, le=0.99)] = 0.8
    tail: Annotated[float, Field(ge=0.5, le=0.99)] = 0.9
    share_bought: dict[str, NotNegative] = {}
    price_rub_kg: dict[str, Positive] = {}
    elasticity: dict[str, Annotated[float, Field(ge=-2, le=1)]] = {}
    demand_kg: dict[str, NotNegative] = {}
    loss_share: dict[str, Annotated[float, Field(ge=0, lt=1)]] = {}
    missed_rub_kg: dict[str, NotNegative] = {}
    shortfall_rub_kg: dict[str, NotNegative] = {}
    selling_price_rub: dict[str, Positive] = {}
    processing_rub: dict[str, NotNegative] = {}
    haul_rub_t_km: NotNegative | None = None
    margin_share: Annotated[float, Field(ge=0, lt=1)] | None = None
    cap: Literal["by_forestry", "together"] | None = None


class HarvestExpeditionSettings(_Section):
    """What a plan of expeditions leaves open: ``reach_share`` of a plot's crop, ``season_days`` of bought equipment."""

    reach_share: Share | None = None
    season_days: Positive | None = None


class HarvestStockSettings(_Section):
    """How the stock is worked out; what is not given is that of ``law/parameters/harvest/stock.yaml``.

    ``prior_log_sd``: of a survey without an error. By species id: ``harvest_years`` in a row before the rest,
    ``percent_mass_g`` of 1 % of cover on a square metre and ``percent_mass_error_g``. ``harvested``: by plot id and
    species id the years in which it was harvested; an empty list says that it never was. ``nut_groups``: by plot id
    the group of the stand, I to IV.
    """

    prior_log_sd: Positive | None = None
    harvest_years: dict[str, Annotated[int, Field(ge=1, le=50)]] = {}
    percent_mass_g: dict[str, Positive] = {}
    percent_mass_error_g: dict[str, NotNegative] = {}
    harvested: dict[str, dict[str, tuple[int, ...]]] = {}
    nut_groups: dict[str, Literal["I", "II", "III", "IV"]] = {}


class HarvestSettings(_Section):
    """The forest, a section a part."""

    stock: HarvestStockSettings = HarvestStockSettings()
    siting: HarvestSitingSettings = HarvestSitingSettings()
    forecast: HarvestForecastSettings = HarvestForecastSettings()
    procurement: HarvestProcurementSettings = HarvestProcurementSettings()
    expeditions: HarvestExpeditionSettings = HarvestExpeditionSettings()


class Settings(_Section):
    """All settings of a dataset, a section an analysis."""

    readings: ReadingSettings = ReadingSettings()
    needs: NeedSettings = NeedSettings()
    demand: DemandSettings = DemandSettings()
    niches: NicheSettings = NicheSettings()
    economics: EconomicSettings = EconomicSettings()
    remedies: RemedySettings = RemedySettings()
    remedy_prices: RemedyPrices = RemedyPrices()
    support: SupportSettings = SupportSettings()
    effects: EffectSettings = EffectSettings()
    harvest: HarvestSettings = HarvestSettings()


def read_settings(dataset: Path, settings: Path | None = None) -> Settings:
    """Read the settings of a dataset.

    Parameters
    ----------
    dataset
        Folder or workbook; ``kust.toml`` is looked for in the folder, or beside the workbook.
    settings
        Another file to read instead.

    Raises
    ------
    UsageError
        The file cannot be read, or holds a key or a value that is not known.
    """
    try:
        path = settings or (dataset if dataset.is_dir() else dataset.parent) / SETTINGS_FILE
        if settings is None and not path.exists():
            return Settings()
    except OSError:
        # A path that the system refuses is told by the reading of the dataset itself.
        return Settings()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("bad_settings", path=path, reason=error) from error
    return parse_settings(content, path)


def parse_settings(content: dict[str, object], path: Path) -> Settings:
    """Read settings from what a file of TOML holds.

    Parameters
    ----------
    content
        Sections with keys, as ``tomllib`` reads them.
    path
        The file, for the words of an error.

    Raises
    ------
    UsageError
        It holds a key or a value that is not known.

    >>> parse_settings({"needs": {"import_high": 0.4}}, Path("kust.toml")).needs.import_high
    0.4
    """
    try:
        return Settings.model_validate(_with_tuples(content))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(_names(Settings))
            raise UsageError("unknown_setting", path=path, key=place, known=known) from error
        raise _refuse(first, path, place) from error


# What pydantic calls a wrong value, and the entry of ``words/error.toml`` that says it with a limit from its context.
_WRONG = {
    "greater_than": ("more_than", "gt"),
    "greater_than_equal": ("at_least", "ge"),
    "less_than": ("less_than", "lt"),
    "less_than_equal": ("at_most", "le"),
    "too_short": ("too_few", "min_length"),
    "literal_error": ("choice", "expected"),
    "float_type": ("number", ""),
    "finite_number": ("number", ""),
    "int_type": ("whole", ""),
    "int_from_float": ("whole", ""),
    "bool_type": ("boolean", ""),
    "string_type": ("text", ""),
    "tuple_type": ("list", ""),
    "dict_type": ("section", ""),
    "model_type": ("section", ""),
}
_LONGEST = 60


def _refuse(error: "ErrorDetails", path: Path, place: str) -> UsageError:
    """Word a wrong value; a rare kind is left in the words of pydantic."""
    if error["type"] not in _WRONG:
        return UsageError("bad_settings", path=path, reason=f"{place}: {error['msg']}")
    code, limit = _WRONG[error["type"]]
    value = json.dumps(error["input"], ensure_ascii=False, default=str)
    value = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    bound = error.get("ctx", {}).get(limit, "")
    known = f"{bound:g}" if isinstance(bound, float) else str(bound).replace(" or ", ", ")
    return UsageError(f"bad_setting.{code}", path=path, key=place, value=value, limit=known)


def _with_tuples(content: object) -> object:
    """Turn the arrays of TOML into the tuples that strict models take."""
    if isinstance(content, dict):
        return {key: _with_tuples(value) for key, value in content.items()}
    return tuple(_with_tuples(one) for one in content) if isinstance(content, list) else content


def _names(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _names(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"
