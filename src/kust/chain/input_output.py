"""Input–output analysis: what an amount of final demand calls forth along the supplies.

The mathematics takes matrices (products × products, or firms × firms, dense or sparse) and never inverts one: each
question is solved for its own right-hand side. The table of products of a dataset is in ``product_table``.
"""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import MatrixRankWarning, spsolve

Figures = npt.NDArray[np.float64]
Matrix = Any  # scipy.sparse has no types

_ACCURACY = 1e-16  # the last round adds nothing that a double could hold
_MOST_ROUNDS = 1000


def calc_coefficients(flows: Matrix, output: Figures) -> Matrix:
    """Work out what a rouble of each output takes of each input: A = Z · diag(x)⁻¹.

    Parameters
    ----------
    flows
        Z: row goes into column, thousand roubles.
    output
        x of each, thousand roubles, above 0.

    Returns
    -------
    csr_array
        A, of the shape of Z.

    Raises
    ------
    ValueError
        Shapes differ, a flow is negative or not finite, an output is not above 0; says which.

    References
    ----------
    R. E. Miller, P. D. Blair, Input–Output Analysis, 2nd ed., Cambridge University Press, 2009, ch. 2.

    Examples
    --------
    >>> calc_coefficients(np.array([[150, 500], [200, 100]]), np.array([1000, 2000])).toarray().tolist()
    [[0.15, 0.25], [0.2, 0.05]]
    """
    checked, made = _check(flows, output)
    return sparse.csr_array(checked @ sparse.diags_array(1 / made))


def calc_allocations(flows: Matrix, output: Figures) -> Matrix:
    """Work out what share of each output goes to each buyer: B = diag(x)⁻¹ · Z (Ghosh). Arguments as above."""
    checked, made = _check(flows, output)
    return sparse.csr_array(sparse.diags_array(1 / made) @ checked)


def is_productive(coefficients: Matrix) -> bool:
    """Tell whether every final demand can be met: the series I + A + A² + … is finite (spectral radius below 1).

    Sums of columns, or of rows, that are all below 1 are enough. Else it is so exactly if v = (I − Aᵀ)⁻¹ 1 exists
    and is at least 1.
    """
    a = sparse.csr_array(coefficients, dtype=np.float64)
    if not a.shape[0] or any(np.asarray(a.sum(axis=axis)).max() < 1 for axis in (0, 1)):
        return True
    ones = np.ones(a.shape[0])
    if _series(sparse.csr_array(a.T), ones, _MOST_ROUNDS) is not None:
        return True
    value = _eliminate(sparse.csr_array(a.T), ones)
    return bool(np.isfinite(value).all() and (value >= 1 - 1e-9).all())


def solve_leontief(coefficients: Matrix, final: Figures) -> Figures:
    """Work out the output that final demand calls forth: x = (I − A)⁻¹ f = f + A f + A² f + …

    Parameters
    ----------
    coefficients
        A of :func:`calc_coefficients`.
    final
        f, thousand roubles; a difference of demands gives the difference of outputs.

    Returns
    -------
    ndarray
        x, thousand roubles. By the series until it stands still (31 rounds for 300,000 firms), else by elimination.

    Raises
    ------
    ValueError
        Some product takes at least as much as it gives, directly or through others: no output would be enough.

    Examples
    --------
    >>> solve_leontief(np.array([[0.15, 0.25], [0.2, 0.05]]), np.array([600, 1500])).round(1).tolist()
    [1247.5, 1841.6]
    """
    a = sparse.csr_array(coefficients, dtype=np.float64)
    demand = np.asarray(final, dtype=np.float64)
    if not is_productive(a):
        worst = int(np.argmax(np.asarray(a.sum(axis=0))))
        took = float(np.asarray(a.sum(axis=0))[worst])
        raise ValueError(
            f"the table is not productive: column {worst} takes inputs of {took:.3g} a unit of output; "
            "check its output, or take out purchases that go into something else"
        )
    found = _series(a, demand, _MOST_ROUNDS)
    return _eliminate(a, demand) if found is None else found


def sum_layers(coefficients: Matrix, final: Figures, layers: int) -> Figures:
    """Sum the first layers of the series f + A f + A² f + …: the makers themselves, their suppliers, and so on."""
    a = sparse.csr_array(coefficients, dtype=np.float64)
    layer = np.asarray(final, dtype=np.float64)
    whole = np.zeros_like(layer)
    for _ in range(layers):
        whole = whole + layer
        layer = a @ layer
    return whole


def solve_ghosh(allocations: Matrix, added: Figures) -> Figures:
    """Work out the output that primary inputs push through: x′ = v′ (I − B)⁻¹ (Ghosh), thousand roubles."""
    return solve_leontief(sparse.csr_array(allocations).T, added)


def calc_multipliers(coefficients: Matrix) -> Figures:
    """Work out the output that a rouble of final demand for each calls forth in all: m_j = Σ_i L_ij, at least 1.

    Examples
    --------
    >>> calc_multipliers(np.array([[0.15, 0.25], [0.2, 0.05]])).round(4).tolist()
    [1.5182, 1.4521]
    """
    a = sparse.csr_array(coefficients)
    return solve_leontief(a.T, np.ones(a.shape[0]))


def calc_upstreamness(flows: Matrix, output: Figures) -> Figures:
    """Work out how many steps lie between each output and its final use: U = (I − B)⁻¹ 1, at least 1.

    References
    ----------
    P. Antràs, D. Chor, T. Fally, R. Hillberry, Measuring the upstreamness of production and trade flows, American
    Economic Review 102 (2012) 412–416.
    """
    allocations = calc_allocations(flows, output)
    return solve_leontief(allocations, np.ones(allocations.shape[0]))


def calc_downstreamness(flows: Matrix, output: Figures) -> Figures:
    """Work out how many steps lie between primary inputs and each output: D = (I − Aᵀ)⁻¹ 1, at least 1."""
    return calc_multipliers(calc_coefficients(flows, output))


def extract(coefficients: Matrix, final: Figures, out: int) -> Figures:
    """Work out what output is lost where one stops, thousand roubles (hypothetical extraction).

        loss = x − (I − A*)⁻¹ f*,  A* without its row and column, f* without its final demand

    Its own output is among the losses. The others are taken to get its goods from elsewhere, outside the table.
    """
    a = sparse.csr_array(coefficients, dtype=np.float64)
    stays = np.ones(a.shape[0])
    stays[out] = 0.0
    kept = sparse.diags_array(stays)
    demand = np.asarray(final, dtype=np.float64)
    return solve_leontief(a, demand) - solve_leontief(kept @ a @ kept, demand * stays)


def substitute_imports(
    domestic: Matrix,
    imported: Matrix,
    final: Figures,
    product: int,
    share: float,
    buyers: Figures | None = None,
) -> Figures:
    """Work out what output is gained where a share of an imported product is made at home instead.

        A′_pj = A_pj + share · A^imp_pj for the buyers j;  Δx = (I − A′)⁻¹ f − (I − A)⁻¹ f = L′ Δf,
        Δf_p = share · Σ_j A^imp_pj x_j

    Parameters
    ----------
    domestic, imported
        A of what is made at home and of what is brought in.
    final
        Final demand for what is made at home, thousand roubles.
    product
        Place of the product.
    share
        Of its imports that switch, 0..1.
    buyers
        True where the column switches; by default all.

    Returns
    -------
    ndarray
        Δx, thousand roubles: the product itself and all that its making calls forth at home.

    Raises
    ------
    ValueError
        The share is not in 0..1, or the new table is not productive.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share has to be in 0..1, not {share}")
    home, abroad = (sparse.csr_array(one, dtype=np.float64) for one in (domestic, imported))
    moved = abroad[[product]].toarray() * share
    if buyers is not None:
        moved = moved * np.asarray(buyers, dtype=bool)
    place = sparse.csr_array(([1.0], ([product], [0])), shape=(home.shape[0], 1))
    switched = home + place @ sparse.csr_array(moved)
    demand = float((moved @ solve_leontief(home, final))[0])
    shock = np.zeros(home.shape[0])
    shock[product] = demand
    return solve_leontief(switched, shock)


def _check(flows: Matrix, output: Figures) -> tuple[Matrix, Figures]:
    """Refuse what has no coefficients."""
    checked = sparse.csr_array(flows, dtype=np.float64)
    made = np.asarray(output, dtype=np.float64)
    if checked.shape != (len(made), len(made)):
        raise ValueError(f"flows are {checked.shape}, outputs {len(made)}: both have to name the same")
    if not np.isfinite(checked.data).all() or (checked.data < 0).any():
        raise ValueError("flows have to be finite and not negative")
    wrong = np.flatnonzero(~(np.isfinite(made) & (made > 0)))
    if len(wrong):
        raise ValueError(
            f"output has to be above 0, at place {wrong[0]} it is {made[wrong[0]]}; leave it out"
        )
    return checked, made


def _series(a: Matrix, demand: Figures, most: int) -> Figures | None:
    """Sum f + A f + A² f + … until it stands still; None where it does not within so many rounds."""
    whole: Figures = demand.copy()
    layer = demand
    for _ in range(most):
        layer = a @ layer
        whole = whole + layer
        size = float(np.abs(layer).sum())
        if size <= _ACCURACY * float(np.abs(whole).sum()):
            return whole
        if not np.isfinite(size):
            return None
    return None


def _eliminate(a: Matrix, demand: Figures) -> Figures:
    """Solve (I − A) x = f; not finite where that has no solution."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MatrixRankWarning)
        return np.atleast_1d(spsolve(sparse.csc_array(sparse.eye_array(a.shape[0]) - a), demand))
