"""How much of the crop is bought: a share that is set or estimated, what buyers take at most, what the law admits.

What was bought in past years is not what grew: whether purchases follow the crop at all is told by their past years.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.forecasts.log_line import LEVEL, Estimate, LogLine, fit_log_line
from kust.harvest.purchase.prices import read_procurement_figure, tell_trend
from kust.harvest.purchase.purchases import Season
from kust.harvest.purchase.reachable import Reachable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Buying:
    """How the kilograms of a species are drawn.

    ``basis``: ``setting`` (share · crop), ``estimated`` (purchases follow the crop as past years say), ``proportional``
    (too few years: they follow it one to one), ``history`` (no crop is known: past purchases alone), ``unknown`` with
    its ``reason`` (``no_purchases``, ``no_crop``, ``no_reach``, ``mass_missing``). ``share``: bought of the crop within
    reach. ``response``: by how many per cent purchases move when the crop moves by one; ``follows``: ``crop``,
    ``demand``, ``unclear`` or None.
    """

    basis: str
    reason: str | None
    share: Estimate | None
    response: Estimate | None
    middle: float
    sd: float
    line: LogLine | None

    @property
    def follows(self) -> str | None:
        """What purchases follow by the interval of the response: 1 in it and 0 not, or the other way round."""
        if self.response is None:
            return None
        one, none = (self.response.low <= at <= self.response.high for at in (1.0, 0.0))
        return "unclear" if one == none else "crop" if one else "demand"

    def draw(self, random: Generator, reachable: Reachable) -> Floats:
        """Draw what is brought, kg, before any cap: (draws,); NaN where it is not known."""
        draws = len(reachable.plot_kg)
        if self.basis == "unknown":
            return np.full(draws, np.nan)
        if self.basis == "estimated" and self.line is not None:
            coefficients, noise = self.line.draw(random, draws)
            # A trend counts years from the last one: its column is left at 0, no growth is carried on.
            return np.asarray(np.exp(coefficients[:, 0] + coefficients[:, 1] * reachable.log_ratio + noise))
        factor = np.exp(self.middle + self.sd * random.normal(size=draws))
        return np.asarray(factor if self.basis == "history" else factor * reachable.total_kg)


def fit_buying(seasons: Sequence[Season], reachable: Reachable, set_share: float | None) -> Buying:
    """Find out how much of the crop is bought.

    Parameters
    ----------
    seasons
        Past purchases by year; a year with a missing mass is left out.
    set_share
        The user's own share of the crop within reach; with it nothing is estimated.
    """
    whole = [one for one in seasons if one.kg]
    missing = "mass_missing" if seasons else "no_purchases"
    if not reachable.is_known:
        missing = missing if not whole else "no_reach" if reachable.plots_unknown else "no_crop"
        return _from_history(whole, missing)
    share, response, line = _estimate(whole, reachable)
    if set_share is not None:
        if set_share == 0:
            return Buying("setting", None, Estimate(0.0, 0.0, 0.0, 0), response, -np.inf, 0.0, None)
        own = Estimate(set_share, set_share, set_share, 0)
        return Buying("setting", None, own, response, float(np.log(set_share)), 0.0, None)
    if share is None:
        return _from_history(whole, "no_past_crop" if whole else missing)
    if line is not None:
        return Buying("estimated", None, share, response, 0.0, 0.0, line)
    sd = np.log(share.high / share.low) / 2 / _z()
    return Buying("proportional", None, share, None, float(np.log(share.value)), float(sd), None)


def _from_history(whole: Sequence[Season], reason: str) -> Buying:
    """Draw from past purchases where no crop is known; without them nothing is."""
    if not whole:
        return Buying("unknown", reason, None, None, 0.0, 0.0, None)
    middle, sd = _sum_up(np.log([float(one.kg or 0) for one in whole]))
    return Buying("history", reason, None, None, middle, sd, None)


def _estimate(
    whole: Sequence[Season], reachable: Reachable
) -> tuple[Estimate | None, Estimate | None, LogLine | None]:
    """Estimate the share bought, and from enough years how purchases follow the crop."""
    past = reachable.past
    told = [one for one in whole if past.get(one.year)]
    if not told:
        return None, None, None
    shares = np.log([float(one.kg or 0) / past[one.year] for one in told])
    middle, sd = _sum_up(shares)
    ends = [float(np.exp(middle + sign * _z() * sd)) for sign in (-1, 1)]
    share = Estimate(float(np.exp(middle)), ends[0], ends[1], len(told))
    if len(told) < read_procurement_figure("fewest_years"):
        return share, None, None
    ratio = reachable.past_log_ratio
    x = np.array([ratio[one.year] for one in told])
    y = np.log([float(one.kg or 0) for one in told])
    line = fit_log_line(x, y, tell_trend([one.year for one in told]))
    return share, line.slope if line else None, line


def _sum_up(logs: Floats) -> tuple[float, float]:
    """Mean of logs and the sd of a year to come; the fewer the years, the more it is the usual unknown one.

    s² = ((n − 1)·s_n² + σ₀²) / n, times 1 + 1/n.
    """
    unknown, count = read_procurement_figure("unknown_share_log_sd"), len(logs)
    squares = float(((logs - logs.mean()) ** 2).sum())
    return float(logs.mean()), float(np.sqrt((squares + unknown**2) / count * (1 + 1 / count)))


def _z() -> float:
    """The normal quantile of the intervals of estimates."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + LEVEL / 2))


@dataclass(frozen=True)
class Cap:
    """What the law admits of a species in a year.

    ``basis``: ``by_forestry`` (each forestry's volume holds what is bought from it), ``together`` (the sum holds the
    sum), ``none`` (no row of the year: not known). ``without``: forestries with crop but no volume.
    """

    basis: str
    total_kg: float | None
    by_forestry: Mapping[str, float]
    without: tuple[str, ...]


def read_permits(dataset: Dataset, year: int) -> dict[str, dict[str, float]]:
    """Read the admissible volumes of a year in kg: by species and forestry; empty cells are left out."""
    rows: Any = dataset.collect(
        dataset.table("permits")
        .filter(nw.col("year") == year, ~nw.col("admissible_t").is_null())
        .select("species_id", "forestry", "admissible_t")
    ).to_native()
    found: dict[str, dict[str, float]] = {}
    for species, forestry, tonnes in sorted(rows.iter_rows()):
        found.setdefault(species, {})[forestry] = 1000.0 * tonnes
    return found


def find_cap(
    permits: Mapping[str, float],
    reachable: Reachable,
    forestries: Sequence[str | None],
    *,
    by_forestry: bool = True,
) -> Cap:
    """Choose how the admissible volumes hold what is bought.

    Parameters
    ----------
    permits
        kg by forestry.
    forestries
        Of all plots of the draws.
    by_forestry
        Whether each volume holds its own forestry; where one with a volume has no plots, their sum holds the whole.
    """
    if not permits:
        return Cap("none", None, {}, ())
    own = {forestries[plot] or "" for plot in reachable.at.tolist()}
    total = float(sum(permits.values()))
    without = tuple(sorted(own - set(permits)))
    if by_forestry and reachable.is_known and set(permits) <= own:
        return Cap("by_forestry", None if without else total, dict(permits), without)
    return Cap("together", total, dict(permits), without)


def apply_cap(kg: Floats, cap: Cap, reachable: Reachable, forestries: Sequence[str | None]) -> Floats:
    """Hold what is bought to what is admitted: (draws,) kg.

    By forestry: what is bought comes from each forestry in proportion to the crop within reach there, and is held to
    its volume; a forestry without a volume is not held.
    """
    if cap.basis == "none":
        return kg
    if cap.basis == "together":
        return np.minimum(kg, cap.total_kg or 0.0)
    total = reachable.total_kg
    held = np.zeros(len(kg))
    for forestry, share in tell_forestry_shares(reachable, forestries).items():
        held += np.minimum(kg * share, cap.by_forestry.get(forestry, np.inf))
    return np.where(total > 0, held, np.minimum(kg, 0.0))


def tell_forestry_shares(reachable: Reachable, forestries: Sequence[str | None]) -> dict[str, Floats]:
    """Share of each forestry in the crop within reach: by forestry (draws,), all 0 in a draw in which nothing grows."""
    total = reachable.total_kg
    found = {}
    for forestry in sorted({forestries[plot] or "" for plot in reachable.at.tolist()}):
        here = np.array([(forestries[plot] or "") == forestry for plot in reachable.at.tolist()])
        part = reachable.plot_kg[:, here].sum(axis=1)
        found[forestry] = np.where(total > 0, part / np.where(total > 0, total, 1.0), 0.0)
    return found
