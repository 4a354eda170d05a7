"""Settings of the forest, a section a part."""

from typing import Annotated, Literal

from pydantic import Field

from kust.settings.section import NotNegative, Positive, Section, Share


class HarvestForecastSettings(Section):
    """How crops are forecast.

    ``coverage``: share of seasons that the intervals are meant to hold; fewer years promise less. ``bootstraps``: how
    many samples of years. ``flowering_degree_days``, ``ripening_degree_days``: by species id, above +5 °C from 1 March;
    what is not given is that of ``law/parameters/harvest/phenology.yaml``.
    """

    coverage: Annotated[float, Field(ge=0.5, le=0.95)] = 0.8
    bootstraps: Annotated[int, Field(ge=20, le=2000)] = 200
    flowering_degree_days: dict[str, Positive] = {}
    ripening_degree_days: dict[str, Positive] = {}


class HarvestSitingSettings(Section):
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


class HarvestProcurementSettings(Section):
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


class HarvestExpeditionSettings(Section):
    """What a plan of expeditions leaves open: ``reach_share`` of a plot's crop, ``season_days`` of bought equipment."""

    reach_share: Share | None = None
    season_days: Positive | None = None


class HarvestStockSettings(Section):
    """How the stock is worked out; what is not given is that of ``law/parameters/harvest/stock.yaml``.

    ``prior_log_sd``: of a survey without an error. By species id: ``harvest_years`` in a row before the rest,
    ``percent_mass_g`` of 1 % of cover on a square metre and ``percent_mass_error_g``. ``harvested``: by plot id and
    species id the years in which it was harvested; an empty list says that it never was. ``nut_groups``: by plot id
    the group of the stand, I to IV. ``resolution``: of the cells.
    """

    prior_log_sd: Positive | None = None
    resolution: Annotated[int, Field(ge=0, le=9)] | None = None
    harvest_years: dict[str, Annotated[int, Field(ge=1, le=50)]] = {}
    percent_mass_g: dict[str, Positive] = {}
    percent_mass_error_g: dict[str, NotNegative] = {}
    harvested: dict[str, dict[str, tuple[int, ...]]] = {}
    nut_groups: dict[str, Literal["I", "II", "III", "IV"]] = {}


class HarvestSettings(Section):
    """The forest, a section a part."""

    stock: HarvestStockSettings = HarvestStockSettings()
    siting: HarvestSitingSettings = HarvestSitingSettings()
    forecast: HarvestForecastSettings = HarvestForecastSettings()
    procurement: HarvestProcurementSettings = HarvestProcurementSettings()
    expeditions: HarvestExpeditionSettings = HarvestExpeditionSettings()
