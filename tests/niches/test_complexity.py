"""Economic complexity: by hand, by a published table, by a second way, and what does not change it."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import sparse

from kust.niches import complexity as module
from kust.niches.complexity import calc_complexity, calc_presence, calc_rca

from .matrices import dense_eci_pci, dense_rca, is_one_block, make_amounts

SOME = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
SMALL = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 0]])


@st.composite
def presences(draw: st.DrawFn) -> np.ndarray:
    """Matrices in one block whose second eigenvector and its sign are beyond doubt."""
    entities, products = draw(st.integers(3, 9)), draw(st.integers(3, 9))
    made = calc_presence(make_amounts(entities, products, draw(st.integers(0, 10_000)))).toarray()
    assume((made.sum(axis=0) > 0).all() and (made.sum(axis=1) > 0).all() and is_one_block(made))
    scaled = made / np.sqrt(made.sum(axis=1, keepdims=True) * made.sum(axis=0))
    values = np.linalg.svd(scaled, compute_uv=False) ** 2
    assume(values[1] > 0.01 and values[1] - values[2] > 0.01)
    found = calc_complexity(made)
    assume("ambiguous" not in found.warnings)
    assume(abs(np.corrcoef(found.eci, found.diversity)[0, 1]) > 1e-3)
    return made


def test_advantage_is_the_share_at_the_entity_by_the_share_in_all() -> None:
    # Of 80 in all, products have 30 and 50. Row 1: (30/40)/(30/80) = 2, (10/40)/(50/80) = 2/5; row 2: 1/(5/8) = 8/5.
    assert_allclose(calc_rca([[30, 10], [0, 40]]).toarray(), [[2, 2 / 5], [0, 8 / 5]])


def test_an_advantage_of_exactly_1_counts_however_it_is_rounded() -> None:
    # A sole entity has the advantage 1 in all it makes; thirds and sevenths do not add up exactly.
    assert calc_presence([[1 / 3, 1 / 7, 0.1, 1e-9]]).toarray().tolist() == [[1, 1, 1, 1]]


def test_complexity_of_three_by_three_is_that_worked_out_by_hand() -> None:
    # Diversity 3, 2, 1; ubiquity 2, 3, 1. D_c⁻¹ M D_p⁻¹ Mᵀ = [[11/18, 5/18, 1/9], [5/12, 5/12, 1/6], [1/3, 1/3, 1/3]]
    # has the eigenvalues 1, 1/4, 1/9; to 1/4 belongs k = (2, −1, −4): mean −1, sd √6.
    # q = 4 · (mean of k over the makers) = 4 · (1/2, −1, 2) = (2, −4, 8).
    found = calc_complexity(SMALL)
    assert (found.diversity.tolist(), found.ubiquity.tolist()) == ([3, 2, 1], [2, 3, 1])
    assert found.second_eigenvalue == pytest.approx(1 / 4)
    assert_allclose(found.eci, np.array([3, 0, -3]) / 6**0.5, atol=1e-12)
    assert_allclose(found.pci, np.array([3, -3, 9]) / 6**0.5)
    assert found.centre == pytest.approx(-1 / 6**0.5)
    assert (found.blocks, found.warnings) == (1, ())


def test_stata_s_deviation_is_over_the_long_table_with_one_less() -> None:
    # N = 9 rows: its deviation is larger by √(9/8).
    assert_allclose(
        calc_complexity(SMALL, ddof=1).eci, calc_complexity(SMALL).eci * (8 / 9) ** 0.5, atol=1e-12
    )


def test_with_weights_it_is_the_first_axis_of_correspondence_analysis_as_printed() -> None:
    # Greenacre's smokers: five grades of staff by none, light, medium, heavy. Printed for the first axis: principal
    # inertia 0.074759, standard coordinates of the rows and columns (O. Nenadić, M. Greenacre, Correspondence analysis
    # in R, Journal of Statistical Software 20 (2007) no. 3, section 3). Its scale weighs rows by their mass, ours does
    # not, so that figures agree up to one shift and one factor.
    smokers = [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]]
    rows = np.array([-0.240539, 0.947105, -1.391973, 0.851989, -0.735456])
    columns = np.array([-1.438471, 0.363746, 0.718017, 1.074445])
    found = calc_complexity(smokers)
    assert found.second_eigenvalue == pytest.approx(0.074759, abs=5e-7)
    factor = np.sign(np.corrcoef(rows, found.diversity)[0, 1]) / rows.std()
    assert_allclose(found.eci, (rows - rows.mean()) * factor, atol=5e-6)
    # Columns stand by the rows' vector over λ, theirs over √λ.
    assert_allclose(found.pci, (columns / 0.074759**0.5 - rows.mean()) * factor, atol=5e-5)


@SOME
@given(presences())
def test_both_indices_are_those_of_the_dense_definition(made: np.ndarray) -> None:
    found = calc_complexity(made)
    eci, pci = dense_eci_pci(made)
    assert_allclose(found.eci, eci, atol=1e-7)
    assert_allclose(found.pci, pci, atol=1e-6)


@SOME
@given(presences())
def test_an_entity_s_index_is_the_mean_of_its_products_and_a_standard_score(made: np.ndarray) -> None:
    found = calc_complexity(made)
    assert_allclose(found.eci, made @ found.pci / made.sum(axis=1), atol=1e-8)
    assert_allclose([found.eci.mean(), found.eci.std()], [0, 1], atol=1e-9)


@SOME
@given(presences(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(made: np.ndarray, random) -> None:
    rows, columns = list(range(made.shape[0])), list(range(made.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    found, moved = calc_complexity(made), calc_complexity(made[rows][:, columns])
    assert_allclose(moved.eci, found.eci[rows], atol=1e-8)
    assert_allclose(moved.pci, found.pci[columns], atol=1e-8)


@SOME
@given(presences())
def test_who_makes_nothing_and_what_nobody_makes_have_no_figure_and_change_none(made: np.ndarray) -> None:
    wider = np.pad(made, ((1, 0), (0, 1)))
    found, with_empty = calc_complexity(made), calc_complexity(wider)
    assert np.isnan(with_empty.eci[0]) and np.isnan(with_empty.pci[-1])
    assert (with_empty.diversity[0], with_empty.ubiquity[-1], with_empty.blocks) == (0, 0, 1)
    assert_allclose(with_empty.eci[1:], found.eci, atol=1e-9)
    assert_allclose(with_empty.pci[:-1], found.pci, atol=1e-9)


@SOME
@given(st.integers(0, 500), st.floats(0.001, 1e6))
def test_the_unit_of_the_amounts_does_not_matter(seed: int, factor: float) -> None:
    amounts = make_amounts(5, 7, seed)
    assert_allclose(calc_rca(amounts * factor).toarray(), calc_rca(amounts).toarray(), rtol=1e-12)
    assert_allclose(calc_rca(amounts).toarray(), dense_rca(amounts), rtol=1e-12)


@pytest.mark.parametrize("shape", [(60, 90), (90, 60)])
def test_a_large_matrix_is_solved_by_products_with_vectors_as_a_small_one_by_all_of_it(
    shape, monkeypatch
) -> None:
    made = calc_presence(make_amounts(*shape, seed=3))
    by_vectors = calc_complexity(made)
    monkeypatch.setattr(module, "_DENSE_UP_TO", 1000)
    at_once = calc_complexity(made)
    assert not by_vectors.warnings
    assert_allclose(by_vectors.eci, at_once.eci, atol=1e-10)
    assert_allclose(by_vectors.pci, at_once.pci, atol=1e-10)


def test_of_separate_blocks_the_largest_is_told_and_the_rest_is_nan_with_a_warning() -> None:
    apart = sparse.block_array([[np.ones((2, 2)), None], [None, SMALL]])
    found = calc_complexity(apart)
    assert (found.blocks, found.warnings) == (2, ("disconnected",))
    assert_allclose(found.eci[2:], calc_complexity(SMALL).eci, atol=1e-12)
    assert np.isnan(found.eci[:2]).all() and np.isnan(found.pci[:2]).all()


def test_blocks_that_hang_by_a_thread_are_told_of() -> None:
    # Two blocks of five firms and five products and one firm's sole product in the other block.
    made = np.kron(np.eye(2), np.ones((5, 5)))
    made[0, 9] = 1
    found = calc_complexity(made)
    assert found.second_eigenvalue > 0.8
    assert found.warnings == ("nearly_disconnected",)


@pytest.mark.parametrize(
    ("made", "warnings"),
    [
        (np.ones((1, 3)), ("degenerate",)),  # nobody to compare with
        (np.ones((3, 1)), ("degenerate",)),
        (np.ones((3, 4)), ("degenerate",)),  # everybody makes everything
        (np.zeros((2, 2)), ("degenerate",)),
        (np.kron(np.eye(2), np.ones((2, 2))), ("disconnected", "ambiguous")),  # two blocks alike
        (
            np.ones((3, 3)) - np.eye(3),
            ("ambiguous",),
        ),  # any turn of it is the same: no second vector, no sign
    ],
)
def test_what_cannot_be_told_is_nan_and_says_why(made: np.ndarray, warnings: tuple[str, ...]) -> None:
    found = calc_complexity(made)
    assert found.warnings == warnings
    assert np.isnan(found.eci).all() and np.isnan(found.pci).all()


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_amounts_that_are_none_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="leave out what is not told"):
        calc_rca([[1.0, wrong]])
