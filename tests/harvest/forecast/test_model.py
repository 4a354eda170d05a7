"""The model against the same algebra written out with full matrices."""

import numpy as np
import pytest

from kust.harvest.forecasts.model import Variances, _Sums, fit_model


def make(seed: int, sites: int = 6, years: int = 5, terms: int = 2) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    log = random.normal(2, 1, (sites, years))
    log[random.random(log.shape) < 0.2] = np.nan
    return log, random.normal(size=(sites, years, terms))


def dense(log: np.ndarray, x: np.ndarray, v: Variances) -> tuple[float, np.ndarray, float]:
    """−2 log restricted likelihood, effects (β, sites, years) and mean, by V = ZGZ' + R of all cells."""
    site, year = np.nonzero(~np.isnan(log))
    z = log[site, year]
    sites, years = log.shape
    design = np.concatenate([x[site, year], np.eye(sites)[site], np.eye(years)[year]], axis=1)
    spread = np.repeat([v.slope, v.site, v.year], [x.shape[-1], sites, years])
    cover = design @ np.diag(spread) @ design.T + v.rest * np.eye(len(z))
    one = np.ones(len(z))
    inverse = np.linalg.inv(cover)
    mean = float(one @ inverse @ z / (one @ inverse @ one))
    gap = z - mean
    value = np.linalg.slogdet(cover)[1] + np.log(one @ inverse @ one) + gap @ inverse @ gap
    return float(value), spread * (design.T @ inverse @ gap), mean


@pytest.mark.parametrize("seed", range(5))
def test_effects_are_the_best_linear_unbiased_predictions(seed: int) -> None:
    log, x = make(seed)
    v = Variances(0.4, 0.3, 0.5, 0.2)
    fit = fit_model(log, x, variances=v)
    _, effects, mean = dense(log, x, v)
    slopes, sites, years = np.split(effects, [2, 2 + len(log)])
    assert fit.mean == pytest.approx(mean)
    assert fit.slopes == pytest.approx(slopes)
    assert fit.sites == pytest.approx(sites)
    assert fit.year_effects == pytest.approx(years)


def test_the_likelihood_differs_by_a_constant_from_that_of_all_cells_together() -> None:
    log, x = make(7)
    sums = _Sums(log, x)
    gaps = []
    for site, year, slope in ((0.8, 0.6, 0.1), (2.0, 0.1, 1.0), (0.1, 3.0, 0.01)):
        _, _, rest, value = sums.solve(np.array([site, year, slope]))
        full = dense(log, x, Variances(site * rest, year * rest, rest, slope * rest))[0]
        gaps.append(value - full)
    assert gaps == pytest.approx([gaps[0]] * 3)


def test_the_variances_found_beat_all_around_them() -> None:
    log, x = make(11, sites=20, years=12)
    random = np.random.default_rng(12)
    log += random.normal(size=(20, 1)) + random.normal(size=(1, 12)) + x @ np.array([0.8, -0.5])
    found = fit_model(log, x).variances

    def value(v: Variances) -> float:
        return dense(log, x, v)[0] - np.log(v.year / v.rest)

    best = value(found)
    for name in ("site", "year", "slope", "rest"):
        for factor in (0.7, 1.4):
            changed = Variances(**(vars(found) | {name: getattr(found, name) * factor}))
            assert value(changed) >= best - 1e-3


def test_variances_of_many_sites_and_years_are_recovered() -> None:
    random = np.random.default_rng(5)
    slopes = np.array([0.4, -0.3])
    x = np.repeat(random.normal(size=(1, 60, 2)), 60, axis=0)
    log = 3 + 0.5 * random.normal(size=(60, 1)) + 0.3 * random.normal(size=(1, 60)) + x @ slopes
    log += 0.45 * random.normal(size=log.shape)
    fit = fit_model(log, x)
    # Standard errors: of a standard deviation σ/√(2n), of a slope .3/√60 = .04.
    assert np.sqrt(fit.variances.site) == pytest.approx(0.5, abs=0.15)
    assert np.sqrt(fit.variances.year) == pytest.approx(0.3, abs=0.09)
    assert np.sqrt(fit.variances.rest) == pytest.approx(0.45, abs=0.02)
    assert fit.slopes == pytest.approx(slopes, abs=0.12)


def test_a_bootstrap_that_takes_every_year_once_gives_the_fit_back() -> None:
    random = np.random.default_rng(2)
    x = np.repeat(random.normal(size=(1, 9, 1)), 30, axis=0)
    log = (
        2
        + random.normal(size=(30, 1))
        + 0.5 * x[..., 0]
        + random.normal(size=(1, 9))
        + random.normal(size=(30, 9))
    )
    fit = fit_model(log, x)
    once, some = fit.solve_bootstraps(np.array([np.ones(9), np.r_[2.0, 0.0, np.ones(7)]]))
    assert once == pytest.approx([fit.mean, *fit.slopes], abs=1e-6)
    assert np.abs(some - once).max() > 1e-3


def test_a_cell_with_an_unknown_predictor_is_left_out_and_not_taken_as_zero() -> None:
    log, x = make(3)
    v = Variances(0.4, 0.3, 0.5, 0.2)
    hidden, gone = x.copy(), log.copy()
    hidden[0, 0, 0] = np.nan
    gone[0, 0] = np.nan
    assert fit_model(log, hidden, variances=v).mean == pytest.approx(fit_model(gone, x, variances=v).mean)
