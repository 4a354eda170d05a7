"""How near products are to each other, and how near an entity is to a product that it does not make yet.

Pure mathematics on sparse matrices: entities × products is never made dense as a whole, only some products at a time.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kust.niches.complexity import Complexity

Figures = npt.NDArray[np.float64]
Nodes = npt.NDArray[np.int64]
Matrix = Any  # scipy.sparse has no types

_CELLS_AT_ONCE = 2**24  # 128 MB of figures
_DIGITS = (
    12  # figures that differ later than this are equal: the order of a sum must not decide who is nearer
)


def calc_proximity(presence: Matrix, *, own: bool = False) -> Matrix:
    """Work out how often two products are made together.

        φ_pq = Σ_c M_cp M_cq / max(k_p, k_q),  φ_pp left out

    the smaller of the two shares "of those who make p, so many make q". Symmetric, 0..1.

    Parameters
    ----------
    presence
        Entities × products, 1 where the entity makes the product (``calc_presence``).
    own
        Keep the diagonal, 1 for what somebody makes (the convention of the package ``ecomplexity``).

    References
    ----------
    C. A. Hidalgo, B. Klinger, A.-L. Barabási, R. Hausmann, The product space conditions the development of nations,
    Science 317 (2007) 482–487.

    Examples
    --------
    >>> calc_proximity(np.array([[1, 1, 1], [1, 1, 0], [0, 1, 0]])).toarray().round(3).tolist()
    [[0.0, 0.667, 0.5], [0.667, 0.0, 0.333], [0.5, 0.333, 0.0]]
    """
    made = sparse.csr_array(presence, dtype=np.float32)  # counts: exact up to 16 million entities
    together = made.T.tocsr() @ made
    ubiquity = np.asarray(made.sum(axis=0), dtype=np.float64)
    larger = np.maximum(np.repeat(ubiquity, np.diff(together.indptr)), ubiquity[together.indices])
    proximity = sparse.csr_array((together.data / larger, together.indices, together.indptr), together.shape)
    if not own:
        proximity.setdiag(0.0)
        proximity.eliminate_zeros()
    return proximity


def calc_density(presence: Matrix, proximity: Matrix, products: Sequence[int] | None = None) -> Figures:
    """Work out the relatedness of each entity to products: how much of what is near to them it makes.

        d_cp = Σ_q M_cq φ_pq / Σ_q φ_pq

    Parameters
    ----------
    presence
        Entities × products, 1 where made.
    proximity
        Products × products, of :func:`calc_proximity`.
    products
        Columns asked for, by default all; memory is entities × these (see :func:`find_closest` for many).

    Returns
    -------
    ndarray
        Entities × products asked for, 0..1; NaN where nothing is near to the product.

    Examples
    --------
    >>> made = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 0]])
    >>> calc_density(made, calc_proximity(made), [2]).round(3).tolist()
    [[1.0], [1.0], [0.4]]
    """
    made = sparse.csr_array(presence, dtype=np.float64)
    whole = sparse.csr_array(proximity)
    near = whole if products is None else whole[_chosen(proximity, products)]
    sums = np.asarray(near.sum(axis=1))
    density = np.asarray(made @ near.T.toarray(order="C"))
    density /= np.where(sums > 0, sums, np.nan)
    return density


def find_closest(
    presence: Matrix,
    proximity: Matrix,
    products: Sequence[int],
    most: int,
    *,
    cells_at_once: int = _CELLS_AT_ONCE,
) -> Iterator[tuple[int, Nodes, Figures]]:
    """Find for each product the entities nearest to it that do not make it yet.

    Goes through the products in blocks, so that 300,000 entities × 5,000 products need no more than a block of memory.

    Yields
    ------
    tuple
        Product; its nearest entities, the nearest first and of equal ones the lower number; their relatedness, above 0.
    """
    made = sparse.csr_array(presence, dtype=np.float64)
    by_product = made.tocsc()
    width = max(1, cells_at_once // max(1, made.shape[0]))
    for start in range(0, len(products), width):
        block = list(products[start : start + width])
        density = calc_density(made, proximity, block)
        for place, product in enumerate(block):
            of = density[:, place]
            of[by_product.indices[by_product.indptr[product] : by_product.indptr[product + 1]]] = 0.0
            best = pick_highest(of, most)
            yield product, best, of[best]


def pick_highest(figures: Figures, most: int) -> Nodes:
    """Pick the places of the highest figures above 0, of equal ones the first; NaN is never picked.

    >>> pick_highest(np.array([0.5, np.nan, 0.9, 0.5, 0.0]), 2).tolist()
    [2, 0]
    """
    places = np.flatnonzero(figures > 0.5 * 10**-_DIGITS)
    rounded = np.round(figures[places], _DIGITS)
    if len(places) > most:
        least = np.partition(rounded, -most)[-most] if most else np.inf
        places, rounded = places[rounded >= least], rounded[rounded >= least]
    order = np.argsort(-rounded, kind="stable")
    return np.asarray(places[order][:most], dtype=np.int64)


def calc_outlook_index(complexity: Complexity, presence: Matrix, proximity: Matrix) -> Figures:
    """Work out how near an entity is to complex products that it does not make (complexity outlook index).

        COI_c = Σ_p d_cp (1 − M_cp) q_p,  as a standard score over the entities

    q is the product vector behind PCI, not shifted, as in the Stata package. Products without PCI do not count.

    Returns
    -------
    ndarray
        One figure an entity; NaN where the entity has no ECI, or all have the same.

    References
    ----------
    R. Hausmann, C. A. Hidalgo et al., The Atlas of Economic Complexity, MIT Press, 2014.
    """
    made = sparse.csr_array(presence, dtype=np.float64)
    vector = np.nan_to_num(complexity.pci + complexity.centre)
    near = sparse.csr_array(proximity).T @ sparse.diags_array(_inverse(np.asarray(proximity.sum(axis=1))))
    index = made @ (near @ vector)
    height = max(1, _CELLS_AT_ONCE // max(1, made.shape[1]))
    for start in range(0, made.shape[0], height):
        block = made[start : start + height]
        index[start : start + height] -= (block @ near).multiply(block) @ vector
    index[np.isnan(complexity.eci)] = np.nan
    told = index[~np.isnan(index)]
    if not len(told) or told.std() == 0:
        return np.full_like(index, np.nan)
    return np.asarray((index - told.mean()) / told.std())


def calc_outlook_gain(
    complexity: Complexity, presence: Matrix, proximity: Matrix, products: Sequence[int] | None = None
) -> Figures:
    """Work out what making a product would open up to an entity (complexity outlook gain), in deviations of ECI.

        COG_cp = (1 − M_cp) Σ_q (1 − M_cq) φ_pq q_q / Σ_r φ_qr

    Returns
    -------
    ndarray
        Entities × products asked for; 0 for what it makes; NaN where entity or product has no complexity.
    """
    made = sparse.csr_array(presence, dtype=np.float64)
    chosen = _chosen(proximity, products)
    vector = np.nan_to_num(complexity.pci + complexity.centre)
    weight = vector * _inverse(np.asarray(proximity.sum(axis=1)))
    opened = weight[:, None] * sparse.csr_array(proximity)[chosen].toarray().T
    gain = opened.sum(axis=0)[None, :] - made @ opened
    gain *= 1 - made[:, chosen].toarray()
    gain[np.isnan(complexity.eci)] = np.nan
    gain[:, np.isnan(complexity.pci[chosen])] = np.nan
    return np.asarray(gain)


def _chosen(proximity: Matrix, products: Sequence[int] | None) -> Nodes:
    return np.asarray(range(proximity.shape[0]) if products is None else products, dtype=np.int64)


def _inverse(sums: Figures) -> Figures:
    return np.where(sums > 0, 1 / np.where(sums > 0, sums, 1.0), 0.0)
