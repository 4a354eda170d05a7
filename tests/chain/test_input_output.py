"""Input–output analysis against printed tables, the package pymrio, dense inverses and figures worked out by hand."""

import warnings
from importlib import import_module

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import sparse

from kust.chain.input_output import (
    calc_allocations,
    calc_coefficients,
    calc_downstreamness,
    calc_multipliers,
    calc_upstreamness,
    extract,
    is_productive,
    solve_ghosh,
    solve_leontief,
    substitute_imports,
    sum_layers,
)

SOME = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

# R. E. Miller, P. D. Blair, Input–Output Analysis, 2nd ed. 2009, chapter 2: the table of two sectors.
FLOWS = np.array([[150, 500], [200, 100]])
OUTPUT = np.array([1000, 2000])
COEFFICIENTS = np.array([[0.15, 0.25], [0.2, 0.05]])


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Productive tables: coefficients with column sums below 1, and a final demand."""
    size = draw(st.integers(1, 7))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    shape = random.random((size, size)) * (random.random((size, size)) < 0.6)
    used = draw(st.floats(0.05, 0.95))
    return shape / np.maximum(shape.sum(axis=0), 1e-9) * used, random.random(size) * 100


def test_coefficients_and_output_of_miller_and_blair() -> None:
    found = calc_coefficients(FLOWS, OUTPUT)
    assert_allclose(found.toarray(), COEFFICIENTS)
    # final demand of the table, and the new one of the book
    assert_allclose(solve_leontief(found, [350, 1700]), [1000, 2000])
    new = solve_leontief(found, [600, 1500])
    assert new.round(1).tolist() == [1247.5, 1841.6]
    # labour, 0.3 and 0.25 a unit
    assert (new * [0.3, 0.25]).round(1).tolist() == [374.3, 460.4]
    assert new[0] * 0.3 == pytest.approx(374.25, abs=0.01)


def test_the_leontief_inverse_of_miller_and_blair_column_by_column() -> None:
    inverse = np.column_stack([solve_leontief(COEFFICIENTS, unit) for unit in np.eye(2)])
    assert_allclose(inverse, [[1.25412541, 0.330033], [0.2640264, 1.12211221]], atol=5e-9)


def test_steps_up_and_down_the_table_of_miller_and_blair() -> None:
    assert_allclose(calc_upstreamness(FLOWS, OUTPUT), [1.91419142, 1.25412541], atol=5e-9)
    assert_allclose(calc_downstreamness(FLOWS, OUTPUT), [1.51815182, 1.45214521], atol=5e-9)
    assert_allclose(calc_multipliers(COEFFICIENTS), [1.51815182, 1.45214521], atol=5e-9)


def test_inventories_of_kitzes_and_their_first_eleven_layers() -> None:
    # J. Kitzes, An introduction to environmentally-extended input-output analysis, Resources 2 (2013) 489–503.
    output, burden, final = np.array([16.0, 12.0]), np.array([8.0, 4.0]), np.array([3.0, 6.0])
    a = calc_coefficients([[8, 5], [4, 2]], output)
    intensity = burden / output
    assert_allclose(solve_leontief(a, final) * intensity, [8, 4])
    assert_allclose(solve_leontief(a.T, intensity) * final, [4.8, 7.2])
    assert (sum_layers(a, final, 11) * intensity).round(6).tolist() == [7.826207, 3.945339]
    assert (sum_layers(a.T, intensity, 11) * final).round(6).tolist() == [4.711197, 7.060348]


@pytest.fixture(scope="module")
def mrio():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("pymrio").load_test().calc_all()


def test_the_test_table_of_pymrio_has_the_same_coefficients_inverse_and_multipliers(mrio) -> None:
    output = mrio.x["indout"].to_numpy()
    a = calc_coefficients(mrio.Z.to_numpy(), output)
    assert_allclose(a.toarray(), mrio.A.to_numpy(), rtol=1e-12)
    inverse = np.column_stack([solve_leontief(a, unit) for unit in np.eye(len(output))])
    assert_allclose(inverse, mrio.L.to_numpy(), rtol=1e-10, atol=1e-14)
    # Figures of pymrio 0.7.0: sums of x, A and L, L of the first sector with itself, the largest multiplier.
    assert output.sum() == pytest.approx(3324005349.305, rel=1e-12)
    assert a.sum() == pytest.approx(6.245417284842748, rel=1e-10)
    assert inverse.sum() == pytest.approx(55.119616504790216, rel=1e-10)
    assert inverse[0, 0] == pytest.approx(1.1101020720270822, rel=1e-10)
    multipliers = calc_multipliers(a)
    assert_allclose(multipliers[:3], [1.6114268859265444, 1.5509788525386696, 1.0110531475927196], rtol=1e-10)
    assert multipliers.max() == pytest.approx(1.7693135737561365, rel=1e-10)


def test_footprints_of_pymrio_are_intensities_times_the_output_called_forth(mrio) -> None:
    a = calc_coefficients(mrio.Z.to_numpy(), mrio.x["indout"].to_numpy())
    intensity = mrio.emissions.S.to_numpy()[0]
    demand, at_home = (table.T.groupby(level="region").sum().T for table in (mrio.Y, mrio.emissions.F_Y))
    # What households emit themselves belongs to the footprint as pymrio prints it.
    found = [intensity @ solve_leontief(a, demand[r]) + at_home[r].iloc[0] for r in ("reg1", "reg2")]
    assert_allclose(found, [207752104.4316281, 115468289.2811008], rtol=1e-10)


@SOME
@given(tables())
def test_the_series_is_the_inverse(table) -> None:
    a, final = table
    assert_allclose(solve_leontief(sparse.csr_array(a), final), np.linalg.inv(np.eye(len(a)) - a) @ final)
    assert_allclose(sum_layers(a, final, 3), final + a @ final + a @ a @ final)


@SOME
@given(tables())
def test_output_comes_back_from_demand_and_from_primary_inputs(table) -> None:
    a, final = table
    output = np.linalg.solve(np.eye(len(a)) - a, final)
    assume((output > 1e-6).all())
    flows = a * output
    assert_allclose(solve_leontief(calc_coefficients(flows, output), output - flows.sum(axis=1)), output)
    assert_allclose(solve_ghosh(calc_allocations(flows, output), output - flows.sum(axis=0)), output)


@SOME
@given(tables())
def test_all_steps_and_multipliers_are_at_least_one(table) -> None:
    a, final = table
    output = np.linalg.solve(np.eye(len(a)) - a, final + 1)
    for figures in (calc_multipliers(a), calc_upstreamness(a * output, output)):
        assert (figures >= 1 - 1e-12).all()


def test_extraction_loses_the_sector_s_output_and_what_it_called_forth() -> None:
    # Without the first sector the second meets its own demand alone: x* = 1700 / (1 − 0.05).
    assert_allclose(extract(COEFFICIENTS, [350, 1700], 0), [1000, 2000 - 1700 / 0.95])


@SOME
@given(tables(), st.integers(0, 6))
def test_extraction_never_gains(table, place) -> None:
    a, final = table
    place %= len(a)
    loss = extract(a, final, place)
    assert (loss >= -1e-9).all()
    assert loss[place] == pytest.approx(solve_leontief(a, final)[place])


def test_imports_made_at_home_call_forth_themselves_and_their_inputs() -> None:
    # Sector 2 takes 0.1 of good 1 from abroad a unit. With half of it made at home: A′ = [[0, 0.05], [0.2, 0]],
    # x = (0, 100), Δf₁ = 0.5 · 0.1 · 100 = 5; determinant 1 − 0.01: Δx = (5, 0.2 · 5) / 0.99.
    home, abroad = np.array([[0, 0], [0.2, 0]]), np.array([[0, 0.1], [0, 0]])
    assert_allclose(substitute_imports(home, abroad, [0, 100], 0, 0.5), [5 / 0.99, 1 / 0.99])


@SOME
@given(tables(), st.floats(0, 1), st.integers(0, 6), st.integers(0, 127))
def test_the_gain_of_substitution_is_the_difference_of_two_solutions(table, share, product, buyers) -> None:
    whole, final = table
    product %= len(whole)
    home, abroad = 0.7 * whole, 0.3 * whole
    chosen = np.array([bool(buyers >> place & 1) for place in range(len(whole))])
    switched = home.copy()
    switched[product] += share * abroad[product] * chosen
    expected = np.linalg.solve(np.eye(len(whole)) - switched, final) - np.linalg.solve(
        np.eye(len(whole)) - home, final
    )
    found = substitute_imports(home, abroad, final, product, share, chosen)
    assert_allclose(found, expected, atol=1e-9 * (1 + final.sum()))


@pytest.mark.parametrize(
    ("table", "productive"),
    [
        ([[0.5, 0.6], [0.6, 0.3]], False),  # sums above 1: radius 0.4 + √(0.01 + 0.36) = 1.008
        ([[0.5, 0.9], [0.2, 0.3]], True),  # one column above 1: radius 0.4 + √(0.01 + 0.18) = 0.836
        ([[0, 2.0], [0.4999999, 0]], True),  # radius √0.9999998: too slow for the series
        ([[0, 2.0], [0.5, 0]], False),  # radius 1
        ([[0, 5.0], [0, 0]], True),  # no way back: radius 0 whatever the sums
        ([[1.0]], False),
        (np.empty((0, 0)), True),
    ],
)
def test_a_table_is_productive_exactly_if_its_radius_is_below_one(table, productive) -> None:
    assert is_productive(np.array(table)) is productive
    radius = np.abs(np.linalg.eigvals(np.array(table))).max(initial=0)
    assert (radius < 1 - 1e-12) == productive


def test_near_the_limit_it_is_solved_by_elimination() -> None:
    slow = np.array([[0, 2.0], [0.4999999, 0]])
    assert_allclose(solve_leontief(slow, [1, 0]), np.linalg.solve(np.eye(2) - slow, [1, 0]), rtol=1e-6)


def test_a_table_that_is_not_productive_names_the_column_that_takes_most() -> None:
    with pytest.raises(ValueError, match=r"column 0 takes inputs of 1\.1 a unit of output"):
        solve_leontief([[0.5, 0.6], [0.6, 0.3]], [1, 1])


@pytest.mark.parametrize(
    ("flows", "output", "says"),
    [
        (FLOWS, [1000, 0], "at place 1 it is 0"),
        (FLOWS, [1000, np.nan], "at place 1"),
        (FLOWS, [1000, -5], "at place 1"),
        (FLOWS, [1000], "both have to name the same"),
        (-FLOWS, OUTPUT, "not negative"),
        (FLOWS * np.nan, OUTPUT, "finite"),
    ],
)
def test_what_has_no_coefficients_is_refused_with_its_place(flows, output, says) -> None:
    with pytest.raises(ValueError, match=says):
        calc_coefficients(flows, np.array(output, dtype=float))


def test_a_share_outside_0_to_1_is_refused() -> None:
    with pytest.raises(ValueError, match=r"not 1\.5"):
        substitute_imports(COEFFICIENTS, COEFFICIENTS, [1, 1], 0, 1.5)


def test_many_firms_are_solved_without_an_inverse() -> None:
    # 20,000 firms, 100,000 links: the dense inverse alone would take 3.2 GB.
    random = np.random.default_rng(1)
    rows, columns = random.integers(0, 20_000, 100_000), random.integers(0, 20_000, 100_000)
    a = sparse.csr_array((random.random(100_000), (rows, columns)), shape=(20_000, 20_000))
    sums = np.asarray(a.sum(axis=0))
    a = a @ sparse.diags_array(np.where(sums > 0, 0.6 / np.where(sums > 0, sums, 1), 0))
    final = random.random(20_000)
    output = solve_leontief(a, final)
    assert_allclose(output - a @ output, final, rtol=1e-10, atol=1e-12)
