"""Economic complexity of who makes what: advantage, diversity, ubiquity, ECI and PCI on sparse matrices.

Pure mathematics: rows are whoever makes (firms, regions, clusters), columns are products. Figures that are not known
are NaN; nothing here reads a dataset.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import LinearOperator, eigsh

from kust.quantities import TOLERANCE

Figures = npt.NDArray[np.float64]
Matrix = Any  # scipy.sparse has no types

# A second eigenvalue from here on: the matrix nearly falls into blocks, and ECI says little more than which of them.
NEARLY_APART = 0.8
# Eigenvalues nearer than this are one: then no vector of theirs is more right than another.
_SAME = 1e-9
_DENSE_UP_TO = 50


@dataclass(frozen=True)
class Complexity:
    """Complexity of entities (rows) and products (columns); NaN where it cannot be told.

    ``diversity``: products of an entity; ``ubiquity``: entities of a product. ``eci``, ``pci``: standard scores, both
    by mean and deviation of the entities. ``second_eigenvalue`` of the largest block, None where there is none.
    ``blocks``: parts of the matrix that share neither entity nor product. ``centre``: mean of the entities' vector in
    deviations, so that ``pci + centre`` is the product vector itself. ``warnings``: ``disconnected`` (only the largest
    block has figures), ``nearly_disconnected`` (second eigenvalue from 0.8 on), ``ambiguous`` (no largest block, no
    single second eigenvector or no sign), ``degenerate`` (nothing to compare); the last two leave all figures NaN.
    """

    diversity: Figures
    ubiquity: Figures
    eci: Figures
    pci: Figures
    second_eigenvalue: float | None
    blocks: int
    centre: float
    warnings: tuple[str, ...]


def calc_rca(amounts: Matrix) -> Matrix:
    """Work out the revealed comparative advantage.

        R_cp = (X_cp / X_c) / (X_p / X)

    Parameters
    ----------
    amounts
        Entities × products, not negative, any unit common to a column; what is not told has to be left out before.

    Returns
    -------
    csr_array
        Of the same shape; 0 where nothing is made. An empty row or column stays empty.

    Raises
    ------
    ValueError
        An amount is negative, NaN or infinite.

    References
    ----------
    B. Balassa, Trade liberalisation and "revealed" comparative advantage, The Manchester School 33 (1965) 99–123.

    Examples
    --------
    >>> calc_rca(np.array([[30.0, 10.0], [0.0, 40.0]])).toarray().round(3).tolist()
    [[2.0, 0.4], [0.0, 1.6]]
    """
    made = _as_csr(amounts)
    if not np.isfinite(made.data).all() or (made.data < 0).any():
        raise ValueError("amounts have to be finite and not negative; leave out what is not told")
    of_entity, of_product = _sums(made)
    rows, columns = made.nonzero()
    share = made.data / of_entity[rows]
    made.data = share * (of_product.sum() / of_product[columns])
    return made


def calc_presence(amounts: Matrix, threshold: float = 1.0) -> Matrix:
    """Mark what each entity makes with an advantage: M = [R ≥ threshold], 1 or nothing, as a csr_array.

    Advantages within 1e-9 of the threshold count as equal to it.
    """
    rca = calc_rca(amounts)
    rca.data = (rca.data >= threshold * (1 - TOLERANCE)).astype(np.float64)
    rca.eliminate_zeros()
    return rca


def calc_complexity(presence: Matrix, *, ddof: int = 0) -> Complexity:
    """Work out ECI and PCI.

        k_c = Σ_p M_cp,  k_p = Σ_c M_cp,  B = D_c^−½ M D_p^−½,  B Bᵀ u = λ₂ u  (second largest)
        k = u / √k_c, with the sign of corr(k, k_c);  ECI = (k − mean k) / sd k
        q = D_p⁻¹ Mᵀ k / λ₂;                          PCI = (q − mean k) / sd k

    so that the ECI of an entity is the mean PCI of its products. The vector is sought on the smaller side with products
    of B and a vector only; the matrix of entities by entities is never formed.

    Parameters
    ----------
    presence
        Entities × products, 1 where the entity makes the product (any weights ≥ 0 are allowed: then this is the
        first axis of correspondence analysis).
    ddof
        0 for the deviation of the entities themselves. 1 for Stata's convention: the deviation over the long
        table of all N = entities × products rows with N − 1, which makes figures smaller by √((N − 1) / N).

    References
    ----------
    C. A. Hidalgo, R. Hausmann, The building blocks of economic complexity, PNAS 106 (2009) 10570–10575.
    P. Mealy, J. D. Farmer, A. Teytelboym, Interpreting economic complexity, Science Advances 5 (2019) eaau1705.

    Examples
    --------
    >>> calc_complexity(np.array([[1, 1, 1], [1, 1, 0], [0, 1, 0]])).eci.round(3).tolist()
    [1.225, 0.0, -1.225]
    """
    whole = _as_csr(presence)
    diversity, ubiquity = _sums(whole)
    rows, columns, blocks, unique = _largest_block(whole)
    warnings = ["disconnected"] if blocks > 1 else []
    eci, pci = np.full(len(diversity), np.nan), np.full(len(ubiquity), np.nan)

    def tell(value: float | None, centre: float, *more: str) -> Complexity:
        return Complexity(diversity, ubiquity, eci, pci, value, blocks, centre, (*warnings, *more))

    if not unique:
        return tell(None, np.nan, "ambiguous")
    block = whole[rows][:, columns]
    if min(block.shape) < 2:
        return tell(None, np.nan, "degenerate")
    value, next_value, vector = _second_vector(block)
    if value < _SAME:
        return tell(None, np.nan, "degenerate")
    sign = _sign(vector, _sums(block)[0])
    if value - next_value < _SAME or sign == 0:
        return tell(value, np.nan, "ambiguous")
    entities = sign * vector
    products = (block.T @ entities) / _sums(block)[1] / value
    cells = block.shape[0] * block.shape[1]
    deviation = float(np.sqrt(np.mean((entities - entities.mean()) ** 2) * cells / (cells - ddof)))
    eci[rows] = (entities - entities.mean()) / deviation
    pci[columns] = (products - entities.mean()) / deviation
    near = ["nearly_disconnected"] if value >= NEARLY_APART else []
    return tell(value, float(entities.mean() / deviation), *near)


def _as_csr(matrix: Matrix) -> Matrix:
    copied = sparse.csr_array(matrix, dtype=np.float64, copy=True)
    copied.sum_duplicates()
    copied.eliminate_zeros()
    return copied


def _sums(matrix: Matrix) -> tuple[Figures, Figures]:
    return np.asarray(matrix.sum(axis=1)), np.asarray(matrix.sum(axis=0))


def _largest_block(whole: Matrix) -> tuple[npt.NDArray[Any], npt.NDArray[Any], int, bool]:
    """Find the block with most entities, then most products: its rows and columns; how many blocks; one only?"""
    entities = whole.shape[0]
    both = sparse.block_array([[None, whole], [whole.T, None]], format="csr")
    _, part = connected_components(both, directed=False)
    filled = np.concatenate([np.diff(whole.indptr) > 0, np.diff(whole.tocsc().indptr) > 0])
    of_entity = np.bincount(part[:entities][filled[:entities]], minlength=len(part))
    of_product = np.bincount(part[entities:][filled[entities:]], minlength=len(part))
    order = np.lexsort((of_product, of_entity))[::-1]
    blocks = int((of_entity > 0).sum())
    if not blocks:
        none = np.empty(0, dtype=np.int64)
        return none, none, 0, True
    first, second = order[0], order[min(1, len(order) - 1)]
    tied = blocks > 1 and (of_entity[first], of_product[first]) == (of_entity[second], of_product[second])
    inside = (part == first) & filled
    return np.flatnonzero(inside[:entities]), np.flatnonzero(inside[entities:]), blocks, not tied


def _second_vector(block: Matrix) -> tuple[float, float, Figures]:
    """Find the second and third eigenvalue of B Bᵀ, and u / √k_c of the second.

    The first one is known (eigenvalue 1, vector √k), so it is taken out and the largest of the rest is asked for.
    """
    of_entity, of_product = np.sqrt(_sums(block)[0]), np.sqrt(_sums(block)[1])
    scaled = sparse.diags_array(1 / of_entity) @ block @ sparse.diags_array(1 / of_product)
    scaled = scaled.tocsr()
    narrow, first = (
        (scaled, of_entity) if block.shape[0] <= block.shape[1] else (scaled.T.tocsr(), of_product)
    )
    first = first / np.linalg.norm(first)
    values, vectors = _top_two(narrow, first)
    vector = vectors[:, -1]
    if narrow is not scaled:
        vector = scaled @ vector
    return float(values[-1]), float(values[-2]), np.asarray(vector / of_entity)


def _top_two(narrow: Matrix, first: Figures) -> tuple[Figures, Figures]:
    size = narrow.shape[0]
    if size <= _DENSE_UP_TO:
        square = (narrow @ narrow.T).toarray() - np.outer(first, first)
        values, vectors = np.linalg.eigh(square)
        return values[-2:], vectors[:, -2:]
    wide = narrow.T.tocsr()
    operator = LinearOperator(
        (size, size), matvec=lambda v: narrow @ (wide @ v) - first * (first @ v), dtype=np.float64
    )
    start = np.random.default_rng(0).standard_normal(size)
    values, vectors = eigsh(operator, k=2, which="LA", v0=start - first * (first @ start))
    order = np.argsort(values)
    return values[order], vectors[:, order]


def _sign(vector: Figures, diversity: Figures) -> int:
    """Return the sign of the correlation with diversity; 0 where there is none."""
    aside, spread = vector - vector.mean(), diversity - diversity.mean()
    scale = np.linalg.norm(aside) * np.linalg.norm(spread)
    return 0 if abs(aside @ spread) <= _SAME * scale else int(np.sign(aside @ spread))
