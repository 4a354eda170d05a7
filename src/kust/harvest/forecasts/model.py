"""The model of a crop: log yield = mean + site + x'β + year + rest, its variances by restricted likelihood.

Site, β and year are random with variances of their own (β: a ridge whose weight the data choose); sites are absorbed,
so that a step of the search costs what its years and predictors do, whatever the number of plots.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

Floats = NDArray[np.float64]
_BOUNDS = ((-7.0, 5.0), (-6.0, 5.0), (-9.0, 3.0))
_START = (0.0, -0.7, -2.5)


@dataclass(frozen=True)
class Variances:
    """Variances in logs: between sites, between years, of the rest, and of β (the ridge)."""

    site: float
    year: float
    rest: float
    slope: float


@dataclass(frozen=True)
class Fit:
    """A fitted panel.

    ``mean``; ``slopes`` (terms,); ``sites`` (plots,) with ``site_errors``, the standard deviation that is left of each;
    ``year_effects`` (years,), 0 where the year was not seen. ``year_known``: (years,) whether a crop above 0 was.
    ``information`` (years, 1 + terms, 1 + terms) and ``scores`` (years, 1 + terms): what each year says of mean and
    slopes, given the sites; a bootstrap over years adds them up.
    """

    mean: float
    slopes: Floats
    sites: Floats
    site_errors: Floats
    year_effects: Floats
    year_known: NDArray[np.bool_]
    variances: Variances
    information: Floats
    scores: Floats

    @property
    def years(self) -> int:
        """How many years were seen."""
        return int(self.year_known.sum())

    def expect(self, x: Floats) -> Floats:
        """Return mean + x'β, (…,)."""
        return np.asarray(self.mean + x @ self.slopes, dtype=np.float64)

    def solve_bootstraps(self, counts: Floats) -> Floats:
        """Solve for mean and slopes, (samples, 1 + terms), where each year counts so many times, (samples, years)."""
        ridge = np.diag([1e-9, *np.full(len(self.slopes), 1.0 / self.variances.slope)])
        left = np.tensordot(counts, self.information, axes=1) + ridge
        right = counts @ self.scores
        return np.asarray(np.linalg.solve(left, right[..., None])[..., 0], dtype=np.float64)


class _Sums:
    """What the likelihood needs of a panel: sums by site, by year and over all."""

    def __init__(self, log: Floats, x: Floats) -> None:
        self.seen = ~np.isnan(log) & ~np.isnan(x).any(axis=-1)
        self.z = np.where(self.seen, log, 0.0)
        ones = np.ones((*log.shape, 1))
        self.w = np.where(self.seen[..., None], np.concatenate([ones, np.nan_to_num(x)], axis=-1), 0.0)
        self.terms = self.w.shape[-1]
        self.of_site = self.seen.sum(axis=1).astype(np.float64)
        self.of_year = self.seen.sum(axis=0).astype(np.float64)
        by_year = self.w.sum(axis=0)
        fixed = np.einsum("syi,syj->ij", self.w, self.w)
        self.core = np.block([[fixed, by_year.T], [by_year, np.diag(self.of_year)]])
        self.left = np.concatenate([self.w.sum(axis=1), self.seen.astype(np.float64)], axis=1)
        self.z_site = self.z.sum(axis=1)
        self.rhs = np.concatenate([np.einsum("sy,syi->i", self.z, self.w), self.z.sum(axis=0)])
        self.squares = float((self.z**2).sum())
        self.count = int(self.seen.sum())

    def solve(self, ratios: Floats) -> tuple[Floats, Floats, float, float]:
        """Solve the mixed-model equations for variances as ratios to the rest's.

        Returns the solution (mean, slopes, years), the inverse's Cholesky factor, the variance of the rest and −2 log
        restricted likelihood but for a constant.
        """
        site, year, slope = ratios
        shrink = self.of_site + 1.0 / site
        prior = np.concatenate(
            [[0.0], np.full(self.terms - 1, 1.0 / slope), np.full(len(self.of_year), 1.0 / year)]
        )
        core = self.core + np.diag(prior) - self.left.T @ (self.left / shrink[:, None])
        rhs = self.rhs - self.left.T @ (self.z_site / shrink)
        factor = cho_factor(core, lower=True, check_finite=False)
        solution = cho_solve(factor, rhs, check_finite=False)
        quadratic = self.squares - float((self.z_site**2 / shrink).sum()) - float(solution @ rhs)
        rest = max(quadratic, 1e-12) / max(self.count - 1, 1)
        told = self.of_site > 0
        value = (
            (self.count - 1) * np.log(rest)
            + 2 * float(np.log(np.diag(factor[0])).sum())
            + float(np.log(shrink[told] * site).sum())
            + len(self.of_year) * np.log(year)
            + (self.terms - 1) * np.log(slope)
        )
        return np.asarray(solution), np.asarray(factor[0]), rest, float(value)


def fit_model(
    log: Floats, x: Floats, *, variances: Variances | None = None, start: Variances | None = None
) -> Fit:
    """Fit a panel of log yields.

        z_sy = μ + a_s + x_sy'β + u_y + e_sy,   a ~ N(0, v_a), β ~ N(0, v_b), u ~ N(0, v_u), e ~ N(0, v_e)

    The variances maximise the restricted likelihood times σ_u, the weak prior that keeps the year variance off 0
    (Chung, Rabe-Hesketh, Dorie, Gelman, Liu, Psychometrika 78, 2013).

    Parameters
    ----------
    log
        (plots, years), NaN where there is no crop above 0.
    x
        (plots, years, terms); a cell with an unknown predictor is left out.
    variances
        Take these as they are instead of estimating them.
    start
        Where the search begins.

    Returns
    -------
    Fit
        Effects as best linear unbiased predictions.

    Examples
    --------
    >>> log = np.array([[1.0, 2.0, 3.0], [2.0, 3.0, 4.0]])
    >>> fit = fit_model(log, np.empty((2, 3, 0)), variances=Variances(1e6, 1e6, 1.0, 1.0))
    >>> np.round(fit.sites, 2).tolist(), np.round(fit.year_effects, 2)[::2].tolist(), round(fit.mean, 2)
    ([-0.5, 0.5], [-1.0, 1.0], 2.5)
    """
    sums = _Sums(log, x)
    if variances is None:
        variances = _search(sums, start)
    ratios = np.array([variances.site, variances.year, variances.slope]) / variances.rest
    solution, _, _, _ = sums.solve(ratios)
    return _tell(sums, solution, variances)


def _search(sums: _Sums, start: Variances | None) -> Variances:
    has_slopes = sums.terms > 1
    first = np.array(_START)
    if start is not None:
        logs = np.log(np.array([start.site, start.year, start.slope]) / start.rest)
        first = np.clip(logs, [low for low, _ in _BOUNDS], [high for _, high in _BOUNDS])

    def value(logs: Floats) -> float:
        ratios = np.exp([*logs, 0.0] if not has_slopes else logs)
        return sums.solve(ratios)[3] - float(logs[1])

    used = 3 if has_slopes else 2
    found = minimize(
        value, first[:used], method="L-BFGS-B", bounds=_BOUNDS[:used], options={"ftol": 1e-7, "eps": 1e-4}
    )
    ratios = np.exp([*found.x, 0.0] if not has_slopes else found.x)
    rest = sums.solve(ratios)[2]
    return Variances(*(float(one) for one in (ratios[0] * rest, ratios[1] * rest, rest, ratios[2] * rest)))


def _tell(sums: _Sums, solution: Floats, variances: Variances) -> Fit:
    terms = sums.terms
    shrink = sums.of_site + variances.rest / variances.site
    sites = (sums.z_site - sums.left @ solution) / shrink
    known = sums.of_year > 0
    residual = np.where(sums.seen, sums.z - sites[:, None], 0.0)
    weight = variances.year / (variances.rest + sums.of_year * variances.year)
    by_year = sums.w.sum(axis=0)
    squares = np.einsum("syi,syj->yij", sums.w, sums.w)
    information = (
        squares - weight[:, None, None] * by_year[:, :, None] * by_year[:, None, :]
    ) / variances.rest
    crossed = np.einsum("syi,sy->yi", sums.w, residual)
    scores = (crossed - (weight * residual.sum(axis=0))[:, None] * by_year) / variances.rest
    return Fit(
        mean=float(solution[0]),
        slopes=solution[1:terms],
        sites=sites,
        site_errors=np.sqrt(variances.rest / shrink),
        year_effects=np.where(known, solution[terms:], 0.0),
        year_known=known,
        variances=variances,
        information=information,
        scores=scores,
    )
