"""What a step of the forest takes that neither the data nor the settings tell, each figure with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kust.law.loader import parameters
from kust.settings import HarvestSettings


@dataclass(frozen=True)
class Assumed:
    """A figure of ``law/parameters/harvest``.

    ``code``: its file and name, ``siting.detour_factor``. ``values``: under ``value`` where there is one, else by what
    they hold for (a season, a group of species, kilometres to a road). ``evidence``: a class of the law's.
    """

    code: str
    values: Mapping[str, float | str]
    evidence: str
    source: str


_FORECAST = (
    "forecast.fewest_years",
    "forecast.unknown_year_log_sd",
    "phenology.threshold_c",
    "phenology.ripening",
    "phenology.error_days",
)
_WAYS = ("siting.detour_factor", "siting.speed_km_h", "siting.haul_krub_t_km")
_MONEY = (
    "accessible.bands",
    "procurement.picking_distance_km",
    "procurement.keeps_hours",
    "procurement.base_price_years",
    "procurement.unknown_price_log_sd",
    "procurement.unknown_share_log_sd",
    "procurement.loss_share",
    "procurement.missed_share",
    "procurement.shortfall_share",
    "procurement.margin_share",
)
_STATIONS = ("siting.lost_krub_t", "siting.season_weeks")
STEPS: dict[str, tuple[str, ...]] = {
    "forecast": _FORECAST,
    "backtest": _FORECAST,
    "procure": _MONEY + _WAYS,
    "site": _WAYS + _STATIONS,
    "expedition": ("accessible.bands", "expeditions.reach_share", "expeditions.season_days"),
    "map": _FORECAST + _WAYS + _STATIONS,
    "report": _FORECAST + _MONEY + _WAYS + _STATIONS,
}


def list_assumed(step: str, settings: HarvestSettings) -> tuple[Assumed, ...]:
    """List what a step takes that is not data; what the settings tell is left out, for it is the user's own.

    Parameters
    ----------
    step
        A verb of ``kust harvest``.
    settings
        All sections of the forest.

    >>> ways = list_assumed("site", HarvestSettings())
    >>> ways[0].code, dict(ways[0].values), ways[0].evidence
    ('siting.detour_factor', {'value': 1.4}, 'reading')
    """
    found = (_read(code, _own(code, step, settings)) for code in STEPS[step])
    return tuple(one for one in found if one.values)


def _read(code: str, own: Any) -> Assumed:
    """Read a figure without what the settings tell themselves."""
    file, _, name = code.partition(".")
    content = parameters(f"harvest.{file}")
    if code == "accessible.bands":
        values = {f"{row['up_to_km']:g}": float(row["share"]) for row in content["bands"]}
        return Assumed(code, values, content["basis"]["evidence"], content["basis"]["source"])
    figure = content[name]
    told = figure["degree_days"] if "degree_days" in figure else figure["value"]
    known = told if isinstance(told, dict) else {"value": told}
    if isinstance(own, Mapping):
        known = {key: value for key, value in known.items() if key not in own}
    elif own is not None:
        known = {}
    return Assumed(code, known, figure["evidence"], figure["source"])


def _own(code: str, step: str, settings: HarvestSettings) -> Any:
    """Find what the settings say of a figure: None or an empty table where nothing."""
    if code == "phenology.ripening":
        return settings.forecast.ripening_degree_days
    if code == "siting.haul_krub_t_km" and step == "procure":
        return settings.procurement.haul_rub_t_km
    file, _, name = code.partition(".")
    return getattr(getattr(settings, file, None), name, None)


def assumed_as_json(listed: tuple[Assumed, ...]) -> list[dict[str, Any]]:
    """Bring figures into JSON."""
    return [
        {"code": one.code, "evidence": one.evidence, "source": one.source, "values": dict(one.values)}
        for one in listed
    ]
