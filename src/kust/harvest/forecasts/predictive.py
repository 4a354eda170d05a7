"""Draw seasons to come: hierarchical, climatology and last year, all jointly over plots and species."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import chdtri, ndtr

from kust.harvest.forecasts.model import Fit
from kust.harvest.forecasts.occurrence import Occurrence

Floats = NDArray[np.float64]

# The scale of the year variance is not drawn beyond this share of its distribution: of five years its tail has no mean.
_LEAST_SHARE = 0.02


@dataclass(frozen=True)
class Chances:
    """What the draws of all species share, so that their seasons stay together.

    ``year``: (draws, species) standard normal year effects, correlated between species. ``donor``: (draws,) uniform
    numbers that choose the past year whose weather comes. ``counts``: (bootstraps, years) how often each of
    ``bootstrap_years`` is in a bootstrap sample.
    """

    year: Floats
    donor: Floats
    bootstrap_years: tuple[int, ...]
    counts: Floats

    @property
    def draws(self) -> int:
        """How many draws."""
        return len(self.donor)


def make_chances(
    random: Generator, draws: int, correlation: Floats, years: Sequence[int], bootstraps: int
) -> Chances:
    """Draw what all species share; the same years are in a bootstrap sample of every species."""
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    year = random.normal(size=(draws, len(correlation))) @ root.T
    # Donors in equal shares: a thousand draws of thirty years need no luck.
    donor = random.permutation((np.arange(draws) + 0.5) / max(draws, 1))
    share = np.full(len(years), 1.0 / max(len(years), 1))
    counts = random.multinomial(len(years), share, size=bootstraps) if years else np.zeros((bootstraps, 0))
    return Chances(np.asarray(year), np.asarray(donor), tuple(years), counts.astype(np.float64))


def correlate_years(effects: Mapping[str, Mapping[int, float]]) -> Floats:
    """Estimate how the year effects of species go together, shrunk towards independence.

    λ = Σ Var(r) / Σ r² over pairs, at most 1; R = (1 − λ)·r (Schäfer and Strimmer, Statistical Applications in Genetics
    and Molecular Biology 4, 2005, with Var(r) ≈ (1 − r²)² / (n − 1)). Pairs with fewer than four years in common are 0.

    >>> correlate_years({"a": {1: 0.0, 2: 1.0}, "b": {1: 0.0, 2: 1.0}}).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    names = list(effects)
    found, variance = np.eye(len(names)), np.zeros((len(names), len(names)))
    for i, first in enumerate(names):
        for j in range(i):
            common = sorted(set(effects[first]) & set(effects[names[j]]))
            a, b = (np.array([effects[name][year] for year in common]) for name in (first, names[j]))
            if len(common) < 4 or a.std() < 1e-9 or b.std() < 1e-9:
                continue
            r = float(np.corrcoef(a, b)[0, 1])
            found[i, j] = found[j, i] = r
            variance[i, j] = variance[j, i] = (1 - r * r) ** 2 / (len(common) - 1)
    squares = float((found**2).sum() - len(names))
    weight = min(1.0, float(variance.sum()) / squares) if squares > 0 else 1.0
    shrunk = (1 - weight) * found + weight * np.eye(len(names))
    values, vectors = np.linalg.eigh(shrunk)
    fixed = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    scale = np.sqrt(np.diag(fixed))
    return np.asarray(fixed / scale[:, None] / scale, dtype=np.float64)


def draw_hierarchical(
    random: Generator,
    fit: Fit,
    occurrence: Occurrence | None,
    x: Floats,
    chances: Chances,
    place: int,
    years: Sequence[int],
    *,
    shared_year: bool = True,
) -> Floats:
    """Draw a season from the model: (draws, plots) kilograms a hectare, 0 where a plot bears nothing.

    Each draw takes mean and slopes of a bootstrap sample of years, the weather of a donor, one year effect for all
    plots with variance v_u·(Y − 1) / χ²(Y − 1 − k), sites as uncertain as they are, and what is left of each plot.

    Parameters
    ----------
    x
        (donors, plots, terms).
    place
        Of the species among the columns of ``chances.year``.
    years
        Years of the panel, as the columns of ``fit.information``.
    shared_year
        False spreads the year variance as independent noise over plots: wrong, and there to show how wrong.
    """
    draws, plots = chances.draws, len(fit.sites)
    coefficients = _bootstrap(fit, chances, years)[np.arange(draws) % len(chances.counts)]
    donor = np.minimum((chances.donor * len(x)).astype(np.int64), len(x) - 1)
    slopes = np.einsum("dpk,dk->dp", x[donor], coefficients[:, 1:]) if x.shape[-1] else np.zeros((draws, 1))
    sd = _scale(random, fit.years, len(fit.slopes), draws) * np.sqrt(fit.variances.year)
    noise = chances.year[:, place][:, None] if shared_year else random.normal(size=(draws, plots))
    level = slopes + sd[:, None] * noise
    site = fit.sites + random.normal(size=(draws, plots)) * fit.site_errors
    rest = random.normal(size=(draws, plots)) * np.sqrt(fit.variances.rest)
    kg_ha = np.exp(coefficients[:, :1] + level + site + rest)
    if occurrence is None:
        return np.asarray(kg_ha, dtype=np.float64)
    spread = np.sqrt(occurrence.year_variance) * _scale(random, fit.years, 0, draws)
    chance = occurrence.probability(level, random.normal(size=draws) * spread)
    return np.where(random.random((draws, plots)) < chance, kg_ha, 0.0)


def _bootstrap(fit: Fit, chances: Chances, years: Sequence[int]) -> Floats:
    """Solve the bootstrap samples; one with fewer than two years of this species is replaced by all years."""
    at = [chances.bootstrap_years.index(year) for year in years]
    counts = chances.counts[:, at] * fit.year_known
    poor = (counts > 0).sum(axis=1) < 2
    counts[poor] = fit.year_known
    return fit.solve_bootstraps(counts)


def _scale(random: Generator, years: int, terms: int, draws: int) -> Floats:
    """Draw √((Y − 1) / χ²(Y − 1 − k)): how far the year variance may be off."""
    freedom = max(years - 1 - terms, 1)
    share = _LEAST_SHARE + (1 - _LEAST_SHARE) * random.random(draws)
    return np.asarray(np.sqrt(max(years - 1, 1) / chdtri(freedom, 1 - share)), dtype=np.float64)


@dataclass(frozen=True)
class PastYears:
    """Past years of a species as they were, beside what its sites usually bear.

    ``years`` in which a crop is known; ``anomaly`` (years,) mean log deviation of the plots that bore, the least of all
    where none did; ``bearing`` (years,) share of plots that bore.
    """

    years: tuple[int, ...]
    anomaly: Floats
    bearing: Floats

    def until(self, year: int) -> "PastYears | None":
        """Return the years before one; None where there are none."""
        count = sum(one < year for one in self.years)
        return PastYears(self.years[:count], self.anomaly[:count], self.bearing[:count]) if count else None


def tell_past_years(kg_ha: Floats, fit: Fit, years: Sequence[int]) -> PastYears:
    """Bring past years to anomalies from the sites' usual crops."""
    known = ~np.isnan(kg_ha)
    bore = known & (kg_ha > 0)
    log = np.log(np.where(bore, kg_ha, 1.0))
    gap = np.where(bore, log - fit.sites[:, None] - fit.mean, 0.0).sum(axis=0) / np.maximum(
        bore.sum(axis=0), 1
    )
    told = known.any(axis=0)
    share = bore.sum() / max(known.sum(), 1)
    bearing = (bore.sum(axis=0) + share) / (known.sum(axis=0) + 1)
    least = gap[bore.any(axis=0)].min() if bore.any() else 0.0
    gap = np.where(bore.any(axis=0), gap, least)
    bearing = np.where(bore.any(axis=0), bearing, 0.0)
    chosen = tuple(year for year, one in zip(years, np.asarray(told).tolist(), strict=True) if one)
    return PastYears(chosen, gap[told], bearing[told])


def draw_climatology(
    random: Generator, fit: Fit, past: PastYears, noise: Floats, unknown_sd: float
) -> Floats:
    """Draw past years: (draws, plots) kilograms a hectare.

    A draw takes a whole past year, its anomaly moved away from the mean by √((Y + 1) / (Y − 1)), so that the variance
    is that of a forecast; ``noise`` (draws,) standard normal chooses the year by rank. Of one year nothing can be said
    of others: a normal with ``unknown_sd`` stands for them.
    """
    count = len(past.years)
    if count < 2:
        anomaly, bearing = noise * unknown_sd, np.ones(len(noise))
    else:
        order = np.lexsort((past.anomaly, past.bearing > 0))
        at = order[np.minimum((ndtr(noise) * count).astype(np.int64), count - 1)]
        middle = past.anomaly.mean()
        anomaly = middle + (past.anomaly[at] - middle) * np.sqrt((count + 1) / (count - 1))
        bearing = past.bearing[at]
    return _scatter(random, fit, anomaly, bearing)


def draw_last_year(random: Generator, fit: Fit, past: PastYears, year: int, draws: int) -> Floats | None:
    """Draw the last known crop moved by a past change, either way; None where only one year is known.

    The changes are those over as many years as lie between the last known year and ``year``; where no two known years
    are so far apart, those from each known year to the next.
    """
    changes = _find_changes(past, year - past.years[-1])
    if not changes:
        return None
    moved = random.choice(np.array(changes), size=draws) * random.choice([-1.0, 1.0], size=draws)
    bearing = np.full(draws, float(past.bearing[-1]))
    return _scatter(random, fit, past.anomaly[-1] + moved, bearing)


def _find_changes(past: PastYears, gap: int) -> list[float]:
    """Find the changes of the anomaly over so many years, else from each known year to the next."""
    by_year = dict(zip(past.years, past.anomaly.tolist(), strict=True))
    found = [by_year[year + gap] - one for year, one in by_year.items() if year + gap in by_year]
    return found or np.diff(past.anomaly).tolist()


def _scatter(random: Generator, fit: Fit, anomaly: Floats, bearing: Floats) -> Floats:
    """Spread the anomaly of a year over the plots."""
    shape = (len(anomaly), len(fit.sites))
    site = fit.sites + random.normal(size=shape) * fit.site_errors
    rest = random.normal(size=shape) * np.sqrt(fit.variances.rest)
    kg_ha = np.exp(fit.mean + anomaly[:, None] + site + rest)
    if (bearing >= 1).all():
        return np.asarray(kg_ha, dtype=np.float64)
    return np.where(random.random(shape) < bearing[:, None], kg_ha, 0.0)


def calc_log_total(draws: Floats, floor: float) -> Floats:
    """Log of the mean crop of plots, raised by a floor so that a year without any crop has one: (draws,)."""
    return np.asarray(np.log(draws.mean(axis=-1) + floor), dtype=np.float64)
