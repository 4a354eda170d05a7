"""How much of the output of a supply network is lost when a firm stops: the Economic Systemic Risk Index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from kust.chain.esri_batch import Batch, Limits, Take, mark_stopped
from kust.chain.esri_spread import Floats, Ints, Spread, SupplyLinks
from kust.errors import UsageError

ESSENTIAL, NON_ESSENTIAL, IRRELEVANT = 2, 1, 0


@dataclass(frozen=True)
class EsriSettings:
    """How the index is worked out; it goes with the result, for figures depend on it.

    ``eps``: carry on until no firm's loss grows by more (the paper stops at 0.01). ``max_iterations``: but not for
    more steps. ``replaceable``: the other sellers of a product take over in the measure of their share in its market;
    else nobody can be replaced. ``cutoff``: losses below it are not carried on, and are left out of ``eps``; 0 is
    exact. ``batch``: scenarios at once, changes nothing but time and memory.
    """

    eps: float = 1e-4
    max_iterations: int = 100
    replaceable: bool = True
    cutoff: float = 0.0
    batch: int = 256


@dataclass(frozen=True)
class Esri:
    """The index of each scenario, in the order asked.

    ``index``: share of the weights that is lost, 0..1 (NaN where the weights sum up to 0), a column of weights each
    where several were given. ``iterations``, ``converged``: how many steps, and whether the last was within ``eps``.
    """

    index: Floats
    iterations: Ints
    converged: NDArray[np.bool_]
    settings: EsriSettings


def calc_esri(
    supplies: Any,
    sectors: ArrayLike,
    *,
    essential: ArrayLike | None = None,
    revenue: ArrayLike | None = None,
    purchases: ArrayLike | None = None,
    scenarios: Iterable[Sequence[int]] | None = None,
    settings: EsriSettings | None = None,
) -> Esri:
    """Work out the Economic Systemic Risk Index of firms that make one kind of product each.

    Parameters
    ----------
    supplies
        Matrix, sparse or dense, firms × firms: what the firm of the row sells to that of the column, thousand roubles.
    sectors
        What each firm makes, a number from 0.
    essential
        Sectors × sectors: 2 where products of the row's sector are essential to firms of the column's, 1 where they are
        not, 0 where their lack changes nothing. By default 1 everywhere: a linear production function; 2 everywhere
        is Leontief's.
    revenue
        Sales of each firm to anyone, thousand roubles; by default (and at least) those of the matrix.
    purchases
        Purchases of each firm from anyone, thousand roubles; by default (and at least) those of the matrix.
    scenarios
        Firms that stop together, a list a scenario; by default each firm by itself.
    settings
        When to stop, and whether sellers can be replaced.

    Returns
    -------
    Esri
        ``index``: share of all revenue that is lost, an entry a scenario.

    Raises
    ------
    UsageError
        Sizes do not fit, an amount is negative, or a kind is none of 0, 1, 2.

    Notes
    -----
    A stopped firm k has h_k = 0. From h = 1 everywhere else, until no h falls by more than ``eps``:

        σ_i = min(1, s_i / Σ_{l in sector of i} s_l h^d_l)                           1 unless replaceable
        Π_jk = 1 − Σ_{i in sector k} σ_i (W_ij / Σ_{l in sector k} W_lj)(1 − h^d_i)   essential sectors k
        h^d_j = min(min_k Π_jk, 1 − Σ_{i not essential} σ_i (W_ij / purchases_j)(1 − h^d_i))
        h^u_i = 1 − Σ_j (W_ij / revenue_i)(1 − h^u_j)
        ESRI = Σ_j revenue_j / Σ revenue · (1 − min(h^d_j, h^u_j))

    W is ``supplies``, s what a firm sells within it. Source: C. Diem, A. Borsos, T. Reisch, J. Kertész, S. Thurner,
    Scientific Reports 12 (2022) 7719. Stated revenue and purchases are an addition: what leaves the network damps.

    Examples
    --------
    A sells 50 of its 100 to B, which sells 80. When A stops, B has no input; when B stops, A loses half its sales.

    >>> calc_esri([[0, 50], [0, 0]], [0, 1], revenue=[100, 80]).index.round(4).tolist()
    [1.0, 0.7222]
    """
    settings = settings or EsriSettings()
    links = _read_network(supplies, np.asarray(sectors), essential, revenue, purchases)
    return calc_stops(links, scenarios=scenarios, weights=links.revenue, settings=settings)


def calc_stops(
    links: SupplyLinks,
    *,
    scenarios: Iterable[Sequence[int]] | None,
    weights: Floats,
    settings: EsriSettings,
    look: Take | None = None,
) -> Esri:
    """Work out what the stops of firms cost in a network where a firm may sell several products.

    As :func:`calc_esri`, with a product of a seller in place of a sector. ``weights``: a figure a firm that the losses
    are weighed with (firms), or several columns of them (firms × columns). ``look`` is shown the losses of each firm.
    """
    asked = [[firm] for firm in range(links.firms)] if scenarios is None else list(scenarios)
    stopped = [np.unique(np.asarray(scenario, np.int64)) for scenario in asked]
    shock = mark_stopped(stopped, links.firms)
    spread = Spread(links, replaceable=settings.replaceable)
    limits = Limits(settings.eps, settings.max_iterations, settings.cutoff)
    columns = weights[:, None] if weights.ndim == 1 else weights
    lost = np.zeros((len(stopped), columns.shape[1]))
    batches = []
    for start in range(0, len(stopped), settings.batch):
        batch = Batch(spread, shock[start : start + settings.batch], limits)
        batch.run(_sum_up(lost[start : start + settings.batch], columns, start, look))
        batches.append(batch)
    whole = columns.sum(axis=0)
    index = np.divide(lost, whole, out=np.full(lost.shape, np.nan), where=whole > 0)
    return Esri(
        index.reshape(-1) if weights.ndim == 1 else index,
        np.concatenate([np.zeros(0, np.int64), *(batch.iterations for batch in batches)]),
        np.concatenate([np.zeros(0, np.bool_), *(batch.converged for batch in batches)]),
        settings,
    )


def _sum_up(lost: Floats, columns: Floats, start: int, look: Take | None) -> Take:
    """Weigh the losses of a batch into its part of the result."""

    def take(rows: Ints, losses: Any) -> None:
        lost[rows] = losses @ columns
        if look:
            look(rows + start, losses)

    return take


def _read_network(supplies: Any, sectors: Ints, essential: Any, revenue: Any, purchases: Any) -> SupplyLinks:
    matrix = sparse.coo_array(supplies, dtype=np.float64)
    matrix.sum_duplicates()
    firms = len(sectors)
    if matrix.shape != (firms, firms):
        raise UsageError("choice", option="supplies", value=matrix.shape, known=(firms, firms))
    if (matrix.data < 0).any():
        raise UsageError("choice", option="supplies", value=matrix.data.min(), known="0 …")
    kinds = _read_kinds(essential, int(sectors.max(initial=-1)) + 1)
    kept = matrix.data > 0
    supplier, buyer = (side[kept].astype(np.int64) for side in matrix.coords)
    amount = matrix.data[kept]
    sold, bought = np.bincount(supplier, amount, firms), np.bincount(buyer, amount, firms)
    return SupplyLinks(
        supplier,
        buyer,
        sectors[supplier].astype(np.int64),
        amount,
        kinds[sectors[supplier], sectors[buyer]],
        _at_least(revenue, sold, "revenue"),
        _at_least(purchases, bought, "purchases"),
    )


def _read_kinds(essential: Any, sectors: int) -> Ints:
    if essential is None:
        return np.full((sectors, sectors), NON_ESSENTIAL, np.int64)
    kinds = np.asarray(essential, np.int64)
    if kinds.ndim != 2 or min(kinds.shape) < sectors:
        raise UsageError("choice", option="essential", value=kinds.shape, known=(sectors, sectors))
    if not np.isin(kinds, (ESSENTIAL, NON_ESSENTIAL, IRRELEVANT)).all():
        raise UsageError("choice", option="essential", value=kinds.max(), known="0, 1, 2")
    return kinds


def _at_least(stated: Any, traded: Any, name: str) -> Floats:
    """Take what is stated, but not less than the network shows; NaN is not stated."""
    figures = traded if stated is None else np.asarray(stated, np.float64)
    if figures.shape != traded.shape:
        raise UsageError("choice", option=name, value=figures.shape, known=traded.shape)
    return np.asarray(np.fmax(figures, traded), dtype=np.float64)
