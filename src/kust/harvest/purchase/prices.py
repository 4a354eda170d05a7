"""Prices that follow the crop: p = p₀ · (H / H̄)^ε, with ε assumed, set, or estimated from past purchases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kust.harvest.forecasts.log_line import Estimate, LogLine, fit_log_line
from kust.harvest.purchase.purchases import Season
from kust.law.loader import parameters

Floats = NDArray[np.float64]
# The scenario that plans go by; the others are ``eps`` with the figure.
CHOSEN = "chosen"


def read_procurement_figure(name: str) -> float:
    """Read a figure of procurement's parameters."""
    return float(parameters("harvest.procurement")[name]["value"])


def read_elasticities() -> tuple[float, ...]:
    """Read the elasticities that are shown side by side."""
    return tuple(float(one) for one in parameters("harvest.procurement")["elasticities"]["value"])


def name_scenario(elasticity: float) -> str:
    """Name a scenario by its elasticity.

    >>> name_scenario(-0.5)
    'eps-0.5'
    """
    return f"eps{elasticity:g}"


def scenarios() -> tuple[str, ...]:
    """Name the scenarios of price: that of the plan first."""
    return (CHOSEN, *(name_scenario(one) for one in read_elasticities()))


def calc_price(base: float, ratio: Floats, elasticity: float | Floats) -> Floats:
    """Work out the price from the crop as a share of the mean one: p₀ · ratio^ε.

    >>> calc_price(120.0, np.array([2.0]), -1.0).tolist()
    [60.0]
    """
    return np.asarray(base * np.power(ratio, elasticity), dtype=np.float64)


def calc_outlay(base: float, share: float, harvest: Floats, mean_harvest: float, elasticity: float) -> Floats:
    """Work out the outlay: C = p₀ · s · H̄^(−ε) · H^(1 + ε), H the harvest within reach, s the share bought.

    Doubling H doubles C at ε = 0 and leaves it at ε = −1.

    >>> calc_outlay(120.0, 0.1, np.array([1000.0, 2000.0]), 1000.0, -1.0).tolist()
    [12000.0, 12000.0]
    """
    return share * harvest * calc_price(base, harvest / mean_harvest, elasticity)


def tell_elasticity(ratio: float, price_ratio: float) -> float:
    """Tell the elasticity from two seasons: ln(p₁ / p₀) / ln(H₁ / H₀).

    >>> tell_elasticity(2.0, 60 / 120)
    -1.0
    """
    return float(np.log(price_ratio) / np.log(ratio))


def calc_move_sd(moves: Floats) -> float:
    """Work out how far the price of what is still to come is from the price so far, in logs: √((Σ d² + σ₀²) / (n + 1)).

    ``moves`` (years,) are those of past seasons from the same day on; σ₀ stands for them while there are none.

    >>> round(calc_move_sd(np.array([])), 6), round(calc_move_sd(np.array([0.1, 0.1, 0.1])), 6)
    (0.2, 0.132288)
    """
    unknown = read_procurement_figure("unknown_season_price_log_sd")
    return float(np.sqrt((float(moves @ moves) + unknown**2) / (len(moves) + 1)))


@dataclass(frozen=True)
class PriceModel:
    """How the price of a species is drawn.

    ``basis`` of the base price: ``setting``, ``purchases`` or ``unknown``; ``chosen``: where the elasticity of the plan
    comes from: ``setting``, ``estimated``, ``assumed``. ``estimate`` and, without one, ``reason``: ``few_years``,
    ``no_prices``, ``no_crops``, ``same_crops``. ``log_last``: mean log price of the last years, ``x_last`` the mean log
    of their crops as shares of the mean one. ``years``, ``logs``, ``crops``: log prices of past years and logs of their
    crops, 0 where not known.
    """

    basis: str
    chosen: str
    elasticity: float
    estimate: Estimate | None
    reason: str | None
    set_price: float | None
    log_last: float | None
    x_last: float
    line: LogLine | None
    years: tuple[int, ...]
    logs: tuple[float, ...]
    crops: tuple[float, ...]

    def sd(self, elasticity: float) -> float:
        """How far in logs the price of a year to come is from what the elasticity says: √(s² · (1 + 1/m)).

        s² = (f · s_f² + σ₀²) / (f + 1), s_f² what is left of past log prices about the elasticity (and their trend,
        where there are years enough) with f degrees of freedom, σ₀ the usual spread of an unknown price, m the years of
        the base price. A price that is set is its own base: no σ₀ and no 1/m; without past prices it is certain.
        """
        if not self.logs:
            return 0.0
        trend = tell_trend(self.years)
        columns = np.column_stack([np.ones(len(self.logs)), *([] if trend is None else [trend])])
        level = np.array(self.logs) - elasticity * np.array(self.crops)
        left = level - columns @ np.linalg.lstsq(columns, level, rcond=None)[0]
        freedom, squares = len(level) - columns.shape[1], float(left @ left)
        if self.set_price is not None:
            return float(np.sqrt(squares / freedom)) if freedom > 0 else 0.0
        unknown = read_procurement_figure("unknown_price_log_sd")
        base = min(len(level), int(read_procurement_figure("base_price_years")))
        return float(np.sqrt((squares + unknown**2) / (freedom + 1) * (1 + 1 / base)))

    def base(self, elasticity: float) -> float | None:
        """Price of a mean crop, roubles a kilogram: that of the last years brought to it by the elasticity."""
        if self.set_price is not None:
            return self.set_price
        return None if self.log_last is None else float(np.exp(self.log_last - elasticity * self.x_last))

    def draw(self, random: Generator, log_ratio: Floats, elasticity: float | None) -> Floats:
        """Draw prices beside draws of the crop; NaN where no price is known.

        Parameters
        ----------
        log_ratio
            (draws,) ln(H / H̄).
        elasticity
            A fixed one, or None for that of the plan, drawn where it was estimated.
        """
        about = self.elasticity if elasticity is None else elasticity
        noise = self.sd(about) * random.normal(size=len(log_ratio))
        used: float | Floats = self.elasticity if elasticity is None else elasticity
        if elasticity is None and self.chosen == "estimated" and self.line is not None:
            used = self.line.draw(random, len(log_ratio))[0][:, 1]
        if self.set_price is not None:
            log_base: float | Floats = float(np.log(self.set_price))
        elif self.log_last is not None:
            log_base = self.log_last - used * self.x_last
        else:
            return np.full(len(log_ratio), np.nan)
        return np.asarray(np.exp(log_base + used * log_ratio + noise), dtype=np.float64)


def fit_prices(
    seasons: Sequence[Season],
    log_ratio: Mapping[int, float],
    *,
    set_price: float | None = None,
    set_elasticity: float | None = None,
) -> PriceModel:
    """Fit the price of a species to past seasons.

    Parameters
    ----------
    seasons
        Past purchases by year.
    log_ratio
        By year ln(H / H̄) of the crop within reach; years of which it is not known are absent.
    set_price, set_elasticity
        The user's own.
    """
    priced = [one for one in seasons if one.price_rub_kg]
    line, reason = _fit(priced, log_ratio)
    slope = line.slope if line else None
    last = priced[-int(read_procurement_figure("base_price_years")) :]
    logs = [float(np.log(one.price_rub_kg)) for one in last if one.price_rub_kg]
    # A year of unknown crop counts as a mean one: there is nothing that its price could be brought to.
    crops = [log_ratio.get(one.year, 0.0) for one in last]
    assumed = sorted(read_elasticities())[len(read_elasticities()) // 2]
    chosen = "setting" if set_elasticity is not None else "estimated" if slope else "assumed"
    elasticity = {"setting": set_elasticity, "estimated": slope and slope.value, "assumed": assumed}[chosen]
    return PriceModel(
        basis="setting" if set_price is not None else "purchases" if logs else "unknown",
        chosen=chosen,
        elasticity=float(elasticity or 0.0),
        estimate=slope,
        reason=reason,
        set_price=set_price,
        log_last=sum(logs) / len(logs) if logs else None,
        x_last=sum(crops) / len(crops) if crops else 0.0,
        line=line,
        years=tuple(one.year for one in priced),
        logs=tuple(float(np.log(one.price_rub_kg)) for one in priced if one.price_rub_kg),
        crops=tuple(log_ratio.get(one.year, 0.0) for one in priced),
    )


def _fit(priced: Sequence[Season], log_ratio: Mapping[int, float]) -> tuple[LogLine | None, str | None]:
    if not priced:
        return None, "no_prices"
    told = [one for one in priced if one.year in log_ratio and one.price_rub_kg]
    if not told:
        return None, "no_crops"
    if len(told) < read_procurement_figure("fewest_years"):
        return None, "few_years"
    x = np.array([log_ratio[one.year] for one in told])
    y = np.log(np.array([one.price_rub_kg for one in told], dtype=np.float64))
    line = fit_log_line(x, y, tell_trend([one.year for one in told]))
    return line, None if line else "same_crops"


def tell_trend(years: Sequence[int]) -> Floats | None:
    """Years from the last one, where there are enough of them to tell a trend; else None."""
    if len(years) < read_procurement_figure("fewest_years_for_trend"):
        return None
    return np.array(years, dtype=np.float64) - max(years)
