"""Figures of the stock that no table holds: of ``law/parameters/harvest``, or of the settings, which win."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kust.harvest.stocks.ranges import Range
from kust.law.loader import parameters
from kust.settings import HarvestStockSettings

_STOCK, _ACCESSIBLE = "harvest.stock", "harvest.accessible"


@dataclass(frozen=True)
class Assumption:
    """What a result stands on that the data do not say; ``evidence`` is a class of the law's, or ``settings``.

    ``source`` in Russian, ``source_en`` in English where that is not the same.
    """

    code: str
    evidence: str
    source: str
    values: Mapping[str, float | str] = field(default_factory=dict)
    source_en: str | None = None


@dataclass(frozen=True)
class Band:
    """Share of a harvest that is within reach up to and with ``to_km`` from a road; None has no end."""

    to_km: float | None
    reach: Range


def read_assumption(code: str, name: str, **values: float | str) -> Assumption:
    """Take the evidence of a figure of ``stock.yaml``, or of one of its bases."""
    content = parameters(_STOCK)
    basis = content.get(f"{name}_basis", content[name])
    return Assumption(code, basis["evidence"], basis["source"], values, basis.get("source_en"))


def read_errors_wide() -> float:
    """How many standard errors the bounds of a stock lie from its mean."""
    return float(parameters(_STOCK)["errors_wide"]["value"])


def read_prior(settings: HarvestStockSettings) -> Assumption:
    """Standard deviation of the log of a density whose survey tells no error."""
    if settings.prior_log_sd is not None:
        return Assumption("prior_error", "settings", "prior_log_sd", {"log_sd": settings.prior_log_sd})
    return read_assumption("prior_error", "prior_log_sd", log_sd=_value("prior_log_sd"))


def _value(name: str) -> float:
    return float(parameters(_STOCK)[name]["value"])


def read_bands() -> tuple[tuple[Band, ...], Assumption]:
    """Read the bands of the distance to a road, nearest first, with what they rest on.

    The bounds of a band are the shares of its neighbours, 1 before the first band and 0 after the last.

    >>> bands, assumption = read_bands()
    >>> bands[0], bands[-1].to_km, assumption.evidence
    (Band(to_km=1.0, reach=Range(low=0.7, value=0.9, high=1.0)), None, 'reading')
    """
    content = parameters(_ACCESSIBLE)
    ends = [*(float(row["up_to_km"]) for row in content["bands"]), None]
    shares = [1.0, *(float(row["share"]) for row in content["bands"]), 0.0, 0.0]
    bands = [
        Band(end, Range(shares[place + 2], shares[place + 1], shares[place]))
        for place, end in enumerate(ends)
    ]
    basis = content["basis"]
    return tuple(bands), Assumption("access", basis["evidence"], basis["source"], {}, basis["source_en"])


def find_reach(distance_km: float | None, bands: tuple[Band, ...]) -> Range:
    """Find what share of a plot's harvest is within reach; of an unknown distance anything from 0 to 1.

    >>> bands, _ = read_bands()
    >>> find_reach(3, bands).value, find_reach(3.1, bands).value, find_reach(None, bands)
    (0.7, 0.4, Range(low=0.0, value=None, high=1.0))
    """
    if distance_km is None:
        return Range(0.0, None, 1.0)
    return next(band.reach for band in bands if band.to_km is None or distance_km <= band.to_km)


@dataclass(frozen=True)
class Turnover:
    """Years from one harvest of a plot to the end of its rest: T_harv + T_recov; None where the rest is not known.

    ``basis``: ``species`` (its table says the rest), ``group`` (its group does), ``unknown``.
    """

    harvest_years: int
    recovery_years: float | None
    basis: str
    years: Range


def find_turnover(
    species: str, group: str, recovery_years: float | None, settings: HarvestStockSettings
) -> Turnover:
    """Find the turnover of a species; where its rest is not known, the shortest and the longest it may be."""
    content = parameters(_STOCK)
    harvest = settings.harvest_years.get(species, int(content["harvest_years"]["value"]))
    basis = "species"
    if recovery_years is None:
        recovery_years = content["recovery_years"].get(group)
        basis = "group" if recovery_years is not None else "unknown"
    if recovery_years is None:
        bounds = content["recovery_range"]
        years = Range(harvest + float(bounds["low"]), None, harvest + float(bounds["high"]))
        return Turnover(harvest, None, basis, years)
    total = harvest + float(recovery_years) if recovery_years else 1.0
    return Turnover(harvest, float(recovery_years), basis, Range(total, total, total))


def find_convention(group: str, nut_groups: frozenset[str]) -> tuple[Range, Assumption] | None:
    """Find the commercial share of the biological stock that regulations take; None for groups without one.

    Parameters
    ----------
    group
        Group of the species.
    nut_groups
        Groups of the stands of nuts, I to IV; empty where not known, then the range over all four.
    """
    content = parameters(_STOCK)
    if group == "nut":
        rows = content["nut_shares"]["groups"]
        shares = [float(rows[one]["commercial"]) for one in (nut_groups or rows)]
        one = shares[0] if len(set(shares)) == 1 else None
        share = Range(min(shares), one, max(shares))
        return share, read_assumption("nut_shares", "nut_shares", low=share.low or 0, high=share.high or 0)
    taken = content["commercial_share"].get(group)
    if taken is None:
        return None
    share = Range(float(taken), float(taken), float(taken))
    return share, read_assumption("convention", "commercial_share", share=float(taken))


def read_commercial() -> dict[str, float]:
    """Kilograms a hectare from which regulations call a plot commercial, by group; below it is a reserve."""
    return {group: float(figure) for group, figure in parameters(_STOCK)["commercial_kg_ha"].items()}


@dataclass(frozen=True)
class Published:
    """Published kilograms a hectare of a species, to hold a stock against."""

    name: str
    kg_ha: float
    spread: float
    source: str


def find_published(species: str, title: str) -> Published | None:
    """Find the published density of a species by its id or its Russian name."""
    content = parameters(_STOCK)
    folded = title.lower().replace("ё", "е")
    for row in content["published"]["rows"]:
        if species in row["ids"] or any(word in folded for word in row["words"]):
            return Published(
                row["name"], float(row["kg_ha"]), _value("published_spread"), content["published"]["source"]
            )
    return None
